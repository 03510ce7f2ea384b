//! Notes that whoever presents alone sees, kept with the room.

use crate::dom::{self, effect, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::room::{Ask, LONGEST_NOTES};

/// The notes: kept when one goes on to something else.
#[component]
pub fn Notes(lab: Lab) -> impl IntoView {
    let kept = Memo::new(move |_| lab.class.backstage.with(|backstage| backstage.notes.clone()));
    let fits = StoredValue::new(String::new());
    effect(move || fits.set_value(kept.get()));
    let take = move |event: leptos::ev::Event| {
        let fitting = |notes: &str| notes.len() <= LONGEST_NOTES;
        fits.set_value(dom::taken_in(&event, fitting, fits.get_value()));
    };
    let keep = move |event| lab.say(&ToServer::Room(Ask::Notes { text: event_target_value(&event) }));
    view! {
        <label class="notes">
            <span>{words::OWN_NOTES}</span>
            <textarea rows="3" maxlength=LONGEST_NOTES.to_string() prop:value=kept on:input=take on:change=keep></textarea>
        </label>
    }
}
