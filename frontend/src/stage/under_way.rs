//! What is under way at the replicas: their timers, as arcs that run out as virtual time passes, like the hand of a clock, and
//! the votes for who tries to lead, as pips.
//!
//! A replica has one arc at most: of the ordering's timers the one that fires next. All that are set are on its card, in words.

use super::painter::Frame;
use super::places::{Actor, is_crowded};
use crate::canvas::Point;
use crate::clock::progress;
use std::f64::consts::TAU;
use wire::{Server, Timer, UnderWay, View};

/// How far from the rim an arc is: beyond the leader's second ring, and before the words below.
const ARC: f64 = 10.0;
/// Smaller replicas stand close to each other: there it is between the rim and the leader's ring.
const CLOSE: f64 = 42.0;
const ARC_AT_RIM: f64 = 3.0;
/// How far from the rim the pips are: above the arc; in a crowd they stand on the rim.
const PIPS: f64 = 18.0;
/// From one pip to the next, where there is room.
const APART: f64 = 9.0;

/// The part of a circle that is left of a timer, from angle to angle: it ends at the top. Nothing is left when it fires.
fn left(timer: &Timer, now: f64) -> Option<(f64, f64)> {
    let gone = progress(timer.set, timer.fires, now);
    (gone < 1.0).then_some((TAU * (gone - 0.25), TAU * 0.75))
}

impl Frame<'_> {
    /// Paints the arcs and the pips.
    pub fn under_way(&self, view: &View, under_way: &[UnderWay]) {
        for replica in under_way {
            let is_up = view.replicas.get(&replica.place).is_some_and(|replica| replica.server != Server::Down);
            let centre = self.places.actors.get(&Actor::Replica(replica.place)).filter(|_| is_up);
            if let Some(centre) = centre {
                self.arc(*centre, view, replica);
                self.pips(*centre, view, &replica.votes);
            }
        }
    }

    fn arc(&self, centre: Point, view: &View, replica: &UnderWay) {
        // Whom motion disturbs sees the moment of the last event.
        let now = if self.moving { self.now } else { view.at as f64 };
        let next = replica.timers.iter().find(|timer| timer.is_of_ordering());
        if let Some((from, to)) = next.and_then(|timer| left(timer, now)) {
            let radius = self.places.radius;
            let reach = if radius < CLOSE { radius + ARC_AT_RIM } else { radius + ARC };
            self.context.begin_path();
            // It fails only for a negative radius, here and below.
            let _ = self.context.arc(centre.x, centre.y, reach, from, to);
            self.stroke(&self.palette.words, 2.5);
        }
    }

    /// A pip for each member: full if it has voted for who stands here, hollow if not yet.
    fn pips(&self, centre: Point, view: &View, votes: &[u8]) {
        if votes.is_empty() {
            return;
        }
        let (radius, members) = (self.places.radius, view.members.len() as f64);
        let above = if is_crowded(radius) { 0.0 } else { PIPS };
        let apart = ((radius + PIPS) * 2.0 / members).min(APART);
        for (index, member) in view.members.iter().enumerate() {
            let x = centre.x + (index as f64 - (members - 1.0) / 2.0) * apart;
            let has_voted = votes.contains(&member.place);
            self.context.begin_path();
            let _ = self.context.arc(x, centre.y - radius - above, apart / 3.0, 0.0, TAU);
            self.context.set_fill_style_str(if has_voted { &self.palette.order } else { &self.palette.ground });
            self.context.fill();
            self.stroke(&self.palette.order, 1.5);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_is_whole_when_its_timer_is_set_and_gone_when_it_fires() {
        let timer = Timer { name: "lead".into(), set: 1_000, fires: 2_000 };
        let top = TAU * 0.75;
        assert_eq!(left(&timer, 1_000.0), Some((top - TAU, top)));
        assert_eq!(left(&timer, 1_250.0), Some((0.0, top)), "a quarter is gone: the hand points to the right");
        assert_eq!(left(&timer, 1_500.0), Some((TAU * 0.25, top)));
        assert_eq!(left(&timer, 2_000.0), None);
        assert_eq!(left(&timer, 0.0), Some((top - TAU, top)), "a clock that is behind shows no more than all of it");
    }
}
