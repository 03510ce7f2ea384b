//! Where everybody stands on the stage.
//!
//! The clients stand on the left and the replicas on an ellipse to their right, such that all together are the corners of
//! a convex figure: then no message flies over somebody to whom it does not go. A wide stage has room for a column of clients
//! at one corner; on a narrow one each is a corner of its own.

use crate::canvas::{Point, within};
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
        let replicas = view.replicas.keys().copied().map(Self::Replica);
        replicas.chain(view.clients.keys().copied().map(Self::Client)).collect()
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

/// Room around the figure: for rings and for the words below an actor.
const MARGIN: f64 = 26.0;
/// Room for the words below an actor.
const WORDS: f64 = 32.0;
const RADII: (f64, f64) = (22.0, 54.0);
/// A wide stage is not used to its full width: eyes follow short ways better.
const WIDEST: f64 = 860.0;
/// On a narrower stage clients would stand in the way of replicas, were they below each other.
const ROOM_FOR_COLUMN: f64 = 520.0;

/// Nearer to where one is to stand than this, one stands there.
const NEAR: f64 = 0.7;

/// Finds a place for everybody.
pub fn arrange(size: Point, clients: &[u16], replicas: &[u8]) -> Places {
    let in_column = size.x >= ROOM_FOR_COLUMN;
    let left = if in_column { 1.0 } else { clients.len().max(1) as f64 };
    let corner = TAU / (replicas.len() as f64 + left);
    let width = size.x.min(WIDEST);
    let half = size.y.min(width) / 2.0;
    // Two neighbours, and the words of one between them, fit between their corners.
    let chord = 2.0 * (corner / 2.0).sin();
    let neighbours = ((half - MARGIN) * chord - WORDS) / (2.0 + chord);
    // On a wide stage neighbours stand side by side, but for two at the right end if there is nobody in its middle.
    let crowd = if in_column && replicas.len() % 2 == 1 { half * corner / 3.4 } else { neighbours };
    let radius = within(crowd.min(size.y / 6.6).min(width / 8.0), RADII.0, RADII.1);
    let reach = Point { x: (width / 2.0 - radius - MARGIN).max(0.0), y: (size.y / 2.0 - radius - MARGIN).max(0.0) };
    let centre = Point { x: size.x / 2.0, y: size.y / 2.0 - 4.0 };

    // So many corners above the left end of the ellipse.
    let on_ellipse = |corners: f64| {
        let angle = TAU / 2.0 + corners * corner;
        Point { x: centre.x + reach.x * angle.cos(), y: centre.y + reach.y * angle.sin() }
    };
    let mut actors = BTreeMap::new();
    for (index, place) in replicas.iter().enumerate() {
        actors.insert(Actor::Replica(*place), on_ellipse((left + 1.0) / 2.0 + index as f64));
    }
    let between = (radius * 2.0 + MARGIN).min(size.y / (clients.len().max(1) as f64));
    for (index, client) in clients.iter().enumerate() {
        let below_middle = index as f64 - (clients.len() as f64 - 1.0) / 2.0;
        let point = if in_column {
            Point { x: centre.x - reach.x, y: centre.y + below_middle * between }
        } else {
            on_ellipse(-below_middle)
        };
        actors.insert(Actor::Client(*client), point);
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
        let angle = TAU * progress + TAU / 4.0;
        let middle = Point { x: actor.x, y: actor.y - self.radius - ORBIT - 3.0 };
        Some(Point { x: middle.x + ORBIT * angle.cos(), y: middle.y + ORBIT * angle.sin() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Point = Point { x: 880.0, y: 380.0 };
    const PHONE: Point = Point { x: 350.0, y: 330.0 };

    #[test]
    fn everybody_is_on_the_stage_and_nobody_overlaps() {
        for size in [WIDE, PHONE] {
            for count in [1_u8, 3, 4, 5, 6, 9, 15] {
                let replicas: Vec<u8> = (1..=count).collect();
                let places = arrange(size, &[1], &replicas);
                let points: Vec<&Point> = places.actors.values().collect();
                assert_eq!(points.len(), usize::from(count) + 1);
                for (index, point) in points.iter().enumerate() {
                    assert!(point.x >= places.radius && point.x <= size.x - places.radius, "{count} on {size:?}");
                    assert!(point.y >= places.radius && point.y <= size.y - places.radius, "{count} on {size:?}");
                    for other in &points[..index] {
                        let apart = (point.x - other.x).hypot(point.y - other.y);
                        let rings = if size == WIDE && count < 7 { 12.0 } else { 0.0 };
                        assert!(apart > places.radius * 2.0 + rings, "{count} on {size:?}: {apart}");
                    }
                }
            }
        }
    }

    #[test]
    fn several_clients_stand_in_nobodys_way() {
        for size in [WIDE, PHONE, Point { x: 310.0, y: 320.0 }] {
            let places = arrange(size, &[1, 2], &[1, 2, 3, 4, 5]);
            let points: Vec<(&Actor, &Point)> = places.actors.iter().collect();
            for (index, (actor, point)) in points.iter().enumerate() {
                for (other, beside) in &points[..index] {
                    let apart = (point.x - beside.x).hypot(point.y - beside.y);
                    assert!(apart > places.radius * 2.0, "{actor:?} and {other:?} on {size:?}: {apart}");
                }
            }
            assert!(places.actors[&Actor::Client(1)].y < places.actors[&Actor::Client(2)].y);
        }
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
