//! How long this thread has worked.
//!
//! A figure "on one core" is about the core, not about the clock on the wall: while another program has the core, no
//! work is done. Linux tells how long a thread was on a core, to about a few milliseconds. Where nobody tells, or where so
//! little was done that this is too coarse, the wall clock is the answer.

use std::fs;
use std::time::{Duration, Instant};

/// Less than this is measured too coarsely by the system.
const COARSE: Duration = Duration::from_millis(50);

/// Measures from its making on.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    wall: Instant,
    core: Option<Duration>,
}

impl Stopwatch {
    /// Begins to measure.
    #[must_use]
    pub fn start() -> Self {
        Self { wall: Instant::now(), core: on_a_core() }
    }

    /// How long this thread has worked since.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        let wall = self.wall.elapsed();
        let core = self.core.zip(on_a_core()).map(|(before, now)| now.saturating_sub(before));
        core.filter(|core| *core >= COARSE).map_or(wall, |core| core.min(wall))
    }

    /// In words, what is measured.
    #[must_use]
    pub fn says() -> &'static str {
        if on_a_core().is_some() { "time on a core, not on the wall clock" } else { "time on the wall clock" }
    }
}

/// How long this thread was on a core since it began, where the system tells.
fn on_a_core() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_is_no_work() {
        let stopwatch = Stopwatch::start();
        let mut worked: u64 = 1;
        while stopwatch.wall.elapsed() < 2 * COARSE {
            worked = worked.wrapping_mul(3);
        }
        std::thread::sleep(4 * COARSE);
        assert!(worked != 0 && stopwatch.elapsed() <= stopwatch.wall.elapsed());
    }
}
