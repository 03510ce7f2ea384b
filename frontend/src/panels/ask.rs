//! The form in which a client's next Input is written.
//!
//! The service says itself what it understands: the operations come with the stream. What it does not understand it
//! refuses, and the reason stands below the field.

use crate::dom::{effect, view};
use crate::lab::{Lab, Origin};
use crate::{reading, words};
use leptos::html::Input;
use leptos::prelude::*;

/// The form.
#[component]
pub fn AskForm(lab: Lab) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let typed = RwSignal::new(String::new());
    let machine = Memo::new(move |_| lab.view.with(|view| view.about.machine.clone()));
    let operations = Memo::new(move |_| lab.view.with(|view| view.about.operations.clone()));
    let example = move || operations.with(|operations| operations.first().map(|(usage, _)| reading::example(usage)));
    let why = move || lab.why_refused(Origin::Field);

    // Another service understands nothing of what was written for the one before.
    effect(move || typed.set(example().unwrap_or_default()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let input = typed.get_untracked().trim().to_owned();
        if !input.is_empty() && lab.link.with_untracked(crate::stream::Link::is_open) {
            lab.command(Origin::Field, format!("c{}: {input}", client(lab)));
        }
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    view! {
        <form on:submit=submit>
            <label for="input">{move || words::input_to(&machine.get())}</label>
            <div class="field">
                <input
                    id="input"
                    node_ref=field
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby="input-refused"
                    aria-invalid=move || why().is_some().then_some("true")
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" class="primary" disabled=move || !lab.is_ready()>{words::SUBMIT}</button>
            </div>
            <p id="input-refused" class="refused" role="alert">{move || why()}</p>
            <Operations operations=operations typed=typed field=field />
        </form>
    }
}

/// The client that asks: the first there is.
fn client(lab: Lab) -> u16 {
    lab.view.with_untracked(|view| view.clients.keys().next().copied().unwrap_or(1))
}

/// What the service understands; each fills the field with an example.
#[component]
fn Operations(
    operations: Memo<Vec<(String, String)>>,
    typed: RwSignal<String>,
    field: NodeRef<Input>,
) -> impl IntoView {
    let rows = move || {
        let rows = operations.get().into_iter().map(|(usage, says)| {
            let example = reading::example(&usage);
            let fill = move |_| {
                typed.set(example.clone());
                if let Some(field) = field.get_untracked() {
                    // An element that is gone cannot be focused, and need not be.
                    let _ = field.focus();
                }
            };
            view! { <li><button type="button" class="chip" on:click=fill><code>{usage}</code></button><span>{says}</span></li> }
        });
        rows.collect_view()
    };
    view! {
        <p class="quiet">{words::TAP_TO_FILL}</p>
        <ul class="operations">{move || rows()}</ul>
    }
}
