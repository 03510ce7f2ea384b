//! The keys that steer time and those that ask for words, wherever on the page one is, except in what needs the keys
//! itself.

use crate::memory::Memory;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// What is in focus, as far as it takes keys away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Focus {
    /// Where words are typed, and every key means itself.
    Words,
    /// What lies above the page: what happens below is not seen.
    Above,
    /// A choice, in which the arrows go from one answer to the next, and the space bar takes one.
    Chooses,
    /// A track, which is moved with the arrows.
    Track,
    /// What is pressed with the space bar.
    Presses,
    /// What scrolls with keys.
    Scrolls,
    /// Anything else.
    Free,
}

/// What takes keys, in the order in which it is looked for. A heading that is only led to takes none, and the diagram keeps
/// those that it has heard itself.
const TAKES: [(&str, Focus); 6] = [
    ("input:not([type=range]):not([type=checkbox]):not([type=radio]), select, textarea", Focus::Words),
    ("dialog", Focus::Above),
    ("input[type=radio]", Focus::Chooses),
    ("input[type=range]", Focus::Track),
    ("button, summary, input", Focus::Presses),
    ("[tabindex='0']:not([role=application])", Focus::Scrolls),
];

impl Focus {
    fn of(event: &KeyboardEvent) -> Self {
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_in =
            |selector: &str| element.as_ref().is_some_and(|element| element.closest(selector).ok().flatten().is_some());
        TAKES.iter().find(|(selector, _)| is_in(selector)).map_or(Self::Free, |(_, focus)| *focus)
    }
}

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
    /// What a key means while something is in focus that was last pressed by pointer, or was not. Who came to it with the
    /// tabulator works it with its own keys: a track moves, a button is pressed, a list scrolls. Who clicked has done there
    /// what they wanted, and steers time. A list scrolls only if it is itself in focus: a button in it is a button.
    fn of(name: &str, focus: Focus, by_pointer: bool) -> Option<Self> {
        let key = match name {
            " " => Self::Space,
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "Home" => Self::Home,
            "End" => Self::End,
            _means_nothing => return None,
        };
        let is_taken = match focus {
            Focus::Words | Focus::Above => true,
            Focus::Chooses => key != Self::Space || !by_pointer,
            Focus::Track => key != Self::Space && !by_pointer,
            Focus::Presses => key == Self::Space && !by_pointer,
            Focus::Scrolls => !by_pointer,
            Focus::Free => false,
        };
        (!is_taken).then_some(key)
    }
}

/// Calls `act` for each such key, as long as the component that asks for it is there.
pub fn listen(act: impl Fn(Key) + 'static) {
    let by_pointer = StoredValue::new(false);
    let pointed = window_event_listener(ev::pointerdown, move |_| by_pointer.set_value(true));
    hear(Box::new(move |event| {
        if event.key() == "Tab" {
            by_pointer.set_value(false);
        }
        let is_taken = event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented();
        let key = Key::of(&event.key(), Focus::of(&event), by_pointer.get_value());
        if let Some(key) = key.filter(|_| !is_taken) {
            event.prevent_default();
            act(key);
        }
    }));
    on_cleanup(move || pointed.remove());
}

/// Hears every key that is pressed, as long as the component that asks for it is there.
fn hear(act: Box<dyn Fn(KeyboardEvent)>) {
    let handle = window_event_listener(ev::keydown, act);
    on_cleanup(move || handle.remove());
}

/// Calls `act` whenever somebody takes back what is under way, as long as the component that asks for it is there.
pub fn listen_for_escape(act: impl Fn() + 'static) {
    hear(Box::new(move |event| {
        if event.key() == "Escape" {
            act();
        }
    }));
}

/// A key that asks for words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// For all commands.
    Commands,
    /// For those that begin with its letter.
    Letter,
    /// For what the keys do.
    Help,
    /// For larger ones.
    Projector,
}

impl Word {
    fn of(name: &str, control: bool, focus: Focus) -> Option<Self> {
        match (name, control, focus) {
            ("k", true, _) => Some(Self::Commands),
            (_, _, Focus::Words) => None,
            ("/", false, _) => Some(Self::Commands),
            ("?", false, _) => Some(Self::Help),
            ("p" | "P", false, _) => Some(Self::Projector),
            (_, _, Focus::Above) => None,
            (letter, false, _) if matches!(letter.as_bytes(), [b'a'..=b'z']) => Some(Self::Letter),
            _means_nothing => None,
        }
    }
}

/// Under this name a browser remembers that letters and signs are no keys.
const SINGLE: &str = "letters-are-keys";
const NO: &str = "no";

/// Whether letters and signs are keys. To whoever dictates they are words, and may be turned off.
pub fn are_letters() -> bool {
    Memory::Browser.of(SINGLE).is_none_or(|kept| kept != NO)
}

/// Turns them off, or on again.
pub fn let_letters_be(keys: bool) {
    Memory::Browser.keep(SINGLE, if keys { "" } else { NO });
}

/// Calls `act` for each such key that is one of these, and with what it is called, as long as the component that asks for it is
/// there.
pub fn listen_for_words(these: &'static [Word], act: impl Fn(Word, String) + 'static) {
    hear(Box::new(move |event| {
        let (key, control) = (event.key(), event.ctrl_key() || event.meta_key());
        let is_key = control || !event.alt_key() && are_letters();
        let word = Word::of(&key, control, Focus::of(&event));
        if let Some(word) = word.filter(|word| is_key && these.contains(word)) {
            event.prevent_default();
            act(word, key);
        }
    }));
}

/// Calls `act` for each press of a clicker: whether it goes on, or back; as long as the component that asks for it is there.
pub fn listen_for_clicker(act: impl Fn(bool) + 'static) {
    hear(Box::new(move |event| {
        let on = match event.key().as_str() {
            "PageDown" => true,
            "PageUp" => false,
            _means_nothing => return,
        };
        if Focus::of(&event) != Focus::Words {
            event.prevent_default();
            // A key that is held is one press.
            if !event.repeat() {
                act(on);
            }
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_that_steer_time_mean_something() {
        assert_eq!(Key::of("ArrowLeft", Focus::Free, false), Some(Key::Left));
        assert_eq!(Key::of(" ", Focus::Free, false), Some(Key::Space));
        assert_eq!(Key::of("a", Focus::Free, false), None);
    }

    #[test]
    fn keys_work_after_a_click_and_those_who_tab_press_buttons_with_the_space_bar() {
        assert_eq!(Key::of("ArrowLeft", Focus::Presses, false), Some(Key::Left));
        assert_eq!(Key::of(" ", Focus::Presses, true), Some(Key::Space));
        assert_eq!(Key::of(" ", Focus::Presses, false), None);
        assert_eq!(Key::of("ArrowLeft", Focus::Chooses, true), None);
        assert_eq!(Key::of(" ", Focus::Chooses, true), Some(Key::Space));
        assert_eq!(Key::of(" ", Focus::Chooses, false), None);
        assert_eq!(Key::of("ArrowLeft", Focus::Track, true), Some(Key::Left));
        assert_eq!(Key::of("ArrowLeft", Focus::Track, false), None);
        assert_eq!(Key::of(" ", Focus::Track, false), Some(Key::Space));
        assert_eq!(Key::of("End", Focus::Scrolls, true), Some(Key::End));
        assert_eq!(Key::of("End", Focus::Scrolls, false), None);
        assert_eq!(Key::of(" ", Focus::Words, true), None);
        assert_eq!(Key::of(" ", Focus::Above, true), None);
    }

    #[test]
    fn a_letter_that_is_typed_means_itself() {
        assert_eq!(Word::of("k", true, Focus::Words), Some(Word::Commands));
        assert_eq!(Word::of("/", false, Focus::Presses), Some(Word::Commands));
        assert_eq!(Word::of("/", false, Focus::Words), None);
        assert_eq!(Word::of("?", false, Focus::Free), Some(Word::Help));
        assert_eq!(Word::of("k", false, Focus::Free), Some(Word::Letter));
        for focus in [Focus::Words, Focus::Above] {
            assert_eq!(Word::of("k", false, focus), None);
        }
        assert_eq!(Word::of("Home", false, Focus::Free), None);
        assert_eq!(Word::of("p", false, Focus::Presses), Some(Word::Projector));
        assert_eq!(Word::of("p", true, Focus::Free), None);
        assert_eq!(Word::of("p", false, Focus::Words), None);
    }
}
