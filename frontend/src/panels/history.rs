//! The history of the run: a track of all that is known, on which one goes to any moment, and the branches.
//!
//! The track shows where the server is, for everybody who watches; to move it asks the server to go there.

use crate::dom::{When, effect, view};
use crate::lab::{self, Lab};
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;

/// How many places the track has; the arrow keys go from one to the next.
const PLACES: u64 = 1000;

/// The track, where it leads, and what it means to be before its end.
#[component]
pub fn History(lab: Lab, shown_time: RwSignal<u64>) -> impl IntoView {
    let end = move || lab.known.with(|known| lab::current(known).map_or(0, |branch| branch.at)).max(shown_time.get());
    let place = move || (shown_time.get() * PLACES / end().max(1)).to_string();
    let scrubber = Scrubber { lab, wanted: StoredValue::new(None), is_asked: StoredValue::new(false) };
    effect(move || {
        // What is seen now, or a refusal, is the answer.
        lab.view.track();
        lab.refusal.track();
        scrubber.ask();
    });
    let scrub = move |event| {
        let place = event_target_value(&event).parse::<u64>().unwrap_or(PLACES);
        let end = untrack(end);
        scrubber.go(end * place / PLACES);
    };
    let is_past = Memo::new(move |_| lab.is_past());
    view! {
        <div class="history" role="group" aria-label=words::HISTORY class:past=move || is_past.get()>
            <label>
                <span>{words::HISTORY}</span>
                <input
                    type="range"
                    min="0"
                    max=PLACES.to_string()
                    step="1"
                    disabled=move || !lab.is_ready()
                    prop:value=move || place()
                    aria-valuetext=move || words::moment(shown_time.get())
                    on:input=scrub
                />
                <output class="numbers">{move || words::moment_short(end())}</output>
            </label>
            <Branches lab=lab />
            <div class="where">
                <p role="status">{move || is_past.get().then_some(words::IN_THE_PAST)}</p>
                <When holds=move || is_past.get()>
                    <span class="numbers quiet">{move || words::place_in(lab.view.with(|view| view.event), last(lab))}</span>
                    <button type="button" title=words::LATEST_HELP disabled=move || !lab.is_ready() on:click=move |_| to_latest(lab)>
                        {words::LATEST}
                    </button>
                </When>
            </div>
        </div>
    }
}

/// Goes to the end of what is known of the branch, which the server knows best: while time runs it is elsewhere each moment. Where
/// it runs at the end already, it runs on.
pub fn to_latest(lab: Lab) {
    if lab.playing.with_untracked(Option::is_none) || untrack(|| lab.is_past()) {
        lab.say(&ToServer::Seek { event: u64::MAX });
    }
}

/// The last event that is known of the branch, for somebody who is before it.
fn last(lab: Lab) -> u64 {
    lab.known.with(|known| lab::current(known).map_or(0, |branch| branch.event))
}

/// The branches to choose from, once there are several.
#[component]
fn Branches(lab: Lab) -> impl IntoView {
    let names = Memo::new(move |_| {
        lab.known.with(|known| {
            let name = |branch: &wire::message::Branch| match branch.leaves {
                None => branch.name.clone(),
                Some((_, event)) => words::branch(&branch.name, event),
            };
            known.branches.iter().map(name).collect::<Vec<_>>()
        })
    });
    let chosen = Memo::new(move |_| lab.known.with(|known| known.branch));
    let choose = move |event| {
        if let Ok(branch) = event_target_value(&event).parse() {
            lab.say(&ToServer::Branch { branch });
        }
    };
    let options = move || {
        let options = names.get().into_iter().enumerate().map(|(number, name)| {
            view! { <option value=number.to_string() selected=usize::from(chosen.get()) == number>{name}</option> }
        });
        options.collect_view()
    };
    view! {
        <When holds=move || names.with(|names| names.len() > 1)>
            <label class="branches">
                <span>{words::BRANCH}</span>
                <select disabled=move || !lab.is_ready() on:change=choose>{move || options()}</select>
            </label>
        </When>
    }
}

/// Asks for the moment that is wanted last, not for all on the way: for the next one as soon as the one before is seen. So
/// many moments are seen as server, network and page are good for.
#[derive(Clone, Copy)]
struct Scrubber {
    lab: Lab,
    wanted: StoredValue<Option<u64>>,
    is_asked: StoredValue<bool>,
}

impl Scrubber {
    fn go(self, at: u64) {
        self.wanted.set_value(Some(at));
        if !self.is_asked.get_value() {
            self.ask();
        }
    }

    fn ask(self) {
        let wanted = self.wanted.try_update_value(Option::take).flatten();
        self.is_asked.set_value(wanted.is_some());
        if let Some(at) = wanted {
            self.lab.say(&ToServer::SeekTime { at });
        }
    }
}
