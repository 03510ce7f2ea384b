//! The way into a room: its code, typed, and whether there is such a room.

use crate::address::{self, Place};
use crate::dom::view;
use crate::lab::Lab;
use crate::stream::Link;
use crate::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::Response;

/// The field for the code.
#[component]
pub fn JoinForm(says: &'static str) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let code: String = typed.with_untracked(|typed| meant(typed));
        if !code.is_empty() {
            // Letters and digits make an address.
            let _ = window().location().assign(&address::of_room(&code));
        }
    };
    view! {
        <form class="join" on:submit=go>
            <p role="status">{says}</p>
            <label for="code">{words::CODE}</label>
            <div class="field">
                <input
                    id="code"
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" class="primary">{words::JOIN}</button>
            </div>
        </form>
    }
}

/// The code that is meant: a board has no small letters, and whoever copies one leaves gaps.
fn meant(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A socket does not say why it was not opened. If that is because there is no such room, or can be no such run, another
/// attempt cannot help.
pub fn look_for(lab: Lab) {
    let (here, Some(address)) = (Place::here(), address::of_stream()) else { return };
    if !matches!(here, Place::Room(_) | Place::Own(_)) {
        return;
    }
    spawn_local(async move {
        // Without an answer the socket tries again, as it does anyway.
        let Ok(answer) = window().fetch_with_str(&address.replacen("ws", "http", 1)).await else { return };
        match (here, answer.unchecked_into::<Response>().status()) {
            (Place::Room(_), NOT_FOUND | BAD_REQUEST) => lab.link.set(Link::NoRoom),
            (Place::Own(_), BAD_REQUEST) => lab.link.set(Link::NoRun),
            _is_there => {}
        }
    });
}

const NOT_FOUND: u16 = 404;
const BAD_REQUEST: u16 = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        assert_eq!(meant(" K7M 2xq\n"), "k7m2xq");
        assert_eq!(meant("/../"), "");
    }
}
