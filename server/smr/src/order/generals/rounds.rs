//! Rounds: time divided, by clocks that agree, so that everybody is in the same round of the same slot.

use crate::Tick;
use crate::slots::Slot;

/// Where a replica is in time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rounds {
    /// How long a round lasts.
    length: Tick,
    /// How many rounds a slot has.
    of_a_slot: u64,
    /// The rounds that began before the present one, since the beginning of time.
    past: u64,
    /// The first slot in which this replica was awake from the first round on.
    first: Slot,
}

impl Rounds {
    /// Rounds of this length, so many of them in a slot.
    #[must_use]
    pub fn new(length: Tick, of_a_slot: usize) -> Self {
        Self { length: length.max(1), of_a_slot: of_a_slot.max(1) as u64, past: 0, first: 1 }
    }

    /// How many rounds a slot has.
    #[must_use]
    pub const fn of_a_slot(&self) -> usize {
        self.of_a_slot as usize
    }

    /// The present slot.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        self.past / self.of_a_slot + 1
    }

    /// The present round of it: 1, 2, …
    #[must_use]
    pub const fn round(&self) -> usize {
        (self.past % self.of_a_slot) as usize + 1
    }

    /// The slot of a moment.
    #[must_use]
    pub const fn slot_at(&self, now: Tick) -> Slot {
        now / self.length / self.of_a_slot + 1
    }

    /// Whether this replica takes part in a slot: it was awake when the slot began.
    #[must_use]
    pub const fn takes_part(&self, slot: Slot) -> bool {
        slot >= self.first
    }

    /// Begins in the middle of time. Only at the very beginning of a slot can that slot be taken part in.
    pub fn begin(&mut self, now: Tick) {
        self.past = now / self.length;
        let at_its_beginning = now.is_multiple_of(self.length * self.of_a_slot);
        self.first = if at_its_beginning { self.slot() } else { self.slot() + 1 };
    }

    /// How long it is until the next round begins.
    #[must_use]
    pub const fn until_next(&self, now: Tick) -> Tick {
        self.length - now % self.length
    }

    /// A round begins, unless the clock says that it has begun before. Whoever slept through one does not know what was
    /// said in it, and takes part only from the next slot on.
    pub fn advance(&mut self, now: Tick) -> bool {
        let past = now / self.length;
        if past <= self.past {
            return false;
        }
        let slept = past > self.past + 1;
        self.past = past;
        if slept {
            self.first = if self.round() == 1 { self.slot() } else { self.slot() + 1 };
        }
        true
    }

    /// Whether it is too late for what was to be said in this round of a slot.
    #[must_use]
    pub const fn is_over(&self, now: Tick, slot: Slot, round: usize) -> bool {
        let last = (slot.saturating_sub(1)) * self.of_a_slot + (round as u64).saturating_sub(1);
        now / self.length > last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_has_its_slot_and_round() {
        let mut rounds = Rounds::new(10, 2);
        let seen = (1..=5).map(|round| {
            rounds.advance(round * 10);
            (rounds.slot(), rounds.round())
        });
        assert_eq!(seen.collect::<Vec<_>>(), [(1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]);
        assert!(!rounds.advance(59), "this round has begun");
    }

    #[test]
    fn who_slept_abstains_until_the_next_slot() {
        let mut rounds = Rounds::new(10, 3);
        rounds.advance(10);
        assert!(rounds.takes_part(1));
        rounds.advance(40);
        assert!(!rounds.takes_part(2) && rounds.takes_part(3));
        let mut late = Rounds::new(10, 3);
        late.begin(35);
        assert!(!late.takes_part(2) && late.takes_part(3));
    }

    #[test]
    fn what_comes_after_its_round_is_too_late() {
        let rounds = Rounds::new(10, 2);
        assert!(!rounds.is_over(9, 1, 1) && rounds.is_over(10, 1, 1));
        assert!(!rounds.is_over(19, 1, 2) && rounds.is_over(20, 1, 2));
        assert!(rounds.is_over(20, 0, 0), "a slot that never was");
    }
}
