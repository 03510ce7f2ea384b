//! A picture of one moment, for pages that show two of them beside each other: who is there, who leads, who is down, what
//! ails whom, and the messages on their way.
//!
//! It looks as the stage does, and wears its style sheet: the classes are those of the stage.

use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};
use std::fmt::Write;

use wire::{Flying, Party, ReplicaView, Server, View};
use world::time::difference::Whose;

/// The size of a picture, in its own measure.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 270.0;

/// Nobody is drawn larger than this.
const LARGEST: f64 = 36.0;

/// So many letters of a State fit into a circle.
const LETTERS: usize = 7;

/// Somebody in the picture: a replica's place, whichever life it lives, or a client.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Actor {
    Replica(u8),
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

/// Where everybody stands: the clients at the left end of an ellipse, the replicas around the rest of it.
struct Places {
    actors: BTreeMap<Actor, (f64, f64)>,
    radius: f64,
}

impl Places {
    fn of(view: &View) -> Self {
        let clients = view.clients.keys().rev().map(|client| Actor::Client(*client));
        let replicas = view.replicas.keys().map(|place| Actor::Replica(*place));
        // Where nobody has asked yet, there is room for who will.
        let room = view.clients.len().max(1);
        let corner = TAU / (room + view.replicas.len()) as f64;
        let first = PI - corner * (room - 1) as f64 / 2.0;
        let numbered = (0..).zip(clients).chain((room..).zip(replicas));
        let (across, down) = (WIDTH / 2.0 - LARGEST - 10.0, HEIGHT / 2.0 - LARGEST - 22.0);
        let radius = (corner * down * 0.44).min(LARGEST);
        let place = |(index, actor): (usize, Actor)| {
            let angle = first + corner * index as f64;
            (actor, (WIDTH / 2.0 + across * angle.cos(), HEIGHT / 2.0 - 8.0 + down * angle.sin()))
        };
        Self { actors: numbered.map(place).collect(), radius }
    }

    /// Where a message is at a moment.
    fn on_the_way(&self, message: &Flying, now: u64) -> Option<(f64, f64)> {
        let ends = [message.from, message.to].map(|party| self.actors.get(&party.into()));
        let [Some(from), Some(to)] = ends else { return None };
        let (gone, way) = (now.saturating_sub(message.left), message.arrives.saturating_sub(message.left));
        let share = (gone as f64 / way.max(1) as f64).clamp(0.0, 1.0);
        Some((from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share))
    }
}

/// Draws a moment as SVG; those who differ from another picture are marked.
#[must_use]
pub fn picture(view: &View, differ: &[Whose]) -> String {
    let places = Places::of(view);
    let mut svg = format!(
        "<svg class=\"still\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-size=\"{:.0}\" aria-hidden=\"true\">",
        places.radius.max(24.0)
    );
    for (index, from) in places.actors.values().enumerate() {
        for to in places.actors.values().take(index) {
            let ((x1, y1), (x2, y2)) = (from, to);
            add(&mut svg, format_args!("<path class=\"links\" d=\"M{x1:.0} {y1:.0}L{x2:.0} {y2:.0}\"/>"));
        }
    }
    for (x, y) in view.flying.values().filter_map(|message| places.on_the_way(message, view.at)) {
        add(&mut svg, format_args!("<circle class=\"flies\" cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"4\"/>"));
    }
    let leader = view.leader();
    for (actor, (x, y)) in &places.actors {
        add(&mut svg, format_args!("<g transform=\"translate({x:.0} {y:.0})\" class=\"actor "));
        match actor {
            Actor::Replica(place) => {
                let differs = differ.contains(&Whose::Replica(*place));
                replica(&mut svg, *place, &view.replicas[place], leader == Some(*place), differs, places.radius);
            }
            Actor::Client(number) => {
                let differs = differ.contains(&Whose::Client(*number));
                client(&mut svg, view, *number, differs, places.radius);
            }
        }
        svg.push_str("</g>");
    }
    svg + "</svg>"
}

fn add(svg: &mut String, written: std::fmt::Arguments<'_>) {
    svg.write_fmt(written).expect("a text can be written to");
}

fn replica(svg: &mut String, place: u8, replica: &ReplicaView, leads: bool, differs: bool, radius: f64) {
    let (server, middle) = match replica.server {
        Server::Up => ("", shortened(&replica.state)),
        Server::Down => (" down", "down".to_owned()),
        Server::Paused => (" paused", "paused".to_owned()),
    };
    let leading = if leads { " leads" } else { "" };
    let ailing = if replica.faults.is_empty() { "" } else { " faulty" };
    add(svg, format_args!("replica{server}{leading}{ailing}\"><circle class=\"ring\" r=\"{:.0}\"/>", radius + 6.0));
    add(svg, format_args!("<circle class=\"body\" r=\"{radius:.0}\"/>"));
    text(svg, "name", -0.42 * radius, &marked(format!("r{place}"), differs));
    text(svg, "middle", 0.12 * radius, &middle);
    if replica.server == Server::Up {
        text(svg, "role", 0.56 * radius, &replica.role);
    }
    if !replica.faults.is_empty() {
        text(svg, "below", radius + 17.0, &format!("⚠ {}", replica.faults.join(", ")));
    }
}

fn client(svg: &mut String, view: &View, number: u16, differs: bool, radius: f64) {
    let half = radius * 0.82;
    add(svg, format_args!("client\"><rect class=\"body\" x=\"-{half:.0}\" y=\"-{half:.0}\" rx=\"8\" "));
    add(svg, format_args!("width=\"{0:.0}\" height=\"{0:.0}\"/>", half * 2.0));
    text(svg, "name", -0.42 * radius, &marked(format!("c{number}"), differs));
    let client = &view.clients[&number];
    let asked = client.pending.iter().map(|pending| (pending, "…".to_owned()));
    let answered = client.answered.iter().map(|answered| (&answered.request, format!("→ {}", answered.words)));
    if let Some((request, result)) = answered.chain(asked).max_by_key(|(request, _)| request.number) {
        text(svg, "role", 0.06 * radius, &shortened(&request.words));
        text(svg, "result", 0.52 * radius, &shortened(&result));
    }
}

fn text(svg: &mut String, class: &str, y: f64, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    add(svg, format_args!("<text class=\"{class}\" y=\"{y:.0}\">{words}</text>"));
}

fn marked(name: String, differs: bool) -> String {
    if differs { name + " ≠" } else { name }
}

fn shortened(words: &str) -> String {
    if words.chars().count() <= LETTERS {
        return words.to_owned();
    }
    words.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Replica;

    fn view() -> View {
        let mut view = View { at: 50, ..View::default() };
        for place in [1, 2] {
            let leader = Some(Replica { place: 1, life: 0 });
            view.replicas.insert(place, ReplicaView { leader, state: "<5>".into(), ..ReplicaView::default() });
        }
        view.clients.insert(1, wire::ClientView::default());
        view
    }

    #[test]
    fn who_leads_who_is_down_and_who_differs_are_in_the_picture() {
        let mut view = view();
        let replica = view.replicas.get_mut(&2).unwrap();
        (replica.server, replica.faults) = (Server::Down, vec!["disk lost".into()]);
        let svg = picture(&view, &[Whose::Replica(2), Whose::Client(1)]);
        for part in ["replica leads\"", "replica down faulty\"", "r2 ≠", "c1 ≠", "⚠ disk lost", "&lt;5>"] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("r1 ≠"));
    }

    #[test]
    fn a_message_is_as_far_as_it_came() {
        let mut view = view();
        let [from, to] = [1, 2].map(|place| Party::Replica(Replica { place, life: 0 }));
        let (left, arrives) = (0, 100);
        let message = Flying { from, to, kind: "vote".into(), slot: 0, left, arrives, held: false, words: None };
        let places = Places::of(&view);
        let [one, other] = [1, 2].map(|place| places.actors[&Actor::Replica(place)]);
        let (x, y) = places.on_the_way(&message, 50).unwrap();
        let off = (x - (one.0 + other.0) / 2.0).hypot(y - (one.1 + other.1) / 2.0);
        assert!(off < 1e-6, "it is {off} off the middle");
        view.flying.insert(1, message);
        assert_eq!(picture(&view, &[]).matches("class=\"flies\"").count(), 1);
    }

    #[test]
    fn many_are_small_and_nobody_is_outside() {
        let mut view = view();
        view.replicas.extend((3..=31).map(|place| (place, ReplicaView::default())));
        let places = Places::of(&view);
        assert!(places.radius < 10.0);
        assert!(places.actors.values().all(|(x, y)| (0.0..WIDTH).contains(x) && (0.0..HEIGHT).contains(y)));
    }
}
