//! What somebody sees who opens a link to a run: it becomes a session of their own, and the page goes there.

use crate::dom::view;
use crate::{api, words};
use leptos::prelude::*;

/// The page.
#[component]
pub fn OpenLink(link: String) -> impl IntoView {
    let refused = RwSignal::new(None::<String>);
    api::begin_with(&link, move |why| refused.set(Some(why)));
    view! {
        <main class="notice">
            <h1>{words::TITLE}</h1>
            <p role="status">{move || refused.with(Option::is_none).then_some(words::OPENING)}</p>
            <p class="refused" role="alert">{refused}</p>
            <p><a href="/">{words::TO_LIVE}</a></p>
        </main>
    }
}
