//! The field for lines of the script language: everything that can be done to a run can be said here.

use crate::dom::view;
use crate::lab::{Lab, Origin};
use crate::stream::Link;
use crate::words;
use leptos::html::Input;
use leptos::prelude::*;

/// The field, what came of the last line, and examples.
#[component]
pub fn CommandLine(lab: Lab) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let typed = RwSignal::new(String::new());
    let why = move || lab.why_refused(Origin::Line);
    let seen = move || lab.seen(Origin::Line);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let line = typed.get_untracked().trim().to_owned();
        if !line.is_empty() && lab.link.with_untracked(Link::is_open) {
            lab.command(Origin::Line, line);
        }
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    let examples = words::LINES.iter().map(|(line, says)| {
        let fill = move |_| {
            typed.set((*line).to_owned());
            if let Some(field) = field.get_untracked() {
                // An element that is gone cannot be focused, and need not be.
                let _ = field.focus();
            }
        };
        view! { <li><button type="button" class="chip" on:click=fill><code>{*line}</code></button><span>{*says}</span></li> }
    });
    view! {
        <form class="line" on:submit=submit>
            <label for="line">{words::LINE}</label>
            <div class="field">
                <input
                    id="line"
                    node_ref=field
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby="line-example line-refused"
                    aria-invalid=move || why().is_some().then_some("true")
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" disabled=move || !lab.is_ready()>{words::SAY_LINE}</button>
            </div>
            <p id="line-example" class="quiet small">{words::LINE_EXAMPLE}<code>{words::LINES[0].0}</code></p>
            <p class="seen" role="status">{move || seen()}</p>
            <p id="line-refused" class="refused" role="alert">{move || why()}</p>
            <details>
                <summary>{words::LINE_EXAMPLES}</summary>
                <ul class="operations">{examples.collect_view()}</ul>
            </details>
        </form>
    }
}
