//! `smr-lab bench`: the figures that the lab promises to reach, each printed beside what is asked for.
//!
//! A figure taken once says as much of the machine's mood as of the program. So every figure is taken several times, and
//! the rounds are interleaved: each round takes every figure once, one after the other, on one core, so that a slow moment
//! of the machine spoils one sample of each and not all samples of one. What is printed is the median and how far the
//! samples lie apart.
//!
//! - [`pipeline`]: ordered Inputs a second through everything a cluster does; beside it
//! - [`bare_ordering`]: what `omnipaxos` needs to order as many entries, and do nothing else; and
//! - the same pipeline under other orderings, each beside Multi-Paxos ([`beside`]).
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
    /// At least this part of what Multi-Paxos reaches in the same pipeline.
    OfMultiPaxos(f64),
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
        take: |hundredths| pipeline::inputs_per_second("multi-paxos", 2_000 * hundredths),
        once: false,
    },
    beside("raft_inputs_per_second", "  under raft", 2.0, |hundredths| {
        pipeline::inputs_per_second("raft", 2_000 * hundredths)
    }),
    beside("pbft_inputs_per_second", "  under pbft", 4.0, |hundredths| {
        pipeline::inputs_per_second("pbft", 2_000 * hundredths)
    }),
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
        asked: Asked::AtLeast(500_000.0),
        how: "paxos-small, all of its 185,369 distinct states; `cargo bench -p benches` puts another explorer beside it",
        take: explored_states_per_second,
        once: false,
    },
];

/// The same pipeline under another ordering, which may be so many times as slow as Multi-Paxos.
const fn beside(key: &'static str, name: &'static str, slower: f64, take: fn(u64) -> f64) -> Figure {
    Figure {
        key,
        name,
        asked: Asked::OfMultiPaxos(1.0 / slower),
        how: "the same, under that ordering, with the fewest replicas that survive one failure of its usual kind",
        take,
        once: false,
    }
}

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

fn median(taken: &[Samples], key: &str) -> f64 {
    let found = FIGURES.iter().zip(taken).find(|(figure, _)| figure.key == key);
    found.map_or(f64::NAN, |(_, samples)| samples.median())
}

/// How fast the whole pipeline is, as a part of the speed at which `omnipaxos` orders bare entries.
fn ratio(taken: &[Samples]) -> f64 {
    median(taken, PIPELINE) / median(taken, BARE)
}

fn words(taken: &[Samples], options: &Options) -> String {
    let mut rows = Vec::from([("", row("asked", "measured", "lowest to highest", ""))]);
    let pipeline = median(taken, PIPELINE);
    for (figure, samples) in FIGURES.iter().zip(taken) {
        let measured = samples.median();
        let verdict = match figure.asked.met_by(measured, pipeline) {
            Some(true) => "reached",
            Some(false) => "NOT REACHED",
            None => "",
        };
        let apart = format!("{} to {}", rounded(samples.lowest()), rounded(samples.highest()));
        let apart = if figure.once { "taken once".to_owned() } else { apart };
        let (asked, speed) = (figure.asked.words(), in_figures(measured));
        if let Asked::OfMultiPaxos(_) = figure.asked {
            let part = format!("{:.2}", measured / pipeline);
            rows.push((figure.name, row("", &speed, &apart, "")));
            rows.push(("    beside multi-paxos", row(&asked, &part, "of its speed", verdict)));
        } else {
            rows.push((figure.name, row(&asked, &speed, &apart, verdict)));
        }
        if figure.key == BARE {
            let part = format!("{:.2}", ratio(taken));
            rows.push(("    the lab beside it", row("", &part, "of the speed of bare ordering", "")));
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

fn row(asked: &str, measured: &str, rest: &str, verdict: &str) -> String {
    format!("{asked:>12} {measured:>14}   {rest:<25} {verdict}")
}

fn in_figures(figure: f64) -> String {
    if figure.is_finite() { rounded(figure) } else { "not known".to_owned() }
}

fn value(taken: &[Samples], options: &Options) -> Json {
    let pipeline = median(taken, PIPELINE);
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
            "reached": figure.asked.met_by(samples.median(), pipeline),
            "of_multi_paxos": match figure.asked {
                Asked::OfMultiPaxos(_) => Some(samples.median() / pipeline),
                _ => None,
            },
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
    /// Whether a figure is what is asked, where Multi-Paxos reaches so much.
    fn met_by(self, figure: f64, multi_paxos: f64) -> Option<bool> {
        match self {
            Self::AtLeast(least) => Some(figure >= least),
            Self::Below(most) => Some(figure < most),
            Self::OfMultiPaxos(part) => Some(figure >= part * multi_paxos),
            Self::Nothing => None,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {}", rounded(least)),
            Self::Below(most) => format!("< {}", rounded(most)),
            Self::OfMultiPaxos(part) => format!(">= {part:.2}"),
            Self::Nothing => String::new(),
        }
    }

    fn value(self) -> Json {
        match self {
            Self::AtLeast(least) => json!({ "at_least": least }),
            Self::Below(most) => json!({ "below": most }),
            Self::OfMultiPaxos(part) => json!({ "at_least_of_multi_paxos": part }),
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
        assert_eq!(Asked::AtLeast(5.0).met_by(5.0, 0.0), Some(true));
        assert_eq!(Asked::Below(200.0).met_by(200.0, 0.0), Some(false));
        assert_eq!(Asked::OfMultiPaxos(0.5).met_by(50.0, 100.0), Some(true));
        assert_eq!(Asked::OfMultiPaxos(0.5).met_by(49.0, 100.0), Some(false));
        assert_eq!(Asked::AtLeast(500_000.0).words(), ">= 500,000");
    }
}
