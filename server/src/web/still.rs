//! A picture of one moment, for pages that show two of them beside each other: who is there, who leads, who is down, what
//! ails whom, and the messages on their way.
//!
//! It wears the style sheet of the stage: the classes are those of the stage. What is lacking of it, walls and ballots, is
//! told in words below and beside it.

use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};
use std::fmt::{Arguments, Write};

use wire::{ClientView, Flying, Party, Replica, ReplicaView, Server, Tick, Verdict, View};
use world::time::difference::Whose;

/// The size of a picture, in its own measure.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 300.0;

/// Nobody is drawn larger than this; and smaller circles hold a name, and no more.
const LARGEST: f64 = 36.0;
const CROWDED: f64 = 24.0;

/// So many clients are drawn, the first ones, and so many messages: of more, nothing could be seen.
const MOST_CLIENTS: usize = 12;
const MOST_MESSAGES: usize = 300;

/// So many letters of a State fit into a circle, and so many of what ails somebody below it.
const LETTERS: usize = 7;
const LETTERS_BELOW: usize = 24;

/// Where everybody stands: the clients at the left end of an ellipse, the replicas around the rest of it. Which life of a
/// replica it is does not matter.
struct Places {
    parties: BTreeMap<Party, (f64, f64)>,
    radius: f64,
}

/// The replica at a place, whichever life it lives.
const fn replica_at(place: u8) -> Party {
    Party::Replica(Replica { place, life: 0 })
}

impl Places {
    fn of(view: &View) -> Self {
        let clients = view.clients.keys().take(MOST_CLIENTS).map(|client| Party::Client(*client));
        let replicas = view.replicas.keys().map(|place| replica_at(*place));
        // Where nobody has asked yet, there is room for who will.
        let room = clients.len().max(1);
        let corner = TAU / (room + view.replicas.len()) as f64;
        let first = PI + corner * (room - 1) as f64 / 2.0;
        let (across, down) = (WIDTH / 2.0 - LARGEST - 10.0, HEIGHT / 2.0 - LARGEST - 24.0);
        let place = |(angle, party): (f64, Party)| {
            (party, (WIDTH / 2.0 + across * angle.cos(), HEIGHT / 2.0 - 10.0 + down * angle.sin()))
        };
        let clients = (0..).zip(clients).map(|(index, client)| (first - corner * f64::from(index), client));
        let replicas = (1..).zip(replicas).map(|(index, replica)| (first + corner * f64::from(index), replica));
        let radius = (corner * down * 0.44).min(LARGEST);
        Self { parties: clients.chain(replicas).map(place).collect(), radius }
    }

    fn is_crowded(&self) -> bool {
        self.radius < CROWDED
    }

    /// A line between any two that talk to each other.
    fn links(&self) -> String {
        let all: Vec<(&Party, &(f64, f64))> = self.parties.iter().collect();
        let mut path = String::new();
        for (index, (from, (x, y))) in all.iter().enumerate() {
            for (to, (to_x, to_y)) in &all[..index] {
                if !matches!((from, to), (Party::Client(_), Party::Client(_))) {
                    add(&mut path, format_args!("M{x:.0} {y:.0}L{to_x:.0} {to_y:.0}"));
                }
            }
        }
        path
    }

    /// Where a message is at a moment.
    fn on_the_way(&self, message: &Flying, now: Tick) -> Option<(f64, f64)> {
        let end = |party: Party| match party {
            Party::Replica(replica) => self.parties.get(&replica_at(replica.place)),
            client @ Party::Client(_) => self.parties.get(&client),
        };
        let (from, to) = (end(message.from)?, end(message.to)?);
        let (gone, way) = (now.saturating_sub(message.left), message.arrives.saturating_sub(message.left));
        let share = (gone as f64 / way.max(1) as f64).min(1.0);
        Some((from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share))
    }
}

/// Draws a moment as SVG; those who differ from another picture are marked.
#[must_use]
pub fn picture(view: &View, at: Tick, differ: &[Whose]) -> String {
    let places = Places::of(view);
    let (font, links) = (places.radius.max(CROWDED), places.links());
    let mut svg = format!(
        "<svg class=\"still\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-size=\"{font:.0}\" aria-hidden=\"true\">\
         <path class=\"links\" d=\"{links}\"/>"
    );
    let flying = view.flying.values().filter_map(|message| places.on_the_way(message, at));
    for (x, y) in flying.take(MOST_MESSAGES) {
        add(&mut svg, format_args!("<circle class=\"flies\" cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"4\"/>"));
    }
    let leader = view.leader();
    for (party, (x, y)) in &places.parties {
        let (whose, drawn) = match party {
            Party::Replica(Replica { place, .. }) => {
                (Whose::Replica(*place), replica(&view.replicas[place], leader == Some(*place), &places))
            }
            Party::Client(number) => (Whose::Client(*number), client(&view.clients[number], &places)),
        };
        // Where nothing else is in a circle, its name is large.
        let (class, below, apart) = if places.is_crowded() { ("middle", 0.12, "") } else { ("name", -0.42, " ") };
        let sign = if differ.contains(&whose) { "≠" } else { "" };
        let name = format!("{whose}{apart}{sign}");
        let name = text(class, places.radius * below, name.trim_end());
        add(&mut svg, format_args!("<g transform=\"translate({x:.0} {y:.0})\" class=\"actor {drawn}{name}</g>"));
    }
    svg + &walls(view) + "</svg>"
}

/// Between whom nothing gets through, in words at the foot of the picture.
fn walls(view: &View) -> String {
    let said = if view.cuts.is_empty() { String::new() } else { format!("⚠ {}", view.cuts.join("; ")) };
    format!(
        "<g class=\"actor\" transform=\"translate({:.0} {:.0})\">{}</g>",
        WIDTH / 2.0,
        HEIGHT,
        text("below", -4.0, &said)
    )
}

fn add(svg: &mut String, written: Arguments<'_>) {
    svg.write_fmt(written).expect("a text can be written to");
}

/// The rest of a replica's classes, and what is in its circle but the name.
fn replica(replica: &ReplicaView, leads: bool, places: &Places) -> String {
    let radius = places.radius;
    let classes = [
        ("down", replica.server == Server::Down),
        ("paused", replica.server == Server::Paused),
        ("leads", leads),
        ("quit", replica.has_quit()),
        ("joins", replica.joins()),
        ("slow", replica.suffers("slow")),
        ("lies", replica.suffers("lie")),
        ("faulty", !replica.faults.is_empty() || replica.deviates.is_some()),
    ];
    let mut svg = "replica".to_owned();
    for (class, _) in classes.into_iter().filter(|(_, is_so)| *is_so) {
        add(&mut svg, format_args!(" {class}"));
    }
    add(&mut svg, format_args!("\"><circle class=\"ring\" r=\"{:.0}\"/>", radius + 6.0));
    add(&mut svg, format_args!("<circle class=\"body\" r=\"{radius:.0}\"/>"));
    if !places.is_crowded() {
        let (middle, role) = match replica.server {
            Server::Up => (shortened(&replica.state, LETTERS), if replica.has_quit() { "" } else { &replica.role }),
            Server::Down | Server::Paused => (replica.server.name().to_owned(), ""),
        };
        let ails = if replica.faults.is_empty() { String::new() } else { format!("⚠ {}", replica.faults.join(", ")) };
        svg += &text("middle", 0.12 * radius, &middle);
        svg += &text("role", 0.56 * radius, role);
        svg += &text("below", radius + 17.0, &shortened(&ails, LETTERS_BELOW));
    }
    svg
}

/// The rest of a client's classes, and what is in its square but the name.
fn client(client: &ClientView, places: &Places) -> String {
    let half = places.radius * 0.82;
    let (asked, result, failed) = match client.newest() {
        None => ("", String::new(), false),
        Some((request, None)) => (&*request.words, "…".to_owned(), false),
        Some((request, Some(answered))) if answered.verdict == Verdict::Output => {
            (&*request.words, format!("→ {}", answered.words), false)
        }
        Some((request, Some(_))) => (&*request.words, "FAIL".to_owned(), true),
    };
    let mut svg = format!("client{}\"><rect class=\"body\" ", if failed { " failed" } else { "" });
    add(
        &mut svg,
        format_args!("x=\"-{half:.0}\" y=\"-{half:.0}\" rx=\"8\" width=\"{0:.0}\" height=\"{0:.0}\"/>", half * 2.0),
    );
    if !places.is_crowded() {
        svg += &text("role", 0.06 * places.radius, &shortened(asked, LETTERS));
        svg += &text("result", 0.52 * places.radius, &shortened(&result, LETTERS));
    }
    svg
}

fn text(class: &str, y: f64, words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!("<text class=\"{class}\" y=\"{y:.0}\">{words}</text>")
}

fn shortened(words: &str, letters: usize) -> String {
    if words.chars().count() <= letters {
        return words.to_owned();
    }
    words.chars().take(letters - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        let mut view = View::default();
        for place in [1, 2] {
            let leader = Some(Replica { place: 1, life: 0 });
            view.replicas.insert(place, ReplicaView { leader, state: "<5>".into(), ..ReplicaView::default() });
        }
        view.clients.insert(1, ClientView::default());
        view
    }

    #[test]
    fn who_leads_what_ails_whom_and_who_differs_are_in_the_picture() {
        let mut view = view();
        let replica = view.replicas.get_mut(&2).unwrap();
        (replica.server, replica.faults) = (Server::Down, vec!["disk lost".into(), "slow".into()]);
        view.cuts.push("cut r1 -> r2".into());
        let svg = picture(&view, 0, &[Whose::Replica(2), Whose::Client(1)]);
        let parts = [
            "replica leads\"",
            "replica down slow faulty\"",
            "r2 ≠",
            "c1 ≠",
            "⚠ disk lost, slow",
            "&lt;5>",
            "⚠ cut r1",
        ];
        for part in parts {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("r1 ≠"));
    }

    #[test]
    fn a_client_that_was_told_fail_has_no_output() {
        let mut view = view();
        let request = wire::Pending { words: "add 5".into(), ..wire::Pending::default() };
        let verdict = Verdict::TooFewAnswered;
        let answered = wire::Answered { request, verdict, words: "too few".into(), at: 0, unordered: false };
        view.clients.get_mut(&1).unwrap().answered.push(answered);
        let svg = picture(&view, 0, &[]);
        assert!(svg.contains("client failed\"") && svg.contains(">FAIL<") && !svg.contains('→'), "{svg}");
    }

    #[test]
    fn a_message_is_as_far_as_it_came() {
        let mut view = view();
        let [from, to] = [1, 2].map(|place| Party::Replica(Replica { place, life: 3 }));
        let (left, arrives) = (0, 100);
        let message = Flying { from, to, kind: "vote".into(), slot: 0, left, arrives, held: false, words: None };
        let places = Places::of(&view);
        let [one, other] = [1, 2].map(|place| places.parties[&replica_at(place)]);
        let (x, y) = places.on_the_way(&message, 50).unwrap();
        let off = (x - (one.0 + other.0) / 2.0).hypot(y - (one.1 + other.1) / 2.0);
        assert!(off < 1e-6, "it is {off} off the middle");
        view.flying.insert(1, message);
        assert_eq!(picture(&view, 50, &[]).matches("class=\"flies\"").count(), 1);
    }

    #[test]
    fn many_are_small_nobody_is_outside_and_there_is_an_end_to_it() {
        let mut view = view();
        view.replicas.extend((3..=31).map(|place| (place, ReplicaView::default())));
        view.clients.extend((2..=1_000).map(|client| (client, ClientView::default())));
        let places = Places::of(&view);
        assert!(places.is_crowded());
        assert!(places.parties.values().all(|(x, y)| (0.0..WIDTH).contains(x) && (0.0..HEIGHT).contains(y)));
        let svg = picture(&view, 0, &[]);
        assert!(svg.len() < 40_000);
        let stands = |(x, y): &(f64, f64)| svg.contains(&format!("<g transform=\"translate({x:.0} {y:.0})\""));
        assert!(places.parties.values().all(stands));
    }
}
