//! The chronicle on the page, and the voice that reads the weightiest of it aloud.

use crate::chronicle::{Entry, Tone};
use crate::dom::{self, When, effect, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;

/// The list, the newest first. Each entry leads to its moment, and can be asked for its causes.
#[component]
pub fn ChronicleList(lab: Lab) -> impl IntoView {
    let entries = move || lab.chronicle.with(|chronicle| chronicle.0.iter().cloned().collect::<Vec<_>>());
    let is_empty = move || lab.chronicle.with(|chronicle| chronicle.0.is_empty());
    // Whenever another moment or branch is looked at, something may be lacking.
    effect(move || {
        lab.known.track();
        lab.ask_for_missing();
    });
    view! {
        <When holds=is_empty><p class="quiet">{words::CHRONICLE_EMPTY}</p></When>
        <ol class="entries" tabindex="0" aria-label=words::CHRONICLE>
            {dom::list(entries, |entry| format!("{} {}", entry.id, entry.at), move |entry| view! { <Line lab=lab entry=entry /> })}
        </ol>
    }
}

#[component]
fn Line(lab: Lab, entry: Entry) -> impl IntoView {
    let (tone, sign) = match entry.tone {
        Tone::Plain => ("plain", "·"),
        Tone::Yours => ("yours", "›"),
        Tone::Good => ("good", "✓"),
        Tone::Fault => ("fault", "⚠"),
        Tone::Bad => ("bad", "✕"),
    };
    let event = entry.id;
    let to_come = Memo::new(move |_| lab.view.with(|view| view.event < event));
    let go = move |_| lab.say(&ToServer::Seek { event });
    view! {
        <li data-tone=tone class:to-come=move || to_come.get()>
            <button type="button" class="moment" title=words::GO_THERE disabled=move || !lab.is_ready() on:click=go>
                <time>{words::moment_short(entry.at)}</time>
            </button>
            <span class="sign" aria-hidden="true">{sign}</span>
            <span>{entry.text}</span>
            <button
                type="button"
                class="moment ask-why"
                aria-label=words::ask_why(event)
                disabled=move || !lab.is_connected()
                on:click=move |_| lab.ask_why(event)
            >
                {words::WHY}
            </button>
        </li>
    }
}

/// What is read aloud: verdicts, elections, broken promises.
#[component]
pub fn Announcer(lab: Lab) -> impl IntoView {
    view! { <p class="unseen" role="log" aria-live="polite">{move || lab.announced()}</p> }
}
