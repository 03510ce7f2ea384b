//! The sections that the live page and a lesson both have, each a panel with its heading.

use crate::dom::view;
use crate::lab::Lab;
use crate::panels::{AskForm, BallotBox, BecauseList, ChronicleList, CommandLine};
use crate::words;
use leptos::prelude::*;

/// What a client asks next.
#[component]
pub fn Ask(lab: Lab) -> impl IntoView {
    view! {
        <section class="panel ask" aria-labelledby="ask-title">
            <h2 id="ask-title">{words::ASK}</h2>
            <AskForm lab=lab />
        </section>
    }
}

/// How the output voter decides.
#[component]
pub fn Ballots(lab: Lab) -> impl IntoView {
    view! {
        <section class="panel ballots" aria-labelledby="ballots-title">
            <BallotBox lab=lab />
        </section>
    }
}

/// What has happened, and why.
#[component]
pub fn Chronicle(lab: Lab) -> impl IntoView {
    view! {
        <section class="panel chronicle" aria-labelledby="chronicle-title">
            <h2 id="chronicle-title">{words::CHRONICLE}</h2>
            <BecauseList lab=lab />
            <ChronicleList lab=lab />
        </section>
    }
}

/// Everything that can be said to a run.
#[component]
pub fn Command(lab: Lab) -> impl IntoView {
    view! {
        <section class="panel command" aria-label=words::LINE>
            <CommandLine lab=lab />
        </section>
    }
}
