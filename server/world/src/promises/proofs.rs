//! Proofs: in one view and slot no two replicas can prove different batches.
//!
//! Where replicas show each other proofs, as prepared certificates under PBFT, a later view goes by them. If there were two
//! for one slot and view, it could go by either. Only what a replica writes down that does not lie is looked at: one that
//! lies cannot prove anything else either, but it may write down what it likes.

use super::Finding;
use super::forgetting::forget_below;
use smr::place::ReplicaId;
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "proofs";

/// What was proved first, by slot and view.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    digests: BTreeMap<(Slot, u64), u64>,
}

impl Proofs {
    /// A replica can prove that a batch with this digest was accepted in this slot and view.
    ///
    /// # Errors
    /// Another could prove it of another batch.
    pub fn check(&mut self, replica: ReplicaId, slot: Slot, (view, digest): (u64, u64)) -> Finding {
        let first = *self.digests.entry((slot, view)).or_insert(digest);
        if first == digest {
            return Ok(());
        }
        Err(format!("{replica} can prove another batch for slot {slot} in view {view} than was proved there before"))
    }

    /// Nothing below this slot is proved any more.
    pub fn forget_below(&mut self, slot: Slot) {
        forget_below(&mut self.digests, &(slot, 0));
    }
}
