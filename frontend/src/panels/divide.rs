//! A partition, made by choosing who is on which side; a cut, from one to another; and the end of both.

use crate::dom::{self, view};
use crate::lab::{Lab, Origin};
use crate::stage::{Actor, Heal};
use crate::words;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The line that divides the parties; nothing, while one side is empty.
fn partition(parties: &[Actor], others: &BTreeSet<Actor>) -> Option<String> {
    let names = |far| {
        let side = parties.iter().filter(|party| others.contains(party) == far);
        side.map(|party| party.name() + " ").collect::<String>()
    };
    let (near, far) = (names(false), names(true));
    let divides = !far.is_empty() && !near.is_empty();
    divides.then(|| format!("partition {near}| {}", far.trim_end()))
}

/// The line that cuts the way from one to another; nothing, unless both are there and are two.
fn cut(parties: &[Actor], [from, to]: [&str; 2]) -> Option<String> {
    let is_there = |name| parties.iter().any(|party| party.name() == name);
    (from != to && is_there(from) && is_there(to)).then(|| format!("cut {from} -> {to}"))
}

/// The choice, behind a word.
#[component]
pub fn Divide(lab: Lab) -> impl IntoView {
    let all = Memo::new(move |_| lab.view.with(Actor::all));
    let others = RwSignal::new(BTreeSet::<Actor>::new());
    let ends = [(); 2].map(|()| RwSignal::new(String::new()));
    let divides = Memo::new(move |_| all.with(|all| others.with(|others| partition(all, others))));
    let cuts = Memo::new(move |_| all.with(|all| cut(all, [&ends[0].read(), &ends[1].read()])));
    view! {
        <details class="divide">
            <summary>{words::DIVIDE}</summary>
            <fieldset>
                <legend class="quiet">{words::DIVIDE_HELP}</legend>
                <div class="sides">
                    {dom::list(move || all.get(), |party| party.name(), move |party| view! { <Party party=party others=others /> })}
                </div>
                <Build lab=lab line=divides lacks=words::DIVIDE_NOBODY label=words::DIVIDE_NOW />
                <div class="sides">
                    <End label=words::CUT_FROM all=all chosen=ends[0] />
                    <End label=words::CUT_TO all=all chosen=ends[1] />
                </div>
                <Build lab=lab line=cuts lacks=words::CUT_NOBODY label=words::CUT_NOW />
                <Heal lab=lab />
            </fieldset>
        </details>
    }
}

/// What was chosen, as a line of the script language, or what it lacks; and the button that says it.
#[component]
fn Build(lab: Lab, line: Memo<Option<String>>, lacks: &'static str, label: &'static str) -> impl IntoView {
    let build = move |_| {
        if let Some(line) = line.get_untracked() {
            lab.command(Origin::Button, line);
        }
    };
    view! {
        <div class="do">
            <code>{move || line.get().unwrap_or_else(|| lacks.to_owned())}</code>
            <button type="button" disabled=move || !lab.is_ready() || line.with(Option::is_none) on:click=build>{label}</button>
        </div>
    }
}

#[component]
fn Party(party: Actor, others: RwSignal<BTreeSet<Actor>>) -> impl IntoView {
    let is_far = move || others.with(|others| others.contains(&party));
    let choose = move |event| {
        let far = event_target_checked(&event);
        others.update(|others| {
            others.remove(&party);
            if far {
                others.insert(party);
            }
        });
    };
    view! { <label><input type="checkbox" prop:checked=move || is_far() on:change=choose />{party.name()}</label> }
}

/// One end of a cut. At first nobody is chosen.
#[component]
fn End(label: &'static str, all: Memo<Vec<Actor>>, chosen: RwSignal<String>) -> impl IntoView {
    view! {
        <label>
            {label}
            <select on:change=move |event| chosen.set(event_target_value(&event))>
                <option value="">{words::CUT_CHOOSE}</option>
                {dom::list(move || all.get(), |party| party.name(), |party| view! { <option>{party.name()}</option> })}
            </select>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Actor; 4] = [Actor::Replica(1), Actor::Replica(2), Actor::Replica(3), Actor::Client(1)];

    #[test]
    fn a_partition_needs_somebody_on_both_sides() {
        let line = |chosen: &[Actor]| partition(&ALL, &chosen.iter().copied().collect());
        assert_eq!(line(&[ALL[2], ALL[3]]).as_deref(), Some("partition r1 r2 | r3 c1"));
        assert_eq!(line(&[]), None);
        assert_eq!(line(&ALL), None);
        assert_eq!(line(&[Actor::Replica(9)]), None, "who has gone is on no side");
    }

    #[test]
    fn a_cut_needs_two_who_are_there() {
        assert_eq!(cut(&ALL, ["c1", "r2"]).as_deref(), Some("cut c1 -> r2"));
        for ends in [["", ""], ["r1", ""], ["r1", "r1"], ["r1", "r9"]] {
            assert_eq!(cut(&ALL, ends), None);
        }
    }
}
