//! What the drawing shows, as a table: for those who do not see it, and for those who want to read.

use super::LookedAt;
use super::lines::{Line, line_of};
use crate::dom::{When, view};
use crate::lab::{Lab, real_time};
use crate::words;
use leptos::prelude::*;
use wire::Traced;

/// So many rows can still be read.
const MOST: usize = 60;

/// The list; it is made only while it is open.
#[component]
pub fn EventList(lab: Lab, looked_at: LookedAt, shown_time: RwSignal<u64>) -> impl IntoView {
    let open = RwSignal::new(false);
    let listed = Memo::new(move |_| {
        if !open.get() {
            return (Vec::new(), 0);
        }
        // What was heard is no signal; the time that is shown changes with it.
        shown_time.track();
        lab.view.track();
        let now = lab.clock.with_value(|clock| clock.now(real_time()));
        let window = looked_at.window.get().at(now);
        lab.heard.with_value(|heard| {
            let events = heard.between(window.from, window.to());
            (events.get(events.len().saturating_sub(MOST)..).unwrap_or_default().to_vec(), events.len())
        })
    });
    let select = looked_at.selected;
    let rows = move || {
        let row = move |traced: Traced| {
            let id = traced.id;
            let who = line_of(&traced)
                .map(|line| if line == Line::All { words::LINE_OF_ALL.to_owned() } else { line.to_string() });
            view! {
                <tr aria-current=move || (select.get() == Some(id)).then_some("true")>
                    <td>
                        <button type="button" class="moment" on:click=move |_| select.set(Some(id))>
                            <time>{words::moment(traced.at)}</time>
                        </button>
                    </td>
                    <td>{who}</td>
                    <td>{words::event(&traced)}</td>
                </tr>
            }
        };
        listed.get().0.into_iter().map(row).collect_view()
    };
    let note = move || listed.with(|(shown, all)| words::newest_of(shown.len(), *all));
    let toggled = move |event: leptos::ev::Event| {
        let details = event_target::<web_sys::Element>(&event);
        open.set(details.has_attribute("open"));
    };
    view! {
        <details class="events" on:toggle=toggled>
            <summary>{words::EVENTS_AS_LIST}</summary>
            <When holds=move || open.get() && listed.with(|(_, all)| *all == 0)><p class="quiet">{words::NO_EVENTS}</p></When>
            <p class="quiet">{move || note()}</p>
            <div class="events-table" tabindex="0" role="region" aria-label=words::EVENTS_AS_LIST>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words::TIME}</th>
                            <th scope="col">{words::WHO}</th>
                            <th scope="col">{words::WHAT}</th>
                        </tr>
                    </thead>
                    <tbody>{move || rows()}</tbody>
                </table>
            </div>
        </details>
    }
}
