//! The pseudo-code of the ordering, with the line lit that ran last at each replica.

use crate::dom::{effect, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::{Line, ToServer};

/// The panel.
#[component]
pub fn Protocol(lab: Lab) -> impl IntoView {
    let order = Memo::new(move |_| lab.view.with(|view| view.about.order.clone()));
    effect(move || {
        let is_known = lab.lines.with(|(known, _)| order.with(|order| known == order));
        if lab.is_connected() && !is_known && order.with(|order| !order.is_empty()) {
            lab.say(&ToServer::Lines { order: order.get() });
        }
    });
    let ran = Memo::new(move |_| {
        let of = |(place, replica): (&u8, &wire::ReplicaView)| Some((*place, replica.lately.line.clone()?));
        lab.view.with(|view| view.replicas.iter().filter_map(of).collect::<Vec<_>>())
    });
    let rows = move || {
        let (order, lines) = lab.lines.get();
        lines.into_iter().map(|line| row(&order, line, ran)).collect_view()
    };
    view! {
        <details class="protocol" open>
            <summary><h2 id="protocol-title">{move || words::protocol(&order.get())}</h2></summary>
            <p class="quiet small">{words::PROTOCOL_WHAT}</p>
            <dl class="lines">{move || rows()}</dl>
        </details>
    }
}

fn row(order: &str, line: Line, ran: Memo<Vec<(u8, wire::Name)>>) -> AnyView {
    let Line { name, says } = line;
    let shown = name.clone();
    let source = format!("/source/{order}#{}", name.replace(' ', "-"));
    let at = Memo::new(move |_| {
        let here = |(place, line): &(u8, wire::Name)| (*line == name).then(|| format!("r{place}"));
        ran.with(|ran| ran.iter().filter_map(here).collect::<Vec<_>>())
    });
    let replicas = move || at.get().into_iter().map(|replica| view! { <b>{replica}</b> }).collect_view();
    view! {
        <div class:lit=move || at.with(|at| !at.is_empty())>
            <dt><a href=source target="_blank"><code>{shown}</code></a><span class="ran">{move || replicas()}</span></dt>
            <dd>{says}</dd>
        </div>
    }
}
