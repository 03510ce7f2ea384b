//! Why something happened, and what could have to do with it.

use super::run_of;
use crate::script::witness::place_of;
use crate::time::causes::{NoSuchEvent, future, past, why};
use std::collections::BTreeSet;
use wire::{Event, Traced};

/// Whether a way leads from one event to another, by the definition: step by step along causes and places.
fn reached_from(events: &[Traced], from: u64) -> BTreeSet<u64> {
    let mut reached = BTreeSet::from([from]);
    for later in &events[from as usize..] {
        let place = place_of(&later.event);
        let after = |known: &u64| place.is_some() && place_of(&events[*known as usize - 1].event) == place;
        if reached.contains(&later.cause) || reached.iter().any(after) {
            reached.insert(later.id);
        }
    }
    reached
}

#[test]
fn an_answer_leads_back_to_the_command_that_asked_for_it() {
    let (timeline, events) = run_of(4);
    let answers = events.iter().filter(|traced| matches!(traced.event, Event::Answered { .. }));
    let mut to_commands = 0;
    for answer in answers.take(20) {
        let chain = why(&timeline, answer.id, usize::MAX).expect("it happened");
        assert!(chain.all);
        assert_eq!(chain.events.last(), Some(answer));
        for pair in chain.events.windows(2) {
            assert_eq!(pair[1].cause, pair[0].id);
        }
        assert_eq!(chain.events[0].cause, 0);
        to_commands += usize::from(chain.events[0].event == Event::Command);
    }
    assert!(to_commands > 0);
}

#[test]
fn a_chain_can_be_cut_short() {
    let (timeline, events) = run_of(4);
    let last = events.iter().rev().find(|traced| matches!(traced.event, Event::Answered { .. })).expect("some answer");
    let short = why(&timeline, last.id, 3).expect("it happened");
    assert_eq!((short.events.len(), short.all), (3, false));
    assert_eq!(short.events.last(), Some(last));
}

#[test]
fn past_and_future_are_what_the_definition_says() {
    let (timeline, events) = run_of(10);
    let events = &events[..1_500.min(events.len())];
    for event in [40, 333, 700, 1_200] {
        let future = future(&timeline, event, 1_500 - event + 1).expect("it happened");
        let ids: BTreeSet<u64> = future.events.iter().map(|traced| traced.id).collect();
        assert_eq!(ids, reached_from(events, event), "the future of {event}");

        let past = past(&timeline, event, u64::MAX).expect("it happened");
        assert!(past.all);
        let ids: BTreeSet<u64> = past.events.iter().map(|traced| traced.id).collect();
        for candidate in (1..=event).step_by(7) {
            let leads = reached_from(&events[..event as usize], candidate).contains(&event);
            assert_eq!(ids.contains(&candidate), leads, "{candidate} in the past of {event}");
        }
        assert!(ids.len() < event as usize || event < 50, "not everything is in the past of {event}");
    }
}

#[test]
fn an_event_that_has_not_happened_is_told_as_that() {
    let (timeline, events) = run_of(10);
    let last = events.len() as u64;
    for event in [0, last + 1, u64::MAX] {
        let expected = NoSuchEvent { event, last };
        assert_eq!(why(&timeline, event, 9), Err(expected));
        assert_eq!(past(&timeline, event, 9), Err(expected));
        assert_eq!(future(&timeline, event, 9), Err(expected));
    }
}
