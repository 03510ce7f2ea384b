//! How others come: the code and its picture, large enough for the last row, and how many have come.

use super::present::Asking;
use crate::address;
use crate::dom::view;
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::room::Ask;

/// The invitation.
#[component]
pub fn Invitation(lab: Lab) -> impl IntoView {
    let code = Memo::new(move |_| lab.class.of(|room| room.code.clone()));
    let followers = Memo::new(move |_| lab.class.of(|room| room.followers));
    let picture = move || view! { <img src=address::of_picture(&code.get()) alt=words::qr(&code.get()) /> };
    let address = move || {
        let host = window().location().host().unwrap_or_default();
        format!("{host}{}", address::of_room(""))
    };
    view! {
        <section class="invitation" aria-labelledby="invitation-title">
            <h3 id="invitation-title">{words::INVITATION}</h3>
            {move || picture()}
            <p><span class="quiet">{move || address()}</span><strong class="code">{code}</strong></p>
            <p role="status">{move || words::followers_here(followers.get())}</p>
            <div class="deeds">
                <a class="button" href=move || address::of_room(&code.get()) target="_blank">{words::AS_THEY_SEE}</a>
                <Asking lab=lab ask=Ask::Close says=words::CLOSE_ROOM />
            </div>
            <details class="large">
                <summary>{words::SHOW_LARGE}</summary>
                {move || picture()}
                <p><span class="quiet">{move || address()}</span><strong class="code">{code}</strong></p>
            </details>
        </section>
    }
}
