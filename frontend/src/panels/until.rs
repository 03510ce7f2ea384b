//! To let time run until something is so: what is waited for most, each as a line of the script language.

use crate::dom::{self, view};
use crate::lab::{Lab, Origin};
use crate::words;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use wire::View;
use wire::message::ToServer;

/// The choice, which has a value as any field has.
const CHOICE: &str = "until";

/// A number in a condition that is about the next one of a kind.
const NEXT: &str = "@";

/// So long it may take: a request is given up before that, and what does not come at all has not thrown anybody far ahead.
const PATIENCE: &str = "within 3s";

/// The line for a condition: the next Output, or FAIL, is one more than there are.
fn line(condition: &str, view: &View) -> String {
    let clients = view.clients.values();
    let count: u64 =
        clients.map(|client| if condition.starts_with("fails") { client.fails } else { client.outputs }).sum();
    format!("run until {} {PATIENCE}", condition.replace(NEXT, &count.to_string()))
}

fn choices() -> String {
    words::ENDS.iter().map(|(condition, says)| format!("<option value=\"{condition}\">{says}</option>")).collect()
}

/// A button, and the choice beside it.
#[component]
pub fn Until(lab: Lab) -> impl IntoView {
    let run = move |_| {
        if let Some(choice) = dom::by_id::<Element>(CHOICE) {
            let condition = choice.unchecked_ref::<HtmlInputElement>().value();
            // Then it stands still, so that one can look.
            if lab.playing.get_untracked().is_some() {
                lab.say(&ToServer::Pause);
            }
            lab.command(Origin::Button, lab.view.with_untracked(|view| line(&condition, view)));
        }
    };
    view! {
        <span class="until">
            <button type="button" disabled=move || !lab.is_ready() on:click=run>{words::RUN_UNTIL}</button>
            <select id=CHOICE aria-label=words::RUN_UNTIL_WHAT inner_html=choices()></select>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_of_a_kind_is_one_more_than_there_are() {
        let mut view = View::default();
        for (client, outputs, fails) in [(1, 3, 1), (2, 4, 0)] {
            view.clients.insert(client, wire::ClientView { outputs, fails, ..Default::default() });
        }
        let lines = words::ENDS.map(|(condition, _)| line(condition, &view));
        let expected = ["outputs > 7", "fails > 1", "some leader", "not all promises", "quiet"];
        assert_eq!(lines, expected.map(|condition| format!("run until {condition} within 3s")));
    }
}
