//! The selected event in words: what it is, what led to it, how much it led to, and the way there.

use super::cone::Cone;
use crate::dom::{self, effect, view};
use crate::heard::Heard;
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::Traced;
use wire::message::ToServer;

/// So many of the causes are told; the server tells all to those who ask why.
const CAUSES: usize = 5;

/// The event, if one is selected.
#[component]
pub fn Selected(lab: Lab, selected: RwSignal<Option<u64>>) -> impl IntoView {
    let_go(lab, selected);
    effect(move || {
        // On another branch, and once more is heard, the same number may be another event.
        lab.walks.track();
        let told = |id| lab.heard.with_value(|heard| heard.event(id).map(words::event));
        if let Some(told) = selected.get().and_then(told) {
            lab.announce(told);
        }
    });
    // How many events led to it, and how many came of it. What was heard is no signal; the View changes with it.
    let counts = Memo::new(move |_| {
        lab.view.track();
        let cone = selected.get().map(|id| lab.heard.with_value(|heard| Cone::of(heard, id))).unwrap_or_default();
        (cone.past.len(), cone.future.len())
    });
    // What came of it grows while one reads, and what led to it does not.
    let causes = Memo::new(move |_| counts.get().0);
    let told = move || {
        causes.track();
        lab.heard.with_value(|heard| told(heard, selected.get()?))
    };
    let shown = move || {
        told().map(|(traced, led)| {
            let id = traced.id;
            let before = led.len().saturating_sub(CAUSES);
            let causes = led.into_iter().skip(before).map(|cause| {
                let select = cause.id;
                view! {
                    <li>
                        <button type="button" class="moment" on:click=move |_| selected.set(Some(select))>
                            <time>{words::moment_short(cause.at)}</time>
                        </button>
                        <span>{words::event(&cause)}</span>
                    </li>
                }
            });
            view! {
                <section class="selected" aria-labelledby="selected-title">
                    <div class="panel-head">
                        <h3 id="selected-title">{words::selected_event(id)}</h3>
                        <span class="numbers quiet">{words::moment(traced.at)}</span>
                        <span class="buttons">
                            <button type="button" class="chip" disabled=move || !lab.is_ready() on:click=move |_| lab.say(&ToServer::Seek { event: id })>
                                {words::GO_THERE}
                            </button>
                            <button type="button" class="chip" aria-label=words::ask_why(id) disabled=move || !lab.is_connected() on:click=move |_| lab.ask_why(id)>
                                {words::WHY}
                            </button>
                            <button type="button" class="chip" on:click=move |_| close(selected)>{words::CLOSE}</button>
                        </span>
                    </div>
                    <p class="what">{words::event(&traced)}</p>
                    <p class="quiet">{move || words::led_to(counts.get().1)}</p>
                    <h4>{words::WHAT_LED_HERE}</h4>
                    <ol>
                        {(before > 0).then(|| view! { <li class="quiet">{words::and_before(before)}</li> })}
                        {causes.collect_view()}
                    </ol>
                </section>
            }
        })
    };
    view! { <div class="selected-place">{move || shown()}</div> }
}

/// Selects nothing; whoever was there goes on in the diagram.
fn close(selected: RwSignal<Option<u64>>) {
    selected.set(None);
    dom::lead_to(".space-time-frame".to_owned());
}

/// The event, and what led to it, the first cause first.
fn told(heard: &Heard, id: u64) -> Option<(Traced, Vec<Traced>)> {
    let led = Cone::of(heard, id).past.into_iter().filter(|cause| *cause != id);
    Some((heard.event(id)?.clone(), led.filter_map(|cause| heard.event(cause).cloned()).collect()))
}

/// Selects nothing in another run, and in a branch where it has not happened: its number is that of something else there.
fn let_go(lab: Lab, selected: RwSignal<Option<u64>>) {
    let mut before = None;
    effect(move || {
        let now = Some(lab.known.with(|known| (known.run, known.branch)));
        let is_heard = |id| lab.heard.with_value(|heard| heard.event(id).is_some());
        if before != now && before.is_some() && !selected.get_untracked().is_some_and(is_heard) {
            selected.set(None);
        }
        before = now;
    });
}
