//! What the address of the page asks for, and the session that belongs to it.

use crate::memory::Memory;
use leptos::prelude::*;
use web_sys::js_sys::decode_uri_component;
use wire::lesson::in_address;

/// Where the server shows lessons.
const LESSONS: &str = "/lessons";

/// Where one follows in a room, whose code comes after it.
const ROOMS: &str = "/join";

/// Before the name of a session, in an address.
const SESSION: &str = "?session=";

/// How the server calls the session that all share.
const SHARED: &str = "shared";

/// Under this name a tab remembers the session that is its own.
const OWN_SESSION: &str = "smr-lab.session";

/// Under this name, with the code of the room behind it, a tab remembers the key of one who follows.
const KEY: &str = "smr-lab.key.";

/// What comes after the address of a session that is to be presented.
pub const PRESENT: &str = "#present";

/// What the page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// The cluster that everybody shares.
    Live,
    /// A cluster of somebody's own: the name of its session.
    Own(String),
    /// A run that somebody took along.
    Link(String),
    /// Where one says which room to follow in.
    Join,
    /// A room to follow in: its code.
    Room(String),
    /// The list of lessons.
    Lessons,
    /// One lesson.
    Lesson(String),
}

impl Place {
    /// What this page shows.
    pub fn here() -> Self {
        let location = window().location();
        let hash = location.hash().unwrap_or_default();
        // What cannot be read is the name of nothing.
        let path = location.pathname().and_then(|path| decode_uri_component(&path)).map(String::from);
        Self::of(&path.unwrap_or_default(), &location.search().unwrap_or_default(), &hash)
    }

    fn of(path: &str, search: &str, hash: &str) -> Self {
        if let Some(code) = path.strip_prefix(ROOMS).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            let code = code.trim_matches('/');
            return if code.is_empty() { Self::Join } else { Self::Room(code.to_owned()) };
        }
        match path.strip_prefix(LESSONS).map(|rest| rest.trim_matches('/')) {
            None if link_in(hash).is_some() => Self::Link(hash.to_owned()),
            None => {
                // Whether a session can have this name, the server says.
                match search.strip_prefix(SESSION).filter(|name| !name.contains('&')) {
                    Some(name) => Self::Own(name.to_owned()),
                    None => Self::Live,
                }
            }
            Some("") => Self::Lessons,
            Some(lesson) => Self::Lesson(lesson.to_owned()),
        }
    }

    /// The name of its session, if that is not the one that all share, and whoever is here knows it.
    fn session(self) -> Option<String> {
        match self {
            Self::Own(name) => Some(name),
            Self::Lesson(_) => Some(own_session()),
            Self::Live | Self::Link(_) | Self::Join | Self::Room(_) | Self::Lessons => None,
        }
    }
}

/// What a link to a run begins with.
const LINK: &str = "smr-lab-";

/// The link to a run that stands in an address or alone, and the event at which the run stands.
pub fn link_in(text: &str) -> Option<(&str, Option<u64>)> {
    let text = text.trim_ascii();
    let link = text.split_once('#').map_or(text, |(_, link)| link);
    let (link, event) = link.split_once('@').map_or((link, None), |(link, event)| (link, event.parse().ok()));
    (link.starts_with(LINK) && !link.contains([' ', '\n'])).then_some((link, event))
}

/// An address that shows a run, at an event.
pub fn of_link(link: &str, event: u64) -> String {
    format!("{}/#{link}@{event}", window().location().origin().unwrap_or_default())
}

/// The address of a session.
pub fn of_session(name: &str) -> String {
    format!("/{SESSION}{name}")
}

/// Where the server tells about the session of this page, or gives it as a file.
pub fn of_export(shape: Option<&str>) -> String {
    let shape = shape.map_or_else(String::new, |shape| format!("/{shape}"));
    of_this_session(&format!("export{shape}"))
}

/// Where the server compares two branches of the session of this page at a moment.
pub fn of_branches(left: &str, right: &str, at: u64) -> String {
    of_this_session(&format!("branches/{left}/{right}/{at}"))
}

fn of_this_session(rest: &str) -> String {
    format!("/api/sessions/{}/{rest}", Place::here().session().as_deref().unwrap_or(SHARED))
}

/// The address of a room; without a code, of the page that asks for it.
pub fn of_room(code: &str) -> String {
    if code.is_empty() { ROOMS.to_owned() } else { format!("{ROOMS}/{code}") }
}

/// The address at which the session of this tab is presented.
pub fn of_presenting() -> String {
    of_session(&own_session()) + PRESENT
}

/// Where the picture of a room's address is.
pub fn of_picture(code: &str) -> String {
    format!("/api/rooms/{code}/qr")
}

/// The address of the list of lessons, or of one.
pub fn of_lesson(path: &str) -> String {
    if path.is_empty() { LESSONS.to_owned() } else { format!("{LESSONS}/{}", in_address(path)) }
}

/// The address of a lesson on paper.
pub fn of_handout(path: &str) -> String {
    format!("/handout/{}", in_address(path))
}

/// The address of the stream, on the server that the page came from.
pub fn of_stream() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    let own = match Place::here() {
        Place::Room(code) => {
            let key = Memory::Tab.of(&format!("{KEY}{code}"));
            format!("&room={code}{}", key.map(|key| format!("&key={key}")).unwrap_or_default())
        }
        place => place.session().map_or_else(String::new, |name| format!("&session={name}")),
    };
    Some(format!("{scheme}://{}/stream?form=compact{own}", location.host().ok()?))
}

/// Keeps the key by which the server knows this tab again, so that whoever follows in it is one and the same.
pub fn keep_key(key: &str) {
    // In a browser that keeps nothing, whoever comes back is somebody else.
    if let Place::Room(code) = Place::here() {
        Memory::Tab.keep(&format!("{KEY}{code}"), key);
    }
}

/// The name of the session of this tab: it is the same when the page is loaded again, and nobody guesses it.
fn own_session() -> String {
    if let Some(known) = Memory::Tab.of(OWN_SESSION) {
        return known;
    }
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // Without a source of chance every tab is in one session, and still works.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    // A browser that keeps nothing gives each page a session of its own.
    Memory::Tab.keep(OWN_SESSION, &name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_what_they_say() {
        let of = |path: &str| Place::of(path, "", "#step-2");
        assert_eq!(of("/"), Place::Live);
        assert_eq!(of("/lessons"), Place::Lessons);
        assert_eq!(of("/lessons/course/03-determinism"), Place::Lesson("course/03-determinism".to_owned()));
        assert_eq!(of_lesson("course/x"), "/lessons/course/x");
        assert_eq!(of_handout("own/why?"), "/handout/own/why%3F");
        assert_eq!(Place::of("/", "?session=ab12", ""), Place::Own("ab12".to_owned()));
        assert_eq!(Place::of("/", "?session=a&b", ""), Place::Live);
        assert_eq!(Place::of("/", "", "#smr-lab-2-x@7"), Place::Link("#smr-lab-2-x@7".to_owned()));
        assert_eq!(of(&of_room("k7m2xq")), Place::Room("k7m2xq".to_owned()));
        assert_eq!(of(&of_room("")), Place::Join);
        assert_eq!(of("/joinery"), Place::Live, "which the server has no page for");
    }

    #[test]
    fn a_link_is_found_in_an_address_and_alone() {
        assert_eq!(link_in("http://lab/#smr-lab-2-Ab_-@12\n"), Some(("smr-lab-2-Ab_-", Some(12))));
        assert_eq!(link_in(" smr-lab-2-x"), Some(("smr-lab-2-x", None)));
        assert_eq!(link_in("# smr-lab-2 is a link\ncrash r1"), None);
        assert_eq!(link_in("cluster seed=7"), None);
    }
}
