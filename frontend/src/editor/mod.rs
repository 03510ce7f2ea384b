//! A script, written here: highlighted, completed, and checked while one writes; and run as a session of one's own.
//!
//! The language is the server's: it tells what is wrong in a draft, and which words may come next. Here is only what it
//! looks like ([`highlight`]), where things stand in it ([`place`]), and what happens when one writes ([`draft`]).

mod draft;
mod highlight;
mod place;

use crate::dom::view;
use crate::lab::Lab;
use crate::panels::dialog;
use crate::tools::Tool;
use crate::words;
use draft::Draft;
use leptos::html::Dialog;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Something that cannot be read or carried out: its line and column, counted from 1, and how many letters it has.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Mistake {
    line: usize,
    column: usize,
    length: usize,
    why: String,
}

impl Mistake {
    fn read(json: &JsValue) -> Self {
        let number = |name| crate::api::member(json, name).as_f64().unwrap_or_default() as usize;
        let text = |name| crate::api::text_of(json, name);
        let help = text("help").map_or_else(String::new, |help| format!("; {help}"));
        let why = format!("{}{help}", text("message").unwrap_or_default());
        Self { line: number("line"), column: number("column"), length: number("length"), why }
    }

    /// What stops a script that is run says in which line.
    fn of_run(said: &str) -> Self {
        let line = said.strip_prefix("line ").and_then(|rest| rest.split_once([':', ',']));
        let (line, why) = line.and_then(|(line, why)| Some((line.parse().ok()?, why))).unwrap_or((1, said));
        Self { line, column: 1, length: usize::from(u16::MAX), why: why.trim_ascii_start().to_owned() }
    }
}

/// What opens above the page.
#[component]
pub fn Editor(lab: Lab) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let draft = StoredValue::new_local(None::<Rc<Draft>>);
    dialog::follow(lab, Tool::Script, dialog, move || {
        let Some(place) = dialog.get_untracked() else { return };
        if draft.with_value(Option::is_none) {
            draft.set_value(Draft::begin(&place));
        }
        draft.with_value(|draft| draft.iter().for_each(|draft| draft.look()));
    });
    view! { <dialog class="palette script-dialog" node_ref=dialog aria-labelledby="script-title" inner_html=frame()></dialog> }
}

/// What never changes in it.
fn frame() -> String {
    format!(
        "<h2 id=\"script-title\">{title}</h2><p id=\"script-help\" class=\"quiet\">{}</p>\
         <div class=\"writes\"><div class=\"sheet\"><pre aria-hidden=\"true\"></pre>\
         <textarea aria-label=\"{title}\" aria-describedby=\"script-help\" aria-autocomplete=\"list\" \
         aria-controls=\"script-words\" autocapitalize=\"off\" autocomplete=\"off\" spellcheck=\"false\"></textarea>\
         <ul id=\"script-words\" class=\"next-words\" role=\"listbox\" aria-label=\"{}\" hidden></ul></div></div>\
         <div role=\"status\"><ul class=\"mistakes\"></ul></div><div class=\"files\">\
         <button type=\"button\" class=\"primary\" data-do=\"run\">{}</button>\
         <button type=\"button\" data-do=\"take\">{}</button></div>\
         <form method=\"dialog\"><button type=\"submit\">{}</button></form>",
        words::SCRIPT_HELP,
        words::NEXT_WORDS,
        words::RUN_SCRIPT,
        words::TAKE_RUN,
        words::CLOSE,
        title = words::SCRIPT_TITLE,
    )
}
