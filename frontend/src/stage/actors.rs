//! The actors on the stage, and the links between them, as SVG.
//!
//! Each state has a form of its own, so that nothing depends on colour alone: the leader has a second ring, who is down
//! has a broken rim, who is paused shows two bars, and faults are written below.

use super::places::{Actor, Places, below, is_crowded, unit_of_words};
use crate::canvas::{Point, whole};
use crate::dom::view;
use crate::lab::Lab;
use crate::tally::{self, Standing};
use crate::{reading, room, words};
use leptos::prelude::*;
use wire::{ClientView, ReplicaView, Server, Verdict, View};

/// How wide a character is in the unit of words, by the sizes in the style sheet: of a State, of what a client asks and gets,
/// and of what stands at the bottom of a circle.
const STATE: f64 = 0.27;
const REQUEST: f64 = 0.18;
const RESULT: f64 = 0.18;
const AILMENT: f64 = 0.15;

fn at(places: Signal<Places>, actor: Actor) -> impl Fn() -> String + Send + Copy + 'static {
    move || {
        let point = places.with(|places| places.actors.get(&actor).copied().unwrap_or_default());
        format!("translate({} {})", whole(point.x), whole(point.y))
    }
}

/// As much of a text as fits, in characters so wide, into so much of the width of a circle.
fn fitting(text: &str, radius: f64, share: f64, character: f64) -> String {
    words::shortened(text, (radius * 2.0 * share / (unit_of_words(radius) * character)) as usize)
}

/// A line between any two that talk to each other.
#[component]
pub fn Links(places: Signal<Places>) -> impl IntoView {
    let lines = move || {
        places.with(|places| {
            let actors: Vec<(&Actor, &Point)> = places.actors.iter().collect();
            let mut path = String::new();
            for (index, (from, start)) in actors.iter().enumerate() {
                for (to, end) in &actors[..index] {
                    if matches!((from, to), (Actor::Client(_), Actor::Client(_))) {
                        continue;
                    }
                    let (from, to) = ((whole(start.x), whole(start.y)), (whole(end.x), whole(end.y)));
                    path += &format!("M{} {}L{} {}", from.0, from.1, to.0, to.1);
                }
            }
            path
        })
    };
    view! { <path class="links" d=move || lines() /> }
}

/// One replica.
#[component]
pub fn ReplicaNode(lab: Lab, place: u8, leader: Memo<Option<u8>>, places: Signal<Places>) -> impl IntoView {
    let replica = Memo::new(move |_| lab.view.with(|view| view.replicas.get(&place).cloned().unwrap_or_default()));
    let radius = move || places.with(|places| places.radius);
    let leads = move || leader.get() == Some(place);
    let is = move |server| replica.with(|replica| replica.server == server);
    let has_quit = move || replica.with(ReplicaView::has_quit);
    let has_fault = move || replica.with(|replica| !replica.faults.is_empty() || replica.deviates.is_some());
    let suffers = move |kind| replica.with(|replica| replica.suffers(kind));
    let received = move || replica.with(received);
    let middle = move || replica.with(|replica| middle_word(replica, radius()));
    let role = move || {
        replica.with(|replica| match replica.server {
            Server::Up if !is_crowded(radius()) && !has_quit() => replica.role.to_string(),
            Server::Up | Server::Down | Server::Paused => String::new(),
        })
    };
    let words_below = move || {
        let said = replica.with(faults_in_words);
        if is_crowded(radius()) { fitting(&said, radius(), 0.8, AILMENT) } else { said }
    };
    // In a crowd there is room at the bottom of the circle, where otherwise the role stands.
    let bottom = move || radius() + if is_crowded(radius()) { radius() * -0.36 } else { below(radius()) };
    view! {
        <g
            class="actor replica"
            class:leads=move || leads()
            class:pointed=move || room::is_meant(lab.class, &format!("r{place}"))
            class:down=move || is(Server::Down)
            class:paused=move || is(Server::Paused)
            class:quit=move || has_quit()
            class:joins=move || replica.with(ReplicaView::joins)
            class:faulty=move || has_fault()
            class:slow=move || suffers(SLOW)
            class:lies=move || suffers(reading::LIE)
            transform=at(places, Actor::Replica(place))
        >
            <circle class="ring" r=move || whole(radius() + 6.0) />
            <circle class="body" r=move || whole(radius()) />
            <circle class="receives" r=move || whole(radius() + 6.0) pathLength="100" stroke-dasharray=move || received() />
            <text class="name" y=move || whole(-radius() * 0.42)>{format!("r{place}")}</text>
            <text class="middle" dy="0.36em">{move || middle()}</text>
            <text class="role" y=move || whole(radius() * 0.56)>{move || role()}</text>
            <text class="below" y=move || whole(bottom())>{move || words_below()}</text>
        </g>
    }
}

fn middle_word(replica: &ReplicaView, radius: f64) -> String {
    match replica.server {
        Server::Up if replica.state.is_empty() => words::NO_STATE.to_owned(),
        Server::Up => fitting(&replica.state, radius, 1.0, STATE),
        Server::Down | Server::Paused => words::server(replica.server).to_owned(),
    }
}

/// The fault of a replica whose messages take longer.
const SLOW: &str = "slow";

/// How much of a State that is under way has come, as a dash and a gap of a hundred.
fn received(replica: &ReplicaView) -> String {
    let come = replica.transfer.as_ref().map_or(0, |transfer| transfer.received * 100 / transfer.differing.max(1));
    format!("{} 100", come.min(100))
}

/// What ails it; or else what it is to the system, where it is not just a member.
fn faults_in_words(replica: &ReplicaView) -> String {
    match replica.faults.is_empty() {
        false => {
            let all: String = replica.faults.iter().map(|fault| words::ailment(fault)).collect();
            format!("⚠ {}", all.trim_start_matches(", "))
        }
        true if replica.joins() => words::recovers(&replica.status),
        true if replica.has_quit() => format!("⊘ {}", words::HAS_QUIT),
        true => String::new(),
    }
}

/// How large the square of a client is, beside the circle of a replica.
const SIDE: f64 = 0.82;

/// One client, with its newest request, and the ballots that its voter has below it.
#[component]
pub fn ClientNode(lab: Lab, client: u16, places: Signal<Places>) -> impl IntoView {
    let radius = move || places.with(|places| places.radius);
    let side = move || radius() * SIDE;
    let latest = Memo::new(move |_| lab.view.with(|view| latest_of(view, client)));
    let middle = move || latest.with(|(asked, _, _)| fitting(asked, radius(), SIDE, REQUEST));
    let result = move || latest.with(|(_, result, _)| fitting(result, radius(), SIDE, RESULT));
    let votes = Memo::new(move |_| lab.view.with(|view| votes_of(view, client)));
    let failed = move || latest.with(|(_, _, failed)| *failed);
    view! {
        <g class="actor client" class:failed=move || failed() class:pointed=move || room::is_meant(lab.class, &format!("c{client}")) transform=at(places, Actor::Client(client))>
            <rect
                class="body"
                x=move || whole(-side())
                y=move || whole(-side())
                width=move || whole(side() * 2.0)
                height=move || whole(side() * 2.0)
                rx="10"
            />
            <text class="name" y=move || whole(-side() * 0.5)>{format!("c{client}")}</text>
            <text class="role" dy="0.3em">{move || middle()}</text>
            <text class="result" y=move || whole(side() * 0.68)>{move || result()}</text>
            <text class="votes" y=move || whole(side() + below(radius()))>{move || votes.get()}</text>
        </g>
    }
}

/// What a client asked last, what it got, and whether that was FAIL.
fn latest_of(view: &View, client: u16) -> (String, String, bool) {
    let nobody = ClientView::default();
    let client = view.clients.get(&client).unwrap_or(&nobody);
    match client.newest() {
        None => Default::default(),
        Some((asked, None)) => (asked.words.to_string(), "…".to_owned(), false),
        Some((asked, Some(answered))) if answered.verdict == Verdict::Output => {
            (asked.words.to_string(), format!("→ {}", answered.words), false)
        }
        Some((asked, Some(_))) => (asked.words.to_string(), words::FAIL.to_owned(), true),
    }
}

/// More signs than these have no room below a client: there they are counted.
const MOST_SIGNS: usize = 5;

/// One of each sign, in the order in which they are counted.
const KINDS: [Standing; 5] =
    [Standing::Agrees, Standing::Counted, Standing::Outvoted, Standing::Silent, Standing::NotCounted];

/// The ballots for a client's newest request as they arrive: a sign a replica, or so many of each.
fn votes_of(view: &View, client: u16) -> String {
    let Some((asked, answered)) = view.clients.get(&client).and_then(ClientView::newest) else { return String::new() };
    let tally = tally::count(asked, answered, &view.about);
    let signs = tally.ballots.iter().map(|ballot| ballot.standing.sign());
    if tally.ballots.len() <= MOST_SIGNS {
        return signs.collect();
    }
    let of_a_kind = |kind| signs.clone().filter(|sign| *sign == kind).count();
    let counted = KINDS.map(Standing::sign).into_iter().map(|kind| (of_a_kind(kind), kind));
    let counted = counted.filter(|(count, _)| *count > 0);
    counted.map(|(count, kind)| format!("{count}{kind} ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Checksum, Pending, Replica, Vote};

    #[test]
    fn few_ballots_are_signs_and_many_are_counted() {
        let shown = |replicas: u8, votes: &[(u8, u64)]| {
            let mut view = View::default();
            view.about.needed = vec![3; 8];
            let replica = |place| Replica { place, life: 0 };
            let members = (1..=replicas).map(replica).collect();
            let vote = |(place, output): &(u8, u64)| Vote {
                replica: replica(*place),
                output: Checksum(*output),
                words: Box::default(),
                counted: true,
            };
            let votes = votes.iter().map(vote).collect();
            let request = Pending { members, votes, ..Pending::default() };
            view.clients.entry(1).or_default().pending.push(request);
            votes_of(&view, 1)
        };
        assert_eq!(shown(5, &[(1, 7), (2, 7), (3, 7), (4, 9)]), "✓✓✓✕○");
        assert_eq!(shown(7, &[(1, 7), (2, 7), (3, 7), (4, 9)]), "3✓ 1✕ 3○ ");
        assert_eq!(shown(7, &[(4, 9)]), "1● 6○ ");
        assert_eq!(votes_of(&View::default(), 1), "");
    }
}
