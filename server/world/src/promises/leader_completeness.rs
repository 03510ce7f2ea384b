//! Leader completeness (Raft, figure 3): an entry that is committed in a term is in the logs of the leaders of all higher
//! terms.
//!
//! It is what elections are for: followers give up whatever their leader does not have. A leader that lacks a committed
//! entry has it overwritten sooner or later, and only then do replicas disagree.

use super::Finding;
use super::forgetting::forget_below;
use smr::order::raft::log::{Log, Term};
use smr::place::ReplicaId;
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "leader completeness";

/// What is committed.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    /// By slot: the entry's term, and the lowest term in which somebody knew it to be committed.
    entries: BTreeMap<Slot, (Term, Term)>,
}

impl Committed {
    /// In this term, a replica knows its log to be committed through `agreed`, and knew it before through `before`.
    pub fn learn(&mut self, term: Term, log: &Log, before: Slot, agreed: Slot) {
        for slot in before.max(log.base().slot) + 1..=agreed {
            let Some(entry) = log.get(slot) else { continue };
            let (_, known) = self.entries.entry(slot).or_insert((entry.term, term));
            *known = term.min(*known);
        }
    }

    /// The term of the entry that is committed in a slot.
    #[must_use]
    pub fn term(&self, slot: Slot) -> Option<Term> {
        self.entries.get(&slot).map(|(term, _)| *term)
    }

    /// A replica leads in this term: it has all that was committed in earlier ones.
    ///
    /// # Errors
    /// It lacks something.
    pub fn check(&self, leader: ReplicaId, term: Term, log: &Log) -> Finding {
        for (slot, (of, known)) in self.entries.range(log.base().slot + 1..) {
            if *known < term && log.term(*slot) != Some(*of) {
                return Err(format!(
                    "{leader} leads in term {term} without the entry of slot {slot} and term {of}, \
                     which was committed in term {known}"
                ));
            }
        }
        Ok(())
    }

    /// Slots below this one are in checkpoints everywhere.
    pub fn forget_below(&mut self, slot: Slot) {
        forget_below(&mut self.entries, &slot);
    }
}
