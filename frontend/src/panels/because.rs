//! Why something happened: the chain of causes of an event, from a command of the user to the event itself.

use crate::dom::{self, When, effect, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;

/// The chain that was asked for last; each link leads to its moment.
#[component]
pub fn BecauseList(lab: Lab) -> impl IntoView {
    let links = move || {
        let chain = lab.because.get().map(|because| because.chain).unwrap_or_default();
        let links = chain.into_iter().map(|cause| {
            let go = move |_| lab.say(&ToServer::Seek { event: cause.event });
            view! {
                <li>
                    <button type="button" class="moment" title=words::GO_THERE disabled=move || !lab.is_ready() on:click=go>
                        <time>{words::moment_short(cause.at)}</time>
                    </button>
                    <span>{cause.words}</span>
                </li>
            }
        });
        links.collect_view()
    };
    let asked = Memo::new(move |_| lab.because.with(|because| because.as_ref().map(|because| because.event)));
    effect(move || {
        if let Some(event) = asked.get() {
            lab.announce(words::why(event));
        }
    });
    // Whoever asked goes on where they asked, in the chronicle or beside the diagram.
    let close = move |_| {
        dom::lead_to(format!("[aria-label=\"{}\"]", words::ask_why(asked.get_untracked().unwrap_or_default())));
        lab.because.set(None);
    };
    view! {
        <When holds=move || asked.get().is_some()>
            <section class="because" aria-labelledby="because-title">
                <div class="panel-head">
                    <h3 id="because-title">{move || words::why(asked.get().unwrap_or_default())}</h3>
                    <button type="button" class="chip" on:click=close>{words::CLOSE}</button>
                </div>
                <ol>{move || links()}</ol>
            </section>
        </When>
    }
}
