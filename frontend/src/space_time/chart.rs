//! Where everything of the diagram is, and what is at a place. Pure: the painter paints it, the pointer asks it.

use super::lines::{GUTTER, Line, line_of, y};
use super::marks::{Mark, mark};
use super::window::Window;
use crate::canvas::{Point, within};
use crate::clock::progress;
use crate::heard::{Flight, Heard};
use wire::Traced;

/// How near the pointer has to be, in CSS pixels.
const NEAR: f64 = 9.0;

/// Where a message begins and ends, its event is meant, though the line is nearer.
const FIRM: f64 = 4.0;

/// The way of a message, as drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Way {
    /// Where it begins.
    pub from: Point,
    /// Where it ends, or is now.
    pub to: Point,
    /// Whether it will not arrive.
    pub lost: bool,
}

/// The geometry of one frame.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// The stretch of time.
    pub window: Window,
    /// How wide it is, the names of the lines included.
    pub width: f64,
    /// The lines.
    pub lines: &'a [Line],
}

impl Chart<'_> {
    /// How far to the right a moment is.
    pub fn x(&self, at: f64) -> f64 {
        // Beyond its edges it makes no difference how far, and a canvas draws no infinite line.
        GUTTER + within(self.window.place(at), -9.0, 9.0) * (self.width - GUTTER)
    }

    /// What a place from the left is as a part of the stretch.
    pub fn place(&self, x: f64) -> f64 {
        (x - GUTTER) / (self.width - GUTTER).max(1.0)
    }

    /// Where an event is.
    pub fn spot(&self, traced: &Traced) -> Option<Point> {
        Some(Point { x: self.x(traced.at as f64), y: y(self.lines, line_of(traced)?)? })
    }

    /// The way of a message, if any of it is in the stretch: as far as it has come at `now`, for one that is under way.
    pub fn way(&self, flight: &Flight, now: f64) -> Option<Way> {
        let (top, bottom) = (y(self.lines, flight.from.into())?, y(self.lines, flight.to.into())?);
        let lost = flight.end.and_then(|end| end.fate).is_some();
        let until = match flight.end {
            Some(end) => end.at as f64,
            None => within(now, flight.left as f64, flight.arrives as f64),
        };
        if until < self.window.from || flight.left as f64 > self.window.to() {
            return None;
        }
        let gone = match flight.end {
            Some(end) if end.fate.is_none() => 1.0,
            _under_way_or_lost => progress(flight.left, flight.arrives, until),
        };
        // What is lost at once would not be seen at all, and what is lost late would seem to have arrived.
        let gone = if lost { within(gone, 0.35, 0.85) } else { gone };
        let (from, whole) = (self.x(flight.left as f64), self.x(flight.arrives.max(until as u64) as f64));
        let to_x = if lost { from + (whole - from) * gone } else { self.x(until) };
        Some(Way { from: Point { x: from, y: top }, to: Point { x: to_x, y: top + (bottom - top) * gone }, lost })
    }

    /// The event at a place: a sign before a message before something routine.
    pub fn at(&self, heard: &Heard, now: f64, spot: Point) -> Option<u64> {
        let margin = self.window.moment(NEAR / self.width) - self.window.from;
        let moment = self.window.moment(self.place(spot.x));
        let around = heard.between(moment - margin, moment + margin);
        let near = around.iter().filter_map(|traced| {
            let distance = apart(self.spot(traced)?, spot);
            (distance <= NEAR).then_some((mark(traced), distance, traced.id))
        });
        let sign = near.max_by(|left, right| left.0.cmp(&right.0).then(right.1.total_cmp(&left.1)));
        let message = heard.flights(self.window.from, self.window.to()).filter_map(|flight| {
            let way = self.way(flight, now)?;
            let distance = apart(nearest(way, spot), spot);
            (distance <= NEAR).then_some((distance, flight.sent))
        });
        match (sign, message.min_by(|left, right| left.0.total_cmp(&right.0))) {
            (Some((Mark::Dot, _, dot)), None) => Some(dot),
            (Some((Mark::Dot, distance, dot)), Some((other, sent))) => {
                Some(if distance <= other + FIRM { dot } else { sent })
            }
            (Some((_, _, sign)), _) => Some(sign),
            (None, message) => message.map(|(_, sent)| sent),
        }
    }
}

fn apart(left: Point, right: Point) -> f64 {
    (left.x - right.x).hypot(left.y - right.y)
}

/// The point of a way that is nearest to a spot.
fn nearest(way: Way, spot: Point) -> Point {
    let (x, y) = (way.to.x - way.from.x, way.to.y - way.from.y);
    let along = ((spot.x - way.from.x) * x + (spot.y - way.from.y) * y) / (x * x + y * y).max(1e-9);
    let along = within(along, 0.0, 1.0);
    Point { x: way.from.x + x * along, y: way.from.y + y * along }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space_time::lines::PITCH;
    use wire::{Event, Fate, Party, Replica};

    const LINES: [Line; 3] = [Line::All, Line::Replica(1), Line::Replica(2)];
    const CHART: Chart<'static> =
        Chart { window: Window { from: 0.0, span: 1_000.0, follows: false }, width: GUTTER + 1_000.0, lines: &LINES };

    fn heard(fate: Option<Fate>) -> Heard {
        let party = |place| Party::Replica(Replica { place, life: 0 });
        let (from, to) = (party(1), party(2));
        let sent = Event::Sent { message: 1, from, to, kind: "prepare".into(), slot: 0, arrives: 300 };
        let end =
            fate.map_or(Event::Delivered { message: 1, from, to }, |fate| Event::Undelivered { message: 1, fate });
        let mut heard = Heard::default();
        let traced = |id, at, event| Traced { id, at, cause: 0, event, words: None };
        heard.hear(&[traced(1, 100, sent), traced(2, 300, end)], 2);
        heard
    }

    fn way(fate: Option<Fate>) -> Way {
        heard(fate).flights(0.0, f64::MAX).find_map(|flight| CHART.way(flight, 1_000.0)).expect("it is in the stretch")
    }

    #[test]
    fn a_message_is_a_slanted_line_from_one_to_the_other() {
        let arrived = way(None);
        assert_eq!(arrived.from, Point { x: GUTTER + 100.0, y: PITCH * 1.5 });
        assert_eq!(arrived.to, Point { x: GUTTER + 300.0, y: PITCH * 2.5 });
        let lost = way(Some(Fate::Lost));
        assert!(lost.lost && !arrived.lost);
    }

    #[test]
    fn what_is_under_way_is_drawn_as_far_as_it_has_come() {
        let mut heard = heard(None);
        heard.forget_after(1);
        let flight = heard.flights(0.0, f64::MAX).next().expect("it left");
        let half = CHART.way(flight, 200.0).expect("seen");
        assert_eq!(half.to, Point { x: GUTTER + 200.0, y: PITCH * 2.0 });
        let later = Chart { window: Window { from: 400.0, ..CHART.window }, ..CHART };
        assert_eq!(later.way(flight, 1_000.0), None);
    }

    #[test]
    fn the_pointer_finds_the_nearest_event_or_message_and_nothing_far_away() {
        let heard = heard(None);
        let at = |x, y| CHART.at(&heard, 1_000.0, Point { x: GUTTER + x, y });
        assert_eq!(at(101.0, PITCH * 1.5), Some(1));
        assert_eq!(at(299.0, PITCH * 2.5), Some(2));
        assert_eq!(at(200.0, PITCH * 2.0 + 3.0), Some(1), "the message");
        assert_eq!(at(700.0, PITCH * 2.0), None);
    }
}
