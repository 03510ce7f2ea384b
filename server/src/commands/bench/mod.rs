//! `smr-lab bench`: the figures that the lab promises to reach, each printed beside what is asked for.
//!
//! A figure taken once says as much of the machine's mood as of the program. So every figure is taken several times, and
//! the rounds are interleaved: each round takes every figure once, one after the other, on one core, so that a slow moment
//! of the machine spoils one sample of each and not all samples of one. What is printed is the median and how far the
//! samples lie apart.
//!
//! - [`pipeline`]: ordered Inputs a second through everything a cluster does; beside it
//! - [`bare_ordering`]: what `omnipaxos` needs to order as many entries, and do nothing else.
//! - [`simulation`]: messages and simulated seconds a second.
//! - [`memory`]: bytes that a long run keeps for each of its events.
//! - [`walking`]: how long it takes to go to any moment of a run, what a long session keeps, how fast scripts are read.
//! - The explorer's states a second, on the model that [`world::search::explore`] calls `paxos-small`.
//!
//! These are measurements, never tests: on a busy or small machine they come out low, and nothing is wrong. The command
//! ends with 0 whatever they are. `cargo bench -p benches` takes the same ones with more statistics.

pub mod bare_ordering;
pub mod memory;
pub mod pipeline;
pub mod simulation;
pub mod walking;

mod samples;
mod stopwatch;

use serde_json::{Value as Json, json};
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use world::search::explore::{Budget, named};

use super::figures::{a_second, columns, rounded};
use super::print;
use samples::Samples;
use stopwatch::Stopwatch;

/// How much to measure, and how to say it.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many times every figure is taken.
    pub rounds: u32,
    /// A hundredth of the work: shows that everything runs, and measures nothing.
    pub quick: bool,
    /// Whether to answer in JSON.
    pub json: bool,
}

/// What a figure has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    /// At least this.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
    /// Nothing: it is there for comparison.
    Nothing,
}

/// A figure that can be taken.
struct Figure {
    /// Its name in JSON.
    key: &'static str,
    /// What is measured, in a few words.
    name: &'static str,
    asked: Asked,
    /// How it is measured.
    how: &'static str,
    /// Takes it once, with so many hundredths of the work.
    take: fn(u64) -> f64,
    /// Whether one sample is enough, as what is measured does not depend on the machine's mood.
    once: bool,
}

const PIPELINE: &str = "ordered_inputs_per_second";
const BARE: &str = "omnipaxos_entries_per_second";

/// Every figure. Resident memory comes first: whatever ran before it would leave memory behind for it to use.
const FIGURES: &[Figure] = &[
    Figure {
        key: "resident_bytes_per_event",
        name: "resident bytes for an event",
        asked: Asked::Nothing,
        how: "as the system sees it: by how much this process grew over that run, replicas and disks included (Linux)",
        take: |hundredths| memory::keep(10_000 * hundredths).resident,
        once: true,
    },
    Figure {
        key: "resident_megabytes_of_a_session",
        name: "megabytes of a long session",
        asked: Asked::Below(512.0),
        how: "by how much this process grew over a session of 10,000,000 events that was looked at here and there (Linux)",
        take: |hundredths| walking::session(100_000 * hundredths),
        once: true,
    },
    Figure {
        key: "bytes_per_event",
        name: "bytes kept for an event",
        asked: Asked::Below(200.0),
        how: "a run of 1,000,000 events: its trace with words, a keyframe every 10,000 events, counted from the structures",
        take: |hundredths| memory::keep(10_000 * hundredths).counted,
        once: true,
    },
    Figure {
        key: PIPELINE,
        name: "ordered Inputs a second",
        asked: Asked::AtLeast(500_000.0),
        how: "3 replicas, all executing, every Output voted, audit on, trace on, 64 Inputs in flight, no think time",
        take: |hundredths| pipeline::inputs_per_second(2_000 * hundredths),
        once: false,
    },
    Figure {
        key: BARE,
        name: "  omnipaxos, bare ordering",
        asked: Asked::Nothing,
        how: "as many entries, 3 nodes, 64 in flight, messages passed by hand; no execution, no vote, no simulation",
        take: |hundredths| bare_ordering::entries_per_second(2_000 * hundredths),
        once: false,
    },
    Figure {
        key: "messages_per_second",
        name: "simulated messages a second",
        asked: Asked::AtLeast(3_000_000.0),
        how: "5 replicas, 16 clients with one Input in flight each and no think time; nothing is watched but the hash",
        take: |hundredths| simulation::messages_per_second(200 * hundredths),
        once: false,
    },
    Figure {
        key: "simulated_seconds_per_second",
        name: "simulated seconds a second",
        asked: Asked::AtLeast(1_000.0),
        how: "5 replicas with 100 Inputs a second",
        take: |hundredths| simulation::seconds_per_second(hundredths),
        once: false,
    },
    Figure {
        key: "seek_milliseconds",
        name: "milliseconds to any moment",
        asked: Asked::Below(20.0),
        how: "to random events of a run of 1,000,000 events, the median",
        take: |hundredths| walking::seek(10_000 * hundredths),
        once: false,
    },
    Figure {
        key: "step_back_milliseconds",
        name: "milliseconds for a step back",
        asked: Asked::Below(5.0),
        how: "one event back, from those moments, the median",
        take: |hundredths| walking::step_back(10_000 * hundredths),
        once: false,
    },
    Figure {
        key: "parse_milliseconds",
        name: "milliseconds to read a script",
        asked: Asked::Below(50.0),
        how: "a script of 10,000 lines, the parser alone",
        take: |hundredths| walking::parse(100 * hundredths),
        once: false,
    },
    Figure {
        key: "explorer_states_per_second",
        name: "explored states a second",
        asked: Asked::Nothing,
        how: "paxos-small, all of its 185,369 distinct states",
        take: explored_states_per_second,
        once: false,
    },
];

fn explored_states_per_second(hundredths: u64) -> f64 {
    let Some(model) = named("paxos-small") else { return f64::NAN };
    let begin = Stopwatch::start();
    let budget = Budget { states: 2_000 * hundredths as usize, ..Budget::default() };
    let report = (model.run)(&budget);
    a_second(report.distinct as u64, begin.elapsed())
}

/// Takes every figure and prints it beside what is asked for.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    if cfg!(debug_assertions) {
        eprintln!(
            "smr-lab: this is a debug build, so the figures mean little; measure with `cargo run --release -- bench`"
        );
    }
    let hundredths = if options.quick { 1 } else { 100 };
    let mut taken: Vec<Samples> = FIGURES.iter().map(|_| Samples::default()).collect();
    for round in 0..options.rounds {
        for (figure, samples) in FIGURES.iter().zip(&mut taken) {
            if round == 0 || !figure.once {
                progress(&format!("round {} of {}: {}", round + 1, options.rounds, figure.name.trim()));
                samples.add((figure.take)(hundredths));
            }
        }
    }
    progress("");
    print(options.json, || words(&taken, options), || value(&taken, options));
    ExitCode::SUCCESS
}

/// A line on the terminal that replaces the one before.
fn progress(line: &str) {
    if io::stderr().is_terminal() {
        // A terminal that went away is told nothing more.
        let _gone = write!(io::stderr(), "\r{line:<78}\r");
    }
}

/// How many times as long the whole pipeline takes for an Input as `omnipaxos` does for a bare entry.
fn ratio(taken: &[Samples]) -> f64 {
    let median = |key: &str| FIGURES.iter().zip(taken).find(|(figure, _)| figure.key == key).map(|(_, of)| of.median());
    median(PIPELINE).unwrap_or(f64::NAN) / median(BARE).unwrap_or(f64::NAN)
}

fn words(taken: &[Samples], options: &Options) -> String {
    let mut rows = Vec::from([("", format!("{:>12} {:>14}   {:<25}", "asked", "measured", "lowest to highest"))]);
    for (figure, samples) in FIGURES.iter().zip(taken) {
        let measured = samples.median();
        let verdict = match figure.asked.met_by(measured) {
            Some(true) => "reached",
            Some(false) => "NOT REACHED",
            None => "",
        };
        let apart = format!("{} to {}", rounded(samples.lowest()), rounded(samples.highest()));
        let apart = if figure.once { "taken once".to_owned() } else { apart };
        rows.push((
            figure.name,
            format!("{:>12} {:>14}   {apart:<25} {verdict}", figure.asked.words(), told(measured)),
        ));
        if figure.key == BARE {
            let ratio = format!("{:>12} {:>14}   of the speed of bare ordering", "", format!("{:.2}", ratio(taken)));
            rows.push(("  the lab beside it", ratio));
        }
    }
    let mut text = columns(rows);
    text += &format!(
        "\nMedian of {} interleaved rounds on one core ({}). What is measured:\n",
        options.rounds,
        Stopwatch::says()
    );
    for figure in FIGURES {
        text += &format!("  {}: {}\n", figure.name.trim(), figure.how);
    }
    text
}

fn told(figure: f64) -> String {
    if figure.is_finite() { rounded(figure) } else { "not known".to_owned() }
}

fn value(taken: &[Samples], options: &Options) -> Json {
    let figures = FIGURES.iter().zip(taken).map(|(figure, samples)| {
        json!({
            "key": figure.key,
            "name": figure.name.trim(),
            "how": figure.how,
            "asked": figure.asked.value(),
            "measured": samples.median(),
            "lowest": samples.lowest(),
            "highest": samples.highest(),
            "samples": samples.all(),
            "reached": figure.asked.met_by(samples.median()),
        })
    });
    json!({
        "rounds": options.rounds,
        "quick": options.quick,
        "debug_build": cfg!(debug_assertions),
        "seconds_are": Stopwatch::says(),
        "figures": figures.collect::<Vec<_>>(),
        "ratio_to_omnipaxos": ratio(taken),
    })
}

impl Asked {
    fn met_by(self, figure: f64) -> Option<bool> {
        match self {
            Self::AtLeast(least) => Some(figure >= least),
            Self::Below(most) => Some(figure < most),
            Self::Nothing => None,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {}", rounded(least)),
            Self::Below(most) => format!("< {}", rounded(most)),
            Self::Nothing => String::new(),
        }
    }

    fn value(self) -> Json {
        match self {
            Self::AtLeast(least) => json!({ "at_least": least }),
            Self::Below(most) => json!({ "below": most }),
            Self::Nothing => Json::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_can_be_taken() {
        for figure in FIGURES {
            let taken = (figure.take)(1);
            assert!(taken > 0.0 || !taken.is_finite() || figure.key.starts_with("resident"), "{}: {taken}", figure.key);
        }
    }

    #[test]
    fn a_figure_stands_beside_what_is_asked() {
        assert_eq!(Asked::AtLeast(5.0).met_by(5.0), Some(true));
        assert_eq!(Asked::Below(200.0).met_by(200.0), Some(false));
        assert_eq!(Asked::AtLeast(500_000.0).words(), ">= 500,000");
    }
}
