//! Log matching (Raft, figure 3): if two logs contain an entry with the same slot and term, they are identical in all
//! entries up through that slot.
//!
//! A leader compares two numbers, slot and term, and takes two logs for equal up to there. So a slot and a term have to
//! be the name of an entry *and* of the one before it, at every replica and for ever; then they are the name of all that
//! is before. That is looked at for each entry when it comes into a log.

use super::Finding;
use super::forgetting::forget_below;
use smr::order::raft::log::{Log, Term};
use smr::place::ReplicaId;
use smr::receive::Batch;
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "log matching";

/// What each name of an entry was first seen to mean: the term of the entry before, and the batch.
#[derive(Clone, Debug, Default)]
pub struct Names {
    means: BTreeMap<(Slot, Term), (Term, Batch)>,
}

impl Names {
    /// A replica's log holds these entries that it did not hold before, from this slot on.
    ///
    /// # Errors
    /// One of them is not what another log holds under the same name.
    pub fn check(&mut self, replica: ReplicaId, log: &Log, new: Slot) -> Finding {
        let mut before = log.term(new.saturating_sub(1));
        for (slot, entry) in log.iter().skip_while(|(slot, _)| *slot < new) {
            let Some(previous) = before.replace(entry.term) else { continue };
            let first = self.means.entry((slot, entry.term)).or_insert_with(|| (previous, entry.batch.clone()));
            let what = match first {
                (_, batch) if *batch != entry.batch => "another batch",
                (term, _) if *term != previous => "another entry before it",
                _ => continue,
            };
            let term = entry.term;
            return Err(format!("the entry of slot {slot} and term {term} has {what} in the log of {replica}"));
        }
        Ok(())
    }

    /// Nothing is compared below this slot any more.
    pub fn forget_below(&mut self, slot: Slot) {
        forget_below(&mut self.means, &(slot, 0));
    }
}
