//! The log: entries without a gap, each with the term of the leader that made it ("Log Matching", section 5.3).
//!
//! Two logs that hold an entry of the same slot and the same term hold the same entries up to there, because a leader
//! makes one entry a slot in its term, and a follower takes an entry only where the one before it agrees. That makes
//! the pair of slot and term a name for everything up to an entry, and a comparison of two numbers a comparison of logs.

use super::record::Record;
use crate::receive::Batch;
use crate::slots::Slot;
use std::collections::VecDeque;
use std::fmt;

/// A leader's time in office, numbered: 1, 2, 3, …
pub type Term = u64;

/// What a leader put into a slot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// The term of the leader that made it.
    pub term: Term,
    /// The Inputs.
    pub batch: Batch,
}

/// The name of an entry, and of all that is before it. The order is that of section 5.4.1: a log is at least as up to
/// date as another if the name of its last entry is at least as high.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position {
    /// The term of the entry.
    pub term: Term,
    /// Its slot.
    pub slot: Slot,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slot {} of term {}", self.slot, self.term)
    }
}

/// The entries that are not compacted.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Log {
    /// The last entry that is compacted away: it is committed, and in a checkpoint.
    base: Position,
    entries: VecDeque<Entry>,
}

impl Log {
    /// The log that these records leave after a restart.
    ///
    /// The disk keeps what a truncation cut off until its slots are written again; but each entry on it names the term
    /// of the one before, and where that does not fit the log ends. Where the base was moved and its record did not
    /// reach the disk before the crash, the first entry that is left takes its place.
    pub fn recall(mut base: Position, records: &[Record]) -> Self {
        let mut entries = VecDeque::new();
        for record in records {
            let Record::Entry { slot, after, entry } = record else {
                continue;
            };
            let next = base.slot + 1 + entries.len() as Slot;
            let last = entries.back().map_or(base.term, |entry: &Entry| entry.term);
            if *slot > next && entries.is_empty() {
                base = Position { term: entry.term, slot: *slot };
            } else if *slot == next && *after == last {
                entries.push_back(entry.clone());
            } else if *slot >= next {
                break;
            }
        }
        Self { base, entries }
    }

    /// The last entry that is compacted away.
    pub const fn base(&self) -> Position {
        self.base
    }

    /// The last entry.
    pub fn last(&self) -> Position {
        let term = self.entries.back().map_or(self.base.term, |entry| entry.term);
        Position { term, slot: self.base.slot + self.entries.len() as Slot }
    }

    /// The term of the entry in this slot, if the log reaches it and has not forgotten it.
    pub fn term(&self, slot: Slot) -> Option<Term> {
        if slot == self.base.slot {
            return Some(self.base.term);
        }
        self.get(slot).map(|entry| entry.term)
    }

    /// The entry in this slot.
    pub fn get(&self, slot: Slot) -> Option<&Entry> {
        let index = slot.checked_sub(self.base.slot + 1)?;
        self.entries.get(usize::try_from(index).ok()?)
    }

    /// At most so many entries, from this slot on.
    pub fn from(&self, slot: Slot, most: usize) -> impl Iterator<Item = &Entry> {
        let skip = slot.saturating_sub(self.base.slot + 1).min(self.entries.len() as u64) as usize;
        self.entries.range(skip..).take(most)
    }

    /// Every entry with its slot.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &Entry)> {
        (self.base.slot + 1..).zip(&self.entries)
    }

    /// The first slot above the base whose entry is of this term or a later one, up to `slot`.
    pub fn first_of_term(&self, term: Term, slot: Slot) -> Slot {
        let earlier = self.entries.partition_point(|entry| entry.term < term) as Slot;
        (self.base.slot + 1 + earlier).min(slot)
    }

    /// The last slot up to `slot` whose entry is of this term or an earlier one.
    pub fn last_of_term(&self, term: Term, slot: Slot) -> Slot {
        let through = self.entries.partition_point(|entry| entry.term <= term) as Slot;
        (self.base.slot + through).min(slot)
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push_back(entry);
    }

    /// Cuts off this slot and all after it.
    pub fn truncate_from(&mut self, slot: Slot) {
        let keep = slot.saturating_sub(self.base.slot + 1).min(self.entries.len() as u64);
        self.entries.truncate(keep as usize);
    }

    /// Forgets everything through this slot, which the log holds; its term is remembered.
    pub fn compact_through(&mut self, slot: Slot) {
        if let Some(term) = self.term(slot) {
            self.entries.drain(..(slot - self.base.slot) as usize);
            self.base = Position { term, slot };
        }
    }

    /// Begins anew after an entry that the log does not hold, but the State does.
    pub fn begin_after(&mut self, base: Position) {
        *self = Self { base, entries: VecDeque::new() };
    }
}
