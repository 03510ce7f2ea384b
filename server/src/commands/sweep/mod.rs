//! `smr-lab sweep`: many seeds, each a whole run of a cluster in which the seed decides what goes wrong, every promise
//! checked after every event.
//!
//! Seeds are handed out in their order to one thread a core ([`workers`]); nothing is shared but the next seed. When a
//! run breaks a promise no more seeds are handed out, and those already handed out are played to their end. So the
//! violation that is reported ([`report`]) is always that of the lowest seed, whatever the number of threads.

mod report;
mod seeds;
mod workers;

pub use seeds::Seeds;

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use smr::Tick;
use smr::plant::{Plant, Plants};
use world::Configuration;
use world::orders::{self, Order};
use world::search::plan::{Faults, Plan};
use world::search::sweep::Outcome;

use super::{print, verdict};

/// What to sweep, and how to say it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The ordering's name.
    pub order: &'static str,
    /// How many replicas a cluster has.
    pub replicas: u8,
    /// The seeds.
    pub seeds: Seeds,
    /// The name of how much goes wrong.
    pub faults: &'static str,
    /// The names of the planted bugs.
    pub plants: Vec<&'static str>,
    /// How many threads; as many as there are cores if nobody says.
    pub threads: Option<NonZeroUsize>,
    /// Whether to go on after a violation, to count them all.
    pub keep_going: bool,
    /// Whether to answer in JSON.
    pub json: bool,
}

/// What is swept.
struct Sweep {
    order: &'static Order,
    replicas: u8,
    seeds: Seeds,
    faults: Faults,
    plants: Plants,
    threads: usize,
    keep_going: bool,
}

impl Sweep {
    fn plan(&self, seed: u64) -> Plan {
        Plan::draw(self.order, seed, self.replicas, self.faults, self.plants)
    }
}

/// How the run of one seed ended: with its outcome, or with a panic, which is a mistake of ours.
struct Played {
    seed: u64,
    outcome: Result<Outcome, String>,
}

impl Played {
    fn is_bad(&self) -> bool {
        self.outcome.as_ref().map_or(true, |outcome| outcome.broken.is_some())
    }
}

/// What a whole sweep came to.
#[derive(Default)]
struct Totals {
    seeds: u64,
    events: u64,
    messages: u64,
    simulated: Tick,
    /// How many commands the plans gave, and how many of them could not be carried out.
    commands: u64,
    refused: u64,
    /// How many runs ended without a verdict on what their clients saw.
    undecided: u64,
    elapsed: Duration,
    /// Runs that broke a promise, or panicked, in the order of their seeds.
    bad: Vec<Played>,
}

impl Totals {
    fn add(&mut self, played: Played) {
        self.seeds += 1;
        if let Ok(outcome) = &played.outcome {
            self.events += outcome.events;
            self.messages += outcome.messages;
            self.simulated += outcome.simulated;
            self.commands += outcome.commands;
            self.refused += outcome.refused;
            self.undecided += u64::from(outcome.undecided);
        }
        if played.is_bad() {
            let place = self.bad.partition_point(|other| other.seed < played.seed);
            self.bad.insert(place, played);
        }
    }
}

/// Sweeps and prints what was found.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let sweep = Sweep {
        order: orders::named(options.order).unwrap_or(orders::usual()),
        replicas: options.replicas,
        seeds: options.seeds,
        faults: Faults::ALL.into_iter().find(|faults| faults.name() == options.faults).unwrap_or(Faults::Full),
        plants: planted(&options.plants),
        threads: options.threads.unwrap_or_else(cores).get(),
        keep_going: options.keep_going,
    };
    let asked = Configuration { replicas: sweep.replicas, plants: sweep.plants, ..Configuration::default() };
    if let Err(impossible) = sweep.order.check(&Configuration { failure_model: sweep.order.models[0], ..asked }) {
        eprintln!("smr-lab: {impossible}");
        return ExitCode::from(2);
    }
    let mut totals = Totals::default();
    let mut progress = report::Progress::default();
    let begin = Instant::now();
    workers::play_all(&sweep, |played| {
        totals.add(played);
        totals.elapsed = begin.elapsed();
        progress.tell(&sweep, &totals);
    });
    progress.end();
    let worst = report::worst(&sweep, &totals);
    print(
        options.json,
        || report::words(&sweep, &totals, worst.as_ref()),
        || report::value(&sweep, &totals, worst.as_ref()),
    );
    verdict(totals.bad.is_empty())
}

fn planted(names: &[&str]) -> Plants {
    let chosen = Plant::ALL.iter().filter(|plant| names.contains(&plant.name()));
    chosen.fold(Plants::default(), |plants, plant| plants.with(*plant))
}
