//! Walking a run in every direction comes to the same as going straight.

use super::run_of;
use crate::command::{Command, Given};
use crate::orders;
use crate::time::difference::describe;
use crate::time::{Kind, Moment, Timeline};
use crate::trace::Watch;
use std::sync::Arc;
use wire::{Traced, View};

/// The same run without any walking: the View and the hash after each thing that happens.
fn straight(timeline: &Timeline) -> Vec<(u64, u64, View)> {
    let world = timeline.world();
    let watch = Watch { keep: 0, narrate: true, promises: true };
    let mut straight = orders::usual().world(world.configuration().clone(), watch).expect("it was possible");
    let mut seen = Vec::new();
    let log: Vec<Given> = timeline.log().to_vec();
    let mut given = log.iter();
    let mut next = given.next();
    while straight.trace().length() < timeline.end().event {
        if let Some(command) = next
            && straight.next_at().is_none_or(|at| at > command.at)
        {
            straight.run_until(command.at);
            let _ = straight.command(&command.command);
            next = given.next();
        } else {
            straight.step();
        }
        seen.push((straight.trace().length(), straight.trace().hash(), straight.view().clone()));
    }
    seen
}

#[test]
fn wherever_one_goes_view_and_hash_are_those_of_the_straight_run() {
    for seed in 1..=12 {
        let (mut timeline, events) = run_of(seed);
        let straight = straight(&timeline);
        assert_eq!(events.len() as u64, timeline.end().event, "seed {seed}: every event was told once");
        let count = straight.len();
        for turn in 0..40usize {
            let (event, hash, view) = &straight[(turn * 7_919 + seed as usize * 104_729) % count];
            if *event == timeline.beginning() {
                continue;
            }
            assert_eq!(&timeline.view_at(*event), view, "seed {seed}, event {event}, looked at from elsewhere");
            assert_eq!(timeline.seek_event(*event), *event);
            // Where a thing without events follows, the world stands before it: hash and View are the same.
            assert_eq!(timeline.world().trace().hash(), *hash, "seed {seed}, event {event}");
            assert_eq!(timeline.view(), view, "seed {seed}, event {event}");
        }
    }
}

#[test]
fn every_single_event_can_be_stood_upon_and_has_the_view_that_folding_gives() {
    let (mut timeline, events) = run_of(5);
    let from = timeline.beginning();
    timeline.seek_event(from);
    let mut folded = timeline.view().clone();
    for event in &events[from as usize..from as usize + 600] {
        folded.fold(event);
        assert_eq!(timeline.forth().as_ref(), Some(event));
        assert_eq!(timeline.view(), &folded);
        assert_eq!(timeline.position(), event.id);
    }
    let mut back = timeline.position();
    while timeline.back() {
        back -= 1;
        assert_eq!(timeline.position(), back);
        assert_eq!(timeline.view().event, back);
    }
    assert_eq!(back, from);
}

#[test]
fn a_time_is_reached_with_everything_that_happened_up_to_it() {
    let (mut timeline, events) = run_of(7);
    for at in [0, 1, 999_999, 1_500_000, 2_999_999, 3_000_000, 9_000_000, 40_000] {
        let event = timeline.seek_time(at);
        let expected = events.iter().take_while(|event| event.at <= at).count() as u64;
        assert_eq!(event, expected, "at {at}");
        assert_eq!(timeline.now(), at.min(timeline.end().at));
    }
}

#[test]
fn dropped_events_are_made_again() {
    let (mut timeline, events) = run_of(9);
    timeline.seek_event(200);
    let last = events.len() as u64;
    for (from, to) in [(1, 3), (1, 500), (123, 124), (last - 40, last), (last, last + 10), (77, 77)] {
        let end = to.min(last);
        assert_eq!(timeline.events(from..=to), &events[from as usize - 1..end as usize], "{from} to {to}");
    }
    assert_eq!(timeline.position(), 200, "looking does not move the present");
}

#[test]
fn one_walks_from_one_event_of_a_kind_to_the_next_and_back() {
    let (mut timeline, events) = run_of(4);
    for name in ["executed", "executed r2", "command", "leader r1", "sent c1"] {
        let kind: Kind = name.parse().expect("it is a kind");
        let expected: Vec<u64> = events.iter().filter(|event| kind.fits(event)).map(|event| event.id).collect();
        assert!(!expected.is_empty(), "{name}");
        let beginning = timeline.beginning();
        timeline.seek_event(beginning);
        let mut met: Vec<u64> = std::iter::from_fn(|| timeline.next_kind(&kind).map(|event| event.id)).collect();
        let after: Vec<u64> = expected.iter().copied().filter(|event| *event > beginning).collect();
        assert_eq!(met, after, "{name}");
        let end = timeline.end().event;
        timeline.seek_event(end);
        met = std::iter::from_fn(|| timeline.previous_kind(&kind).map(|event| event.id).filter(|id| *id > beginning))
            .collect();
        met.reverse();
        let before: Vec<u64> = after.into_iter().filter(|event| *event < end).collect();
        assert_eq!(met, before, "{name}");
    }
}

#[test]
fn who_acts_in_the_past_gives_up_the_future_and_who_is_refused_does_not() {
    let (mut timeline, events) = run_of(3);
    let end = timeline.end();
    timeline.seek_event(events.len() as u64 / 2);
    let refused = timeline.command(&Command::Crash(99), &mut |_| {});
    assert!(refused.is_err());
    assert_eq!(timeline.end(), end);
    let log = Arc::clone(timeline.log());
    let mut told = Vec::new();
    timeline.command(&Command::Heal, &mut |event| told.push(event.clone())).expect("one can always heal");
    assert!(timeline.end() < end);
    assert_eq!(timeline.end().event, timeline.position());
    assert!(told.iter().any(|event| event.event == wire::Event::Command));
    let now = timeline.now();
    timeline.run_until(now + 100_000, &mut |_| {});
    timeline.follow(log, end);
    let hash = {
        timeline.seek_event(end.event);
        timeline.world().trace().hash()
    };
    let (straight, _) = run_of(3);
    assert_eq!(hash, straight.world().trace().hash(), "the old future comes again");
}

#[test]
fn a_command_between_two_things_of_one_instant_comes_there_again() {
    let (mut timeline, _) = run_of(2);
    // Stop after the first of several things that happen at the same time.
    let beginning = timeline.beginning();
    timeline.seek_event(beginning);
    while !(timeline.next_at() == Some(timeline.now()) && timeline.world().in_instant() > 0) {
        assert!(timeline.step(&mut |_| {}), "some instant holds two things");
    }
    timeline.command(&Command::Heal, &mut |_| {}).expect("one can always heal");
    let given = timeline.log().last().cloned().expect("it was given");
    assert!(given.after > 0);
    let until = timeline.now() + 500_000;
    timeline.run_until(until, &mut |_| {});
    let hash = timeline.world().trace().hash();
    let configuration = timeline.world().configuration().clone();
    let mut again =
        Timeline::replay(orders::usual(), configuration, Arc::clone(timeline.log()), timeline.end()).expect("possible");
    again.seek_event(timeline.end().event);
    assert_eq!(again.world().trace().hash(), hash);
}

#[test]
fn a_kind_that_is_none_is_told() {
    assert!("execute".parse::<Kind>().expect_err("no event").contains("`executed`"));
    assert!("executed nobody".parse::<Kind>().expect_err("no place").contains("r2"));
    assert!("executed r1 r2".parse::<Kind>().expect_err("too much").contains("`r2`"));
    assert_eq!("crashed r2".parse::<Kind>().expect("a kind").to_string(), "crashed r2");
}

#[test]
fn a_moment_is_named_by_an_event_or_a_time() {
    let mut timeline = run_of(3).0;
    for (text, moment) in [("4711", Moment::Event(4_711)), ("1500ms", Moment::Time(1_500_000))] {
        assert_eq!(text.parse(), Ok(moment));
        assert_eq!(moment.to_string(), text);
    }
    assert!("soon".parse::<Moment>().is_err_and(|why| why.contains("`soon`") && why.contains("1500ms")));
    assert_eq!(timeline.seek(Moment::Event(500)), 500);
    let last = timeline.seek(Moment::Time(1_500_000));
    assert_eq!(timeline.now(), 1_500_000);
    let beyond = |event: &Traced| Moment::Time(1_500_000).is_before(event);
    assert_eq!(timeline.events(last..=last + 1).iter().map(beyond).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn what_can_be_seen_at_a_moment_can_be_told() {
    let mut timeline = run_of(3).0;
    timeline.seek_event(1_000);
    let lines = describe(timeline.view());
    for part in ["run  members: r1, r2, r3", "net  messages on their way: ", "r2   server: ", "c1   waits for: "] {
        assert!(lines.iter().any(|line| line.starts_with(part)), "{part}: {lines:#?}");
    }
}
