//! What opens above the page, and how it is closed again.

use crate::dom::view;
use crate::lab::Lab;
use crate::tools::Tool;
use crate::words;
use leptos::html::Dialog;
use leptos::prelude::*;

/// Opens a dialog, unless it is open.
pub fn open(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
        // It fails only for a dialog that is open, or not on the page.
        let _ = dialog.show_modal();
    }
}

/// Opens a dialog whenever somebody asks for its tool.
pub fn follow(lab: Lab, tool: Tool, dialog: NodeRef<Dialog>, begin: impl Fn() + 'static) {
    Effect::new(move |_| {
        if lab.tool.get() == Some(tool) {
            lab.tool.set(None);
            // What is made anew has to be there before the browser puts the first of it in focus.
            begin();
            open(dialog);
        }
    });
}

/// A form of this method closes the dialog around it.
#[component]
pub fn Close() -> impl IntoView {
    view! { <form method="dialog"><button type="submit">{words::CLOSE}</button></form> }
}
