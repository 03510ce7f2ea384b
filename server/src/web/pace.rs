//! How fast one connection may give commands: as fast as a person and more, never as fast as a machine.

use std::time::Duration;

use tokio::time::Instant;

/// How many messages may come at once after a silence.
const AT_ONCE: u32 = 60;

/// After that, one in this time: 30 a second.
const ONE_IN: Duration = Duration::from_millis(33);

/// The answer to what comes too fast.
pub const TOO_FAST: &str =
    "You send more than 30 messages a second, so this one was not carried out. Wait a moment and send it again.";

/// The allowance of one connection.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// When the allowance would be full if nothing more came.
    full_at: Instant,
}

impl Pace {
    /// A full allowance.
    pub const fn new(now: Instant) -> Self {
        Self { full_at: now }
    }

    /// A message came: may it be carried out?
    pub fn admits(&mut self, now: Instant) -> bool {
        let full_at = self.full_at.max(now) + ONE_IN;
        let admitted = full_at <= now + ONE_IN * AT_ONCE;
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
    fn a_burst_passes_and_then_thirty_a_second() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let admitted = |pace: &mut Pace, at: Duration| (0..1000).filter(|_| pace.admits(start + at)).count();
        assert_eq!(admitted(&mut pace, Duration::ZERO), 60);
        assert_eq!(admitted(&mut pace, Duration::from_millis(20)), 0);
        assert_eq!(admitted(&mut pace, Duration::from_millis(1000)), 30);
        assert_eq!(admitted(&mut pace, Duration::from_secs(3600)), 60);
    }
}
