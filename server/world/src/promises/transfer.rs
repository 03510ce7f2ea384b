//! Transfer: a State that was transferred is the State.

use super::Finding;
use super::reference::{After, Reference};
use smr::place::ReplicaId;
use smr::slots::Slot;

/// The promise's name.
pub const NAME: &str = "transfer";

/// A State was put in place as of a slot: it is what the reference has there.
///
/// # Errors
/// It differs.
pub fn check(reference: &Reference, replica: ReplicaId, slot: Slot, after: After) -> Finding {
    match reference.after(slot) {
        Some(right) if right == after => Ok(()),
        Some(_) => Err(format!("{replica} was given a State of slot {slot} that is not what the Inputs lead to")),
        None if reference.has_forgotten(slot) => Ok(()),
        None => Err(format!("{replica} was given a State of slot {slot}, which nobody has executed")),
    }
}
