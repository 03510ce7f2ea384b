//! The events that the page has heard, and the way of each message, for drawing a stretch of time.
//!
//! Only so many are kept: those nearest to the present moment. Walking through time leaves holes, and so does coming late;
//! [`Heard::missing`] says which stretch to ask the server for.

use std::collections::BTreeMap;
use wire::message::LONGEST_STRETCH;
use wire::{Event, Fate, Name, Party, Tick, Traced};

/// So many events are kept.
pub const KEPT: usize = 20_000;

/// So many more may gather before they are cut to [`KEPT`] at once.
const SLACK: usize = 2_000;

/// The way of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flight {
    /// The sender.
    pub from: Party,
    /// The addressee.
    pub to: Party,
    /// What kind of message it is.
    pub kind: Name,
    /// The event in which it left, or came to exist again.
    pub sent: u64,
    /// When.
    pub left: Tick,
    /// When it arrives, or was to arrive.
    pub arrives: Tick,
    /// How it ended, if that was heard.
    pub end: Option<End>,
}

/// How a message ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    /// The event.
    pub event: u64,
    /// When.
    pub at: Tick,
    /// Why it did not arrive; `None` if it did.
    pub fate: Option<Fate>,
}

/// What was heard, in its order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Heard {
    events: Vec<Traced>,
    flights: BTreeMap<u64, Flight>,
    changes: u64,
}

impl Heard {
    /// The events, the oldest first.
    pub fn events(&self) -> &[Traced] {
        &self.events
    }

    /// The ways of messages.
    pub fn flights(&self) -> impl Iterator<Item = &Flight> {
        self.flights.values()
    }

    /// Another number whenever there is something new.
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    /// The event of a number, if it was heard and kept.
    pub fn event(&self, id: u64) -> Option<&Traced> {
        self.events.binary_search_by_key(&id, |event| event.id).ok().and_then(|index| self.events.get(index))
    }

    /// The events of a stretch of time.
    pub fn between(&self, from: f64, to: f64) -> &[Traced] {
        let first = self.events.partition_point(|event| (event.at as f64) < from);
        let last = self.events.partition_point(|event| event.at as f64 <= to);
        self.events.get(first..last).unwrap_or_default()
    }

    /// Takes in events in their order; what was heard before changes nothing. Those around the present one are kept.
    pub fn hear(&mut self, events: &[Traced], present: u64) {
        self.changes += 1;
        if events.first().is_some_and(|first| self.events.last().is_none_or(|last| last.id < first.id)) {
            events.iter().for_each(|event| note(&mut self.flights, event));
            self.events.extend_from_slice(events);
        } else {
            // Both are in their order already.
            let mut known = std::mem::take(&mut self.events).into_iter().peekable();
            for event in events {
                while let Some(before) = known.next_if(|before| before.id <= event.id) {
                    self.events.push(before);
                }
                if self.events.last().is_none_or(|last| last.id < event.id) {
                    self.events.push(event.clone());
                }
            }
            self.events.extend(known);
            self.note_all();
        }
        if self.events.len() > KEPT + SLACK {
            self.keep_around(present);
        }
    }

    /// Forgets what came after an event: in another branch it has not happened.
    pub fn forget_after(&mut self, event: u64) {
        self.changes += 1;
        self.events.retain(|known| known.id <= event);
        self.note_all();
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        *self = Self { changes: self.changes + 1, ..Self::default() };
    }

    /// The newest stretch that is lacking of those around the present moment, if the run is known so far.
    pub fn missing(&self, present: u64, known: u64) -> Option<(u64, u64)> {
        let last = known.min(present + KEPT as u64 / 4);
        let first = (last + 1).saturating_sub(KEPT as u64).max(1);
        let mut to = last;
        for event in self.events.iter().rev().skip_while(|event| event.id > last) {
            if event.id < to {
                break;
            }
            to = to.saturating_sub(1);
        }
        if to < first {
            return None;
        }
        let before = self.events.partition_point(|event| event.id <= to).checked_sub(1);
        let before = before.and_then(|index| self.events.get(index)).map_or(0, |event| event.id);
        Some(((before + 1).max(first).max((to + 1).saturating_sub(LONGEST_STRETCH)), to))
    }

    /// Keeps as many as are kept: the nearest to an event.
    fn keep_around(&mut self, present: u64) {
        let here = self.events.partition_point(|event| event.id <= present);
        let after = (self.events.len() - here).min(KEPT / 4);
        let end = here + after;
        self.events.truncate(end);
        self.events.drain(..end.saturating_sub(KEPT));
        self.note_all();
    }

    fn note_all(&mut self) {
        self.flights.clear();
        self.events.iter().for_each(|event| note(&mut self.flights, event));
    }
}

fn note(flights: &mut BTreeMap<u64, Flight>, traced: &Traced) {
    let (sent, left) = (traced.id, traced.at);
    let ended = |fate| Some(End { event: sent, at: left, fate });
    match &traced.event {
        Event::Sent { message, from, to, kind, arrives, .. } => {
            let (kind, arrives) = (kind.clone(), *arrives);
            flights.insert(*message, Flight { from: *from, to: *to, kind, sent, left, arrives, end: None });
        }
        Event::Duplicated { message, copy, arrives } => {
            if let Some(original) = flights.get(message).cloned() {
                flights.insert(*copy, Flight { sent, left, arrives: *arrives, end: None, ..original });
            }
        }
        Event::Delayed { message, arrives } => {
            if let Some(flight) = flights.get_mut(message) {
                flight.arrives = *arrives;
            }
        }
        Event::Delivered { message, .. } => {
            if let Some(flight) = flights.get_mut(message) {
                flight.end = ended(None);
            }
        }
        Event::Undelivered { message, fate } => {
            if let Some(flight) = flights.get_mut(message) {
                flight.end = ended(Some(*fate));
            }
        }
        _stays_where_it_is => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Replica;

    const R1: Replica = Replica { place: 1, life: 0 };

    fn written(id: u64) -> Traced {
        Traced { id, at: id * 10, cause: 0, event: Event::Written { replica: R1 }, words: None }
    }

    fn stretch(from: u64, to: u64) -> Vec<Traced> {
        (from..=to).map(written).collect()
    }

    fn ids(heard: &Heard) -> Vec<u64> {
        heard.events().iter().map(|event| event.id).collect()
    }

    #[test]
    fn what_is_missing_is_asked_for_from_the_newest_on_until_nothing_is() {
        let mut heard = Heard::default();
        heard.hear(&stretch(8_000, 8_009), 8_009);
        let mut asked = Vec::new();
        while let Some((from, to)) = heard.missing(8_009, 8_020) {
            asked.push((from, to));
            heard.hear(&stretch(from, to), 8_009);
        }
        assert_eq!(asked, [(8_010, 8_020), (3_904, 7_999), (1, 3_903)]);
        assert_eq!(ids(&heard), (1..=8_020).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_heard_twice_is_kept_once_and_another_branch_has_another_future() {
        let mut heard = Heard::default();
        for (from, to) in [(5, 9), (1, 6), (8, 12)] {
            heard.hear(&stretch(from, to), to);
        }
        assert_eq!(ids(&heard), (1..=12).collect::<Vec<_>>());
        heard.forget_after(4);
        assert_eq!(ids(&heard), [1, 2, 3, 4]);
        assert_eq!(heard.missing(4, 4), None);
    }

    #[test]
    fn it_never_grows_beyond_its_bound_and_keeps_what_is_near() {
        let mut heard = Heard::default();
        heard.hear(&stretch(1, 30_000), 30_000);
        assert_eq!((heard.events().len(), heard.events()[0].id), (KEPT, 10_001));
        heard.hear(&stretch(2_001, 4_100), 4_100);
        let (first, last) = (heard.events()[0].id, heard.events().last().map(|event| event.id));
        assert_eq!(first, 2_001, "somebody walked there");
        assert!(last.is_some_and(|last| last < 20_000), "{last:?}");
        assert!(heard.missing(4_100, 30_000).is_some());
    }

    #[test]
    fn the_way_of_a_message_is_known_from_its_leaving_to_its_end() {
        let (from, to) = (Party::Replica(R1), Party::Client(1));
        let sent = Event::Sent { message: 3, from, to, kind: "reply".into(), slot: 0, arrives: 25 };
        let lost = Event::Undelivered { message: 4, fate: Fate::Lost };
        let events = [
            sent,
            Event::Duplicated { message: 3, copy: 4, arrives: 40 },
            Event::Delayed { message: 4, arrives: 70 },
            Event::Delivered { message: 3, from, to },
            lost,
        ];
        let traced = |(index, event): (usize, Event)| Traced { event, ..written(index as u64 + 1) };
        let events: Vec<Traced> = events.into_iter().enumerate().map(traced).collect();
        let mut heard = Heard::default();
        heard.hear(&events[3..], 5);
        assert_eq!(heard.flights().count(), 0, "where it came from is not known");
        heard.hear(&events[..3], 3);
        let ends: Vec<_> = heard.flights().map(|flight| (flight.left, flight.arrives, flight.end)).collect();
        let end = |event, at, fate| Some(End { event, at, fate });
        assert_eq!(ends, [(10, 25, end(4, 40, None)), (20, 70, end(5, 50, Some(Fate::Lost)))]);
        assert_eq!(heard.between(15.0, 30.0).len(), 2);
    }
}
