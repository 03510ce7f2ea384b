//! Checkpoints: they are taken where CHECKPOINT was ordered, and are equal.

use super::Finding;
use super::reference::Reference;
use smr::checkpoint::Mark;
use smr::place::ReplicaId;
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "checkpoints";

/// The checkpoints that were taken.
#[derive(Clone, Debug, Default)]
pub struct Checkpoints {
    taken: BTreeMap<Slot, (ReplicaId, u64)>,
}

impl Checkpoints {
    /// A replica took a checkpoint: at the right slot, and equal to the others there.
    ///
    /// # Errors
    /// It is at another slot, or not equal.
    pub fn check(&mut self, reference: &Reference, replica: ReplicaId, mark: Mark) -> Finding {
        if reference.has_forgotten(mark.slot) {
            return Ok(());
        }
        while self.taken.first_key_value().is_some_and(|(slot, _)| reference.has_forgotten(*slot)) {
            self.taken.pop_first();
        }
        if !reference.has_checkpoint(mark.slot) {
            return Err(format!("{replica} took a checkpoint at slot {}, where no CHECKPOINT was ordered", mark.slot));
        }
        let (first, digest) = *self.taken.entry(mark.slot).or_insert((replica, mark.digest));
        if digest == mark.digest {
            Ok(())
        } else {
            Err(format!("{replica}'s checkpoint at slot {} differs from {first}'s", mark.slot))
        }
    }
}
