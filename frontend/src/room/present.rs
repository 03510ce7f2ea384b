//! Where one presents: a session of one's own, its room, and a demo to go through. What all share nobody presents.

use super::demo::Demo;
use super::hands::Hands;
use super::invitation::Invitation;
use super::notes::Notes;
use super::pointing::Pointer;
use super::question::Question;
use crate::address::{PRESENT, Place};
use crate::dom::{When, effect, view};
use crate::lab::Lab;
use crate::panels;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::room::Ask;

/// The button at the head of the page.
#[component]
pub fn PresentButton(presents: RwSignal<bool>) -> impl IntoView {
    presents.set(window().location().hash().is_ok_and(|hash| hash == PRESENT));
    view! {
        <button type="button" aria-expanded=move || presents.get().to_string() on:click=move |_| presents.update(|presents| *presents = !*presents)>
            {words::PRESENT}
        </button>
    }
}

/// The panel.
#[component]
pub fn Present(lab: Lab, presents: RwSignal<bool>) -> impl IntoView {
    let has_room = Memo::new(move |_| lab.class.room.with(Option::is_some));
    effect(move || {
        if has_room.get() {
            presents.set(true);
        }
    });
    view! {
        <When holds=move || presents.get()>
            <section class="panel present" aria-labelledby="present-title">
                <h2 id="present-title">{words::PRESENT}</h2>
                {if Place::here() == Place::Live { shared(lab) } else { own(lab, has_room) }}
            </section>
        </When>
    }
}

/// In the cluster that all share.
fn shared(lab: Lab) -> AnyView {
    view! {
        <p>{words::PRESENT_SHARED}</p>
        <p><Asking lab=lab ask=Ask::Fork says=words::FORK /></p>
    }
}

/// In a session of one's own.
fn own(lab: Lab, has_room: Memo<bool>) -> AnyView {
    let closed = move || {
        view! {
            <p>{words::PRESENT_OWN}</p>
            <p><Asking lab=lab ask=Ask::Open says=words::OPEN_ROOM /></p>
        }
    };
    view! {
        <When holds=move || has_room.get() otherwise=closed>
            <div class="desk">
                <Invitation lab=lab />
                <Question lab=lab />
                <div class="desk-side">
                    <Pointer lab=lab />
                    <Hands lab=lab />
                    <Notes lab=lab />
                </div>
            </div>
        </When>
        <Demo lab=lab />
        <h3>{words::TAKE_ALONG}</h3>
        <ul class="files" inner_html=panels::saved_files()></ul>
    }
}

/// A button that asks something of the room.
#[component]
pub fn Asking(lab: Lab, ask: Ask, says: &'static str) -> impl IntoView {
    let say = move |_| lab.say(&ToServer::Room(ask.clone()));
    view! { <button type="button" disabled=move || !lab.is_connected() on:click=say>{says}</button> }
}
