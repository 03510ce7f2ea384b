//! When those who watch are told: 30 times a second, in step with real time.
//!
//! Beats are on a grid. One that comes late, because timers and processors are not exact, does not make the next one late too,
//! or there would be 29 in a second. What was missed is not made up for: beats faster than a screen help nobody.
//!
//! A command is told at once, not at the next beat, and takes that beat's place, so that a command now and then is no update
//! more. Only one beat is taken until the next: commands that never end do not keep time from passing, and are told beside it.
//!
//! Pure: it is told what time it is.

use std::time::Duration;

use tokio::time::Instant;

/// From one beat to the next.
pub const EVERY: Duration = Duration::from_nanos(1_000_000_000 / 30);

/// The beats of a session.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    next: Instant,
    /// Whether something else took the place of the beat before the next one.
    is_taken: bool,
}

impl Beat {
    /// The first one comes after a pause.
    pub fn after(now: Instant) -> Self {
        Self { next: now + EVERY, is_taken: false }
    }

    /// When the next one is.
    pub const fn next(&self) -> Instant {
        self.next
    }

    /// One was now.
    pub fn was(&mut self, now: Instant) {
        let on_the_grid = self.next + EVERY;
        *self = if on_the_grid > now { Self { next: on_the_grid, is_taken: false } } else { Self::after(now) };
    }

    /// All have just been told, between two beats.
    pub fn told(&mut self) {
        if !self.is_taken {
            *self = Self { next: self.next + EVERY, is_taken: true };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many beats there are in a second if each is so late.
    fn in_a_second(late: Duration) -> u32 {
        let begun = Instant::now();
        let (mut beat, mut count) = (Beat::after(begun), 0);
        while beat.next() + late <= begun + Duration::from_secs(1) {
            beat.was(beat.next() + late);
            count += 1;
        }
        count
    }

    #[test]
    fn there_are_thirty_a_second_though_each_is_a_little_late() {
        assert_eq!(in_a_second(Duration::ZERO), 30);
        assert_eq!(in_a_second(Duration::from_millis(2)), 29, "the last one is after the second");
        assert_eq!(in_a_second(Duration::from_millis(33)), 29);
    }

    #[test]
    fn what_was_missed_is_not_made_up_for() {
        let begun = Instant::now();
        let mut beat = Beat::after(begun);
        let late = begun + EVERY * 5;
        beat.was(late);
        assert_eq!(beat.next(), late + EVERY);
    }

    #[test]
    fn what_is_told_between_takes_the_place_of_one_beat_and_no_more() {
        let begun = Instant::now();
        let mut beat = Beat::after(begun);
        beat.told();
        assert_eq!(beat.next(), begun + EVERY * 2);
        beat.told();
        assert_eq!(beat.next(), begun + EVERY * 2, "time passes under any number of commands");
        beat.was(begun + EVERY * 2);
        beat.told();
        assert_eq!(beat.next(), begun + EVERY * 4);
    }
}
