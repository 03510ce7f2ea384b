//! Where everybody stands on the stage.
//!
//! The clients stand at the left end of an ellipse and the replicas around the rest of it, all equally far apart: on a convex
//! figure no message flies over somebody to whom it does not go. Their circles are as large as they can be without standing in
//! each other's way, and everything else follows from that: the size of the words as well, and what there is room for.

use crate::canvas::{Point, on_circle};
use std::collections::BTreeMap;
use std::f64::consts::TAU;
use wire::{Party, View};

/// Somebody on the stage. Which life of a replica it is does not matter: it stands in the same place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Actor {
    /// The replica at a place.
    Replica(u8),
    /// A client.
    Client(u16),
}

impl From<Party> for Actor {
    fn from(party: Party) -> Self {
        match party {
            Party::Replica(replica) => Self::Replica(replica.place),
            Party::Client(client) => Self::Client(client),
        }
    }
}

impl Actor {
    /// All that there are: the replicas before the clients.
    pub fn all(view: &View) -> Vec<Self> {
        let mut all = Vec::new();
        for place in view.replicas.keys() {
            all.push(Self::Replica(*place));
        }
        for client in view.clients.keys() {
            all.push(Self::Client(*client));
        }
        all
    }

    /// What the script language calls it.
    pub fn name(self) -> String {
        match self {
            Self::Replica(place) => format!("r{place}"),
            Self::Client(client) => format!("c{client}"),
        }
    }
}

/// The places of all actors.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Places {
    /// Where each stands.
    pub actors: BTreeMap<Actor, Point>,
    /// The radius of each.
    pub radius: f64,
    /// The size of the stage.
    pub size: Point,
}

/// Room for the rings of an actor.
const RINGS: f64 = 14.0;
/// A wide stage is not used to its full width: eyes follow short ways better.
const WIDEST: f64 = 860.0;
/// Smaller circles are those of a crowd: nobody has words below, nor rings that reach far.
const CROWDED: f64 = 36.0;
/// Smaller circles are not made, whoever stands in whose way.
const SMALLEST: f64 = 18.0;
/// Words are not smaller than those that fit a circle of this radius.
const SMALLEST_WORDS: f64 = 40.0;

/// Nearer to where one is to stand than this, one stands there.
const NEAR: f64 = 0.7;

/// Whether circles of a radius are those of a crowd.
pub fn is_crowded(radius: f64) -> bool {
    radius < CROWDED
}

/// How far below a circle words stand.
pub fn below(radius: f64) -> f64 {
    radius * 0.24 + 10.0
}

/// The unit in which the sizes of words are told, here and in the style sheet.
pub fn unit_of_words(radius: f64) -> f64 {
    radius.max(SMALLEST_WORDS)
}

/// The ellipse on which everybody stands, for circles of a radius.
struct Ring {
    radius: f64,
    centre: Point,
    reach: Point,
    /// The corners that the clients take up at the left end, and all.
    left: f64,
    corners: f64,
}

impl Ring {
    fn new(size: Point, radius: f64, clients: usize, replicas: usize) -> Self {
        // In a crowd the clients have a corner more: their ballots are still below them.
        let (margin, more) = if is_crowded(radius) { (10.0, 1.0) } else { (below(radius) + 4.0, 0.0) };
        let reach = Point {
            x: (size.x.min(WIDEST) / 2.0 - radius - RINGS).max(0.0),
            y: (size.y / 2.0 - radius - margin).max(0.0),
        };
        let left = clients.max(1) as f64 + more;
        let centre = Point { x: size.x / 2.0, y: size.y / 2.0 - 4.0 };
        Self { radius, centre, reach, left, corners: replicas as f64 + left }
    }

    /// The point so many corners above the left end.
    fn corner(&self, corner: f64) -> Point {
        let Self { centre, reach, .. } = self;
        let even = 0.5 + corner / self.corners;
        // Equal angles are unequal ways: they are short at the ends of a flat ellipse.
        let flat = (reach.x - reach.y) / (reach.x + reach.y).max(1.0) / 2.0 / TAU;
        let turns = (0..4).fold(even, |turns, _| even + flat * on_circle(2.0 * turns).y);
        let Point { x, y } = on_circle(turns);
        Point { x: centre.x + reach.x * x, y: centre.y + reach.y * y }
    }

    fn replica(&self, index: usize) -> Point {
        self.corner((self.left + 1.0) / 2.0 + index as f64)
    }

    /// Whether no neighbour stands in the way of another, with rings, and with words below where there are some.
    fn has_room(&self) -> bool {
        let (rings, words) = if is_crowded(self.radius) { (8.0, 0.0) } else { (RINGS, below(self.radius)) };
        (0..self.corners as usize).all(|index| {
            let (one, other) = (self.replica(index), self.replica(index + 1));
            let down = (one.y - other.y).abs() - words;
            (one.x - other.x).hypot(down.max(0.0)) >= self.radius * 2.0 + rings
        })
    }
}

/// Finds a place for everybody.
pub fn arrange(size: Point, clients: &[u16], replicas: &[u8]) -> Places {
    let mut radius = (size.y / 6.6).min(size.x / 8.0);
    let ring = loop {
        let ring = Ring::new(size, radius, clients.len(), replicas.len());
        if radius <= SMALLEST || ring.has_room() {
            break ring;
        }
        radius -= 1.0;
    };
    let mut actors = BTreeMap::new();
    for (index, place) in replicas.iter().enumerate() {
        actors.insert(Actor::Replica(*place), ring.replica(index));
    }
    for (index, client) in clients.iter().enumerate() {
        actors.insert(Actor::Client(*client), ring.corner((clients.len() as f64 - 1.0) / 2.0 - index as f64));
    }
    Places { actors, radius, size }
}

impl Places {
    /// A share of the way from here to other places. Who is new stands there at once, and on a stage of another size all do.
    pub fn towards(&self, wanted: &Self, share: f64) -> Self {
        if self.size != wanted.size {
            return wanted.clone();
        }
        let nearer = |from: f64, to: f64| if (to - from).abs() < NEAR { to } else { from + (to - from) * share };
        let mut next = wanted.clone();
        for (actor, to) in &mut next.actors {
            if let Some(from) = self.actors.get(actor) {
                *to = Point { x: nearer(from.x, to.x), y: nearer(from.y, to.y) };
            }
        }
        next.radius = nearer(self.radius, wanted.radius);
        next
    }

    /// Who stands at a point.
    pub fn at(&self, point: Point) -> Option<Actor> {
        let stands_there = |at: &Point| (at.x - point.x).hypot(at.y - point.y) <= self.radius;
        self.actors.iter().find(|(_, at)| stands_there(at)).map(|(actor, _)| *actor)
    }

    /// Where a message is that has gone this much of its way, from rim to rim, on the right side of the road.
    pub fn on_the_way(&self, from: Actor, to: Actor, progress: f64) -> Option<Point> {
        const LANE: f64 = 5.0;
        let (start, end) = (self.actors.get(&from)?, self.actors.get(&to)?);
        let (across, down) = (end.x - start.x, end.y - start.y);
        let length = across.hypot(down);
        if length < 1.0 {
            return self.beside(*start, progress);
        }
        let (unit_x, unit_y) = (across / length, down / length);
        let rim = (self.radius + 4.0).min(length / 2.0);
        let along = rim + (length - 2.0 * rim) * progress;
        Some(Point { x: start.x + unit_x * along - unit_y * LANE, y: start.y + unit_y * along + unit_x * LANE })
    }

    /// A message to oneself goes once around a small circle at the rim.
    fn beside(&self, actor: Point, progress: f64) -> Option<Point> {
        const ORBIT: f64 = 9.0;
        let around = on_circle(progress + 0.25);
        let middle = Point { x: actor.x, y: actor.y - self.radius - ORBIT - 3.0 };
        Some(Point { x: middle.x + ORBIT * around.x, y: middle.y + ORBIT * around.y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Point = Point { x: 880.0, y: 380.0 };
    const PHONE: Point = Point { x: 350.0, y: 330.0 };

    fn apart(one: &Point, other: &Point) -> f64 {
        (one.x - other.x).hypot(one.y - other.y)
    }

    #[test]
    fn everybody_is_on_the_stage_and_nobody_overlaps() {
        for size in [WIDE, PHONE, Point { x: 310.0, y: 320.0 }] {
            for (clients, count) in [(1_u16, 1_u8), (1, 3), (1, 4), (1, 5), (2, 5), (3, 5), (1, 6), (1, 9), (1, 15)] {
                let (clients, replicas): (Vec<u16>, Vec<u8>) = ((1..=clients).collect(), (1..=count).collect());
                let places = arrange(size, &clients, &replicas);
                let points: Vec<&Point> = places.actors.values().collect();
                assert_eq!(points.len(), replicas.len() + clients.len());
                for (index, point) in points.iter().enumerate() {
                    assert!(point.x >= places.radius && point.x <= size.x - places.radius, "{count} on {size:?}");
                    assert!(point.y >= places.radius && point.y <= size.y - places.radius, "{count} on {size:?}");
                    for other in &points[..index] {
                        let rings = if is_crowded(places.radius) { 8.0 } else { 14.0 };
                        assert!(apart(point, other) >= places.radius * 2.0 + rings, "{count} on {size:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn circles_are_as_large_as_there_is_room_and_words_can_always_be_read() {
        let radius = |size, count: u8| arrange(size, &[1], &(1..=count).collect::<Vec<_>>()).radius;
        assert!(radius(WIDE, 3) > 55.0 && radius(WIDE, 9) > 50.0 && radius(WIDE, 15) > 34.0);
        assert!(radius(PHONE, 3) > 42.0 && radius(PHONE, 5) > 36.0 && radius(PHONE, 15) < CROWDED);
        let crowd = arrange(PHONE, &[1], &(1..=15).collect::<Vec<_>>());
        assert!(unit_of_words(crowd.radius) > crowd.radius);
        assert_eq!(unit_of_words(50.0), 50.0);
    }

    #[test]
    fn clients_stand_at_the_left_the_first_above_the_others() {
        let Places { actors, .. } = arrange(WIDE, &[1, 2], &[1, 2, 3, 4, 5]);
        let [first, second, replica] = [Actor::Client(1), Actor::Client(2), Actor::Replica(1)].map(|who| actors[&who]);
        assert!(first.y < second.y && (first.x - second.x).abs() < 5.0 && first.x < replica.x);
    }

    #[test]
    fn who_is_there_makes_room_for_who_joins_and_gets_there() {
        let (before, wanted) = (arrange(WIDE, &[1], &[1, 2, 3]), arrange(WIDE, &[1], &[1, 2, 3, 4]));
        let way = |places: &Places| {
            let (at, to) = (places.actors[&Actor::Replica(2)], wanted.actors[&Actor::Replica(2)]);
            (at.x - to.x).hypot(at.y - to.y)
        };
        let mut places = before.towards(&wanted, 0.25);
        assert_eq!(places.actors[&Actor::Replica(4)], wanted.actors[&Actor::Replica(4)], "nobody was there before");
        assert!(way(&places) < way(&before) && way(&places) > 0.0, "on the way");
        for _ in 0..60 {
            places = places.towards(&wanted, 0.25);
        }
        assert_eq!(places, wanted);
        assert_eq!(Places::default().towards(&wanted, 0.25), wanted, "a stage of another size");
    }

    #[test]
    fn a_message_goes_from_rim_to_rim() {
        let places = arrange(WIDE, &[1], &[1, 2, 3]);
        let (client, replica) = (Actor::Client(1), Actor::Replica(2));
        let start = places.on_the_way(client, replica, 0.0).expect("both are there");
        let end = places.on_the_way(client, replica, 1.0).expect("both are there");
        let (from, to) = (places.actors[&client], places.actors[&replica]);
        assert!(start.x > from.x + places.radius && end.x < to.x - places.radius);
        assert!(places.on_the_way(client, Actor::Replica(9), 0.5).is_none());
    }
}
