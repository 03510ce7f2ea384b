//! The audit: the checksums that replicas reported, by slot, and the first slot at which two of them differ.

use crate::audit::{Report, Reports};
use crate::dom::{When, view};
use crate::lab::{Lab, Origin};
use crate::words;
use leptos::prelude::*;

/// So many slots are shown, the newest ones and the first that differs.
const SLOTS: usize = 5;

/// So many digits of a checksum tell two of them apart at a glance.
const DIGITS: usize = 6;

/// The slots that are shown: the newest, and the first difference though it be old.
fn shown(reports: &Reports) -> Vec<u64> {
    let newest = reports.0.keys().rev().take(SLOTS).rev().copied();
    let older = |first: &u64| reports.0.keys().rev().take(SLOTS).all(|slot| slot > first);
    reports.first_difference().filter(older).into_iter().chain(newest).collect()
}

/// The panel.
#[component]
pub fn Audit(lab: Lab) -> impl IntoView {
    let reports =
        Memo::new(move |_| lab.view.with(|view| lab.heard.with_value(|heard| Reports::of(heard, view.event))));
    let first = Memo::new(move |_| reports.with(Reports::first_difference));
    let is_empty = move || reports.with(|reports| reports.0.is_empty());
    let summary = move || match first.get() {
        Some(slot) => words::audit_diverges(slot),
        None if is_empty() => String::new(),
        None => words::AUDIT_ALL_EQUAL.to_owned(),
    };
    let more = move |_| {
        lab.command(Origin::Button, words::AUDIT_MORE_LINE.to_owned());
    };
    view! {
        <div class="panel-head">
            <h2 id="audit-title">{words::AUDIT}</h2>
            <p class="audit-summary" role="status" class:differs=move || first.get().is_some()>{move || summary()}</p>
        </div>
        <p class="quiet small">{words::AUDIT_WHAT}</p>
        <When holds=move || !is_empty()>
            <Checksums lab=lab reports=reports first=first />
        </When>
        <p class="audit-more">
            <When holds=is_empty><span>{words::AUDIT_EMPTY}</span></When>
            <button type="button" disabled=move || !lab.is_ready() on:click=more>{words::AUDIT_MORE}</button>
        </p>
    }
}

#[component]
fn Checksums(lab: Lab, reports: Memo<Reports>, first: Memo<Option<u64>>) -> impl IntoView {
    let slots = Memo::new(move |_| reports.with(shown));
    let places = Memo::new(move |_| lab.view.with(|view| view.replicas.keys().copied().collect::<Vec<_>>()));
    let members = Memo::new(move |_| lab.view.with(|view| view.members.len()));
    let head = move || {
        let head = slots.get().into_iter().map(|slot| {
            view! { <th scope="col" class:first=first.get() == Some(slot)>{words::audit_slot(slot)}</th> }
        });
        head.collect_view()
    };
    let cells = move |place: u8| {
        let cell = move |slot: u64| {
            let told = reports.with(|reports| reports.0.get(&slot).and_then(|of| of.get(&place)).copied());
            let Some(told) = told else {
                return view! { <td class="quiet">{words::AUDIT_NONE}</td> };
            };
            let agreed = reports.with(|reports| reports.agreed(slot, members.get()));
            let differs = |report: &Report| agreed.is_some_and(|agreed| agreed != *report);
            let wrong = Some(told.now).filter(differs).or(told.before.filter(differs));
            let (state, outputs) = wrong.unwrap_or(told.now);
            let is_outputs = wrong.is_some() && agreed.is_some_and(|agreed| agreed.0 == state);
            let whole = if is_outputs { outputs } else { state }.to_string();
            let digits = whole.get(..DIGITS).unwrap_or_default().to_owned();
            let deviates = wrong.is_some();
            let says = words::audit_differs(is_outputs, differs(&told.now));
            let said = deviates.then(|| view! { <strong>" ✕ "{says}</strong> });
            view! { <td class:differs=deviates title=whole><code>{digits}</code>{said}</td> }
        };
        slots.get().into_iter().map(cell).collect_view()
    };
    let rows = move || {
        let row = move |place| view! { <tr><th scope="row">{format!("r{place}")}</th>{cells(place)}</tr> };
        places.get().into_iter().map(row).collect_view()
    };
    view! {
        <div class="checksums" tabindex="0" role="group" aria-labelledby="audit-title">
            <table>
                <thead><tr><th scope="col">{words::REPLICA}</th>{move || head()}</tr></thead>
                <tbody>{move || rows()}</tbody>
            </table>
        </div>
    }
}
