//! The events that the page has not heard: those before it came, and those that a walk through time passed by. They are asked
//! for, a stretch at a time, as long as some are lacking around the present moment.

use super::{Lab, current};
use crate::chronicle;
use crate::heard::{Heard, KEPT, NEAR};
use crate::stream::Link;
use leptos::prelude::*;
use std::time::Duration;
use wire::Traced;
use wire::message::ToServer;

/// Whoever looks at a moment for so long stays there.
const STAYS: Duration = Duration::from_millis(120);

/// Who asked the server for too much asks again after so long.
const ASKS_AGAIN: Duration = Duration::from_secs(1);

impl Lab {
    /// Asks for events that were not heard, once one stays at a moment: whoever drags through history passes by.
    pub fn ask_for_missing(self) {
        let moment = self.moments.get_value();
        let is_still_there = move || self.moments.try_get_value() == Some(moment);
        set_timeout(
            move || {
                if is_still_there() {
                    self.ask_for_stretch()
                }
            },
            STAYS,
        );
    }

    /// Asks for all events that are kept, once somebody looks further than at those around the present moment.
    pub fn ask_for_all(self) {
        self.reach.set_value(KEPT);
        self.ask_for_stretch();
    }

    /// Asks for events, if some are lacking around the present moment; one stretch at a time.
    fn ask_for_stretch(self) {
        let present = self.view.with_untracked(|view| view.event);
        let known = self.known.with_untracked(|known| current(known).map_or(0, |branch| branch.event));
        let missing = self.heard.with_value(|heard| heard.missing(present, known.max(present), self.reach.get_value()));
        let may_ask = self.stretch.get_value().is_none() && self.link.with_untracked(Link::is_open);
        if let Some((from, to)) = missing.filter(|_| may_ask) {
            let id = self.next_number();
            self.stretch.set_value(Some(id));
            self.say(&ToServer::Stretch { id, from, to });
        }
    }

    /// Asks once more for events that the server had no time for, unless somebody looks elsewhere by then.
    pub(super) fn ask_again(self, refused: u32) {
        let again = move || {
            if self.stretch.try_get_value() == Some(Some(refused)) {
                self.stretch.set_value(None);
                self.ask_for_stretch();
            }
        };
        set_timeout(again, ASKS_AGAIN);
    }

    /// Takes in a stretch of events that was asked for, unless it is of another branch than the one that is looked at now.
    pub(super) fn hear_again(self, id: u32, events: &[Traced]) {
        if self.stretch.get_value() == Some(id) {
            self.stretch.set_value(None);
            let present = self.view.with_untracked(|view| view.event);
            self.heard.update_value(|heard| heard.hear(events, present));
            // What is made of events besides the View is made again.
            self.view.update(|_same| ());
            self.walks.update(|walks| *walks += 1);
            if !events.is_empty() {
                self.ask_for_stretch();
            }
            if self.stretch.get_value().is_none() {
                self.tell_what_was_missed();
            }
        }
    }

    /// Nothing that can be heard is lacking any more: what mattered of it is told too, though not aloud.
    fn tell_what_was_missed(self) {
        let newest = |heard: &Heard| {
            let events = heard.events();
            chronicle::entries(events.get(events.len().saturating_sub(NEAR)..).unwrap_or_default())
        };
        let entries = self.heard.with_value(newest);
        self.chronicle.update(|chronicle| entries.into_iter().for_each(|entry| chronicle.add(entry)));
    }
}
