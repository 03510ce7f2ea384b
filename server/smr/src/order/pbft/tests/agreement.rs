//! The promises hold in every schedule that a seed can think of, and without any one of the rules they do not.

use super::super::Pbft;
use super::super::lines::LINES;
use crate::order::Treason;
use crate::order::tests::universe::{Trial, run};
use crate::plant::{Plant, Plants};
use std::collections::BTreeSet;

/// How many seeds each. Sweeps over whole clusters try many more.
const SEEDS: u64 = 150;

fn all_hold(trial: Trial) {
    for seed in 0..SEEDS {
        if let Err(broken) = run::<Pbft>(seed, trial) {
            panic!("{broken}");
        }
    }
}

#[test]
fn four_members_agree_and_then_everything_is_chosen() {
    all_hold(Trial::of(4));
}

#[test]
fn seven_members_agree_and_then_everything_is_chosen() {
    all_hold(Trial::of(7));
}

#[test]
fn members_that_lose_their_disks_return_as_others_and_members_quit() {
    all_hold(Trial { rebirths: true, ..Trial::of(4) });
    all_hold(Trial { rebirths: true, ..Trial::of(7) });
}

#[test]
fn one_of_four_may_lie_in_every_way() {
    for lie in Treason::ALL {
        all_hold(Trial { lie: Some(lie), ..Trial::of(4) });
    }
}

#[test]
fn one_of_seven_may_lie_while_another_loses_its_disk() {
    for lie in Treason::ALL {
        all_hold(Trial { lie: Some(lie), rebirths: true, ..Trial::of(7) });
    }
}

/// A line that never runs is a case that these trials never reach.
#[test]
fn every_line_of_the_pseudo_code_runs() {
    let mut silent: BTreeSet<&str> = LINES.iter().map(|line| line.name).collect();
    for seed in 0..20_000 {
        let lie = [None, Some(Treason::Proposals), Some(Treason::Votes), Some(Treason::Views)][seed as usize % 4];
        let trial = Trial { rebirths: lie.is_none(), lie, ..Trial::of([4, 7][seed as usize / 4 % 2]) };
        match run::<Pbft>(seed, trial) {
            Ok(universe) => silent.retain(|name| !universe.ran.contains(name)),
            Err(broken) => panic!("{broken}"),
        }
        if silent.is_empty() {
            return;
        }
    }
    panic!("never ran: {silent:?}");
}

/// The first schedule that breaks a promise without this rule, and how.
fn broken_without(plant: Plant, lie: Option<Treason>) -> Option<String> {
    let trial = Trial { plants: Plants::default().with(plant), lie, ..Trial::of(4) };
    (0..5_000).find_map(|seed| run::<Pbft>(seed, trial).err())
}

/// Each rule, with the lie that it protects from, if it is not needed among honest replicas already.
#[test]
fn without_any_one_rule_two_values_are_chosen() {
    let rules = [
        (Plant::QuorumOf2F, None),
        (Plant::ForgetPrepared, None),
        (Plant::TrustNewView, Some(Treason::Views)),
        (Plant::SecondPrePrepare, Some(Treason::Proposals)),
        (Plant::NoDigestCheck, Some(Treason::Proposals)),
        (Plant::CommitUnprepared, None),
        (Plant::UnprovedCertificates, Some(Treason::Views)),
    ];
    for (plant, lie) in rules {
        let broken = broken_without(plant, lie).unwrap_or_default();
        assert!(broken.contains("another committed"), "{} breaks nothing: {broken}", plant.name());
    }
}

#[test]
fn who_waits_for_ever_waits_for_a_silent_primary() {
    let broken = broken_without(Plant::WaitForEver, Some(Treason::Silence)).unwrap_or_default();
    assert!(broken.contains("not all was chosen"), "{broken}");
}
