//! A run as a log for ShiViz, which draws who could know what.
//!
//! An event is two lines: what happened, then the host and its vector clock in JSON, as ShiViz's parser expects them:
//! `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`. The hosts are the replicas' places, the clients, the user, and the
//! network, to which what becomes of messages on their way belongs.

use super::{TooMuch, within};
use crate::script::witness::place_of;
use crate::time::Timeline;
use crate::time::words::say;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use wire::{Event, Traced};

/// The parser that reads it, for the field of that name in ShiViz.
pub const PARSER: &str = r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})";

type Clock = BTreeMap<String, u64>;

/// So many events can be in one log: ShiViz draws no more in a time that anybody waits for.
pub const MOST_EVENTS: u64 = 20_000;

/// A stretch of a run as a log, the clocks beginning with its first event.
///
/// # Errors
/// It is too long for a log.
pub fn export(timeline: &Timeline, stretch: RangeInclusive<u64>) -> Result<String, TooMuch> {
    Ok(log(&timeline.events(within(timeline, stretch, MOST_EVENTS)?)))
}

fn log(events: &[Traced]) -> String {
    let mut at_host: BTreeMap<String, Clock> = BTreeMap::new();
    let mut at_event: BTreeMap<u64, Clock> = BTreeMap::new();
    let mut log = String::new();
    for traced in events {
        let host = host_of(&traced.event);
        let clock = at_host.entry(host.clone()).or_default();
        for (other, count) in at_event.get(&traced.cause).into_iter().flatten() {
            let known = clock.entry(other.clone()).or_default();
            *known = (*known).max(*count);
        }
        *clock.entry(host.clone()).or_default() += 1;
        let words = say(traced).replace(['\n', '\r'], " ");
        let entries: Vec<String> = clock.iter().map(|(host, count)| format!("\"{host}\":{count}")).collect();
        log += &format!("{words}\n{host} {{{}}}\n", entries.join(","));
        at_event.insert(traced.id, clock.clone());
    }
    log
}

fn host_of(event: &Event) -> String {
    match (event, place_of(event)) {
        (_, Some(place)) => place.to_string(),
        (Event::Command, None) => "user".to_owned(),
        (_, None) => "network".to_owned(),
    }
}
