//! To take a run along: as a link to this very moment, or as a file; and to open one that somebody else took along.
//!
//! What is in a link or a file is the server's to say; the picture of the stage alone is made here.

use super::dialog;
use crate::dom::{effect, view};
use crate::lab::Lab;
use crate::stage::picture;
use crate::tools::Tool;
use crate::{address, api, dom, words};
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlDocument, HtmlInputElement};

/// The button beside the time, and what it opens.
#[component]
pub fn Share(lab: Lab) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    effect(move || {
        if let Some(place) = dialog.get() {
            dom::on(&place, "click", |event| click(&event));
            dom::on(&place, "change", |event| read(&event));
            dom::on(&place, "submit", |event| follow(&event));
        }
    });
    dialog::follow(lab, Tool::Share, dialog, move || {
        if let Some(place) = dialog.get_untracked() {
            place.set_inner_html(&frame());
            ask_for_link();
        }
    });
    view! {
        <button type="button" class="share" disabled=move || !lab.is_ready() on:click=move |_| lab.tool.set(Some(Tool::Share))>
            {words::SHARE}
        </button>
        <dialog class="palette sharing" node_ref=dialog aria-labelledby="share-title" inner_html=frame()></dialog>
    }
}

/// The run of this page as files, each a link in a row of a list.
pub fn saved_files() -> String {
    let file = |(shape, name): &(&str, &str)| {
        let address = dom::escaped(&address::of_export(Some(shape)));
        format!("<li><a class=\"button\" href=\"{address}\" download>{name}</a></li>")
    };
    words::SHAPES.iter().map(file).collect()
}

fn frame() -> String {
    let files = saved_files();
    format!(
        "<h2 id=\"share-title\">{}</h2><label for=\"share-link\">{}</label><div class=\"field\">\
         <input id=\"share-link\" type=\"text\" readonly aria-describedby=\"share-help\">\
         <button type=\"button\" class=\"primary\" id=\"share-copy\" disabled>{}</button></div>\
         <p id=\"share-help\" class=\"quiet\">{}</p><p class=\"told\" id=\"share-told\" role=\"status\"></p>\
         <h3>{}</h3><ul class=\"files\">{files}<li><button type=\"button\" id=\"share-stage\">{}</button></li></ul>\
         <h3>{}</h3><p class=\"quiet\">{}</p><label for=\"open-file\">{}</label>\
         <input id=\"open-file\" type=\"file\" accept=\".smr,.json,.txt\"><form class=\"opens\" id=\"open-form\">\
         <label for=\"open-link\">{}</label><div class=\"field\">\
         <input id=\"open-link\" type=\"text\" autocomplete=\"off\" required><button type=\"submit\">{}</button></div></form>\
         <p class=\"refused\" id=\"open-refused\" role=\"alert\"></p>\
         <form method=\"dialog\"><button type=\"submit\">{}</button></form>",
        words::SHARE_TITLE,
        words::SHARE_LINK,
        words::COPY,
        words::SHARE_LINK_HELP,
        words::SAVE,
        words::SAVE_STAGE,
        words::OPEN_RUN,
        words::OPEN_RUN_HELP,
        words::OPEN_FILE,
        words::OPEN_LINK,
        words::OPEN,
        words::CLOSE,
    )
}

fn tell(id: &str, text: &str) {
    if let Some(element) = dom::by_id::<Element>(id) {
        element.set_text_content(Some(text));
    }
}

fn ask_for_link() {
    api::ask(&address::of_export(None), None, |exported| {
        let link = exported.map(|exported| {
            let event = api::member(&exported, "event").as_f64().unwrap_or_default() as u64;
            api::text_of(&exported, "link").map(|link| address::of_link(&link, event))
        });
        match link {
            Ok(Some(link)) => {
                if let (Some(field), Some(copy)) =
                    (dom::by_id::<HtmlInputElement>("share-link"), dom::by_id::<Element>("share-copy"))
                {
                    field.set_value(&link);
                    // An attribute of this name can be taken away.
                    let _ = copy.remove_attribute("disabled");
                }
            }
            Ok(None) => tell("share-told", words::TOO_LONG_FOR_A_LINK),
            Err(why) => tell("share-told", &why),
        }
    });
}

fn click(event: &Event) {
    if dom::within(event, "#share-stage").is_some() {
        picture::save();
    } else if dom::within(event, "#share-copy").is_some()
        && let Some(field) = dom::by_id::<HtmlInputElement>("share-link")
    {
        field.select();
        // The newer way is closed to pages that come over plain http, as in most class rooms.
        let copied = document().unchecked_into::<HtmlDocument>().exec_command("copy").unwrap_or_default();
        tell("share-told", if copied { words::COPIED } else { words::NOT_COPIED });
    }
}

/// Opens the file that was chosen.
fn read(event: &Event) {
    if let Some(field) = dom::within(event, "#open-file") {
        dom::read_file(field.unchecked_ref(), |text| open(&text));
    }
}

/// Opens the link that was given; the other form closes the dialog.
fn follow(event: &Event) {
    if let (Some(_), Some(link)) = (dom::within(event, "#open-form"), dom::by_id::<HtmlInputElement>("open-link")) {
        event.prevent_default();
        open(&link.value());
    }
}

fn open(text: &str) {
    tell("open-refused", "");
    api::begin_with(text, |why| tell("open-refused", &why));
}
