//! Walls: between whom nothing gets through, from the partitions and cuts that are at work.

use super::places::{Actor, Places};
use crate::canvas::whole;
use crate::dom::view;
use leptos::prelude::*;
use std::collections::BTreeSet;
use wire::Party;

/// How far along a link its wall stands: links cross in their middles, and there one would not know whose wall it is.
const PLACE: f64 = 0.4;

/// Half the length of a wall across a link.
const REACH: f64 = 15.0;

/// Who does not reach whom. The lines are those of the script language: `partition r1 c1 | r2 r3`, `cut r1 -> c1`.
pub fn blocked(cuts: &[Box<str>]) -> BTreeSet<(Actor, Actor)> {
    let mut blocked = BTreeSet::new();
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

/// The sides into which a partition divides the parties; none where there is no partition.
pub fn sides(cuts: &[Box<str>]) -> Vec<Vec<Actor>> {
    let partition = cuts.iter().find_map(|cut| cut.strip_prefix("partition "));
    partition.map(|sides| sides.split('|').map(actors).collect()).unwrap_or_default()
}

fn actors(names: &str) -> Vec<Actor> {
    names.split_whitespace().filter_map(|name| name.parse::<Party>().ok()).map(Actor::from).collect()
}

/// A wall stands across each link on which nothing gets through; where one direction works, it is half as long and stands
/// on the side of those who are not heard.
fn wall(places: &Places, blocked: &BTreeSet<(Actor, Actor)>, from: Actor, to: Actor) -> Option<String> {
    let (start, end) = (places.actors.get(&from)?, places.actors.get(&to)?);
    let length = (end.x - start.x).hypot(end.y - start.y).max(1.0);
    let (unit_x, unit_y) = ((end.x - start.x) / length, (end.y - start.y) / length);
    let (x, y) = (start.x + (end.x - start.x) * PLACE, start.y + (end.y - start.y) * PLACE);
    let left = if blocked.contains(&(to, from)) { REACH } else { 0.0 };
    let right = if blocked.contains(&(from, to)) { REACH } else { 0.0 };
    let (ax, ay) = (x + unit_y * left, y - unit_x * left);
    let (bx, by) = (x - unit_y * right, y + unit_x * right);
    Some(format!("M{} {}L{} {}", whole(ax), whole(ay), whole(bx), whole(by)))
}

/// The walls.
#[component]
pub fn Walls(cuts: Memo<Vec<Box<str>>>, places: Signal<Places>) -> impl IntoView {
    let path = move || {
        let blocked = cuts.with(|cuts| blocked(cuts));
        // Where neither direction works there is one wall.
        let links = blocked.iter().filter(|(from, to)| from < to || !blocked.contains(&(*to, *from)));
        let wall = |places: &Places, (from, to): &(Actor, Actor)| wall(places, &blocked, *from.min(to), *from.max(to));
        places.with(|places| links.filter_map(|link| wall(places, link)).collect::<String>())
    };
    view! {
        <path class="wall" d=move || path() />
        <path class="wall mortar" d=move || path() />
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
    fn a_wall_stands_on_the_link_and_only_between_who_is_there() {
        let places = arrange(Point { x: 800.0, y: 400.0 }, &[1], &[1, 2]);
        let blocked = blocked(&["partition r1 | r2 r9".into()]);
        assert!(wall(&places, &blocked, R1, R2).is_some_and(|path| path.starts_with('M')));
        assert_eq!(wall(&places, &blocked, R1, Actor::Replica(9)), None);
    }
}
