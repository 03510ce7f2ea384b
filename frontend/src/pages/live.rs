//! The live page: a cluster that runs now, and everything that can be done to it.

use super::sections::{Ask, Ballots, Chronicle, Command};
use crate::dom::{When, view};
use crate::lab::Lab;
use crate::panels::{
    Announcer, Audit, Branches, Broken, CommandPalette, Connection, Divide, Hints, History, LogGrid, Network, Promises,
    Protocol, Refused, Replicas, TimeBar, Top, Tour, Way,
};
use crate::room::{Present, PresentButton};
use crate::space_time::SpaceTime;
use crate::stage::Stage;
use crate::stream::Link;
use crate::words;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Live(lab: Lab) -> impl IntoView {
    let shown_time = RwSignal::new(0_u64);
    let presents = RwSignal::new(false);
    let has_view = Memo::new(move |_| lab.has_view());
    view! {
        <a class="skip" href="#input">{words::SKIP_TO_INPUT}</a>
        <Top lab=lab what=words::WHAT_THIS_IS><PresentButton presents=presents /><CommandPalette lab=lab /></Top>
        <Connection lab=lab />
        <Present lab=lab presents=presents />
        <When holds=move || has_view.get() otherwise=move || view! { <Waiting lab=lab /> }>
            <Tour lab=lab offers=true />
            <Dashboard lab=lab shown_time=shown_time />
        </When>
        <Announcer lab=lab />
    }
}

/// Before the first keyframe there is nothing to show, and nothing is made up.
#[component]
pub fn Waiting(lab: Lab) -> impl IntoView {
    let connecting = move || lab.link.with(Link::can_recover).then_some(words::CONNECTING);
    view! { <main class="notice"><p>{move || connecting()}</p></main> }
}

/// Everything there is to see and to do.
#[component]
pub fn Dashboard(lab: Lab, shown_time: RwSignal<u64>) -> impl IntoView {
    view! {
        <main class="live" class:follows=move || !lab.class.steers.get() class:in-room=lab.class.follows>
            <Broken lab=lab />
            <section class="panel hints" aria-labelledby="hints-title">
                <h2 id="hints-title">{words::TRY_THIS}</h2>
                <Hints lab=lab />
            </section>
            <section class="panel cluster" aria-labelledby="cluster-title">
                <div class="panel-head">
                    <h2 id="cluster-title">{words::STAGE}</h2>
                    <About lab=lab />
                </div>
                <Stage lab=lab shown_time=shown_time />
                <TimeBar lab=lab shown_time=shown_time />
                <History lab=lab shown_time=shown_time />
                <Divide lab=lab />
                <Network lab=lab />
                <Refused lab=lab />
            </section>
            <div class="side">
                <Ask lab=lab />
                <Ballots lab=lab />
                <Chronicle lab=lab />
            </div>
            <Command lab=lab />
            <section class="panel way" aria-labelledby="journey-title">
                <Way lab=lab />
            </section>
            <section class="replicas" aria-labelledby="replicas-title">
                <h2 id="replicas-title" class="unseen">{words::REPLICAS}</h2>
                <Replicas lab=lab />
            </section>
            <section class="panel space-time" aria-labelledby="space-time-title">
                <SpaceTime lab=lab shown_time=shown_time />
            </section>
            <Branches lab=lab />
            <section class="panel logs-panel" aria-labelledby="logs-title">
                <LogGrid lab=lab />
            </section>
            <div class="checks">
                <section class="panel" aria-labelledby="promises-title">
                    <Promises lab=lab />
                </section>
                <section class="panel" aria-labelledby="audit-title">
                    <Audit lab=lab />
                </section>
            </div>
            <section class="panel protocol-panel" aria-labelledby="protocol-title">
                <Protocol lab=lab />
            </section>
        </main>
    }
}

/// What this run is.
#[component]
fn About(lab: Lab) -> impl IntoView {
    let about = Memo::new(move |_| lab.view.with(|view| view.about.clone()));
    let rows = move || {
        about
            .with(|about| words::about(&about.machine, &about.order, &about.failure_model, about.seed))
            .into_iter()
            .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
            .collect_view()
    };
    view! { <dl class="about">{move || rows()}</dl> }
}
