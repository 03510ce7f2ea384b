//! The promises hold in every schedule that a seed can think of, and without any one of the rules they do not.

use super::super::MultiPaxos;
use super::super::lines::LINES;
use crate::order::tests::universe::{Trial, run};
use crate::plant::{Plant, Plants};
use std::collections::BTreeSet;

/// How many seeds each. Sweeps over whole clusters try many more.
const SEEDS: u64 = 150;

fn all_hold(trial: Trial) {
    for seed in 0..SEEDS {
        if let Err(broken) = run::<MultiPaxos>(seed, trial) {
            panic!("{broken}");
        }
    }
}

#[test]
fn three_members_agree_and_then_everything_is_chosen() {
    all_hold(Trial::of(3));
}

#[test]
fn five_members_agree_and_then_everything_is_chosen() {
    all_hold(Trial::of(5));
}

#[test]
fn members_that_lose_their_disks_return_as_others_and_members_quit() {
    all_hold(Trial { rebirths: true, ..Trial::of(3) });
    all_hold(Trial { rebirths: true, ..Trial::of(5) });
}

/// A line that never runs is a case that these trials never reach.
#[test]
fn every_line_of_the_pseudo_code_runs() {
    let mut silent: BTreeSet<&str> = LINES.iter().map(|line| line.name).collect();
    for seed in 0..20_000 {
        let trial = Trial { rebirths: true, ..Trial::of([3, 5][seed as usize % 2]) };
        match run::<MultiPaxos>(seed, trial) {
            Ok(universe) => silent.retain(|name| !universe.ran.contains(name)),
            Err(broken) => panic!("{broken}"),
        }
        if silent.is_empty() {
            return;
        }
    }
    panic!("never ran: {silent:?}");
}

#[test]
fn without_any_one_rule_two_values_are_chosen() {
    let rules = [
        Plant::SkipPromiseCheck,
        Plant::ForgetPromise,
        Plant::AnyValue,
        Plant::LowestBallotValue,
        Plant::SharedBallot,
        Plant::LearnAnyBallot,
        Plant::IgnoreForgotten,
        Plant::MinorityQuorum,
    ];
    for plant in rules {
        let trial = Trial { plants: Plants::default().with(plant), ..Trial::of(3) };
        let mut broken = (0..20_000).filter_map(|seed| run::<MultiPaxos>(seed, trial).err());
        let disagreement = broken.find(|broken| broken.contains("another committed"));
        assert!(disagreement.is_some(), "{} breaks nothing", plant.name());
    }
}
