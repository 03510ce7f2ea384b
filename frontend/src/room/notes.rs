//! Notes that whoever presents alone sees, kept with the room.

use crate::dom::view;
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;
use wire::message::ToServer;
use wire::room::{Ask, LONGEST_NOTES};

/// The notes: kept when one goes on to something else.
#[component]
pub fn Notes(lab: Lab) -> impl IntoView {
    let kept = Memo::new(move |_| lab.class.backstage.with(|backstage| backstage.notes.clone()));
    let fits = StoredValue::new(String::new());
    Effect::new(move |_| fits.set_value(kept.get()));
    // As with `maxlength`, which counts no bytes: what is too long for the server is not taken in.
    let take = move |event: leptos::ev::Event| {
        let field: HtmlTextAreaElement = event_target(&event);
        if field.value().len() <= LONGEST_NOTES {
            fits.set_value(field.value());
        } else {
            field.set_value(&fits.get_value());
        }
    };
    let keep = move |event| lab.say(&ToServer::Room(Ask::Notes { text: event_target_value(&event) }));
    view! {
        <label class="notes">
            <span>{words::OWN_NOTES}</span>
            <textarea rows="3" maxlength=LONGEST_NOTES.to_string() prop:value=kept on:input=take on:change=keep></textarea>
        </label>
    }
}
