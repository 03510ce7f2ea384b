//! The keys that steer time, wherever on the page one is, except in what needs the keys itself.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// What uses keys itself: fields, lists to choose from, buttons, and what is scrolled.
const USES_KEYS: &str = "input, select, textarea, button, summary, a, [tabindex]";

/// A key that steers time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// Lets it run, or stops it.
    Space,
    /// One event back.
    Left,
    /// One event on.
    Right,
    /// To the beginning.
    Home,
    /// To the end of what is known.
    End,
}

impl Key {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            " " => Self::Space,
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "Home" => Self::Home,
            "End" => Self::End,
            _means_nothing => return None,
        })
    }
}

/// Calls `act` for each such key, as long as the component that asks for it is there.
pub fn listen(act: impl Fn(Key) + 'static) {
    let handle = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let with_others = event.ctrl_key() || event.alt_key() || event.meta_key();
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let used = element.is_some_and(|element| element.closest(USES_KEYS).ok().flatten().is_some());
        if let Some(key) = Key::of(&event.key()).filter(|_| !with_others && !used) {
            event.prevent_default();
            act(key);
        }
    });
    on_cleanup(move || handle.remove());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_that_steer_time_mean_something() {
        assert_eq!(Key::of("ArrowLeft"), Some(Key::Left));
        assert_eq!(Key::of(" "), Some(Key::Space));
        assert_eq!(Key::of("a"), None);
    }
}
