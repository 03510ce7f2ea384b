//! Parts of the page that change seldom are written as HTML, and what happens in them is heard where they stand: code for
//! each of their elements would be most of what the page weighs.

use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

/// The element of an id. That it is there, its part of the page sees to.
pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
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

/// Writes HTML into an element, unless it stands there: what is pressed just now stays what it is.
pub fn write(element: &Element, html: &str, written: &mut String) {
    if html != written {
        element.set_inner_html(html);
        html.clone_into(written);
    }
}

/// A text, as HTML says it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(escaped("<b a=\"1\">&"), "&lt;b a=&quot;1&quot;>&amp;");
    }
}
