//! Agreement: no two replicas learn different batches for one slot.

use super::Finding;
use super::reference::Reference;
use smr::place::ReplicaId;
use smr::receive::Batch;
use smr::slots::Slot;
use std::sync::Arc;

/// The promise's name.
pub const NAME: &str = "agreement";

/// A replica learnt a batch for a slot: it is the one that was learnt there first.
///
/// # Errors
/// It is another.
pub fn check(reference: &mut Reference, replica: ReplicaId, slot: Slot, batch: &Batch) -> Finding {
    match reference.chosen(slot) {
        None if reference.has_forgotten(slot) => Ok(()),
        None => {
            reference.choose(slot, batch.clone());
            Ok(())
        }
        Some(first) if Arc::ptr_eq(first, batch) || first == batch => Ok(()),
        Some(first) => Err(format!(
            "{replica} learnt another batch for slot {slot} ({} Inputs) than was chosen there before ({} Inputs)",
            batch.len(),
            first.len()
        )),
    }
}
