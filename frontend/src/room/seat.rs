//! The seat of one who follows: in which room, as whom, what is asked, the hand, and a session of one's own.

use super::poll::PollCard;
use crate::dom::{effect, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::room::Ask;

/// The seat.
#[component]
pub fn Seat(lab: Lab) -> impl IntoView {
    let class = lab.class;
    let code = Memo::new(move |_| class.of(|room| room.code.clone()));
    let followers = Memo::new(move |_| class.of(|room| room.followers));
    let is_up = Memo::new(move |_| class.number.get().is_some_and(|me| class.of(|room| room.hands.contains(&me))));
    let points_at = Memo::new(move |_| class.of(|room| room.selected.clone()));
    let says = move || if class.steers.get() { words::YOU_STEER } else { words::YOU_FOLLOW };
    let raise = move |_| lab.say(&ToServer::Room(Ask::Hand { up: !is_up.get_untracked() }));
    let off = move || !lab.is_connected();
    announce(lab);
    view! {
        <section id="seat" class="panel seat" aria-labelledby="seat-title" tabindex="-1">
            <div class="panel-head">
                <h2 id="seat-title">{move || words::room(&code.get())}</h2>
                <span class="quiet">{move || words::seat(class.number.get().unwrap_or_default(), followers.get())}</span>
            </div>
            <PollCard lab=lab />
            <p>{move || says()}" "{move || points_at.get().map(|what| words::points_at(&what))}</p>
            <div class="deeds">
                <button type="button" aria-pressed=move || is_up.get().to_string() disabled=move || off() on:click=raise>
                    {move || if is_up.get() { words::HAND_DOWN } else { words::HAND_UP }}
                </button>
                <button type="button" disabled=move || off() on:click=move |_| lab.say(&ToServer::Room(Ask::Fork))>{words::FORK}</button>
            </div>
        </section>
    }
}

/// Says aloud what those who see find at the top of the page: a new question, and who steers.
fn announce(lab: Lab) {
    let question =
        Memo::new(move |_| lab.class.of(|room| room.poll.as_ref().map(|poll| (poll.number, poll.question.clone()))));
    effect(move || {
        if let Some((_, question)) = question.get() {
            lab.announce(words::question(&question));
        }
    });
    Effect::new(move |before: Option<bool>| {
        let steers = lab.class.steers.get();
        if before.is_some_and(|before| before != steers) {
            lab.announce(if steers { words::YOU_STEER } else { words::YOU_FOLLOW }.to_owned());
        }
        steers
    });
}
