//! Stable randomness.
//!
//! Every decision draws from a stream of its own, named by what is decided and the how-manieth time. So a fault that
//! is added, or a message more, does not reshuffle the rest of the run, and two runs that differ in one thing can be
//! compared.

use serde::{Deserialize, Serialize};
use smr::digest::Digest;
use std::hash::Hasher;

/// What is being decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Stream {
    /// How long a message takes.
    Delay,
    /// Whether it is lost.
    Loss,
    /// Whether it is doubled.
    Duplicate,
    /// Whether it is held up beyond the usual.
    Reorder,
    /// How long the disk takes.
    Disk,
    /// Which unacknowledged writes survive a crash.
    Torn,
    /// Which bit flips.
    Bit,
    /// What a lying replica says.
    Lie,
    /// What a client asks.
    Workload,
    /// How long a client thinks.
    Think,
    /// Which faults a sweep injects.
    Faults,
}

/// All the randomness of a run: nothing but its seed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Dice {
    seed: u64,
}

impl Dice {
    /// The randomness of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The number that this decision draws.
    #[must_use]
    pub fn draw(self, stream: Stream, which: u64, time: u64) -> u64 {
        let mut digest = Digest::default();
        digest.mix(self.seed ^ ((stream as u64) << 56));
        digest.mix(which);
        digest.mix(time);
        digest.finish()
    }

    /// A number from `low` to `high`, both included.
    #[must_use]
    pub fn between(self, stream: Stream, which: u64, time: u64, low: u64, high: u64) -> u64 {
        let span = high.saturating_sub(low).saturating_add(1).max(1);
        low + ((u128::from(self.draw(stream, which, time)) * u128::from(span)) >> 64) as u64
    }

    /// Whether something with this chance, in thousandths, happens.
    #[must_use]
    pub fn happens(self, stream: Stream, which: u64, time: u64, permille: u16) -> bool {
        permille > 0 && self.between(stream, which, time, 0, 999) < u64::from(permille)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_depends_on_nothing_but_its_own_name() {
        let dice = Dice::new(7);
        assert_eq!(dice.draw(Stream::Delay, 3, 1), dice.draw(Stream::Delay, 3, 1));
        assert_ne!(dice.draw(Stream::Delay, 3, 1), dice.draw(Stream::Delay, 3, 2));
        assert_ne!(dice.draw(Stream::Delay, 3, 1), dice.draw(Stream::Loss, 3, 1));
        assert_ne!(dice.draw(Stream::Delay, 3, 1), Dice::new(8).draw(Stream::Delay, 3, 1));
    }

    #[test]
    fn chances_come_out_about_right() {
        let dice = Dice::new(1);
        let hits = (0..10_000).filter(|time| dice.happens(Stream::Loss, 0, *time, 300)).count();
        assert!((2_700..3_300).contains(&hits), "{hits} of 10,000 at 30 %");
        assert!((0..1_000).all(|time| (5..=9).contains(&dice.between(Stream::Delay, 0, time, 5, 9))));
    }
}
