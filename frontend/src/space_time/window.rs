//! The stretch of time that the diagram shows, and the places of moments in it.

use crate::canvas::within;
use crate::words;

/// The shortest stretch that is shown, in microseconds.
const SHORTEST: f64 = 20.0;

/// The stretch that is shown at first: a message is on its way for some milliseconds.
const FIRST: f64 = 40_000.0;

/// Where the present moment stands while it is followed, as a part of the width.
const PRESENT: f64 = 0.8;

/// How far one press of a button zooms.
pub const ZOOM: f64 = 1.6;

/// A stretch of virtual time, in microseconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Window {
    /// Where it begins; before the run there is nothing, but room.
    pub from: f64,
    /// How long it is.
    pub span: f64,
    /// Whether it goes along with the present moment.
    pub follows: bool,
}

impl Default for Window {
    fn default() -> Self {
        Self { from: 0.0, span: FIRST, follows: true }
    }
}

impl Window {
    /// Where it ends.
    pub fn to(self) -> f64 {
        self.from + self.span
    }

    /// The place of a moment, as a part of the width: 0 to 1 if it is shown.
    pub fn place(self, at: f64) -> f64 {
        (at - self.from) / self.span
    }

    /// The moment at a place.
    pub fn moment(self, place: f64) -> f64 {
        self.from + place * self.span
    }

    /// Goes along with the present moment, if it is to be followed.
    pub fn at(self, now: f64) -> Self {
        if self.follows { Self { from: now - PRESENT * self.span, ..self } } else { self }
    }

    /// Shows a stretch `factor` times as long; the moment at a place stays there. The run ends at `end`.
    pub fn zoom(self, factor: f64, place: f64, end: f64) -> Self {
        let span = within(self.span * factor, SHORTEST, (end * 1.2).max(FIRST));
        Self { from: self.moment(place) - place * span, span, ..self }
    }

    /// The same, as a button does it: around the present moment while it is followed, else around the middle.
    pub fn zoom_middle(self, factor: f64, end: f64) -> Self {
        self.zoom(factor, if self.follows { PRESENT } else { 0.5 }, end)
    }

    /// Moves by a part of the width, and no longer follows.
    pub fn pan(self, part: f64) -> Self {
        Self { from: self.from + part * self.span, follows: false, ..self }
    }

    /// The whole run, which ends at `end`.
    pub fn whole(end: f64) -> Self {
        let span = (end * 1.06).max(SHORTEST);
        Self { from: -span * 0.03, span, follows: false }
    }

    /// Shows a moment: if it is not shown already, in the middle.
    pub fn show(self, at: f64) -> Self {
        if (0.0..=1.0).contains(&self.place(at)) {
            return Self { follows: false, ..self };
        }
        Self { from: at - self.span / 2.0, follows: false, ..self }
    }

    /// Round moments to be written below, at most `most` of them.
    pub fn ticks(self, most: f64) -> Vec<(f64, String)> {
        let rough = (self.span / most.max(1.0)).max(1.0);
        let mut power = 1.0;
        while power * 10.0 <= rough {
            power *= 10.0;
        }
        let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= rough);
        let step = step.unwrap_or(rough);
        let first = (self.from.max(0.0) / step).ceil() as u64;
        let last = (self.to().max(0.0) / step).floor() as u64;
        (first..=last).map(|number| (number as f64 * step, words::tick(number as f64 * step, step))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_under_the_pointer_stays_when_one_zooms() {
        let window = Window { from: 1_000.0, span: 4_000.0, follows: false };
        let nearer = window.zoom(0.5, 0.25, 1e6);
        assert_eq!((nearer.span, nearer.moment(0.25)), (2_000.0, window.moment(0.25)));
        assert_eq!(window.zoom(1e-9, 0.5, 1e6).span, SHORTEST);
        assert_eq!(window.zoom(1e9, 0.5, 1e6).span, 1.2e6);
    }

    #[test]
    fn the_present_is_followed_until_one_looks_elsewhere() {
        let window = Window::default().at(100_000.0);
        assert_eq!(window.place(100_000.0), PRESENT);
        let past = window.pan(-0.5);
        assert_eq!(past.at(200_000.0), past);
        assert_eq!(past.show(500_000.0).place(500_000.0), 0.5);
        let whole = Window::whole(1e6);
        assert!(whole.place(0.0) > 0.0 && whole.place(1e6) < 1.0);
    }

    #[test]
    fn moments_below_are_round_and_few() {
        let window = Window { from: -10.0, span: 40_000.0, follows: false };
        let ticks = window.ticks(8.0);
        let said: Vec<&str> = ticks.iter().map(|(_, said)| said.as_str()).collect();
        assert_eq!(said, ["0 ms", "5 ms", "10 ms", "15 ms", "20 ms", "25 ms", "30 ms", "35 ms"]);
        let near = Window { from: 153_390.0, span: 20.0, follows: false }.ticks(4.0);
        assert_eq!(near[0], (153_390.0, "153\u{202f}390 µs".to_owned()));
        let far = Window { from: 0.0, span: 60e6, follows: false }.ticks(6.0);
        assert_eq!(far[1].1, "10 s");
    }
}
