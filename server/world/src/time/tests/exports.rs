//! What is exported can be read by those it is for.

use super::run_of;
use crate::script::Limits;
use crate::time::Recording;
use crate::time::export::json::CannotImport;
use crate::time::export::{json, shiviz, svg};
use std::collections::BTreeMap;
use wire::Event;

type Clock = BTreeMap<String, u64>;

/// A log as ShiViz's parser takes it apart.
fn parsed(log: &str) -> Vec<(String, String, Clock)> {
    let lines: Vec<&str> = log.lines().collect();
    let entry = |pair: &[&str]| {
        let (host, clock) = pair[1].split_once(' ').expect("a host and a clock");
        assert!(!host.is_empty() && clock.starts_with('{') && clock.ends_with('}'), "{}", pair[1]);
        (pair[0].to_owned(), host.to_owned(), serde_json::from_str(clock).expect("the clock is JSON"))
    };
    assert!(lines.len().is_multiple_of(2));
    lines.chunks(2).map(entry).collect()
}

#[test]
fn shiviz_accepts_the_log() {
    for seed in [1, 4, 9] {
        let (timeline, events) = run_of(seed);
        let entries = parsed(&shiviz::export(&timeline, 1..=u64::MAX).expect("it is short enough"));
        assert_eq!(entries.len(), events.len());
        let mut counts = Clock::new();
        for (_, host, clock) in &entries {
            let count = counts.entry(host.clone()).or_default();
            *count += 1;
            assert_eq!(clock.get(host), Some(&*count), "a host's own entry goes up by one, from 1");
            // Nobody knows of what has not happened: in a log in this order, of what stands further down.
            assert!(clock.iter().all(|(other, known)| counts.get(other).is_some_and(|count| known <= count)));
        }
        let mut receives = 0;
        for (traced, (_, _, clock)) in events.iter().zip(&entries) {
            if let (Event::Delivered { .. } | Event::Heard { .. }, Some(sent)) =
                (&traced.event, traced.cause.checked_sub(1))
            {
                let (_, sender, sent) = &entries[sent as usize];
                assert!(sent.iter().all(|(host, count)| clock.get(host).is_some_and(|known| known >= count)));
                assert!(clock != sent && clock.contains_key(sender));
                receives += 1;
            }
        }
        assert!(receives > 100);
    }
}

#[test]
fn a_stretch_of_a_log_begins_its_clocks_anew() {
    let (timeline, _) = run_of(4);
    let entries = parsed(&shiviz::export(&timeline, 500..=700).expect("it is short enough"));
    assert_eq!(entries.len(), 201);
    let mut counts = Clock::new();
    for (_, host, clock) in entries {
        let count = counts.entry(host.clone()).or_default();
        *count += 1;
        assert_eq!(clock[&host], *count);
    }
}

#[test]
fn a_run_in_json_comes_back_as_the_same_run() {
    let (timeline, events) = run_of(11);
    let text = json::export(&timeline).expect("it is short enough");
    let runner = json::import(&text, Limits::default()).expect("it is a run");
    let recording = Recording::of(runner.world().expect("it has begun"));
    assert_eq!(recording, Recording::of(&*timeline.at(u64::MAX)));
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(value["events"].as_array().map(Vec::len), Some(events.len()));
    assert_eq!(value["events"][0], serde_json::to_value(&events[0]).expect("an event is JSON"));
}

#[test]
fn json_that_was_changed_is_refused_with_the_reason() {
    let (timeline, _) = run_of(11);
    let text = json::export(&timeline).expect("it is short enough");
    let import = |text: &str| json::import(text, Limits::default()).map(|_| ()).expect_err("it is refused");
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        import(&text.replacen(from, to, 1))
    };
    assert_eq!(changed("\"version\":1", "\"version\":2"), CannotImport::OtherVersion(2));
    assert!(matches!(changed("smr-lab run", "a run"), CannotImport::Unreadable(_)));
    assert!(matches!(
        changed("\"hash\":\"", "\"hash\":\"1"),
        CannotImport::Unreadable(_) | CannotImport::Unplayable(_)
    ));
    assert!(matches!(changed("run for ", "run for 1"), CannotImport::Unplayable(_)));
    assert!(matches!(changed("\"id\":77,\"at\":", "\"id\":77,\"at\":1"), CannotImport::OtherEvent(77)));
    assert!(matches!(import(&text[..text.len() / 2]), CannotImport::Unreadable(_)));
    assert!(matches!(import("[]"), CannotImport::Unreadable(_)));
}

#[test]
fn a_picture_shows_every_place_message_and_fault() {
    let (timeline, events) = run_of(2);
    let picture = svg::export(&timeline, 1..=4_000).expect("it is short enough");
    let shown = &events[..4_000.min(events.len())];
    let delivered = shown.iter().filter(|traced| matches!(traced.event, Event::Delivered { .. })).count();
    assert_eq!(picture.matches("marker-end").count(), delivered);
    for place in timeline.view().replicas.keys() {
        assert!(picture.contains(&format!(">r{place}<title>replica r{place}")), "r{place} has a line");
    }
    let crashes = shown.iter().filter(|traced| matches!(traced.event, Event::Crashed { .. })).count();
    assert_eq!(picture.matches("class=\"down\"").count(), crashes);
    assert!(picture.contains("prefers-color-scheme:dark"));
    assert!(!picture.contains("http") || picture.matches("http").count() == 1, "it stands alone");
    let (opened, closed) = (picture.matches("<text").count(), picture.matches("</text>").count());
    assert_eq!(opened, closed);
}

#[test]
fn a_picture_of_too_much_is_refused() {
    let mut timeline = run_of(2).0;
    while timeline.end().event <= svg::MOST_EVENTS {
        let later = timeline.end().at + 10_000_000;
        timeline.run_until(later, &mut |_| {});
    }
    let refused = svg::export(&timeline, 1..=u64::MAX).expect_err("it is too much");
    assert_eq!(refused.events, timeline.end().event);
    assert!(refused.to_string().contains("shorter"));
    assert!(svg::export(&timeline, 100..=svg::MOST_EVENTS).is_ok());
    assert_eq!(shiviz::export(&timeline, 1..=u64::MAX), Err(refused));
}
