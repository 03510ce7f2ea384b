//! What a browser remembers for the page. One that keeps nothing is no mistake: there, everything begins anew each time.

use leptos::prelude::window;
use web_sys::Storage;

/// For how long it remembers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Memory {
    /// For as long as the tab lives.
    Tab,
    /// From one visit to the next.
    Browser,
}

impl Memory {
    fn storage(self) -> Option<Storage> {
        let storage = match self {
            Self::Tab => window().session_storage(),
            Self::Browser => window().local_storage(),
        };
        storage.ok().flatten()
    }

    /// What it remembers under this name.
    pub fn of(self, name: &str) -> Option<String> {
        self.storage()?.get_item(name).ok().flatten()
    }

    /// Has it remember a text under this name, in place of what it did before.
    pub fn keep(self, name: &str, text: &str) {
        if let Some(storage) = self.storage() {
            // It may be full, or forbidden.
            let _ = storage.set_item(name, text);
        }
    }
}
