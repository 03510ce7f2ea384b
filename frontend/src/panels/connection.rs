//! The banner that says how the connection is, whenever there is something to say.

use crate::dom::{When, view};
use crate::lab::Lab;
use crate::stream::Link;
use crate::words;
use leptos::prelude::*;

/// The banner; a live region, so that it is read aloud too.
#[component]
pub fn Connection(lab: Lab) -> impl IntoView {
    let link = Memo::new(move |_| lab.link.get());
    let said = move || match link.get() {
        Link::Connecting | Link::Open { again: false } => None,
        Link::Open { again: true } => Some(Banner { kind: "good", text: words::CONNECTED_AGAIN.to_owned(), more: "" }),
        Link::Lost { .. } => {
            let more = if lab.view.with_untracked(|view| view.replicas.is_empty()) { "" } else { words::LOST_DETAIL };
            Some(Banner { kind: "waiting", text: words::LOST.to_owned(), more })
        }
        Link::OtherVersion(theirs) => Some(Banner { kind: "bad", text: words::other_version(theirs), more: "" }),
        // The page itself says so.
        Link::NoRoom => None,
        Link::NoRun => Some(Banner { kind: "bad", text: words::NO_RUN.to_owned(), more: "" }),
        Link::Unreadable(_) => Some(Banner { kind: "bad", text: words::UNREADABLE.to_owned(), more: "" }),
    };
    let detail = move || match link.get() {
        Link::Unreadable(why) => Some(view! { <code>{why}</code> }),
        _ => None,
    };
    let needs_reload = move || matches!(link.get(), Link::OtherVersion(_) | Link::Unreadable(_));
    view! {
        <div class="banner" role="status" data-kind=move || said().map(|banner| banner.kind)>
            {move || said().map(|banner| view! {
                <p><strong>{banner.text}</strong>" "{banner.more}</p>
            })}
            {move || detail()}
            <When holds=move || link.get() == Link::NoRun><a class="button" href="/">{words::TO_LIVE}</a></When>
            <When holds=needs_reload>
                <button type="button" on:click=|_| reload()>{words::RELOAD}</button>
            </When>
        </div>
    }
}

struct Banner {
    kind: &'static str,
    text: String,
    more: &'static str,
}

fn reload() {
    // A browser that refuses to reload leaves the banner, which says the same.
    let _ = window().location().reload();
}
