//! The page of one who follows: the lab as whoever presents shows it, and the seat from which one takes part.

use super::live::{Dashboard, Waiting};
use crate::dom::{When, view};
use crate::keys::{self, Word};
use crate::lab::Lab;
use crate::panels::{Announcer, Connection, Projector, Top};
use crate::room::{JoinForm, Seat};
use crate::stream::Link;
use crate::tools::Tool;
use crate::words;
use leptos::prelude::*;

/// Where one says which room to follow in.
#[component]
pub fn Join(lab: Lab) -> impl IntoView {
    view! {
        <Top lab=lab what="" />
        <main class="notice"><h2>{words::JOIN_CLASS}</h2><JoinForm says=words::JOIN_SAYS /></main>
    }
}

/// The page of a room.
#[component]
pub fn Follow(lab: Lab) -> impl IntoView {
    let shown_time = RwSignal::new(0_u64);
    let has_view = Memo::new(move |_| lab.has_view());
    let is_closed = Memo::new(move |_| lab.link.with(|link| *link == Link::NoRoom));
    keys::listen_for_words(&[Word::Projector], move |_, _| lab.tool.set(Some(Tool::Projector)));
    let closed = || view! { <main class="notice"><h2>{words::JOIN_CLASS}</h2><JoinForm says=words::NO_ROOM /></main> };
    view! {
        <a class="skip" href="#seat">{words::SKIP_TO_SEAT}</a>
        <Top lab=lab what=""><div class="asks"><Projector lab=lab offers=true /></div></Top>
        <Connection lab=lab />
        <When holds=move || !is_closed.get() otherwise=closed>
            <When holds=move || has_view.get() otherwise=move || view! { <Waiting lab=lab /> }>
                <Seat lab=lab />
                <Dashboard lab=lab shown_time=shown_time />
            </When>
        </When>
        <Announcer lab=lab />
    }
}
