//! The playback clock: how virtual time follows real time.
//!
//! Pure: real time that has passed goes in, virtual time to let pass comes out. Fractions are kept, so that even the slowest
//! speed is exact in the long run. Real time that was missed (a laptop that slept, a machine that was busy) is not made up
//! for: the world goes on where it stood, and nobody sees it race.

use std::time::Duration;

use wire::Tick;
use wire::message::Speed;

/// Slow enough for a message to be seen on its way (a tenth of a second), fast enough not to wait for an answer.
pub const FIRST_SPEED: Speed = Speed(10);

/// The slowest speed: a thousandth of real time.
pub const SLOWEST: Speed = Speed(1);

/// The fastest speed: a thousand times real time. What a machine cannot do of it, it leaves out.
pub const FASTEST: Speed = Speed(1_000_000);

/// More real time than this is never made up for at once.
const LONGEST: Duration = Duration::from_millis(250);

/// A nanosecond at the slowest speed is this fraction of a microsecond.
const PARTS_OF_A_TICK: u64 = 1_000_000;

/// The playback clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Playback {
    speed: Option<Speed>,
    parts: u64,
}

impl Default for Playback {
    /// A clock that plays at [`FIRST_SPEED`].
    fn default() -> Self {
        Self { speed: Some(FIRST_SPEED), parts: 0 }
    }
}

impl Playback {
    /// How fast virtual time runs; `None` while it stands still.
    pub const fn speed(&self) -> Option<Speed> {
        self.speed
    }

    /// Lets virtual time run, as fast as asked or as near to it as there is.
    pub fn play(&mut self, speed: Speed) {
        self.speed = Some(speed.clamp(SLOWEST, FASTEST));
    }

    /// Lets virtual time run at a speed, or stand still.
    pub fn set(&mut self, speed: Option<Speed>) {
        match speed {
            Some(speed) => self.play(speed),
            None => self.pause(),
        }
    }

    /// Stops virtual time.
    pub const fn pause(&mut self) {
        self.speed = None;
    }

    /// Real time has passed: how much virtual time passes with it.
    pub fn advance(&mut self, elapsed: Duration) -> Tick {
        let Some(Speed(thousandths)) = self.speed else { return 0 };
        let nanoseconds = u64::try_from(elapsed.min(LONGEST).as_nanos()).unwrap_or(u64::MAX);
        self.parts += nanoseconds * u64::from(thousandths);
        let ticks = self.parts / PARTS_OF_A_TICK;
        self.parts %= PARTS_OF_A_TICK;
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn playing(thousandths: u32) -> Playback {
        let mut playback = Playback::default();
        playback.play(Speed(thousandths));
        playback
    }

    #[test]
    fn virtual_time_is_real_time_times_the_speed() {
        let elapsed = Duration::from_millis(33);
        assert_eq!(playing(1000).advance(elapsed), 33_000);
        assert_eq!(playing(1).advance(elapsed), 33);
        assert_eq!(playing(10_000).advance(elapsed), 330_000);
        assert_eq!(Playback::default().advance(elapsed), 330);
    }

    #[test]
    fn fractions_are_kept_so_that_the_slowest_speed_is_exact() {
        let mut playback = playing(1);
        let passed: Tick = (0..30_000).map(|_| playback.advance(Duration::from_nanos(33_333))).sum();
        assert_eq!(passed, 999); // 999.99 microseconds
        assert_eq!(playback.advance(Duration::from_nanos(10_000)), 1);
    }

    #[test]
    fn a_pause_stops_time_and_forgets_none_of_it() {
        let mut playback = playing(1);
        assert_eq!(playback.advance(Duration::from_nanos(600_000)), 0);
        playback.pause();
        assert_eq!(playback.speed(), None);
        assert_eq!(playback.advance(Duration::from_secs(1)), 0);
        playback.play(Speed(1));
        assert_eq!(playback.advance(Duration::from_nanos(400_000)), 1);
    }

    #[test]
    fn time_that_was_missed_is_not_made_up_for() {
        assert_eq!(playing(1000).advance(Duration::from_secs(3600)), 250_000);
        assert_eq!(playing(1000).advance(Duration::MAX), 250_000);
    }

    #[test]
    fn speeds_beyond_the_limits_become_the_limits() {
        assert_eq!(playing(0).speed(), Some(SLOWEST));
        assert_eq!(playing(u32::MAX).speed(), Some(FASTEST));
    }
}
