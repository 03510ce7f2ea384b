//! Notes that whoever presents alone sees, kept with the room.

use crate::dom::view;
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::room::Ask;

/// The notes: kept when one goes on to something else.
#[component]
pub fn Notes(lab: Lab) -> impl IntoView {
    let kept = Memo::new(move |_| lab.class.backstage.with(|backstage| backstage.notes.clone()));
    let keep = move |event| lab.say(&ToServer::Room(Ask::Notes { text: event_target_value(&event) }));
    view! {
        <label class="notes">
            <span>{words::OWN_NOTES}</span>
            <textarea rows="3" maxlength="3000" prop:value=kept on:change=keep></textarea>
        </label>
    }
}
