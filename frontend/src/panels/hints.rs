//! What to try first: three steps, each with a button, ticked when the cluster shows that it happened.

use crate::dom::{When, view};
use crate::lab::{Lab, Origin};
use crate::{reading, words};
use leptos::prelude::*;
use wire::View;

/// The three steps.
#[component]
pub fn Hints(lab: Lab) -> impl IntoView {
    let progress = move || lab.progress.get();
    let submit = Memo::new(move |_| lab.view.with(submit));
    let lie = Memo::new(move |_| lab.view.with(lie));
    let crash = Memo::new(move |_| lab.view.with(crash));
    view! {
        <ol class="steps">
            <Step lab=lab text=words::HINT_SUBMIT done=Signal::derive(move || progress().answered) action=submit />
            <Step lab=lab text=words::HINT_LIE done=Signal::derive(move || progress().outvoted) action=lie />
            <Step lab=lab text=words::HINT_CRASH done=Signal::derive(move || progress().elected) action=crash />
        </ol>
    }
}

/// What a step's button says, and the command that it gives.
type Action = (String, String);

fn submit(view: &View) -> Option<Action> {
    let (usage, _) = view.about.operations.first()?;
    let input = reading::example(usage);
    Some((words::submit_this(&input), format!("c1: {input}")))
}

/// A lie shows only when somebody asks.
fn lie(view: &View) -> Option<Action> {
    match reading::a_liar(view) {
        Some(_) => submit(view),
        None => reading::a_follower(view).map(|place| (words::LIE.on(place), format!("lie r{place}"))),
    }
}

/// Who crashed the leader once is offered to restart it: a second crash would leave no majority.
fn crash(view: &View) -> Option<Action> {
    match reading::a_crashed_one(view) {
        Some(place) => Some((words::RESTART.on(place), format!("restart r{place}"))),
        None => view.leader().map(|place| (words::CRASH.on(place), format!("crash r{place}"))),
    }
}

/// One step: what to do, and a button with a label and the command that it gives.
#[component]
fn Step(lab: Lab, text: &'static str, done: Signal<bool>, action: Memo<Option<Action>>) -> impl IntoView {
    let act = move |_| {
        if let Some((_, line)) = action.get_untracked() {
            lab.command(Origin::Button, line);
        }
    };
    let label = move || action.get().map(|(label, _)| label);
    view! {
        <li class:done=done>
            <p>{text}<span class="unseen">{move || done.get().then_some(words::DONE)}</span></p>
            <When holds=move || action.with(Option::is_some)>
                <button type="button" disabled=move || !lab.is_ready() on:click=act>{move || label()}</button>
            </When>
        </li>
    }
}
