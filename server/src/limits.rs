//! How much one may ask of the lab: as much as a class needs, or, with `--public`, as much as strangers may.

use std::time::Duration;

use tokio::time::Instant;

/// How much one may ask of the lab.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How fast one connection may send messages: as fast as a person and more, never as fast as a machine.
    pub a_connection: Rate,
    /// How fast all who steer a session may do so together.
    pub a_session: Rate,
    /// How many may be connected at once.
    pub connections: usize,
    /// How many sessions may be in memory beside the shared one.
    pub sessions: usize,
    /// How many sessions may be kept when another one is created.
    pub kept: u64,
    /// How fast sessions may be created, by all together.
    pub creating: Rate,
}

impl Limits {
    /// For people who know each other.
    pub const USUAL: Self = Self {
        a_connection: Rate { at_once: 60, a_second: 30 },
        a_session: Rate { at_once: 400, a_second: 200 },
        connections: 10_000,
        sessions: 1_024,
        kept: 100_000,
        creating: Rate { at_once: 60, a_second: 20 },
    };

    /// For everybody.
    pub const PUBLIC: Self = Self {
        a_connection: Rate { at_once: 20, a_second: 10 },
        a_session: Rate { at_once: 60, a_second: 30 },
        connections: 2_000,
        sessions: 128,
        kept: 10_000,
        creating: Rate { at_once: 5, a_second: 1 },
    };
}

/// So many at once after a silence, and then so many a second.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// How many may come at once after a silence.
    pub at_once: u32,
    /// After that, so many a second.
    pub a_second: u32,
}

impl Rate {
    /// How long it takes until one more may come.
    fn one_in(self) -> Duration {
        Duration::from_secs(1) / self.a_second
    }
}

/// What is left of a rate.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    rate: Rate,
    /// When the allowance would be full if nothing more came.
    full_at: Instant,
}

impl Pace {
    /// A full allowance.
    pub const fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, full_at: now }
    }

    /// What it allows.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// How long it takes until something more may be carried out.
    pub fn wait(&self, now: Instant) -> Duration {
        self.full_at.saturating_duration_since(now + self.rate.one_in() * (self.rate.at_once - 1))
    }

    /// Something came: may it be carried out?
    pub fn admits(&mut self, now: Instant) -> bool {
        let one_in = self.rate.one_in();
        let full_at = self.full_at.max(now) + one_in;
        let admitted = full_at <= now + one_in * self.rate.at_once;
        if admitted {
            self.full_at = full_at;
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_so_many_a_second() {
        let start = Instant::now();
        let mut pace = Pace::new(Rate { at_once: 60, a_second: 30 }, start);
        let admitted = |pace: &mut Pace, at: Duration| (0..1000).filter(|_| pace.admits(start + at)).count();
        assert_eq!(admitted(&mut pace, Duration::ZERO), 60);
        assert_eq!(admitted(&mut pace, Duration::from_millis(20)), 0);
        let wait = pace.wait(start + Duration::from_millis(20));
        assert_eq!(admitted(&mut pace, Duration::from_millis(20) + wait - Duration::from_micros(1)), 0);
        assert_eq!(admitted(&mut pace, Duration::from_millis(20) + wait), 1);
        assert_eq!(admitted(&mut pace, Duration::from_millis(1020) + wait), 30);
        assert_eq!(pace.wait(start + Duration::from_secs(3600)), Duration::ZERO);
        assert_eq!(admitted(&mut pace, Duration::from_secs(3600)), 60);
    }

    #[test]
    fn what_strangers_may_is_less_in_everything() {
        let (usual, public) = (Limits::USUAL, Limits::PUBLIC);
        for (usual, public) in [
            (usual.a_connection, public.a_connection),
            (usual.a_session, public.a_session),
            (usual.creating, public.creating),
        ] {
            assert!(public.at_once < usual.at_once && public.a_second < usual.a_second);
        }
        assert!(public.connections < usual.connections && public.sessions < usual.sessions);
        assert!(public.kept < usual.kept);
    }
}
