//! What to try first: three steps, each with a button, ticked when the cluster shows that it happened.

use crate::lab::{Lab, Origin};
use crate::{reading, words};
use leptos::prelude::*;

/// The three steps.
#[component]
pub fn Hints(lab: Lab) -> impl IntoView {
    let progress = move || lab.progress.get();
    let example = Memo::new(move |_| {
        lab.view.with(|view| view.about.operations.first().map(|(usage, _)| reading::example(usage)))
    });
    let liar = Memo::new(move |_| lab.view.with(reading::a_follower));
    let leader = Memo::new(move |_| lab.view.with(reading::leader));
    let submit = move || example.get().map(|input| (words::submit_this(&input), format!("c1: {input}")));
    let lie = move || liar.get().map(|place| (words::make_lie(place), format!("lie r{place}")));
    let crash = move || leader.get().map(|place| (words::crash_leader(place), format!("crash r{place}")));
    view! {
        <ol class="steps">
            <Step lab=lab text=words::HINT_SUBMIT done=Signal::derive(move || progress().answered) action=Signal::derive(submit) />
            <Step lab=lab text=words::HINT_LIE done=Signal::derive(move || progress().outvoted) action=Signal::derive(lie) />
            <Step lab=lab text=words::HINT_CRASH done=Signal::derive(move || progress().elected) action=Signal::derive(crash) />
        </ol>
    }
}

/// One step: what to do, and a button with a label and the command that it gives.
#[component]
fn Step(
    lab: Lab,
    text: &'static str,
    done: Signal<bool>,
    action: Signal<Option<(String, String)>>,
) -> impl IntoView {
    let act = move |_| {
        if let Some((_, line)) = action.get_untracked() {
            lab.command(Origin::Button, line);
        }
    };
    let label = move || action.get().map(|(label, _)| label);
    view! {
        <li class:done=done>
            <p>{text}<span class="unseen">{move || done.get().then_some(words::DONE)}</span></p>
            <button type="button" disabled=move || !lab.is_ready() || action.get().is_none() on:click=act>{label}</button>
        </li>
    }
}
