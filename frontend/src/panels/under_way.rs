//! What a replica has under way, in words: when its timers fire, and who votes for it.

use crate::dom::view;
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;

/// The line on its card.
#[component]
pub fn UnderWayLine(lab: Lab, place: u8) -> impl IntoView {
    let its = Memo::new(move |_| {
        lab.under_way.with(|all| all.iter().find(|it| it.place == place).cloned().unwrap_or_default())
    });
    let members = Memo::new(move |_| lab.view.with(|view| view.members.len()));
    view! { <p class="under-way quiet">{move || its.with(|its| words::under_way(its, members.get()))}</p> }
}
