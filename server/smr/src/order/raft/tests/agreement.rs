//! The promises hold in every schedule that a seed can think of, and without any one of the rules they do not.

use super::super::Raft;
use crate::order::tests::trials::{all_hold, each_rule_is_missed, every_line_runs};
use crate::order::tests::universe::Trial;
use crate::plant::Plant;

#[test]
fn three_members_agree_and_then_everything_is_chosen() {
    all_hold::<Raft>(Trial::of(3));
}

#[test]
fn five_members_agree_and_then_everything_is_chosen() {
    all_hold::<Raft>(Trial::of(5));
}

#[test]
fn members_that_lose_their_disks_return_as_others_and_members_quit() {
    all_hold::<Raft>(Trial { rebirths: true, ..Trial::of(3) });
    all_hold::<Raft>(Trial { rebirths: true, ..Trial::of(5) });
}

#[test]
fn every_line_of_the_pseudo_code_runs() {
    every_line_runs::<Raft>();
}

#[test]
fn without_any_one_rule_two_values_are_chosen() {
    let rules = [
        Plant::CommitOldTerm,
        Plant::VoteWithoutLogCheck,
        Plant::ForgetVote,
        Plant::AppendWithoutCheck,
        Plant::LongestLogWins,
        Plant::MinorityQuorum,
    ];
    each_rule_is_missed::<Raft>(&rules, Trial { forced: 600, ..Trial::of(3) });
}
