//! The events that the page has heard, and the way of each message, for drawing a stretch of time.
//!
//! Only so many are kept: those nearest to the present moment. Walking through time leaves holes, and so does coming late;
//! [`Heard::missing`] says which stretch to ask the server for. Of a long run nobody looks at all: what is far from the
//! present is asked for once somebody does.

use wire::message::LONGEST_STRETCH;
use wire::{Event, Fate, Name, Party, Tick, Traced};

/// So many events are kept.
pub const KEPT: usize = 120_000;

/// So many around the present are asked for without anybody looking further.
pub const NEAR: usize = 20_000;

/// So many more may gather before they are cut to [`KEPT`] at once.
const SLACK: usize = 10_000;

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
    /// By message, and so by when it left.
    flights: Vec<(u64, Flight)>,
    /// How long the longest of them was on its way.
    longest: Tick,
    /// The few events that change what lasts, or are compared by the audit: they are gone through again and again.
    turns: Vec<u64>,
    changes: u64,
}

impl Heard {
    /// The events, the oldest first.
    pub fn events(&self) -> &[Traced] {
        &self.events
    }

    /// The events that change what lasts, or are compared by the audit.
    pub fn turns(&self) -> impl Iterator<Item = &Traced> {
        self.turns.iter().filter_map(|id| self.event(*id))
    }

    /// The ways of messages that may have been under way in a stretch of time.
    pub fn flights(&self, from: f64, to: f64) -> impl Iterator<Item = &Flight> {
        let first = self.flights.partition_point(|(_, flight)| ((flight.left + self.longest) as f64) < from);
        let on_their_way = self.flights.iter().skip(first).map(|(_, flight)| flight);
        on_their_way.take_while(move |flight| flight.left as f64 <= to)
    }

    /// The stretches of time of which events are lacking.
    pub fn unheard(&self) -> Vec<(f64, f64)> {
        let before = self.events.first().filter(|first| first.id > 1).map(|first| (0.0, first.at as f64));
        let mut gaps = Vec::new();
        note_gaps(&self.events, &mut gaps);
        before.into_iter().chain(gaps.iter().map(|(from, to)| (from.at as f64, to.at as f64))).collect()
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

    /// The State that a replica had before the one that it has at the present: the last other one, as far back as every event
    /// was heard.
    pub fn state_before(&self, place: u8, state: &str, present: u64) -> Option<&str> {
        let until = self.events.partition_point(|traced| traced.id <= present);
        let back = self.events[..until].iter().rev().zip(0..).take_while(|(traced, back)| traced.id + back == present);
        back.map(|(traced, _)| traced).find_map(|traced| match &traced.event {
            Event::Began { replica } | Event::Executed { replica, .. } | Event::Installed { replica, .. }
                if replica.place == place =>
            {
                traced.words.as_deref().filter(|words| !words.is_empty() && *words != state)
            }
            _changes_no_state => None,
        })
    }

    /// Takes in events in their order; what was heard before changes nothing. Those around the present one are kept.
    pub fn hear(&mut self, events: &[Traced], present: u64) {
        self.changes += 1;
        if events.first().is_some_and(|first| self.events.last().is_none_or(|last| last.id < first.id)) {
            events.iter().for_each(|event| self.note(event));
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

    /// The newest stretch that is lacking of so many around the present moment, if the run is known so far.
    pub fn missing(&self, present: u64, known: u64, reach: usize) -> Option<(u64, u64)> {
        let last = known.min(present + reach as u64 / 4);
        let first = (last + 1).saturating_sub(reach as u64).max(1);
        let known = self.events.partition_point(|event| event.id <= last);
        let known = self.events.get(..known).unwrap_or_default();
        let mut gaps = Vec::new();
        note_gaps(known, &mut gaps);
        let (before, to) = match (known.first(), known.last()) {
            (Some(_), Some(newest)) if newest.id < last => (newest.id, last),
            (Some(oldest), Some(_)) => {
                gaps.last().map_or((0, oldest.id - 1), |(before, after)| (before.id, after.id - 1))
            }
            _nothing => (0, last),
        };
        let from = (before + 1).max(first).max((to + 1).saturating_sub(LONGEST_STRETCH));
        (to >= first).then_some((from, to))
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
        self.turns.clear();
        let events = std::mem::take(&mut self.events);
        events.iter().for_each(|event| self.note(event));
        self.events = events;
    }

    /// Notes what is looked for again and again. Events come in their order.
    fn note(&mut self, traced: &Traced) {
        let (sent, left) = (traced.id, traced.at);
        match &traced.event {
            Event::Sent { message, from, to, kind, arrives, .. } => {
                let (kind, arrives) = (kind.clone(), *arrives);
                self.leaves(*message, Flight { from: *from, to: *to, kind, sent, left, arrives, end: None });
            }
            Event::Duplicated { message, copy, arrives } => {
                if let Some(original) = self.flight(*message).cloned() {
                    self.leaves(*copy, Flight { sent, left, arrives: *arrives, end: None, ..original });
                }
            }
            Event::Delayed { message, arrives } => {
                if let Some(flight) = self.flight(*message) {
                    flight.arrives = *arrives;
                    let takes = arrives.saturating_sub(flight.left);
                    self.longest = self.longest.max(takes);
                }
            }
            Event::Delivered { message, .. } => self.ends(*message, End { event: sent, at: left, fate: None }),
            Event::Undelivered { message, fate } => {
                self.ends(*message, End { event: sent, at: left, fate: Some(*fate) });
            }
            Event::Audited { .. }
            | Event::Leader { .. }
            | Event::Began { .. }
            | Event::Crashed { .. }
            | Event::RestartedByAudit { .. }
            | Event::Paused { .. }
            | Event::Resumed { .. }
            | Event::Fault { .. } => self.turns.push(sent),
            _stays_where_it_is => {}
        }
    }

    fn flight(&mut self, message: u64) -> Option<&mut Flight> {
        let index = self.flights.binary_search_by_key(&message, |(known, _)| *known).ok()?;
        self.flights.get_mut(index).map(|(_, flight)| flight)
    }

    /// Messages are numbered as they leave.
    fn leaves(&mut self, message: u64, flight: Flight) {
        self.longest = self.longest.max(flight.arrives.saturating_sub(flight.left));
        self.flights.push((message, flight));
    }

    fn ends(&mut self, message: u64, end: End) {
        if let Some(flight) = self.flight(message) {
            flight.end = Some(end);
            let took = end.at.saturating_sub(flight.left);
            self.longest = self.longest.max(took);
        }
    }
}

/// Between which two that follow each other events are lacking.
fn note_gaps<'heard>(events: &'heard [Traced], gaps: &mut Vec<(&'heard Traced, &'heard Traced)>) {
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return };
    match events {
        _ if last.id - first.id + 1 == events.len() as u64 => {}
        [before, after] => gaps.push((before, after)),
        _ => {
            let middle = events.len() / 2;
            note_gaps(&events[..=middle], gaps);
            note_gaps(&events[middle..], gaps);
        }
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
        while let Some((from, to)) = heard.missing(8_009, 8_020, NEAR) {
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
        assert_eq!(heard.unheard(), []);
        heard.forget_after(4);
        assert_eq!(ids(&heard), [1, 2, 3, 4]);
        assert_eq!(heard.missing(4, 4, NEAR), None);
    }

    #[test]
    fn it_never_grows_beyond_its_bound_and_keeps_what_is_near() {
        let mut heard = Heard::default();
        heard.hear(&stretch(1, 160_000), 160_000);
        assert_eq!((heard.events().len(), heard.events()[0].id), (KEPT, 40_001));
        assert_eq!(heard.missing(160_000, 160_000, NEAR), None);
        assert_eq!(heard.unheard(), [(0.0, 400_010.0)]);
        heard.hear(&stretch(10_001, 30_000), 30_000);
        let (first, last) = (heard.events()[0].id, heard.events().last().map(|event| event.id));
        assert_eq!(first, 10_001, "somebody walked there");
        assert_eq!(heard.unheard(), [(0.0, 100_010.0), (300_000.0, 400_010.0)]);
        assert!(last.is_some_and(|last| last < 80_000), "{last:?}");
        assert_eq!(heard.missing(30_000, 160_000, NEAR), Some((30_905, 35_000)));
        assert_eq!(heard.missing(30_000, 160_000, KEPT), Some((35_905, 40_000)));
    }

    #[test]
    fn the_state_before_is_the_last_other_one_up_to_the_present() {
        let executed = |id, place, words: &str| {
            let event = Event::Executed { replica: Replica { place, life: 0 }, slot: id, outputs: wire::Checksum(0) };
            Traced { event, words: Some(words.into()), ..written(id) }
        };
        let began = Traced { event: Event::Began { replica: R1 }, words: Some("0".into()), ..written(1) };
        let mut heard = Heard::default();
        heard.hear(&[began, executed(2, 1, "5"), executed(3, 2, "7"), written(4), executed(5, 1, "5")], 5);
        assert_eq!(heard.state_before(1, "5", 5), Some("0"));
        assert_eq!(heard.state_before(1, "0", 1), None, "at the beginning there was none");
        assert_eq!(heard.state_before(1, "9", 5), Some("5"));
        assert_eq!(heard.state_before(2, "7", 5), None, "nothing else was heard of it");
        heard.hear(&[written(9)], 9);
        assert_eq!(heard.state_before(1, "6", 9), None, "what it was between is not known");
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
        assert_eq!(heard.flights(0.0, f64::MAX).count(), 0, "where it came from is not known");
        heard.hear(&events[..3], 3);
        let ends: Vec<_> =
            heard.flights(0.0, f64::MAX).map(|flight| (flight.left, flight.arrives, flight.end)).collect();
        let end = |event, at, fate| Some(End { event, at, fate });
        assert_eq!(ends, [(10, 25, end(4, 40, None)), (20, 70, end(5, 50, Some(Fate::Lost)))]);
        assert_eq!(heard.between(15.0, 30.0).len(), 2);
    }
}
