//! What the tests of an ordering claim of its runs in the hostile universe.

use super::universe::{Trial, run};
use crate::order::Ordering;
use crate::plant::{Plant, Plants};
use std::collections::BTreeSet;

/// How many seeds each. Sweeps over whole clusters try many more.
const SEEDS: u64 = 150;

/// How many seeds are tried until what is looked for turns up.
const SEARCHED: u64 = 20_000;

pub fn all_hold<O: Ordering>(trial: Trial) {
    for seed in 0..SEEDS {
        if let Err(broken) = run::<O>(seed, trial) {
            panic!("{broken}");
        }
    }
}

/// A line that never runs is a case that these trials never reach.
pub fn every_line_runs<O: Ordering>() {
    let mut silent: BTreeSet<&str> = O::LINES.iter().map(|line| line.name).collect();
    for seed in 0..SEARCHED {
        let trial = Trial { rebirths: true, ..Trial::of([3, 5][seed as usize % 2]) };
        match run::<O>(seed, trial) {
            Ok(universe) => silent.retain(|name| !universe.ran.contains(name)),
            Err(broken) => panic!("{broken}"),
        }
        if silent.is_empty() {
            return;
        }
    }
    panic!("never ran: {silent:?}");
}

/// Without any one of these rules, two batches are committed in one slot.
pub fn each_rule_is_missed<O: Ordering>(rules: &[Plant], trial: Trial) {
    for plant in rules {
        let trial = Trial { plants: Plants::default().with(*plant), ..trial };
        let mut broken = (0..SEARCHED).filter_map(|seed| run::<O>(seed, trial).err());
        let disagreement = broken.find(|broken| broken.contains("another committed"));
        assert!(disagreement.is_some(), "{} breaks nothing", plant.name());
    }
}
