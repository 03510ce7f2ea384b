//! What the address of the page asks for, and the session that belongs to it.

use leptos::prelude::*;
use web_sys::Storage;

/// Where the server shows lessons.
const LESSONS: &str = "/lessons";

/// Where one follows in a room, whose code comes after it.
const ROOMS: &str = "/join/";

/// Under this name a tab remembers the session that is its own.
const OWN_SESSION: &str = "smr-lab.session";

/// Under this name, with the code of the room behind it, a tab remembers the key of one who follows.
const KEY: &str = "smr-lab.key.";

/// What the page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// The cluster that everybody shares.
    Live,
    /// The list of lessons.
    Lessons,
    /// One lesson.
    Lesson(String),
}

impl Place {
    /// What this page shows.
    pub fn here() -> Self {
        Self::of(&window().location().pathname().unwrap_or_default())
    }

    fn of(path: &str) -> Self {
        match path.strip_prefix(LESSONS).map(|rest| rest.trim_matches('/')) {
            None => Self::Live,
            Some("") => Self::Lessons,
            Some(lesson) => Self::Lesson(lesson.to_owned()),
        }
    }

    /// Whether it has a cluster of its own; the others show the one that all share.
    fn is_own(&self) -> bool {
        matches!(self, Self::Lesson(_))
    }
}

/// The address of the list of lessons, or of one.
pub fn of_lesson(path: &str) -> String {
    if path.is_empty() { LESSONS.to_owned() } else { format!("{LESSONS}/{path}") }
}

/// The address of the stream, on the server that the page came from.
pub fn of_stream() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    let own = match room() {
        Some(code) => {
            let key = storage().and_then(|storage| storage.get_item(&format!("{KEY}{code}")).ok().flatten());
            format!("&room={code}{}", key.map(|key| format!("&key={key}")).unwrap_or_default())
        }
        None if Place::here().is_own() => format!("&session={}", own_session()),
        None => String::new(),
    };
    Some(format!("{scheme}://{}/stream?form=compact{own}", location.host().ok()?))
}

/// The code of the room in which this page follows.
fn room() -> Option<String> {
    window().location().pathname().ok()?.strip_prefix(ROOMS).map(str::to_owned)
}

/// Keeps the key by which the server knows this tab again, so that whoever follows in it is one and the same.
pub fn keep_key(key: &str) {
    if let (Some(code), Some(storage)) = (room(), storage()) {
        // In a browser that keeps nothing, whoever comes back is somebody else.
        let _ = storage.set_item(&format!("{KEY}{code}"), key);
    }
}

/// What is kept for as long as the tab lives.
fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// The name of the session of this tab: it is the same when the page is loaded again, and nobody guesses it.
fn own_session() -> String {
    let storage = storage();
    if let Some(known) = storage.as_ref().and_then(|storage| storage.get_item(OWN_SESSION).ok().flatten()) {
        return known;
    }
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // Without a source of chance every tab is in one session, and still works.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some(storage) = storage {
        // A browser that keeps nothing gives each page a session of its own.
        let _ = storage.set_item(OWN_SESSION, &name);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_what_they_say() {
        assert_eq!(Place::of("/"), Place::Live);
        assert_eq!(Place::of("/lessons"), Place::Lessons);
        assert_eq!(Place::of("/lessons/course/03-determinism"), Place::Lesson("course/03-determinism".to_owned()));
        assert_eq!(of_lesson("course/x"), "/lessons/course/x");
    }
}
