//! Trouble, said loudly: a broken promise, and a command that was refused.

use crate::lab::{Lab, Origin};
use crate::words;
use leptos::prelude::*;

/// The promises that the run has broken.
#[component]
pub fn Broken(lab: Lab) -> impl IntoView {
    let broken = Memo::new(move |_| lab.view.with(|view| view.broken.clone()));
    let rows = move || {
        let rows = broken.get().into_iter().map(|(promise, event, how)| {
            view! { <li><strong>{promise.to_string()}</strong>" "{how.to_string()}" "<span>{words::broken_at(event)}</span></li> }
        });
        rows.collect_view()
    };
    view! {
        <Show when=move || broken.with(|broken| !broken.is_empty())>
            <section class="broken" role="alert" aria-labelledby="broken-title">
                <h2 id="broken-title">{words::BROKEN}</h2>
                <ul>{rows}</ul>
            </section>
        </Show>
    }
}

/// Why the command of a button was refused.
#[component]
pub fn Refused(lab: Lab) -> impl IntoView {
    let why = move || lab.refusal.get().filter(|refusal| refusal.origin == Origin::Button).map(|refusal| refusal.why);
    view! { <p class="refused" role="alert">{why}</p> }
}
