//! The page as a room sees it that looks at a wall: large, with all the contrast there is, and nothing that only whoever
//! steers needs. The style sheet does it, for the whole page at once.

use crate::dom::{When, effect, view};
use crate::lab::Lab;
use crate::tools::Tool;
use crate::words;
use leptos::prelude::*;

/// The way back; for the way there are a key and a command, and a button where there is no palette to tell of them.
#[component]
pub fn Projector(lab: Lab, #[prop(optional)] offers: bool) -> impl IntoView {
    let is_on = RwSignal::new(false);
    effect(move || {
        if lab.tool.get() == Some(Tool::Projector) {
            lab.tool.set(None);
            is_on.update(|is_on| *is_on = !*is_on);
        }
    });
    effect(move || {
        if let Some(page) = document().document_element() {
            // The name of the class is one.
            let _ = page.class_list().toggle_with_force("projector", is_on.get());
        }
    });
    let enter = move || {
        offers.then(|| {
            view! {
                <button type="button" on:click=move |_| is_on.set(true)>
                    {words::PROJECTOR_ENTER}<kbd>{words::PROJECTOR_KEY}</kbd>
                </button>
            }
        })
    };
    view! {
        <When holds=move || is_on.get() otherwise=enter>
            <button type="button" class="primary" on:click=move |_| is_on.set(false)>
                {words::PROJECTOR_LEAVE}<kbd>{words::PROJECTOR_KEY}</kbd>
            </button>
        </When>
    }
}
