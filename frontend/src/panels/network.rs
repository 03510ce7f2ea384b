//! How the network treats everybody's messages: a knob for each of its ways, showing what the cluster says, turned by a line
//! of the script language.

use crate::dom::{self, effect, view};
use crate::lab::{Lab, Origin};
use crate::words;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// A knob: its label, the option that it turns, and where it can be turned to. What a script has said may lie elsewhere.
struct Knob {
    label: &'static str,
    option: &'static str,
    to: &'static [&'static str],
}

const SHARES: &[&str] = &["0%", "1%", "5%", "20%", "50%"];
const KNOBS: [Knob; 4] = [
    Knob {
        label: words::KNOB_TAKES,
        option: "delay",
        to: &["500us..1500us", "1ms..10ms", "10ms..50ms", "50ms..500ms"],
    },
    Knob { label: words::KNOB_LOST, option: "loss", to: SHARES },
    Knob { label: words::KNOB_TWICE, option: "duplicate", to: SHARES },
    Knob { label: words::KNOB_OVERTAKEN, option: "reorder", to: SHARES },
];

/// What a line says of an option.
fn said<'line>(line: &'line str, option: &str) -> &'line str {
    let of = |part: &'line str| part.strip_prefix(option)?.strip_prefix('=');
    line.split(' ').find_map(of).unwrap_or_default()
}

/// The line that says something else of one option, and of the others the same.
fn turned(line: &str, option: &str, to: &str) -> String {
    let set = |to: &str| format!("{option}={to}");
    line.replace(&set(said(line, option)), &set(to))
}

/// The knobs, as HTML. The last place of each is for what a script has said.
fn knobs() -> String {
    let mut html = String::new();
    for Knob { label, option, to } in &KNOBS {
        html += &format!("<label>{label}<select name=\"{option}\" id=\"network-{option}\">");
        for to in *to {
            html += &format!("<option>{to}</option>");
        }
        html += "<option hidden>–</option></select></label>";
    }
    html
}

/// The field of a knob, which has a value as any field has.
fn field(option: &str) -> Option<HtmlInputElement> {
    Some(dom::by_id::<Element>(&format!("network-{option}"))?.unchecked_into())
}

/// Sets each knob to what the line says of it.
fn stand(line: &str) {
    for Knob { option, .. } in &KNOBS {
        let (Some(field), now) = (field(option), said(line, option)) else { continue };
        field.set_value(now);
        if let Some(elsewhere) = field.last_element_child().filter(|_| field.value() != now) {
            elsewhere.set_text_content(Some(now));
            field.set_value(now);
        }
    }
}

/// The knobs, behind a word.
#[component]
pub fn Network(lab: Lab) -> impl IntoView {
    let line = Memo::new(move |_| lab.view.with(|view| view.network.to_string()));
    effect(move || line.with(|line| stand(line)));
    let turn = move |event: leptos::ev::Event| {
        let (line, field) = (line.get_untracked(), event_target::<HtmlInputElement>(&event));
        lab.command(Origin::Button, turned(&line, &field.name(), &field.value()));
        // They stand where the cluster says, also where it refuses.
        stand(&line);
    };
    view! {
        <details class="divide network">
            <summary>{words::NETWORK}</summary>
            <p class="quiet small">{words::NETWORK_HELP}</p>
            <fieldset class="sides" inner_html=knobs() disabled=move || !lab.is_ready() on:change=turn></fieldset>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "network delay=500us..1500us loss=7% duplicate=0% reorder=0%";

    #[test]
    fn one_knob_is_turned_and_the_others_stay() {
        let line = "network delay=500us..1500us loss=7% duplicate=20% reorder=0%";
        assert_eq!(turned(LINE, "duplicate", "20%"), line);
        assert_eq!(turned(LINE, "loss", "0%"), LINE.replace("7%", "0%"));
    }

    #[test]
    fn each_knob_finds_itself_in_the_line() {
        let stand = KNOBS.map(|knob| said(LINE, knob.option));
        assert_eq!(stand, ["500us..1500us", "7%", "0%", "0%"]);
        assert_eq!(stand[0], KNOBS[0].to[0], "as usual");
    }
}
