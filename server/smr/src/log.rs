//! The input log: the chosen Inputs since the last checkpoint.
//!
//! It heals what is not a failure: lost messages, partitions, slow processors. A replica that misses an entry asks
//! another for it. Entries before the stable checkpoint are forgotten, and requests for them are ignored; a replica
//! that can find an entry nowhere any more is faulty and must join again.

use crate::receive::Batch;
use crate::slots::{Slot, Slots};
use std::sync::Arc;

/// Whether a replica remembers its promises, votes and checkpoints through a crash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum LogKind {
    /// Held in memory: after a crash the replica is another one, and joins as a newcomer.
    Memory,
    /// On the disk.
    #[default]
    Durable,
}

/// The most entries in one answer.
pub const MOST_ENTRIES: usize = 256;

/// The input log of one replica.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Log {
    entries: Slots<Batch>,
    /// How many of the entries hold Inputs.
    filled: usize,
}

impl Log {
    /// Adds a chosen entry.
    pub fn add(&mut self, slot: Slot, batch: Batch) {
        let filled = self.entries.get(slot).is_some_and(|before| !before.is_empty());
        let fills = !batch.is_empty();
        self.entries.put(slot, batch);
        if fills && !filled && self.entries.get(slot).is_some() {
            self.filled += 1;
        }
    }

    /// The entry of a slot.
    #[must_use]
    pub fn get(&self, slot: Slot) -> Option<&Batch> {
        self.entries.get(slot)
    }

    /// How many entries it holds.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.entries.count()
    }

    /// How many entries hold Inputs: where time itself fills slots, the others are many and cost nothing.
    #[must_use]
    pub const fn filled(&self) -> usize {
        self.filled
    }

    /// The first slot that is not forgotten.
    #[must_use]
    pub const fn base(&self) -> Slot {
        self.entries.base()
    }

    /// Forgets all entries below a slot.
    pub fn forget_below(&mut self, slot: Slot) {
        let forgotten = self.entries.base()..slot.min(self.entries.end());
        self.filled -= forgotten.filter(|slot| self.get(*slot).is_some_and(|batch| !batch.is_empty())).count();
        self.entries.forget_below(slot);
    }

    /// Begins anew at a slot: all entries are forgotten.
    pub fn restart_at(&mut self, slot: Slot) {
        self.entries = Slots::from_base(slot);
        self.filled = 0;
    }

    /// The entries from one slot through another, without a gap and not too many; `None` where the first is lacking.
    #[must_use]
    pub fn answer(&self, from: Slot, through: Slot) -> Option<Arc<[Batch]>> {
        let length = through.checked_sub(from)?.saturating_add(1).min(MOST_ENTRIES as u64);
        let run = (from..from.saturating_add(length)).map_while(|slot| self.get(slot).cloned());
        let entries: Arc<[Batch]> = run.collect();
        (!entries.is_empty()).then_some(entries)
    }

    /// Every entry, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &Batch)> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::{ClientId, Input, Request, Submitter};

    #[test]
    fn an_answer_stops_at_the_first_gap_and_ignores_what_is_forgotten() {
        let mut log = Log::default();
        for slot in [1, 2, 3, 5] {
            log.add(slot, Arc::from([]));
        }
        assert_eq!(log.answer(2, 9).map(|entries| entries.len()), Some(2));
        log.forget_below(3);
        assert_eq!(log.answer(2, 9), None);
        assert_eq!(log.length(), 2);
    }

    #[test]
    fn entries_without_inputs_are_not_counted_among_the_filled() {
        let input = Request { from: Submitter::Client(ClientId(1)), number: 1, input: Input::Checkpoint };
        let mut log = Log::default();
        for (slot, batch) in [(1, vec![input]), (2, vec![]), (3, vec![input]), (3, vec![input]), (4, vec![])] {
            log.add(slot, batch.into());
        }
        assert_eq!((log.length(), log.filled()), (4, 2));
        log.forget_below(2);
        assert_eq!(log.filled(), 1);
        log.forget_below(u64::MAX);
        assert_eq!(log.filled(), 0);
        log.add(1, Arc::from([input]));
        assert_eq!(log.filled(), 0, "what is forgotten stays forgotten");
    }

    #[test]
    fn an_absurd_question_gets_no_answer() {
        assert_eq!(Log::default().answer(9, 2), None);
        assert_eq!(Log::default().answer(1, u64::MAX), None);
        assert_eq!(Log::default().answer(u64::MAX, u64::MAX), None);
    }
}
