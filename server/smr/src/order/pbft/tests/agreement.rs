//! The promises hold in every schedule that a seed can think of, and without any one of the rules they do not.

use super::super::Pbft;
use crate::order::tests::universe::{Trial, run};

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
