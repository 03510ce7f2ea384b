//! The head of every page: where one is, what else there is, and whether the lab is there.

use crate::address::{self, Place};
use crate::dom::view;
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;

/// The head; within it, what else a page has there.
#[component]
pub fn Top(lab: Lab, what: &'static str, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let here = Place::here();
    let is_live = here == Place::Live;
    let current = |is_here: bool| is_here.then_some("page");
    view! {
        <header class="top">
            <h1><a href="/">{words::TITLE}</a></h1>
            <nav aria-label=words::PLACES>
                <a href="/" aria-current=current(is_live)>{words::LIVE}</a>
                {matches!(here, Place::Own(_)).then(|| view! { <a href="" aria-current="page">{words::OWN_RUN}</a> })}
                <a href=address::of_lesson("") aria-current=current(here == Place::Lessons)>{words::LESSONS}</a>
                <a href=address::of_room("") aria-current=current(matches!(here, Place::Join | Place::Room(_)))>{words::JOIN_CLASS}</a>
            </nav>
            <p class="what">{what}</p>
            {children.map(|children| children())}
            <p class="light" class:on=move || lab.is_connected()>
                {move || if lab.is_connected() { words::CONNECTED } else { words::NOT_CONNECTED }}
            </p>
        </header>
    }
}
