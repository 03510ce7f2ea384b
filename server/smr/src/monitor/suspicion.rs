//! What one replica believes of another: alive, slow, silent or deviating.

use crate::Tick;
use crate::slots::Slot;

/// How a peer looks from here. Proof of failure is hard to obtain: a silent peer may be dead, cut off or merely slow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Standing {
    /// It is heard and keeps up.
    #[default]
    Alive,
    /// It is heard, but its State is far behind.
    Slow,
    /// It has not been heard for long.
    Silent,
    /// Its checksums differ from those of the majority.
    Deviating,
}

impl Standing {
    /// The standing in a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Slow => "slow",
            Self::Silent => "silent",
            Self::Deviating => "deviating",
        }
    }
}

/// What is known of one peer.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Suspicion {
    last_heard: Tick,
    executed: Option<Slot>,
    highest: Slot,
    deviates: bool,
    standing: Standing,
}

impl Suspicion {
    /// A peer of which nothing is known yet, as of now.
    #[must_use]
    pub fn since(now: Tick) -> Self {
        Self { last_heard: now, ..Self::default() }
    }

    /// The peer was heard.
    pub const fn heard(&mut self, now: Tick) {
        self.last_heard = now;
    }

    /// The peer said how far it has executed and of which slots it has heard, and the audit said whether it deviates (if
    /// it can tell).
    pub fn reported(&mut self, now: Tick, executed: Slot, highest: Slot, deviates: Option<bool>) {
        self.last_heard = now;
        self.executed = Some(executed);
        self.highest = highest;
        self.deviates = deviates.unwrap_or(self.deviates);
    }

    /// How the peer looks now; `Some` if that has changed since the last time.
    pub fn judge(&mut self, now: Tick, own_executed: Slot, limits: Limits) -> Option<Standing> {
        let standing = if now.saturating_sub(self.last_heard) > limits.silence {
            Standing::Silent
        } else if self.deviates {
            Standing::Deviating
        } else if own_executed.saturating_sub(self.executed.unwrap_or_default()) > limits.lag {
            Standing::Slow
        } else {
            Standing::Alive
        };
        let changed = standing != self.standing;
        self.standing = standing;
        changed.then_some(standing)
    }

    /// How far the peer has executed, as it last said; `None` if it never said so.
    #[must_use]
    pub const fn executed(&self) -> Option<Slot> {
        self.executed
    }

    /// The highest slot of which the peer has heard, as it last said.
    #[must_use]
    pub const fn highest(&self) -> Slot {
        self.highest
    }

    /// How the peer looked when it was last judged.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }
}

/// What is too long and too far.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Limits {
    /// Not heard for longer than this is silent.
    pub silence: Tick,
    /// More slots behind than this is slow.
    pub lag: Slot,
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { silence: 1_000, lag: 10 };

    #[test]
    fn slow_dead_and_lying_look_different() {
        let mut slow = Suspicion::since(0);
        slow.reported(900, 5, 5, Some(false));
        assert_eq!(slow.judge(1_000, 50, LIMITS), Some(Standing::Slow));
        let mut dead = Suspicion::since(0);
        dead.reported(900, 50, 50, Some(false));
        assert_eq!(dead.judge(5_000, 50, LIMITS), Some(Standing::Silent));
        let mut lying = Suspicion::since(0);
        lying.reported(900, 50, 50, Some(true));
        assert_eq!(lying.judge(1_000, 50, LIMITS), Some(Standing::Deviating));
    }

    #[test]
    fn only_a_change_is_news() {
        let mut peer = Suspicion::since(0);
        assert_eq!(peer.judge(10, 0, LIMITS), None);
        assert_eq!(peer.judge(5_000, 0, LIMITS), Some(Standing::Silent));
        assert_eq!(peer.judge(6_000, 0, LIMITS), None);
        peer.heard(6_000);
        assert_eq!(peer.judge(6_001, 0, LIMITS), Some(Standing::Alive));
    }
}
