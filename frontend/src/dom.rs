//! Parts of the page that change seldom are written as HTML, and what happens in them is heard where they stand: code for
//! each of their elements would be most of what the page weighs.
//!
//! What does change is made by Leptos, which has the compiler write code once more for each type that it meets: here a part
//! that comes and goes, and a list, are of one type whatever is in them.

use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// The element of an id. That it is there, its part of the page sees to.
pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Gives the keys to an element, once what was just changed is on the page.
pub fn lead_to(selector: String) {
    request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(&selector) {
            // An element that is not shown cannot be in focus, and need not be.
            let _ = element.unchecked_ref::<HtmlElement>().focus();
        }
    });
}

/// Hears an event of an element for as long as the page lives.
pub fn on(element: &Element, event: &str, act: impl FnMut(Event) + 'static) {
    let act: Box<dyn FnMut(Event)> = Box::new(act);
    let act = Closure::wrap(act).into_js_value();
    // It fails for no element.
    let _ = element.add_event_listener_with_callback(event, act.unchecked_ref());
}

/// The element that an event happened in, or the nearest around it that fits.
pub fn within(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// What is written in a field of several lines. What does not fit is not taken in: then it is what was there before. `maxlength`
/// counts letters where the server counts bytes, and all lines together.
pub fn taken_in(event: &Event, fits: impl Fn(&str) -> bool, before: String) -> String {
    let field: HtmlTextAreaElement = event_target(event);
    let written = field.value();
    if fits(&written) {
        return written;
    }
    field.set_value(&before);
    before
}

/// Reads the file that was chosen in a field, if there is one.
pub fn read_file(field: &HtmlInputElement, then: impl FnOnce(String) + 'static) {
    if let Some(file) = field.files().and_then(|files| files.get(0)) {
        let read = Closure::once(move |text: JsValue| then(text.as_string().unwrap_or_default()));
        // The browser calls it when it has read the file.
        let _ = file.text().then(&read);
        read.forget();
    }
}

/// Writes HTML into an element, unless it stands there: what is pressed just now stays what it is. Says whether it did.
pub fn write(element: &Element, html: &str, written: &mut String) -> bool {
    let is_new = html != written;
    if is_new {
        element.set_inner_html(html);
        html.clone_into(written);
    }
    is_new
}

/// A text, as HTML says it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A part of the page, as Leptos writes them, and of one type whatever is in it.
macro_rules! view {
    ($($part:tt)*) => {
        ::leptos::prelude::IntoAny::into_any(::leptos::prelude::view! { $($part)* })
    };
}
pub(crate) use view;

/// Does something now, and again whenever a signal changes that was read for it: compiled once, whatever it does.
pub fn effect(act: impl FnMut() + 'static) {
    again_and_again(Box::new(act));
}

fn again_and_again(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_| act());
}

/// What is there while something holds, and what is there instead.
#[component]
pub fn When(
    #[prop(into)] holds: Signal<bool>,
    #[prop(optional, into)] otherwise: ViewFn,
    children: ChildrenFn,
) -> AnyView {
    let holds = Memo::new(move |_| holds.get());
    view! { {move || if holds.get() { children() } else { otherwise.run() }} }
}

/// A row that nobody has made yet, and what it is known by.
type Row = (String, Box<dyn FnOnce() -> AnyView + Send>);

/// A list whose rows stay who they are when others come and go.
pub fn list<T: Send + 'static>(
    of: impl Fn() -> Vec<T> + Send + Sync + 'static,
    key: impl Fn(&T) -> String + Send + Sync + 'static,
    row: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let row = Arc::new(row);
    let waiting = move |each: T| -> Row {
        let (key, row) = (key(&each), Arc::clone(&row));
        (key, Box::new(move || row(each)))
    };
    list_of(Box::new(move || of().into_iter().map(&waiting).collect()))
}

fn list_of(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|(key, _)| key.clone() children=|(_, row)| row() /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(escaped("<b a=\"1\">&"), "&lt;b a=&quot;1&quot;>&amp;");
    }
}
