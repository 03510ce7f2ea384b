//! The way around the page in a minute: a few steps, each at the very thing that it speaks of. It is offered on the first
//! visit, in one line, and can be asked for again.
//!
//! The page goes on to work while somebody is shown around: what a step speaks of can be tried at once.

use crate::dom::{When, effect, view};
use crate::lab::Lab;
use crate::memory::Memory;
use crate::tools::Tool;
use crate::words;
use leptos::html::Button;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Under this name a browser remembers that somebody was shown around, or did not want to be.
const KNOWN: &str = "smr-lab.toured";

/// What is spoken of has this class.
const SPOKEN_OF: &str = "spoken-of";

/// The steps; and the offer, where a first visit begins.
#[component]
pub fn Tour(lab: Lab, #[prop(optional)] offers: bool) -> impl IntoView {
    let step = RwSignal::new(None::<usize>);
    let offered = RwSignal::new(offers && Memory::Browser.of(KNOWN).is_none());
    let came_from = StoredValue::new_local(None::<HtmlElement>);
    let begin = move || {
        came_from.set_value(document().active_element().and_then(|element| element.dyn_into().ok()));
        offered.set(false);
        step.set(Some(0));
    };
    let end = move || {
        // A browser that keeps nothing offers it again.
        Memory::Browser.keep(KNOWN, "1");
        offered.set(false);
        step.set(None);
        if let Some(element) = came_from.try_update_value(Option::take).flatten() {
            // An element that is gone cannot be focused, and need not be.
            let _ = element.focus();
        }
    };
    effect(move || {
        if lab.tool.get() == Some(Tool::Tour) {
            lab.tool.set(None);
            begin();
        }
    });
    effect(move || point(step.get()));
    view! {
        <When holds=move || offered.get()>
            <section class="offer" aria-label=words::TOUR_OFFER>
                <p>{words::TOUR_OFFER}</p>
                <button type="button" class="primary" on:click=move |_| begin()>{words::TOUR_BEGIN}</button>
                <button type="button" on:click=move |_| end()>{words::TOUR_NO}</button>
            </section>
        </When>
        <When holds=move || step.with(Option::is_some)><Card step=step end=end /></When>
    }
}

/// What is said about a step, and the ways on.
#[component]
fn Card(step: RwSignal<Option<usize>>, end: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let next = NodeRef::<Button>::new();
    let last = words::TOUR.len() - 1;
    // At the end it stays where it was, so that nothing happens on the card while it goes.
    let at = Memo::new(move |before: Option<&usize>| step.get().or(before.copied()).unwrap_or_default());
    let go = move |to: usize| if to > last { end() } else { step.set(Some(to)) };
    effect(move || {
        // At the first step there is no way back, so that who came back by it would stand nowhere.
        if let (0, Some(button)) = (at.get(), next.get()) {
            // An element that is on the page takes the focus.
            let _ = button.focus();
        }
    });
    let said = move || {
        let (_, title, text) = words::TOUR[at.get()];
        view! {
            <p class="quiet small">{words::tour_step(at.get() + 1, words::TOUR.len())}</p>
            <h2 id="tour-title">{title}</h2>
            <p id="tour-text">{text}</p>
        }
    };
    view! {
        <section
            class="tour panel"
            role="dialog"
            aria-labelledby="tour-title"
            aria-describedby="tour-text"
            on:keydown=move |event| if event.key() == "Escape" { end() }
        >
            <div aria-live="polite">{move || said()}</div>
            <div class="fates">
                <button type="button" class="primary" node_ref=next on:click=move |_| go(at.get_untracked() + 1)>
                    {move || if at.get() == last { words::TOUR_END } else { words::TOUR_NEXT }}
                </button>
                <button type="button" disabled=move || at.get() == 0 on:click=move |_| go(at.get_untracked().saturating_sub(1))>
                    {words::TOUR_BACK}
                </button>
                <button type="button" on:click=move |_| end()>{words::TOUR_SKIP}</button>
            </div>
        </section>
    }
}

/// Shows what a step speaks of, and nothing else.
fn point(step: Option<usize>) {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    // The name of the class is one.
    if let Some(before) = find(&format!(".{SPOKEN_OF}")) {
        let _ = before.class_list().remove_1(SPOKEN_OF);
    }
    if let Some(element) = step.and_then(|step| find(words::TOUR[step].0)) {
        let _ = element.class_list().add_1(SPOKEN_OF);
        element.scroll_into_view_with_bool(true);
    }
}
