//! What the drawing shows, as a table: for those who do not see it, and for those who want to read.

use super::LookedAt;
use super::lines::{Line, line_of};
use crate::dom::{self, When, view};
use crate::lab::{Lab, real_time};
use crate::words;
use leptos::prelude::*;
use wire::Traced;

/// So many rows can still be read.
const MOST: usize = 60;

/// So many events are searched while time goes on, for with each picture there are others.
const SEARCHED: usize = 2_000;

/// What the list shows.
#[derive(Clone, PartialEq, Default)]
struct Listed {
    rows: Vec<Traced>,
    /// In how many events they were looked for.
    searched: usize,
    /// How many are in view.
    all: usize,
}

/// What an event is listed as: whose it is, and what it is.
fn told(traced: &Traced) -> (Option<String>, String) {
    let who =
        line_of(traced).map(|line| if line == Line::All { words::LINE_OF_ALL.to_owned() } else { line.to_string() });
    (who, words::event(traced))
}

/// The newest events that tell of what is looked for, in their order.
fn found(events: &[Traced], wanted: &str) -> Vec<Traced> {
    let tells = |traced: &&Traced| {
        wanted.is_empty() || {
            let (who, what) = told(traced);
            who.is_some_and(|who| who == wanted) || what.to_ascii_lowercase().contains(wanted)
        }
    };
    let mut newest: Vec<Traced> = events.iter().rev().filter(tells).take(MOST).cloned().collect();
    newest.reverse();
    newest
}

/// Looks for what is wanted among the events in view.
fn look(lab: Lab, looked_at: LookedAt, wanted: &str) -> Listed {
    let now = lab.clock.with_value(|clock| clock.now(real_time()));
    let window = looked_at.window.get().at(now);
    let plays = lab.playing.get().is_some();
    lab.heard.with_value(|heard| {
        let events = heard.between(window.from, window.to());
        let most = if plays { SEARCHED } else { events.len() };
        let searched = events.get(events.len().saturating_sub(most)..).unwrap_or_default();
        Listed { rows: found(searched, wanted), searched: searched.len(), all: events.len() }
    })
}

/// The list; it is made only while it is open.
#[component]
pub fn EventList(lab: Lab, looked_at: LookedAt, shown_time: RwSignal<u64>) -> impl IntoView {
    let open = RwSignal::new(false);
    let wanted = RwSignal::new(String::new());
    let listed = Memo::new(move |_| {
        if !open.get() {
            return Listed::default();
        }
        // What was heard is no signal; the time that is shown changes with it.
        shown_time.track();
        lab.view.track();
        wanted.with(|wanted| look(lab, looked_at, wanted))
    });
    let select = looked_at.selected;
    let row = move |traced: Traced| {
        let id = traced.id;
        let (who, what) = told(&traced);
        view! {
            <tr aria-current=move || (select.get() == Some(id)).then_some("true")>
                <td>
                    <button type="button" class="moment" on:click=move |_| select.set(Some(id))>
                        <time>{words::moment(traced.at)}</time>
                    </button>
                </td>
                <td>{who}</td>
                <td>{what}</td>
            </tr>
        }
    };
    // On another branch the same number is another event.
    let known_by = |traced: &Traced| format!("{} {} {}", traced.id, traced.at, words::event(traced));
    let note = move || {
        let Listed { rows, searched, all } = listed.get();
        if wanted.with(String::is_empty) {
            words::newest_of(rows.len(), all)
        } else {
            words::found_in(rows.len(), searched)
        }
    };
    let look_for = move |event| wanted.set(event_target_value(&event).trim().to_ascii_lowercase());
    let toggled = move |event: leptos::ev::Event| {
        let details = event_target::<web_sys::Element>(&event);
        open.set(details.has_attribute("open"));
    };
    view! {
        <details class="events" on:toggle=toggled>
            <summary>{words::EVENTS_AS_LIST}</summary>
            <When holds=move || open.get() && listed.with(|listed| listed.all == 0)><p class="quiet">{words::NO_EVENTS}</p></When>
            <label>{words::LOOK_FOR}<input type="search" on:input=look_for /></label>
            <p class="quiet" role="status">{move || note()}</p>
            <div class="events-table" tabindex="0" role="region" aria-label=words::EVENTS_AS_LIST>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words::TIME}</th>
                            <th scope="col">{words::WHO}</th>
                            <th scope="col">{words::WHAT}</th>
                        </tr>
                    </thead>
                    <tbody>{dom::list(move || listed.get().rows, known_by, row)}</tbody>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Event, Replica};

    #[test]
    fn events_are_found_by_whose_they_are_and_by_what_they_tell() {
        let event = |id, place, words: &str| {
            let event = Event::Executed { replica: Replica { place, life: 0 }, slot: id, outputs: Default::default() };
            Traced { id, at: id, cause: 0, event, words: Some(words.into()) }
        };
        let events: Vec<Traced> = (1..=100).map(|id| event(id, if id < 10 { 1 } else { 2 }, "Add 5")).collect();
        let ids = |wanted| found(&events, wanted).iter().map(|traced| traced.id).collect::<Vec<_>>();
        assert_eq!(ids(""), (41..=100).collect::<Vec<_>>(), "the newest");
        assert_eq!(ids("r1"), (1..10).collect::<Vec<_>>(), "those of r1");
        assert_eq!(ids("add 5").len(), MOST);
        assert_eq!(ids("nothing"), [0_u64; 0]);
    }
}
