//! Entries of the log that others say were chosen, until enough of them say the same.
//!
//! An ordering whose replicas may stop and forget, but do not lie about the order, takes each other's word: one is
//! enough. Where they may lie, as many members must say the same of a slot as there can be liars, and one more
//! ([`crate::order::Ordering::witnesses`]): so one of them is right. All of them are asked then, since each has one
//! voice. An ordering that can prove what was chosen shows its proofs itself, and needs nobody's word.

use crate::place::ReplicaId;
use crate::receive::Batch;
use crate::slots::Slot;
use std::collections::BTreeMap;

/// What was said of slots that are not believed yet.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Hearsay {
    said: BTreeMap<Slot, Vec<(ReplicaId, Batch)>>,
}

impl Hearsay {
    /// A replica says that this batch is chosen for this slot; what it said of it before does not count any more.
    pub fn hear(&mut self, from: ReplicaId, slot: Slot, batch: Batch) {
        let said = self.said.entry(slot).or_default();
        said.retain(|(replica, _)| *replica != from);
        said.push((from, batch));
    }

    /// The batch that so many say was chosen for this slot.
    pub fn believed(&self, slot: Slot, witnesses: usize) -> Option<&Batch> {
        let said = self.said.get(&slot)?;
        let voices = |batch: &Batch| said.iter().filter(|(_, other)| other == batch).count();
        said.iter().map(|(_, batch)| batch).find(|batch| voices(batch) >= witnesses)
    }

    /// What was said of slots through this one is of no use any more.
    pub fn forget_through(&mut self, slot: Slot) {
        while self.said.first_key_value().is_some_and(|(lowest, _)| *lowest <= slot) {
            self.said.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::{Input, Request, Submitter};

    fn batch(number: u32) -> Batch {
        [Request { from: Submitter::Replica(ReplicaId::first(1)), number, input: Input::Checkpoint }].into()
    }

    #[test]
    fn one_liar_is_believed_neither_at_once_nor_when_it_repeats_itself() {
        let mut hearsay = Hearsay::default();
        for _ in 0..3 {
            hearsay.hear(ReplicaId::first(1), 5, Batch::default());
            assert_eq!(hearsay.believed(5, 2), None);
        }
        assert_eq!(hearsay.believed(5, 1), Some(&Batch::default()));
        hearsay.hear(ReplicaId::first(2), 5, batch(7));
        assert_eq!(hearsay.believed(5, 2), None);
        hearsay.hear(ReplicaId::first(3), 5, batch(7));
        assert_eq!(hearsay.believed(5, 2), Some(&batch(7)));
        hearsay.forget_through(5);
        assert_eq!(hearsay.believed(5, 1), None);
    }
}
