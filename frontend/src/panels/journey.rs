//! The way of an Input: the six steps, each with how it stands at each replica.

use crate::dom::{When, effect, view};
use crate::journey::{self, Journey, Mark, Standing, Step};
use crate::lab::Lab;
use crate::{room, words};
use leptos::prelude::*;
use wire::Asked;
use wire::message::ToServer;

/// The panel.
#[component]
pub fn Way(lab: Lab) -> impl IntoView {
    let known = Memo::new(move |_| lab.view.with(journey::known));
    let journey = Memo::new(move |_| {
        let request = lab.followed(&known.read())?;
        lab.view.with(|view| lab.heard.with_value(|heard| journey::follow(view, heard, request)))
    });
    room::follow_request(lab);
    effect(move || {
        if known.with(|known| !known.is_empty()) {
            lab.ask_for_missing();
        }
    });
    let steps = move || match journey.get() {
        None => view! { <p class="quiet">{words::JOURNEY_EMPTY}</p> },
        Some(journey) => steps(lab, journey),
    };
    view! {
        <div class="panel-head">
            <h2 id="journey-title">{words::JOURNEY}</h2>
            <Choice lab=lab known=known />
        </div>
        {move || steps()}
    }
}

/// Which Input is followed: the newest, unless somebody wants another.
#[component]
fn Choice(lab: Lab, known: Memo<Vec<(Asked, String)>>) -> impl IntoView {
    let choose = move |event| lab.follows.set(event_target_value(&event).parse::<Asked>().ok());
    let options = move || {
        let options = known.get().into_iter().map(|(request, input)| {
            let is_chosen = move || lab.follows.get() == Some(request);
            view! { <option value=request.to_string() selected=move || is_chosen()>{words::request_name(request, &input)}</option> }
        });
        options.collect_view()
    };
    view! {
        <When holds=move || known.with(|known| !known.is_empty())>
            <label class="choose-request">
                {words::JOURNEY_CHOOSE}
                <select on:change=choose>
                    <option value="" selected=move || lab.follows.get().is_none()>{words::JOURNEY_NEWEST}</option>
                    {move || options()}
                </select>
            </label>
        </When>
    }
}

fn steps(lab: Lab, journey: Journey) -> AnyView {
    let name = words::request_name(journey.request, &journey.input);
    let rows = journey.steps.into_iter().zip(words::STEPS_OF_SMR);
    let rows: Vec<_> = rows.map(|(step, (name, about))| row(lab, step, name, about)).collect();
    view! {
        <p class="followed"><code>{name}</code></p>
        <ol class="journey">{rows}</ol>
    }
}

fn row(lab: Lab, step: Step, name: &'static str, about: &'static str) -> AnyView {
    let (standing, sign, told) = match step.standing {
        Standing::Done => ("done", "✓", words::STEP_DONE),
        Standing::Now => ("now", "▸", words::STEP_NOW),
        Standing::Later => ("later", "○", words::STEP_LATER),
        Standing::Wrong => ("wrong", "✕", words::STEP_WRONG),
    };
    let go = step.event.map(|event| {
        view! {
            <button
                type="button"
                class="moment"
                aria-label=words::go_to_step(name)
                disabled=move || !lab.is_ready()
                on:click=move |_| lab.say(&ToServer::Seek { event })
            >
                {words::GO}
            </button>
        }
    });
    let marks: Vec<_> = step.marks.into_iter().map(|(replica, mark)| {
        let (kind, sign, told) = match mark {
            Mark::Done => ("done", "✓", words::STEP_DONE),
            Mark::Waits => ("waits", "…", words::STEP_LATER),
            Mark::Wrong => ("wrong", "✕", words::STEP_WRONG),
            Mark::Off => ("off", "–", words::STEP_OFF),
        };
        view! { <li data-mark=kind title=told>{replica.to_string()}<span aria-hidden="true">{sign}</span><span class="unseen">{told}</span></li> }
    }).collect();
    view! {
        <li data-standing=standing aria-current=(standing == "now").then_some("step")>
            <h3 title=about><span class="sign" aria-hidden="true">{sign}</span>{name}<span class="unseen">": "{told}</span>{go}</h3>
            <p>{step.says}</p>
            <ul class="at-replicas">{marks}</ul>
        </li>
    }
}
