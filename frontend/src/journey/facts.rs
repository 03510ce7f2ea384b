//! What the events tell of a request: when it was received, in which slot it was chosen, who executed it, what the audit saw.

use crate::audit;
use std::collections::{BTreeMap, BTreeSet};
use wire::{Asked, Event, Fate, Party, Traced};

/// What the events tell of a request.
#[derive(Debug, Default)]
pub struct Facts {
    /// When the client wanted it.
    pub asked: Option<u64>,
    /// Messages with it that are under way, and to which place.
    pub flying: BTreeMap<u64, u8>,
    /// Who received it from the client, and in which event.
    pub received: BTreeMap<u8, u64>,
    /// Where it did not arrive, and why.
    pub lost: BTreeMap<u8, Fate>,
    /// The slot for which it was chosen.
    pub slot: Option<u64>,
    /// Who learnt that it is chosen, and in which event.
    pub chosen: BTreeMap<u8, u64>,
    /// Who executed it, or was given a later State, and in which event.
    pub executed: BTreeMap<u8, u64>,
    /// What was reported for the audit of its slot and later ones, by slot and place.
    pub reports: BTreeMap<u64, BTreeMap<u8, (audit::Report, u64)>>,
}

impl Facts {
    /// Reads the events from when the client wanted it. The slot may be known, though nobody was heard to choose it.
    pub fn gather<'a>(request: Asked, slot: Option<u64>, events: impl Iterator<Item = &'a Traced>) -> Self {
        let mut facts = Self { slot, ..Self::default() };
        // What a client says after it wants something, or wants it again, is about that.
        let (mut asking, mut said) = (BTreeSet::new(), false);
        for traced in events {
            match &traced.event {
                Event::Invoked { client, number } | Event::Retried { client, number } if *client == request.client => {
                    if std::mem::take(&mut said) {
                        asking.clear();
                    }
                    asking.insert(*number);
                    if *number == request.number {
                        facts.asked.get_or_insert(traced.id);
                    }
                }
                Event::Sent { message, from: Party::Client(client), to: Party::Replica(to), .. }
                    if *client == request.client =>
                {
                    said = true;
                    if asking.contains(&request.number) {
                        facts.flying.insert(*message, to.place);
                    }
                }
                _about_something_else => facts.note(request, traced),
            }
        }
        facts
    }

    fn note(&mut self, request: Asked, traced: &Traced) {
        match &traced.event {
            Event::Duplicated { message, copy, .. } => {
                if let Some(place) = self.flying.get(message).copied() {
                    self.flying.insert(*copy, place);
                }
            }
            Event::Delivered { message, .. } => {
                if let Some(place) = self.flying.remove(message) {
                    self.received.entry(place).or_insert(traced.id);
                }
            }
            Event::Undelivered { message, fate } => {
                if let Some(place) = self.flying.remove(message) {
                    self.lost.insert(place, *fate);
                }
            }
            Event::Committed { replica, slot, requests, .. } if requests.0.contains(&request) => {
                let chosen = *self.slot.get_or_insert(*slot);
                if chosen == *slot {
                    self.chosen.entry(replica.place).or_insert(traced.id);
                }
            }
            Event::Executed { replica, slot, .. } | Event::Installed { replica, slot, .. }
                if self.slot.is_some_and(|chosen| *slot >= chosen) =>
            {
                self.executed.entry(replica.place).or_insert(traced.id);
            }
            Event::Audited { replica, slot, state, outputs } if self.slot.is_some_and(|chosen| *slot >= chosen) => {
                self.reports.entry(*slot).or_default().insert(replica.place, ((*state, *outputs), traced.id));
            }
            _about_something_else => {}
        }
    }
}
