//! Transfer: a State that was transferred is the State.

use super::Finding;
use super::reference::Reference;
use smr::execute::Executor;
use smr::place::ReplicaId;
use smr::slots::Slot;

/// The promise's name.
pub const NAME: &str = "transfer";

/// A State was put in place, and executed on as far as could be: it is what the reference has there.
///
/// # Errors
/// It differs.
pub fn check(reference: &Reference, replica: ReplicaId, slot: Slot, state: &Executor) -> Finding {
    let executed = state.executed();
    match reference.after(executed) {
        Some(after) if after.outputs == state.outputs() && after.state == state.machine().digest() => Ok(()),
        Some(_) => Err(format!(
            "{replica} was given the State of slot {slot}; at slot {executed} it is not what the Inputs lead to"
        )),
        None => Err(format!("{replica} was given a State of slot {executed}, which nobody has executed")),
    }
}
