//! A message in flight, taken in hand: what it says, and what can become of it.

use super::places::Places;
use crate::canvas::Point;
use crate::clock::progress;
use crate::dom::{self, effect, view};
use crate::lab::{Lab, Origin};
use crate::{keys, words};
use leptos::prelude::*;
use wire::message::ToServer;
use wire::{Flying, View};

/// Whoever points this near at a message means it.
const REACH: f64 = 18.0;

/// So many messages are listed for those who do not point.
const LISTED: usize = 12;

/// What can become of a message: verbs of the script language, `@` standing for its number.
const FATES: [(&str, &str); 4] = [
    (words::DELIVER, "deliver @"),
    (words::DROP, "drop @"),
    (words::DUPLICATE, "duplicate @"),
    (words::DELAY, "delay @ 100ms"),
];

/// The message that somebody points at: the nearest, if it is near enough.
pub fn at(view: &View, places: &Places, now: f64, moving: bool, pointer: Point) -> Option<u64> {
    let apart = |flying: &Flying| {
        let gone = if moving { progress(flying.left, flying.arrives, now) } else { 0.5 };
        let point = places.on_the_way(flying.from.into(), flying.to.into(), gone)?;
        Some((point.x - pointer.x).hypot(point.y - pointer.y))
    };
    let near = view.flying.iter().filter_map(|(message, flying)| Some((apart(flying)?, *message)));
    let nearest = near.min_by(|(one, _), (other, _)| one.total_cmp(other));
    nearest.filter(|(apart, _)| *apart <= REACH).map(|(_, message)| message)
}

/// Takes a message in hand: time stands still, or it would be gone before one can say what becomes of it.
pub fn take(lab: Lab, in_hand: RwSignal<Option<u64>>, message: u64) {
    if lab.playing.get_untracked().is_some() {
        lab.say(&ToServer::Pause);
    }
    in_hand.set(Some(message));
}

/// Where one goes on who took a message by its name.
const OTHERS: &str = ".in-flight summary";

fn let_go(in_hand: RwSignal<Option<u64>>) {
    if in_hand.get_untracked().is_some() {
        in_hand.set(None);
        dom::lead_to(OTHERS.to_owned());
    }
}

/// The message in hand, and a list of those that can be taken.
#[component]
pub fn InHand(lab: Lab, in_hand: RwSignal<Option<u64>>) -> impl IntoView {
    let held = Memo::new(move |_| {
        let message = in_hand.get()?;
        lab.view.with(|view| view.flying.get(&message).cloned()).map(|flying| (message, flying))
    });
    let mut before = None;
    effect(move || {
        // What flies no more is let go, or it would come back by itself with a step back, or in another run.
        let run = Some(lab.known.with(|known| known.run));
        if held.with(Option::is_none) || before != run {
            in_hand.set(None);
        }
        before = run;
    });
    keys::listen_for_escape(move || let_go(in_hand));
    let card = move || held.get().map(|(message, flying)| card(lab, in_hand, message, &flying));
    view! {
        <div class="in-hand" role="status">{move || card()}</div>
        <Others lab=lab in_hand=in_hand />
    }
}

fn card(lab: Lab, in_hand: RwSignal<Option<u64>>, message: u64, flying: &Flying) -> impl IntoView + use<> {
    let fates: Vec<_> = FATES
        .into_iter()
        .map(|(label, line)| {
            let act = move |_| {
                lab.command(Origin::Button, line.replace('@', &message.to_string()));
                // It goes, and these buttons with it.
                if [words::DELIVER, words::DROP].contains(&label) {
                    dom::lead_to(OTHERS.to_owned());
                }
            };
            view! { <button type="button" disabled=move || !lab.is_ready() on:click=act>{label}</button> }
        })
        .collect();
    let says = flying.words.as_deref().unwrap_or_default().to_owned();
    view! {
        <p><strong>{words::message(message, &flying.kind, flying.from, flying.to, flying.slot)}</strong></p>
        <p class="says"><code>{says}</code></p>
        <div class="fates">
            {fates}
            <button type="button" on:click=move |_| let_go(in_hand)>{words::CLOSE}</button>
        </div>
    }
}

/// The messages in flight, the oldest first, behind a word.
#[component]
fn Others(lab: Lab, in_hand: RwSignal<Option<u64>>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let others = Memo::new(move |_| {
        let of = |(message, flying): (&u64, &Flying)| {
            (*message, words::message(*message, &flying.kind, flying.from, flying.to, flying.slot))
        };
        let list = |view: &View| view.flying.iter().take(LISTED).map(of).collect::<Vec<_>>();
        if is_open.get() { lab.view.with(list) } else { Vec::new() }
    });
    let all = Memo::new(move |_| lab.view.with(|view| view.flying.len()));
    let more = move || (all.get() > LISTED).then(|| words::first_of(LISTED, all.get()));
    let row = move |(message, name): (u64, String)| {
        let choose = move |_| {
            take(lab, in_hand, message);
            dom::lead_to(".fates button".to_owned());
        };
        view! { <li><button type="button" class="chip" on:click=choose>{name}</button></li> }
    };
    view! {
        <details class="in-flight" on:toggle=move |_| is_open.update(|open| *open = !*open)>
            <summary>{words::IN_FLIGHT}</summary>
            <p class="quiet">{words::IN_FLIGHT_HELP}" "{move || more()}</p>
            <ul>{dom::list(move || others.get(), |(message, name)| format!("{message} {name}"), row)}</ul>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::places::{Actor, arrange};
    use wire::{Party, Replica};

    #[test]
    fn whoever_points_near_a_message_means_the_nearest() {
        let places = arrange(Point { x: 800.0, y: 400.0 }, &[1], &[1, 2, 3]);
        let flying = |place, arrives| Flying {
            from: Party::Client(1),
            to: Party::Replica(Replica { place, life: 0 }),
            kind: "request".into(),
            slot: 0,
            left: 0,
            arrives,
            held: false,
            words: None,
        };
        let mut view = View::default();
        view.flying.insert(4, flying(1, 100));
        view.flying.insert(5, flying(3, 100));
        let there = places.on_the_way(Actor::Client(1), Actor::Replica(3), 0.5).expect("it is on its way");
        assert_eq!(at(&view, &places, 50.0, true, there), Some(5));
        assert_eq!(at(&view, &places, 50.0, true, Point { x: there.x + 200.0, y: there.y }), None);
        assert_eq!(at(&view, &places, 0.0, false, there), Some(5), "without motion it stands in the middle");
    }
}
