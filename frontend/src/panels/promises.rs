//! What the system promises: each promise, whether it is kept up to the moment that is shown, and where it was broken first.

use crate::dom::{self, view};
use crate::lab::{Lab, Origin};
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::{Promise, View};

/// The line that has the promise checked that is only checked when somebody asks.
const CHECK: &str = "expect all promises";

/// Where and how a promise was broken first.
type Violation = (u64, String);

/// The first violation of a promise, up to the moment that is shown.
fn violation(view: &View, name: &str) -> Option<Violation> {
    let broken = view.broken.iter().filter(|(promise, ..)| promise == name);
    broken.min_by_key(|(_, event, _)| *event).map(|(_, event, how)| (*event, how.to_string()))
}

/// How many of the promises are broken, and how many were looked at: some only are when somebody asks, and then what is told of
/// them is that they are broken.
fn broken(view: &View) -> (usize, usize) {
    let is_broken = |promise: &&Promise| violation(view, &promise.name).is_some();
    let promises = || view.about.promises.iter();
    let looked_at = promises().filter(|promise| !promise.when_asked || is_broken(promise));
    (promises().filter(is_broken).count(), looked_at.count())
}

/// The panel.
#[component]
pub fn Promises(lab: Lab) -> impl IntoView {
    let promises = Memo::new(move |_| lab.view.with(|view| view.about.promises.clone()));
    let count = Memo::new(move |_| lab.view.with(broken));
    let any_broken = move || count.get().0 > 0;
    let summary = move || words::promises_kept(count.get());
    view! {
        <div class="panel-head">
            <h2 id="promises-title">{words::PROMISES}</h2>
            <p class="promises-summary" role="status" class:broken-some=move || any_broken()>{move || summary()}</p>
        </div>
        <ul class="promises">
            {dom::list(move || promises.get(), |promise| promise.name.to_string(), move |promise| view! { <Row lab=lab promise=promise /> })}
        </ul>
    }
}

#[component]
fn Row(lab: Lab, promise: Promise) -> impl IntoView {
    let name = promise.name.clone();
    let first = Memo::new(move |_| lab.view.with(|view| violation(view, &name)));
    let is_broken = move || first.with(Option::is_some);
    let standing = move || match (is_broken(), promise.when_asked) {
        (true, _) => words::PROMISE_BROKEN,
        (false, true) => words::PROMISE_UNASKED,
        (false, false) => words::PROMISE_KEPT,
    };
    let check = move |_| {
        lab.command(Origin::Line, CHECK.to_owned());
    };
    let how = move || {
        first.get().map(|(event, how)| {
            view! {
                <p class="how">
                    <span>{how}</span>
                    <button type="button" class="chip" disabled=move || !lab.is_ready() on:click=move |_| lab.say(&ToServer::Seek { event })>
                        {words::go_to_event(event)}
                    </button>
                    <button type="button" class="chip" aria-label=words::ask_why(event) disabled=move || !lab.is_connected() on:click=move |_| lab.ask_why(event)>
                        {words::WHY}
                    </button>
                </p>
            }
        })
    };
    view! {
        <li class:kept=move || !is_broken() class:unasked=promise.when_asked>
            <span class="sign" aria-hidden="true">{move || words::sign_of(standing())}</span>
            <div>
                <p><strong>{promise.name}</strong>" "<span class="unseen">{move || standing()}</span><span class="quiet">{promise.says}</span></p>
                {promise.when_asked.then(|| view! {
                    <p class="how">
                        <span class="quiet">{words::ONLY_WHEN_ASKED}</span>
                        <button type="button" class="chip" disabled=move || !lab.is_ready() on:click=check>{words::CHECK_NOW}</button>
                    </p>
                })}
                {move || how()}
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_broken_where_it_was_broken_first() {
        let mut view = View::default();
        for name in ["agreement", "validity"] {
            let (name, says) = (name.to_owned(), String::new());
            view.about.promises.push(Promise { name, says, when_asked: false });
        }
        view.about.promises.push(Promise { name: "linearizability".to_owned(), says: String::new(), when_asked: true });
        assert_eq!(broken(&view), (0, 2), "nobody has looked at the last one");
        view.broken = vec![("validity".into(), 40, "late".into()), ("validity".into(), 12, "first".into())];
        assert_eq!(violation(&view, "validity"), Some((12, "first".to_owned())));
        assert_eq!(violation(&view, "agreement"), None);
        assert_eq!(broken(&view), (1, 2));
        view.broken.push(("linearizability".into(), 50, "stale".into()));
        assert_eq!(broken(&view), (2, 3));
    }
}
