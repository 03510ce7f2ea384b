//! Walls: between whom nothing gets through, from the partitions and cuts that are at work.

use super::places::{Actor, Places};
use crate::canvas::{Point, whole};
use crate::dom::view;
use leptos::prelude::*;
use std::collections::BTreeSet;
use wire::Party;

/// How far along a link its wall stands: links cross in their middles, and there one would not know whose wall it is.
const PLACE: f64 = 0.4;

/// Half the length of a wall across a link.
const REACH: f64 = 15.0;

/// How far the head of an arrow goes back from its tip, and how far aside.
const HEAD: (f64, f64) = (8.0, 6.0);

/// An arrow ends so far before its wall, and is so long.
const SHORT_OF_WALL: f64 = 7.0;
const SHAFT: f64 = 24.0;

/// A wall stands from one end of the stage to the other.
pub const BEYOND_THE_STAGE: f64 = 4000.0;

/// So many directions to each side of each axis are tried for a wall that divides.
const DIRECTIONS: i32 = 8;

/// Who does not reach whom.
pub type Blocked = BTreeSet<(Actor, Actor)>;

/// Reads them. The lines are those of the script language: `partition r1 c1 | r2 r3`, `cut r1 -> c1`.
pub fn blocked(cuts: &[Box<str>]) -> Blocked {
    let mut blocked = Blocked::new();
    let sides = sides(cuts);
    for (index, side) in sides.iter().enumerate() {
        let others = sides.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, other)| other);
        blocked.extend(others.flat_map(|to| side.iter().map(|from| (*from, *to))));
    }
    for cut in cuts {
        if let Some((from, to)) = cut.strip_prefix("cut ").and_then(|cut| cut.split_once("->")) {
            blocked.extend(actors(from).into_iter().flat_map(|from| actors(to).into_iter().map(move |to| (from, to))));
        }
    }
    blocked
}

/// Those whose way back is open.
pub fn one_way(blocked: &Blocked) -> impl Iterator<Item = &(Actor, Actor)> {
    blocked.iter().filter(|(from, to)| !blocked.contains(&(*to, *from)))
}

/// The sides into which a partition divides the parties; none where there is no partition.
pub fn sides(cuts: &[Box<str>]) -> Vec<Vec<Actor>> {
    let partition = cuts.iter().find_map(|cut| cut.strip_prefix("partition "));
    partition.map(|sides| sides.split('|').map(actors).collect()).unwrap_or_default()
}

fn actors(names: &str) -> Vec<Actor> {
    names.split_whitespace().filter_map(|name| name.parse::<Party>().ok()).map(Actor::from).collect()
}

/// A point on the way from one to another, and the direction of the way.
struct Heading {
    point: Point,
    unit: Point,
}

impl Heading {
    fn new(from: Point, to: Point, share: f64) -> Self {
        let (across, down) = (to.x - from.x, to.y - from.y);
        let length = across.hypot(down).max(1.0);
        let point = Point { x: from.x + across * share, y: from.y + down * share };
        Self { point, unit: Point { x: across / length, y: down / length } }
    }

    /// So far along a link.
    fn on_link(places: &Places, from: Actor, to: Actor, share: f64) -> Option<Self> {
        Some(Self::new(*places.actors.get(&from)?, *places.actors.get(&to)?, share))
    }

    /// A line between two points, each so far ahead of this one and so far to the right.
    fn line(&self, ends: [(f64, f64); 2]) -> String {
        let Self { point, unit } = self;
        let [from, to] = ends.map(|(ahead, right)| {
            let (x, y) = (unit.x * ahead - unit.y * right, unit.y * ahead + unit.x * right);
            format!("{} {}", whole(point.x + x), whole(point.y + y))
        });
        format!("M{from}L{to}")
    }

    /// An arrow: its tip so far ahead and to the right, its head, and a shaft of some length.
    fn arrow(&self, (ahead, right): (f64, f64), length: f64) -> String {
        let stroke = |back: f64, aside: f64| self.line([(ahead, right), (ahead - back, right + aside)]);
        stroke(length, 0.0) + &stroke(HEAD.0, HEAD.1) + &stroke(HEAD.0, -HEAD.1)
    }
}

/// The head of an arrow that points from here to there.
pub fn head(from: Point, to: Point) -> String {
    Heading::new(from, to, 1.0).arrow((0.0, 0.0), 0.0)
}

/// A wall stands across each link on which nothing gets through; where one direction works, it is half as long, stands
/// on the side of those who are not heard, and leaves room for their arrow.
fn wall(places: &Places, blocked: &Blocked, from: Actor, to: Actor) -> Option<String> {
    let (share, left) = if blocked.contains(&(to, from)) { (PLACE, -REACH) } else { (1.0 - PLACE, 0.0) };
    Some(Heading::on_link(places, from, to, share)?.line([(0.0, left), (0.0, REACH)]))
}

/// What comes up against half a wall: an arrow from who is not heard, on their side of the road.
fn arrow(places: &Places, from: Actor, to: Actor) -> Option<String> {
    Some(Heading::on_link(places, from, to, 1.0 - PLACE)?.arrow((-SHORT_OF_WALL, REACH * 0.6), SHAFT))
}

/// One wall all across the stage, where there is a line with one side of a partition on the one hand and the other on the other:
/// of many directions, the one in which they are furthest apart.
fn between(places: &Places, sides: &[Vec<Actor>]) -> Option<String> {
    let [one, other] = sides else { return None };
    let reach = |side: &[Actor], unit: Point| {
        let there = side.iter().filter_map(|actor| places.actors.get(actor));
        let far = there.map(|at| at.x * unit.x + at.y * unit.y);
        far.fold((f64::MAX, f64::MIN), |(least, most), far| (far.min(least), far.max(most)))
    };
    let (mut room, mut best) = (places.radius * 2.0, None);
    for slope in -DIRECTIONS..=DIRECTIONS {
        let (slope, whole) = (f64::from(slope), f64::from(DIRECTIONS));
        for (x, y) in [(whole, slope), (slope, whole)] {
            let length = x.hypot(y);
            let unit = Point { x: x / length, y: y / length };
            let (near, far) = (reach(one, unit), reach(other, unit));
            for (end, begin) in [(near.1, far.0), (far.1, near.0)] {
                // Whoever is not there is further away than anybody.
                if begin - end > room && begin - end < BEYOND_THE_STAGE {
                    let middle = (begin + end) / 2.0;
                    room = begin - end;
                    best = Some(Heading { point: Point { x: unit.x * middle, y: unit.y * middle }, unit });
                }
            }
        }
    }
    best.map(|heading| heading.line([(0.0, -BEYOND_THE_STAGE), (0.0, BEYOND_THE_STAGE)]))
}

/// All walls: one between the sides of a partition, if it can be one, and otherwise one across each link.
fn all(places: &Places, sides: &[Vec<Actor>], blocked: &Blocked) -> String {
    let whole = between(places, sides);
    let side = |actor: &Actor| sides.iter().position(|side| side.contains(actor));
    let is_divided = |from: &Actor, to: &Actor| {
        whole.is_some() && side(from).is_some_and(|from| side(to).is_some_and(|to| from != to))
    };
    // Where neither direction works there is one wall.
    let links = blocked.iter().filter(|(from, to)| from < to || !blocked.contains(&(*to, *from)));
    let links = links.filter(|(from, to)| !is_divided(from, to));
    let across: String = links.filter_map(|(from, to)| wall(places, blocked, *from, *to)).collect();
    whole.clone().unwrap_or_default() + &across
}

/// The walls.
#[component]
pub fn Walls(cuts: Memo<Vec<Box<str>>>, blocked: Memo<Blocked>, places: Signal<Places>) -> impl IntoView {
    let sides = Memo::new(move |_| cuts.with(|cuts| sides(cuts)));
    let path = move || places.with(|places| all(places, &sides.read(), &blocked.read()));
    let arrows = move || {
        let blocked = blocked.read();
        let arrow = |places: &Places, (from, to): &(Actor, Actor)| arrow(places, *from, *to);
        places.with(|places| one_way(&blocked).filter_map(|link| arrow(places, link)).collect::<String>())
    };
    view! {
        <path class="wall" d=move || path() />
        <path class="wall mortar" d=move || path() />
        <path class="arrow" d=move || arrows() />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::Point;
    use crate::stage::places::arrange;

    const R1: Actor = Actor::Replica(1);
    const R2: Actor = Actor::Replica(2);
    const C1: Actor = Actor::Client(1);

    #[test]
    fn a_partition_blocks_both_directions_and_a_cut_one() {
        let partition = blocked(&["partition r1 c1 | r2".into()]);
        assert_eq!(partition, BTreeSet::from([(R1, R2), (R2, R1), (C1, R2), (R2, C1)]));
        assert_eq!(blocked(&["cut r1.2 -> c1".into()]), BTreeSet::from([(R1, C1)]));
        assert!(blocked(&["network loss=5%".into()]).is_empty());
    }

    #[test]
    fn an_arrow_comes_from_who_is_not_heard_and_ends_at_the_wall() {
        let across = |from: f64, to: f64| {
            let actors = [(R1, from), (R2, to)].map(|(actor, x)| (actor, Point { x, y: 100.0 }));
            let places = Places { actors: actors.into(), ..Places::default() };
            let wall = wall(&places, &BTreeSet::from([(R1, R2)]), R1, R2);
            (wall.unwrap_or_default(), arrow(&places, R1, R2).unwrap_or_default())
        };
        let (wall, arrow) = across(0.0, 200.0);
        assert_eq!(wall, "M120 100L120 115");
        assert_eq!(arrow, "M113 109L89 109M113 109L105 115M113 109L105 103", "to the right");
        assert!(across(200.0, 0.0).1.starts_with("M87 91L111 91"), "to the left");
        assert_eq!(head(Point { x: 0.0, y: 0.0 }, Point { x: 0.0, y: 50.0 }), "M0 50L0 50M0 50L-6 42M0 50L6 42");
    }

    #[test]
    fn one_wall_stands_between_two_sides_and_one_on_each_link_where_no_line_divides_them() {
        let places = arrange(Point { x: 800.0, y: 400.0 }, &[1], &[1, 2, 3, 4, 5]);
        let walls = |cuts: &[Box<str>]| all(&places, &sides(cuts), &blocked(cuts)).matches('M').count();
        assert_eq!(walls(&["partition r1 r5 c1 | r2 r3 r4".into()]), 1);
        assert_eq!(walls(&["partition r1 r5 c1 | r2 r3 r4".into(), "cut r2 -> r3".into()]), 2);
        assert_eq!(walls(&["partition r1 r3 | r2 r5 r4".into()]), 6, "r2 stands between r1 and r3");
        assert_eq!(walls(&["partition r1 | r2 | r3".into()]), 3);
        assert_eq!(walls(&["partition r1 | r9".into()]), 0, "nobody is on the other side");
        assert_eq!(walls(&[]), 0);
    }

    #[test]
    fn a_wall_stands_on_the_link_and_only_between_who_is_there() {
        let places = arrange(Point { x: 800.0, y: 400.0 }, &[1], &[1, 2]);
        let blocked = blocked(&["partition r1 | r2 r9".into()]);
        assert!(wall(&places, &blocked, R1, R2).is_some_and(|path| path.starts_with('M')));
        assert_eq!(wall(&places, &blocked, R1, Actor::Replica(9)), None);
    }
}
