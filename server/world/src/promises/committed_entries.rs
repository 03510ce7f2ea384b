//! Committed entries stay (Raft, 5.4.3, "State Machine Safety"): what is committed is never cut off from a log that holds
//! it, and nowhere is anything else committed in its slot.
//!
//! A majority holds what is committed. If one of them could give it up for another entry, the majority could become a
//! minority, and the entry be lost although clients were told of it. A crash takes nothing either: the log is on the disk.

use super::Finding;
use super::leader_completeness::Committed;
use smr::order::raft::log::{Log, Term};
use smr::place::ReplicaId;
use smr::slots::Slot;

/// The promise's name.
pub const NAME: &str = "committed entries stay";

/// A replica's log holds other entries than before, from `changed` on, where it held those of the terms `before`.
///
/// # Errors
/// One of those was committed.
pub fn check(
    committed: &Committed,
    replica: ReplicaId,
    log: &Log,
    before: impl Iterator<Item = (Slot, Term)>,
) -> Finding {
    let mut gone = before.filter(|(slot, term)| *slot > log.base().slot && log.term(*slot) != Some(*term));
    match gone.find(|(slot, term)| committed.term(*slot) == Some(*term)) {
        Some((slot, term)) => {
            Err(format!("{replica} gives up the entry of slot {slot} and term {term}, which is committed"))
        }
        None => Ok(()),
    }
}

/// A replica knows its log to be committed through `agreed`: nobody knows otherwise.
///
/// # Errors
/// Another entry is committed in one of the slots.
pub fn check_agreed(committed: &Committed, replica: ReplicaId, log: &Log, before: Slot, agreed: Slot) -> Finding {
    for slot in before.max(log.base().slot) + 1..=agreed {
        if let (Some(own), Some(first)) = (log.term(slot), committed.term(slot))
            && own != first
        {
            return Err(format!(
                "{replica} takes the entry of term {own} in slot {slot} for committed, where that of term {first} is"
            ));
        }
    }
    Ok(())
}
