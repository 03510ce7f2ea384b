//! What whoever steers points at: a replica or a client by its name, a request, or an event. All see the same.

use super::Class;
use crate::dom::{self, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::Asked;
use wire::message::ToServer;
use wire::room::Ask;

/// Before the number of an event.
const EVENT: &str = "event ";

/// The event that a name means.
fn event(name: &str) -> Option<u64> {
    name.strip_prefix(EVENT)?.parse().ok()
}

/// Whether this is pointed at.
pub fn is_meant(class: Class, name: &str) -> bool {
    class.of(|room| room.selected.as_deref() == Some(name))
}

/// Has the page and the room mean the same: what is chosen here is pointed at, if one may, and what is pointed at is chosen.
fn agree<T: Clone + PartialEq + Send + Sync + 'static>(
    lab: Lab,
    chosen: RwSignal<Option<T>>,
    read: fn(&str) -> Option<T>,
    name: fn(&T) -> String,
) {
    let pointed = Memo::new(move |_| lab.class.of(|room| room.selected.as_deref().and_then(read)));
    let is_room = Memo::new(move |_| lab.class.room.with(Option::is_some));
    Effect::new(move |before: Option<Option<T>>| {
        let pointed = pointed.get();
        if before.is_some_and(|before| before != pointed) || pointed.is_some() {
            chosen.set(pointed.clone());
        }
        pointed
    });
    Effect::new(move |before: Option<Option<T>>| {
        let now = chosen.get();
        let is_new = before.is_some_and(|before| before != now);
        if is_new && is_room.get_untracked() && lab.class.steers.get_untracked() && pointed.get_untracked() != now {
            lab.say(&ToServer::Room(Ask::Select { what: now.as_ref().map(name) }));
        }
        now
    });
}

/// Follows the request that is pointed at.
pub fn follow_request(lab: Lab) {
    agree(lab, lab.follows, |name| name.parse().ok(), Asked::to_string);
}

/// Selects the event that is pointed at.
pub fn follow_event(lab: Lab, selected: RwSignal<Option<u64>>) {
    agree(lab, selected, event, |event| format!("{EVENT}{event}"));
}

/// Buttons to point with.
#[component]
pub fn Pointer(lab: Lab) -> impl IntoView {
    let names = Memo::new(move |_| {
        lab.view.with(|view| {
            let replicas = view.replicas.keys().map(|place| format!("r{place}"));
            replicas.chain(view.clients.keys().map(|client| format!("c{client}"))).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="pointer" role="group" aria-label=words::POINT_AT>
            <span>{words::POINT_AT}</span>
            {dom::list(move || names.get(), String::clone, move |name| view! { <Target lab=lab name=name /> })}
        </div>
    }
}

#[component]
fn Target(lab: Lab, name: String) -> impl IntoView {
    let this = name.clone();
    let is_meant = Memo::new(move |_| is_meant(lab.class, &this));
    let meant = name.clone();
    let point = move |_| {
        let what = (!is_meant.get_untracked()).then(|| meant.clone());
        lab.say(&ToServer::Room(Ask::Select { what }));
    };
    view! { <button type="button" class="chip" aria-pressed=move || is_meant.get().to_string() on:click=point>{name}</button> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_known_by_its_name() {
        assert_eq!(event("event 98"), Some(98));
        assert_eq!(event("r2"), None);
        assert_eq!(event("event r2"), None);
    }
}
