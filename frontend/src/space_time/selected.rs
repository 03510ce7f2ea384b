//! The selected event in words: what it is, what led to it, how much it led to, and the way there.

use super::cone::Cone;
use crate::dom::view;
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;

/// So many of the causes are told; the server tells all to those who ask why.
const CAUSES: usize = 5;

/// The event, if one is selected.
#[component]
pub fn Selected(lab: Lab, selected: RwSignal<Option<u64>>) -> impl IntoView {
    let told = move || {
        let id = selected.get()?;
        lab.heard.with_value(|heard| {
            let traced = heard.event(id)?.clone();
            let cone = Cone::of(heard, id);
            let led: Vec<_> =
                cone.past.iter().filter(|cause| **cause != id).filter_map(|id| heard.event(*id)).cloned().collect();
            Some((traced, led, cone.future.len()))
        })
    };
    let shown = move || {
        told().map(|(traced, led, future)| {
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
                            <button type="button" class="chip" on:click=move |_| selected.set(None)>{words::CLOSE}</button>
                        </span>
                    </div>
                    <p class="what" aria-live="polite">{words::event(&traced)}</p>
                    <p class="quiet">{words::led_to(future)}</p>
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
