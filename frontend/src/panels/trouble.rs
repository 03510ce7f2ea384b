//! Trouble, said loudly: a System Failure, a broken promise, and a command that was refused. And quietly, that one was not.

use crate::dom::{When, view};
use crate::lab::{Lab, Origin};
use crate::words;
use leptos::prelude::*;

/// The System Failure that a QUIT has made, and the promises that the run has broken.
#[component]
pub fn Broken(lab: Lab) -> impl IntoView {
    let failure = Memo::new(move |_| lab.view.with(|view| view.system_failure.clone()));
    let failed = move || failure.get().map(|how| view! { <h2>{words::SYSTEM_FAILURE}</h2><p>{how.to_string()}</p> });
    let broken = Memo::new(move |_| lab.view.with(|view| view.broken.clone()));
    let rows = move || {
        let rows = broken.get().into_iter().map(|(promise, event, how)| {
            view! { <li><strong>{promise.to_string()}</strong>" "{how.to_string()}" "<span>{words::broken_at(event)}</span></li> }
        });
        rows.collect_view()
    };
    let any = Memo::new(move |_| broken.with(|broken| !broken.is_empty()));
    let promises = move || any.get().then(|| view! { <h2>{words::BROKEN}</h2><ul>{move || rows()}</ul> });
    view! {
        <When holds=move || any.get() || failure.with(Option::is_some)>
            <section class="broken" role="alert">{move || failed()}{move || promises()}</section>
        </When>
    }
}

/// Why the command of a button was refused; or what it has waited for.
#[component]
pub fn Refused(lab: Lab) -> impl IntoView {
    let (why, seen) = (move || lab.why_refused(Origin::Button), move || lab.seen(Origin::Button));
    view! { <p class="refused" role="alert">{move || why()}</p><p class="seen" role="status">{move || seen()}</p> }
}
