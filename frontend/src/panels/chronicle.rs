//! The chronicle on the page, and the voice that reads the weightiest of it aloud.

use crate::chronicle::{Entry, Tone};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;

/// The list, the newest first.
#[component]
pub fn ChronicleList(lab: Lab) -> impl IntoView {
    let entries = move || lab.chronicle.with(|chronicle| chronicle.0.iter().cloned().collect::<Vec<_>>());
    let is_empty = move || lab.chronicle.with(|chronicle| chronicle.0.is_empty());
    view! {
        <Show when=is_empty><p class="quiet">{words::CHRONICLE_EMPTY}</p></Show>
        <ol class="entries" tabindex="0" aria-label=words::CHRONICLE>
            <For each=entries key=|entry| (entry.id, entry.at) let:entry>
                <Line entry=entry />
            </For>
        </ol>
    }
}

#[component]
fn Line(entry: Entry) -> impl IntoView {
    let (tone, sign) = match entry.tone {
        Tone::Plain => ("plain", "·"),
        Tone::Yours => ("yours", "›"),
        Tone::Good => ("good", "✓"),
        Tone::Fault => ("fault", "⚠"),
        Tone::Bad => ("bad", "✕"),
    };
    view! {
        <li data-tone=tone>
            <time>{words::moment_short(entry.at)}</time>
            <span class="sign" aria-hidden="true">{sign}</span>
            <span>{entry.text}</span>
        </li>
    }
}

/// What is read aloud: verdicts, elections, broken promises.
#[component]
pub fn Announcer(lab: Lab) -> impl IntoView {
    view! { <p class="unseen" role="log" aria-live="polite">{move || lab.announcement.get()}</p> }
}
