//! A promise that nothing can break proves nothing: sweeps over seeds find every planted bug, and what they find is
//! shrunk to little. Without the bug the same runs keep every promise.

use smr::order::multi_paxos::MultiPaxos;
use smr::plant::{Plant, Plants};
use world::Watch;
use world::search::plan::{Faults, Plan};
use world::search::shrink::shrink;
use world::search::sweep::play;

/// Seeds enough for the rarest: a promise that is forgotten must be made, lost and missed within one election.
const SEEDS: u64 = 40_000;

fn draw(seed: u64, plants: Plants) -> Plan {
    Plan::draw(seed, 3, Faults::Full, plants)
}

fn breaks(plan: &Plan) -> bool {
    play::<MultiPaxos>(plan, Watch::PROMISES).1.broken.is_some()
}

fn found(plant: Plant) -> Option<Plan> {
    (0..SEEDS).map(|seed| draw(seed, Plants::default().with(plant))).find(breaks)
}

#[test]
fn every_planted_bug_is_found_and_is_to_blame() {
    for plant in Plant::ALL {
        let plan = found(*plant).unwrap_or_else(|| panic!("no seed below {SEEDS} finds {}", plant.name()));
        assert!(!breaks(&draw(plan.configuration.seed, Plants::default())), "{} is not to blame", plant.name());
    }
}

#[test]
fn what_is_found_is_shrunk_to_a_few_commands() {
    for plant in [Plant::FirstAnswer, Plant::SkipPromiseCheck, Plant::SkipMeanwhile] {
        let plan = found(plant).expect("found");
        let before = plan.commands.len();
        let shrunk = shrink::<MultiPaxos>(plan, 600);
        assert!(breaks(&shrunk));
        assert!(shrunk.commands.len() <= 12 && shrunk.commands.len() <= before, "{shrunk:#?}");
    }
}

#[test]
fn a_thousand_seeds_break_nothing() {
    for (replicas, seeds) in [(3, 0..700), (5, 0..250), (4, 0..50)] {
        for seed in seeds {
            let plan = Plan::draw(seed, replicas, Faults::Full, Plants::default());
            let outcome = play::<MultiPaxos>(&plan, Watch::PROMISES).1;
            assert_eq!(outcome.broken, None, "seed {seed} with {replicas} replicas");
        }
    }
}
