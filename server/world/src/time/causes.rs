//! Why something happened, and what came of it.
//!
//! Every event names the event that made it happen, so one chain leads back from it to a command of the user or to the
//! beginning: that is [`why`]. It is not all that could have mattered. What a replica does depends on all that it has
//! seen; so the [`past`] of an event is everything from which a way leads to it, along messages and along the order of
//! events at one place, and the [`future`] everything to which a way leads from it. What is in neither happened, in
//! Lamport's sense, at the same time.

use super::Timeline;
use crate::script::witness::place_of;
use std::collections::BTreeSet;
use std::fmt;
use wire::{Party, Traced};

/// How many events are looked at in one go.
const STRETCH: u64 = 8_192;

/// Nothing can be said of an event that has not happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoSuchEvent {
    /// Which was asked for.
    pub event: u64,
    /// The last that there is.
    pub last: u64,
}

impl fmt::Display for NoSuchEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no event {}: the events of this run are 1 to {}", self.event, self.last)
    }
}

impl std::error::Error for NoSuchEvent {}

/// Events that hang together, in the order in which they happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Related {
    /// The events.
    pub events: Vec<Traced>,
    /// Whether these are all; more were not looked for.
    pub all: bool,
}

/// The chain of causes of an event, itself last. What begins it is a command, or the beginning of the run. At most so
/// many are given: the last ones.
///
/// # Errors
/// There is no such event.
pub fn why(timeline: &Timeline, event: u64, most: usize) -> Result<Related, NoSuchEvent> {
    exists(timeline, event)?;
    let (mut chain, mut wanted) = (Vec::new(), event);
    backwards(timeline, event, |traced| {
        if traced.id == wanted {
            wanted = traced.cause;
            chain.push(traced);
        }
        wanted > 0 && chain.len() < most
    });
    chain.reverse();
    Ok(Related { events: chain, all: wanted == 0 })
}

/// The causal past of an event, itself last. At most so many events are looked at, backwards from it.
///
/// # Errors
/// There is no such event.
pub fn past(timeline: &Timeline, event: u64, most: u64) -> Result<Related, NoSuchEvent> {
    exists(timeline, event)?;
    let first = event.saturating_sub(most.max(1)) + 1;
    let mut events = Vec::new();
    let mut places: BTreeSet<Party> = BTreeSet::new();
    let mut causes = BTreeSet::from([event]);
    backwards(timeline, event, |traced| {
        let (id, place) = (traced.id, place_of(&traced.event));
        let caused = causes.remove(&id);
        if caused || place.is_some_and(|place| places.contains(&place)) {
            places.extend(place);
            causes.insert(traced.cause);
            events.push(traced);
        }
        id > first
    });
    events.reverse();
    Ok(Related { events, all: first == 1 })
}

/// The causal future of an event, itself first, as far as the run is known. At most so many events are looked at.
///
/// # Errors
/// There is no such event.
pub fn future(timeline: &Timeline, event: u64, most: u64) -> Result<Related, NoSuchEvent> {
    exists(timeline, event)?;
    let end = timeline.end().event;
    let last = end.min(event.saturating_add(most.max(1) - 1));
    let mut events: Vec<Traced> = Vec::new();
    let mut places: BTreeSet<Party> = BTreeSet::new();
    timeline.look(event, last, &mut |traced| {
        let place = place_of(&traced.event);
        let caused = events.binary_search_by_key(&traced.cause, |known| known.id).is_ok();
        if traced.id == event || caused || place.is_some_and(|place| places.contains(&place)) {
            places.extend(place);
            events.push(traced.clone());
        }
        true
    });
    Ok(Related { events, all: last == end })
}

fn exists(timeline: &Timeline, event: u64) -> Result<(), NoSuchEvent> {
    let last = timeline.end().event;
    (1..=last).contains(&event).then_some(()).ok_or(NoSuchEvent { event, last })
}

/// Looks at the events from one on backwards, while `going` says to go on.
fn backwards(timeline: &Timeline, event: u64, mut going: impl FnMut(Traced) -> bool) {
    let mut to = event;
    while to > 0 {
        let from = to.saturating_sub(STRETCH) + 1;
        if !timeline.events(from..=to).into_iter().rev().all(&mut going) {
            return;
        }
        to = from - 1;
    }
}
