//! Held by all (fail-stop): what is committed anywhere is held by every member that has not stopped.
//!
//! So whichever replica is left last knows all that was ever answered: that is what F+1 replicas are enough for.

use super::Finding;
use smr::place::ReplicaId;
use smr::slots::Slot;

/// The promise's name.
pub const NAME: &str = "held by all";

/// A replica has committed this slot. These others are members for it, and have not stopped; each with whether it holds
/// the same batch there.
///
/// # Errors
/// One does not.
pub fn check(replica: ReplicaId, slot: Slot, mut others: impl Iterator<Item = (ReplicaId, bool)>) -> Finding {
    match others.find(|(_, holds)| !holds) {
        Some((other, _)) => Err(format!("{replica} has committed slot {slot}, and {other} does not hold it")),
        None => Ok(()),
    }
}
