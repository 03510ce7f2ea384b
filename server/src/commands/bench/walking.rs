//! What it takes to walk a run: to go to any moment of it, to go one event back, to keep a long session, to read a script.

use smr::receive::ClientId;
use world::script::Script;
use world::time::Timeline;
use world::{Command, Configuration, Workload, orders};

use super::memory::resident;
use super::stopwatch::Stopwatch;

/// How many moments are gone to.
const SEEKS: u64 = 41;

/// How many steps are made back from each.
const STEPS_BACK: u64 = 9;

/// A run of so many events: four clients that always ask.
///
/// # Panics
/// There can be no such run, which is a bug of the lab.
#[must_use]
pub fn run_of(events: u64) -> Timeline {
    let begun = Timeline::begin(orders::usual(), Configuration::default());
    let mut timeline = begun.unwrap_or_else(|impossible| panic!("{impossible}"));
    timeline.run_until(1_000_000, &mut |_| {});
    for client in 1..=4 {
        let workload = Workload { inputs: u32::MAX, in_flight: 4, think: 1_000 };
        let workload = Command::Workload(ClientId(client), workload);
        timeline.command(&workload, &mut |_| {}).unwrap_or_else(|refusal| panic!("{refusal}"));
    }
    while timeline.position() < events {
        timeline.step(&mut |_| {});
    }
    timeline
}

/// Events of a run in no order: always the same ones.
pub fn scattered(events: u64) -> impl Iterator<Item = u64> {
    (1..).map(move |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % events)
}

/// How many milliseconds it takes to go to a random moment of a run, in the median.
#[must_use]
pub fn seek(events: u64) -> f64 {
    let mut timeline = run_of(events);
    median(scattered(events).take(SEEKS as usize).map(|event| milliseconds(|| timeline.seek_event(event))))
}

/// How many milliseconds it takes to go one event back from a random moment of a run, in the median.
#[must_use]
pub fn step_back(events: u64) -> f64 {
    let mut timeline = run_of(events);
    let mut taken = Vec::new();
    for event in scattered(events).take(SEEKS as usize) {
        timeline.seek_event(event);
        taken.extend((0..STEPS_BACK).map(|_| milliseconds(|| timeline.back())));
    }
    median(taken)
}

/// How many megabytes more this process keeps for a session of so many events, looked at here and there.
#[must_use]
pub fn session(events: u64) -> f64 {
    let before = resident();
    let mut timeline = run_of(events);
    scattered(events).take(SEEKS as usize).for_each(|event| {
        timeline.seek_event(event);
    });
    let after = before.zip(resident());
    after.map_or(f64::NAN, |(before, after)| after.saturating_sub(before) as f64 / 1_000_000.0)
}

/// A script of so many lines, of every kind that is common.
#[must_use]
pub fn script_of(lines: u64) -> String {
    let kinds = [
        "c1: add 5 # a comment",
        "run until stored on majority",
        "expect all slot >= 1 and (r1 up or not leader is r2)",
        "partition r1 c1 | others c2",
        "run for 250ms",
        "heal",
        "workload c2 inputs=10 in-flight=2 think=1ms",
        "network delay=500us..2ms loss=1%",
        "deliver accept leader -> r2",
        "say \"What was stored stays stored.\"",
    ];
    let line = |number: u64| kinds[(number % kinds.len() as u64) as usize];
    (0..lines)
        .fold("cluster replicas=3 machine=counter seed=7\n".to_owned(), |script, number| script + line(number) + "\n")
}

/// How many milliseconds it takes to read such a script.
///
/// # Panics
/// It cannot be read.
#[must_use]
pub fn parse(lines: u64) -> f64 {
    let script = script_of(lines);
    median((0..9).map(|_| milliseconds(|| assert!(Script::parse(&script).is_ok(), "it can be read"))))
}

fn milliseconds<T>(act: impl FnOnce() -> T) -> f64 {
    let begin = Stopwatch::start();
    act();
    begin.elapsed().as_secs_f64() * 1_000.0
}

fn median(taken: impl IntoIterator<Item = f64>) -> f64 {
    let mut samples = super::samples::Samples::default();
    taken.into_iter().for_each(|sample| samples.add(sample));
    samples.median()
}
