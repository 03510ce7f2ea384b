//! A partition, made by choosing who is on which side; and its end.

use crate::dom::{self, view};
use crate::lab::{Lab, Origin};
use crate::words;
use leptos::prelude::*;
use std::collections::BTreeSet;
use wire::View;

/// Who can be on a side: the replicas and the clients, by the names that the script language gives them.
fn parties(view: &View) -> Vec<String> {
    let replicas = view.replicas.keys().map(|place| format!("r{place}"));
    replicas.chain(view.clients.keys().map(|client| format!("c{client}"))).collect()
}

/// The line that divides the parties; nothing, while one side is empty.
fn line(parties: &[String], others: &BTreeSet<String>) -> Option<String> {
    let (far, near): (Vec<&str>, Vec<&str>) =
        parties.iter().map(String::as_str).partition(|party| others.contains(*party));
    let divides = !far.is_empty() && !near.is_empty();
    divides.then(|| format!("partition {} | {}", near.join(" "), far.join(" ")))
}

/// The choice, behind a word.
#[component]
pub fn Divide(lab: Lab) -> impl IntoView {
    let all = Memo::new(move |_| lab.view.with(parties));
    let others = RwSignal::new(BTreeSet::<String>::new());
    let wanted = Memo::new(move |_| all.with(|all| others.with(|others| line(all, others))));
    let is_divided = Memo::new(move |_| lab.view.with(|view| !view.faults.is_empty()));
    let divide = move |_| {
        if let Some(line) = wanted.get_untracked() {
            lab.command(Origin::Button, line);
        }
    };
    let heal = move |_| {
        lab.command(Origin::Button, "heal".to_owned());
    };
    view! {
        <details class="divide">
            <summary>{words::DIVIDE}</summary>
            <fieldset>
                <legend class="quiet">{words::DIVIDE_HELP}</legend>
                <div class="sides">
                    {dom::list(move || all.get(), String::clone, move |party| view! { <Party party=party others=others /> })}
                </div>
                <div class="do">
                    <code>{move || wanted.get().unwrap_or_else(|| words::DIVIDE_NOBODY.to_owned())}</code>
                    <button type="button" disabled=move || !lab.is_ready() || wanted.with(Option::is_none) on:click=divide>
                        {words::DIVIDE_NOW}
                    </button>
                    <button type="button" disabled=move || !lab.is_ready() || !is_divided.get() on:click=heal>{words::HEAL}</button>
                </div>
            </fieldset>
        </details>
    }
}

#[component]
fn Party(party: String, others: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let (name, shown) = (party.clone(), party.clone());
    let is_far = move || others.with(|others| others.contains(&party));
    let choose = move |event| {
        let far = event_target_checked(&event);
        others.update(|others| {
            others.remove(&name);
            if far {
                others.insert(name.clone());
            }
        });
    };
    view! { <label><input type="checkbox" prop:checked=move || is_far() on:change=choose />{shown}</label> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_needs_somebody_on_both_sides() {
        let all = ["r1", "r2", "r3", "c1"].map(str::to_owned);
        let chosen = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(line(&all, &chosen(&["r3", "c1"])).as_deref(), Some("partition r1 r2 | r3 c1"));
        assert_eq!(line(&all, &chosen(&[])), None);
        assert_eq!(line(&all, &chosen(&["r1", "r2", "r3", "c1"])), None);
        assert_eq!(line(&all, &chosen(&["r9"])), None, "who has gone is on no side");
    }
}
