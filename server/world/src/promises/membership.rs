//! Membership: all agree who the members are, slot by slot.

use super::Finding;
use super::reference::Reference;
use smr::place::{Members, ReplicaId};
use smr::slots::Slot;

/// The promise's name.
pub const NAME: &str = "membership";

/// A replica has new members from a slot on: they are those that the order of Inputs says.
///
/// # Errors
/// They are others, or change at another slot.
pub fn check(reference: &Reference, replica: ReplicaId, from: Slot, members: Members) -> Finding {
    match reference.members_from(from) {
        Some(right) if right == members => Ok(()),
        Some(right) => Err(format!("from slot {from} on {replica} takes {members:?} for members; they are {right:?}")),
        None if reference.has_forgotten(from) => Ok(()),
        None => Err(format!("{replica} changes the members at slot {from}, where the Inputs change nothing")),
    }
}
