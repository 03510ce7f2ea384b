//! Rounds: time divided, by clocks that agree, so that everybody is in the same round.
//!
//! A slot begins with every round, and has the rounds that the algorithm needs: so several slots are open, each one round
//! further than the next, and a commander's turn comes soon.

use crate::Tick;
use crate::slots::Slot;

/// Where a replica is in time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rounds {
    /// How long a round lasts.
    length: Tick,
    /// How many rounds a slot has.
    of_a_slot: u64,
    /// The slot that begins with the present round; also how many rounds there were, with this one.
    beginning: Slot,
    /// The first slot in which this replica was awake from the first round on.
    first: Slot,
}

impl Rounds {
    /// Rounds of this length, so many of them in a slot.
    #[must_use]
    pub fn new(length: Tick, of_a_slot: usize) -> Self {
        Self { length: length.max(1), of_a_slot: of_a_slot.max(1) as u64, beginning: 1, first: 1 }
    }

    /// How many rounds a slot has.
    #[must_use]
    pub const fn of_a_slot(&self) -> usize {
        self.of_a_slot as usize
    }

    /// The slot that begins with the present round.
    #[must_use]
    pub const fn beginning(&self) -> Slot {
        self.beginning
    }

    /// The slot that has ended with the last round, if there is one already.
    #[must_use]
    pub const fn ended(&self) -> Option<Slot> {
        match self.beginning.checked_sub(self.of_a_slot) {
            Some(slot) if slot > 0 => Some(slot),
            _ => None,
        }
    }

    /// The slots that are in their second round or a later one, each with the number of that round.
    pub fn under_way(&self) -> impl Iterator<Item = (Slot, usize)> + use<> {
        let beginning = self.beginning;
        let later = 1..self.of_a_slot.min(beginning);
        later.map(move |earlier| (beginning - earlier, earlier as usize + 1))
    }

    /// The slot that begins with the round of a moment.
    #[must_use]
    pub const fn beginning_at(&self, now: Tick) -> Slot {
        now / self.length + 1
    }

    /// Whether this replica takes part in a slot: it was awake when the slot began.
    #[must_use]
    pub const fn takes_part(&self, slot: Slot) -> bool {
        slot >= self.first
    }

    /// Begins in the middle of time. Only at the very beginning of a slot can that slot be taken part in.
    pub fn begin(&mut self, now: Tick) {
        self.beginning = self.beginning_at(now);
        self.first = if now.is_multiple_of(self.length) { self.beginning } else { self.beginning + 1 };
    }

    /// How long it is until the next round begins.
    #[must_use]
    pub const fn until_next(&self, now: Tick) -> Tick {
        self.length - now % self.length
    }

    /// A round begins, unless the clock says that it has begun before. Whoever slept through one does not know what was
    /// said in it, and takes part in no slot that was open then.
    pub fn advance(&mut self, now: Tick) -> bool {
        let beginning = self.beginning_at(now);
        if beginning <= self.beginning {
            return false;
        }
        if beginning > self.beginning + 1 {
            self.first = beginning;
        }
        self.beginning = beginning;
        true
    }

    /// This replica takes no part in this slot, nor in earlier ones.
    pub fn abstain(&mut self, slot: Slot) {
        self.first = self.first.max(slot + 1);
    }

    /// Whether it is too late for what was to be said in this round of a slot.
    #[must_use]
    pub const fn is_over(&self, now: Tick, slot: Slot, round: usize) -> bool {
        self.beginning_at(now) + 1 > slot.saturating_add(round as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_begins_with_every_round_and_ends_after_its_own() {
        let mut rounds = Rounds::new(10, 3);
        assert_eq!((rounds.ended(), rounds.under_way().count()), (None, 0));
        assert!(rounds.advance(10) && rounds.advance(20) && rounds.advance(30));
        assert!(!rounds.advance(39), "this round has begun");
        assert_eq!((rounds.beginning(), rounds.ended()), (4, Some(1)));
        assert_eq!(rounds.under_way().collect::<Vec<_>>(), [(3, 2), (2, 3)]);
    }

    #[test]
    fn who_slept_abstains_from_what_was_open() {
        let mut rounds = Rounds::new(10, 3);
        rounds.advance(10);
        assert!(rounds.takes_part(1));
        rounds.advance(40);
        assert!(!rounds.takes_part(4) && rounds.takes_part(5));
        let mut late = Rounds::new(10, 3);
        late.begin(35);
        assert!(!late.takes_part(4) && late.takes_part(5));
    }

    #[test]
    fn what_comes_after_its_round_is_too_late() {
        let rounds = Rounds::new(10, 2);
        assert!(!rounds.is_over(9, 1, 1) && rounds.is_over(10, 1, 1));
        assert!(!rounds.is_over(19, 1, 2) && rounds.is_over(20, 1, 2));
        assert!(rounds.is_over(0, 0, 0), "a slot that never was");
    }
}
