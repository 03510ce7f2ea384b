//! One primary (fail-stop): among the replicas that have not stopped there is never more than one primary.
//!
//! Where nobody is asked for a vote, nothing but this keeps two replicas from giving a slot to two batches. It rests on
//! the detector alone: a primary that was taken for dead and lives goes on beside its successor.

use super::Finding;
use smr::place::ReplicaId;

/// The promise's name.
pub const NAME: &str = "one primary";

/// A replica is primary, and so are these.
///
/// # Errors
/// One of them is another.
pub fn check(replica: ReplicaId, mut primaries: impl Iterator<Item = ReplicaId>) -> Finding {
    match primaries.find(|other| *other != replica) {
        Some(other) => Err(format!("{replica} is primary, and so is {other}, which has not stopped")),
        None => Ok(()),
    }
}
