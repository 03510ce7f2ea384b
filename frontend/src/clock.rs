//! Virtual time between two frames from the server.
//!
//! The server says how fast virtual time runs and when each event happened, but not what time it is between events. The
//! page guesses: from the last moment it is sure of, at the speed that was announced. Each event corrects the guess. An
//! event later than the guess moves it forward at once; an earlier one proves nothing (it may have been on its way for a
//! while, or time may have passed in which nothing happened), so it pulls the guess back only a little. Without that
//! pull, a page that once ran ahead of its server would stay ahead for ever.

use crate::canvas::within;
use wire::Tick;
use wire::message::Speed;

/// How much of its lead over an event the guess gives up.
const PULL: f64 = 0.1;

/// Guesses the virtual time. Real time is in milliseconds, as browsers count it; virtual time in microseconds.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Clock {
    virtual_then: f64,
    real_then: f64,
    speed: Option<Speed>,
}

impl Clock {
    /// A clock that knows the moment of a keyframe.
    pub fn set(&mut self, real: f64, at: Tick) {
        (self.virtual_then, self.real_then) = (at as f64, real);
    }

    /// Virtual time runs at another speed, or stands still, from now on.
    pub fn play(&mut self, real: f64, speed: Option<Speed>) {
        (self.virtual_then, self.real_then) = (self.now(real), real);
        self.speed = speed;
    }

    /// An event of this moment has come.
    pub fn hear(&mut self, real: f64, at: Tick) {
        let (guess, heard) = (self.now(real), at as f64);
        let corrected = match self.speed {
            Some(_) if guess > heard => guess - (guess - heard) * PULL,
            Some(_) | None => heard,
        };
        (self.virtual_then, self.real_then) = (corrected, real);
    }

    /// What time it is, as far as the page can know.
    pub fn now(&self, real: f64) -> f64 {
        // Thousandths of real time, of milliseconds, are microseconds.
        let microseconds_a_millisecond = self.speed.map_or(0.0, |speed| f64::from(speed.0));
        self.virtual_then + (real - self.real_then).max(0.0) * microseconds_a_millisecond
    }
}

/// How much of its way something has gone, from 0 to 1.
pub fn progress(left: Tick, arrives: Tick, now: f64) -> f64 {
    let (left, arrives) = (left as f64, arrives as f64);
    if arrives <= left { 1.0 } else { within((now - left) / (arrives - left), 0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn playing(thousandths: u32) -> Clock {
        let mut clock = Clock::default();
        clock.set(1000.0, 500);
        clock.play(1000.0, Some(Speed(thousandths)));
        clock
    }

    #[test]
    fn time_runs_at_the_announced_speed() {
        assert_eq!(playing(1000).now(1002.0), 2500.0);
        assert_eq!(playing(1).now(1002.0), 502.0);
        assert_eq!(playing(10_000).now(1001.0), 10_500.0);
    }

    #[test]
    fn time_stands_still_in_a_pause_and_goes_on_from_there() {
        let mut clock = playing(1000);
        clock.play(1010.0, None);
        assert_eq!(clock.now(5000.0), 10_500.0);
        clock.play(5000.0, Some(Speed(100)));
        assert_eq!(clock.now(5010.0), 11_500.0);
    }

    #[test]
    fn an_event_moves_the_guess_forward_at_once_and_back_a_little() {
        let mut clock = playing(1000);
        clock.hear(1001.0, 9_000);
        assert_eq!(clock.now(1001.0), 9_000.0);
        clock.hear(1002.0, 9_000);
        assert_eq!(clock.now(1002.0), 9_900.0);
    }

    #[test]
    fn in_a_pause_each_step_is_exact() {
        let mut clock = Clock::default();
        clock.set(0.0, 100);
        clock.hear(10.0, 250);
        assert_eq!(clock.now(99.0), 250.0);
    }

    #[test]
    fn a_message_is_never_before_its_start_or_beyond_its_end() {
        assert_eq!(progress(100, 200, 50.0), 0.0);
        assert_eq!(progress(100, 200, 125.0), 0.25);
        assert_eq!(progress(100, 200, 900.0), 1.0);
        assert_eq!(progress(100, 100, 100.0), 1.0);
    }
}
