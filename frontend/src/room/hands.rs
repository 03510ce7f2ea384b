//! The hands that are up, and who has control instead of whoever presents.

use super::present::Asking;
use crate::dom::{self, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::room::Ask;

/// The hands.
#[component]
pub fn Hands(lab: Lab) -> impl IntoView {
    let hands = Memo::new(move |_| lab.class.of(|room| room.hands.clone()));
    let steering = Memo::new(move |_| lab.class.of(|room| room.steering));
    let none = move || hands.with(Vec::is_empty).then_some(words::NO_HANDS);
    view! {
        <section aria-labelledby="hands-title">
            <h3 id="hands-title">{words::HANDS}</h3>
            <p class="quiet" role="status">{move || none().map_or_else(|| words::hands(&hands.read()), str::to_owned)}</p>
            <ul class="hands">
                {dom::list(move || hands.get(), ToString::to_string, move |hand| row(lab, hand))}
            </ul>
            {move || steering.get().map(|who| view! {
                <p role="status">{words::has_control(who)}" "<Asking lab=lab ask=Ask::HandOver { to: None } says=words::TAKE_BACK /></p>
            })}
        </section>
    }
}

/// Whose hand it is, and what becomes of it.
fn row(lab: Lab, hand: u32) -> AnyView {
    view! {
        <li>
            <b>{hand.to_string()}</b>
            <Deed lab=lab ask=Ask::HandOver { to: Some(hand) } says=words::HAND_OVER name=words::hand_over(hand) />
            <Deed lab=lab ask=Ask::Lower { whose: Some(hand) } says=words::LOWER name=words::lower(hand) />
        </li>
    }
}

/// A button whose name says whom it is about.
#[component]
fn Deed(lab: Lab, ask: Ask, says: &'static str, name: String) -> impl IntoView {
    let say = move |_| lab.say(&ToServer::Room(ask.clone()));
    view! { <button type="button" class="chip" aria-label=name disabled=move || !lab.is_connected() on:click=say>{says}</button> }
}
