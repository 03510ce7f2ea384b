//! A script that somebody is writing: what happens with each letter, key and press.

use super::{Mistake, highlight, place};
use crate::memory::Memory;
use crate::{address, api, dom, words};
use leptos::prelude::{document, set_timeout};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::Array;
use web_sys::{Element, Event, HtmlDocument, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

/// Under this name a tab remembers what is written.
const KEPT: &str = "smr-lab.script";

/// So long after the last letter, the server is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// The field, what lies below it and beside it, and what the server says of what is written.
pub struct Draft {
    field: HtmlTextAreaElement,
    seen: Element,
    offers: HtmlElement,
    list: Element,
    mistakes: RefCell<Vec<Mistake>>,
    words: RefCell<Vec<String>>,
    /// Where they would stand.
    offered_at: Cell<u32>,
    chosen: Cell<Option<usize>>,
    /// How often it was changed: who is answered late, is not heard.
    changes: Cell<u32>,
}

impl Draft {
    /// Begins with what the tab remembers.
    pub fn begin(dialog: &Element) -> Option<Rc<Self>> {
        let find = |selector: &str| dialog.query_selector(selector).ok().flatten();
        let draft = Rc::new(Self {
            field: find("textarea")?.dyn_into().ok()?,
            seen: find("pre")?,
            offers: find(".next-words")?.dyn_into().ok()?,
            list: find(".mistakes")?,
            mistakes: RefCell::default(),
            words: RefCell::default(),
            offered_at: Cell::default(),
            chosen: Cell::default(),
            changes: Cell::default(),
        });
        let kept = Memory::Tab.of(KEPT);
        draft.field.set_value(kept.as_deref().unwrap_or(words::FIRST_SCRIPT));
        let hear = |element: &Element, name: &str, act: fn(&Rc<Self>, &Event)| {
            let draft = Rc::clone(&draft);
            dom::on(element, name, move |event| act(&draft, &event));
        };
        hear(&draft.field, "input", |draft, _| draft.changed());
        hear(&draft.field, "blur", |draft, _| draft.offer(Vec::new()));
        hear(&draft.field, "selectionchange", |draft, _| draft.moved());
        hear(&draft.field, "keydown", Self::key);
        hear(&draft.offers, "mousedown", Self::press);
        hear(dialog, "click", Self::click);
        Some(draft)
    }

    /// Somebody wants to write.
    pub fn look(self: &Rc<Self>) {
        self.show();
        self.ask(None);
    }

    fn caret(&self) -> u32 {
        self.field.selection_start().ok().flatten().unwrap_or_default()
    }

    fn before(&self) -> String {
        place::before(&self.field.value(), self.caret()).to_owned()
    }

    /// The caret is elsewhere: what is offered does not fit there.
    fn moved(&self) {
        if self.caret() != self.offered_at.get() {
            self.offer(Vec::new());
        }
    }

    fn changed(self: &Rc<Self>) {
        Memory::Tab.keep(KEPT, &self.field.value());
        self.offer(Vec::new());
        self.show();
        self.changes.set(self.changes.get() + 1);
        let (draft, change) = (Rc::clone(self), self.changes.get());
        set_timeout(
            move || {
                if draft.changes.get() == change {
                    draft.ask(None);
                }
            },
            PAUSE,
        );
    }

    /// Asks what is wrong in what is written; where nothing is, it is what was refused.
    fn ask(self: &Rc<Self>, refused: Option<String>) {
        let (before, caret, change) = (self.before(), self.caret(), self.changes.get());
        let body = format!("{{\"script\":{},\"before\":{}}}", api::quoted(&self.field.value()), api::quoted(&before));
        let draft = Rc::clone(self);
        api::ask("/api/script", Some(&body), move |review| {
            if draft.changes.get() != change {
                return;
            }
            // Without an answer, nobody knows of anything else that is wrong.
            let review = review.unwrap_or_default();
            let wrong = Array::from(&api::member(&review, "wrong"));
            let mut wrong: Vec<Mistake> = wrong.iter().map(|it| Mistake::read(&it)).collect();
            let stopped = refused.filter(|_| wrong.is_empty());
            // What is about no line, such as that the lab does not answer, has stopped nothing on its way.
            let on_its_way = stopped.as_ref().is_some_and(|why| why.starts_with("line "));
            wrong.extend(stopped.as_deref().map(Mistake::of_run));
            draft.complain(wrong, on_its_way);
            // Where nothing is begun on a line, all verbs could stand: that is no help. Nor is a whole word.
            let begun = place::begun(&before);
            let is_line_begun = change > 0 && place::end(&before).1 > 0 && draft.caret() == caret;
            let words = Array::from(&api::member(&review, "words"));
            let words = words.iter().filter_map(|word| word.as_string());
            draft.offer(words.filter(|word| word != begun && is_line_begun).collect());
        });
    }

    /// Tells what is wrong; and leads to the run that it has stopped on its way, if it has.
    fn complain(&self, mistakes: Vec<Mistake>, on_its_way: bool) {
        let row = |(index, mistake): (usize, &Mistake)| {
            let (line, why) = (words::line_number(mistake.line), dom::escaped(&mistake.why));
            format!("<li><button type=\"button\" class=\"chip\" data-mistake=\"{index}\">{line}</button>{why}</li>")
        };
        let mut rows: String = mistakes.iter().enumerate().map(row).collect();
        if on_its_way {
            rows += &format!("<li><button type=\"button\" data-do=\"attempt\">{}</button></li>", words::SEE_HOW_FAR);
        }
        self.list.set_inner_html(&rows);
        let invalid = if mistakes.is_empty() { "false" } else { "true" };
        // An attribute of this name can be set.
        let _ = self.field.set_attribute("aria-invalid", invalid);
        *self.mistakes.borrow_mut() = mistakes;
        self.show();
    }

    fn show(&self) {
        self.seen.set_inner_html(&highlight::html(&self.field.value(), &self.mistakes.borrow()));
    }

    /// Offers words that may come next, where they would stand.
    fn offer(&self, words: Vec<String>) {
        let row = |(index, word): (usize, &String)| {
            format!("<li id=\"next-{index}\" role=\"option\" data-word=\"{index}\">{}</li>", dom::escaped(word))
        };
        let rows: String = words.iter().enumerate().map(row).collect();
        self.offers.set_inner_html(&rows);
        self.offers.set_hidden(words.is_empty());
        let (line, column) = place::end(&self.before());
        let style = self.offers.style();
        // Both are lengths.
        let _ = style.set_property("top", &format!("calc({} * var(--row))", line + 1));
        let _ = style.set_property("left", &format!("{column}ch"));
        *self.words.borrow_mut() = words;
        self.offered_at.set(self.caret());
        self.choose(None);
    }

    fn choose(&self, chosen: Option<usize>) {
        self.chosen.set(chosen);
        let id = chosen.map(|index| format!("next-{index}")).unwrap_or_default();
        let rows = self.offers.children();
        for index in 0..rows.length() {
            if let Some(row) = rows.item(index) {
                let is_chosen = if row.id() == id { "true" } else { "false" };
                // Attributes of these names can be set.
                let _ = row.set_attribute("aria-selected", is_chosen);
            }
        }
        let _ = self.field.set_attribute("aria-activedescendant", &id);
    }

    /// Writes the rest of a word.
    fn take(&self, index: usize) {
        let Some(word) = self.words.borrow().get(index).cloned() else { return };
        let rest = word.get(place::begun(&self.before()).len()..).unwrap_or_default();
        let space = if word.ends_with('=') { "" } else { " " };
        type_in(&format!("{rest}{space}"));
    }

    fn key(self: &Rc<Self>, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let (count, at) = (self.words.borrow().len(), self.chosen.get());
        match (event.key().as_str(), at) {
            ("Enter", _) if event.ctrl_key() || event.meta_key() => self.run(),
            _any if count == 0 => return,
            ("ArrowDown", _) => self.choose(Some(at.map_or(0, |index| (index + 1).min(count - 1)))),
            ("ArrowUp", Some(index)) => self.choose(index.checked_sub(1)),
            ("Tab", _) => self.take(at.unwrap_or_default()),
            ("Enter", Some(index)) => self.take(index),
            ("Escape", _) => self.offer(Vec::new()),
            _is_typed => return,
        }
        event.prevent_default();
    }

    /// The pointer takes a word, and not the focus.
    fn press(self: &Rc<Self>, event: &Event) {
        event.prevent_default();
        if let Some(index) = number(event, "data-word") {
            self.take(index);
        }
    }

    fn click(self: &Rc<Self>, event: &Event) {
        if let Some(mistake) =
            number(event, "data-mistake").and_then(|index| self.mistakes.borrow().get(index).cloned())
        {
            let text = self.field.value();
            let place = |column| place::of(&text, mistake.line, column);
            // It fails only for a field that is gone.
            let _ = self.field.focus();
            let _ = self.field.set_selection_range(place(mistake.column), place(mistake.column + mistake.length));
        }
        match dom::within(event, "[data-do]").and_then(|button| button.get_attribute("data-do")).as_deref() {
            Some("run") => self.run(),
            Some("take") => self.take_run(),
            Some("attempt") => {
                let draft = Rc::clone(self);
                api::attempt(&self.field.value(), move |why| draft.complain(vec![Mistake::of_run(&why)], false));
            }
            _elsewhere => {}
        }
    }

    fn run(self: &Rc<Self>) {
        self.complain(Vec::new(), false);
        // What is on its way knows less than what the run will tell.
        self.changes.set(self.changes.get() + 1);
        let (draft, change) = (Rc::clone(self), self.changes.get());
        api::begin_with(&self.field.value(), move |why| {
            if draft.changes.get() == change {
                draft.ask(Some(why));
            }
        });
    }

    /// Writes down the run of the page, in place of what is written, unless somebody goes on writing meanwhile.
    fn take_run(self: &Rc<Self>) {
        let (draft, change) = (Rc::clone(self), self.changes.get());
        api::ask(&address::of_export(None), None, move |exported| {
            let script = exported.ok().and_then(|exported| api::text_of(&exported, "script"));
            if let Some(script) = script.filter(|_| draft.changes.get() == change) {
                // It fails only for a field that is gone.
                let _ = draft.field.focus();
                draft.field.select();
                type_in(&script);
            }
        });
    }
}

/// Writes into the field that is in focus as if by hand, so that it can be undone.
fn type_in(text: &str) {
    // It fails in no browser that shows the page.
    let document = document().unchecked_into::<HtmlDocument>();
    let _ = document.exec_command_with_show_ui_and_value("insertText", false, text);
}

/// The number that the element has under this name, in which an event happened.
fn number(event: &Event, name: &str) -> Option<usize> {
    dom::within(event, &format!("[{name}]"))?.get_attribute(name)?.parse().ok()
}
