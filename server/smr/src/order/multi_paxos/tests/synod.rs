//! The rules of a single instance, as "Paxos Made Simple" states them.

use super::super::synod::{Acceptor, Ballot, Vote, ballot_after, is_absurd, owns, quorum, round, value_of_highest};
use crate::place::ReplicaId;
use crate::plant::{Plant, Plants};

/// Nothing is planted.
fn none() -> Plants {
    Plants::default()
}

const fn ballot(number: u64) -> Ballot {
    Ballot { number, owner: 1 }
}

const fn vote(number: u64, value: char) -> Vote<char> {
    Vote { ballot: ballot(number), value }
}

#[test]
fn p1a_an_acceptor_votes_unless_it_promised_a_higher_ballot() {
    let mut acceptor = Acceptor::default();
    assert!(acceptor.vote(ballot(1), 'a', none()), "an acceptor accepts the first proposal that it receives");
    assert_eq!(acceptor.promise(ballot(3)), Some(Some(vote(1, 'a'))));
    assert!(!acceptor.vote(ballot(2), 'b', none()));
    assert!(acceptor.vote(ballot(3), 'c', none()), "a promise binds against lower ballots only");
    assert_eq!(acceptor.voted, Some(vote(3, 'c')));
}

#[test]
fn an_acceptor_promises_only_higher_ballots() {
    let mut acceptor = Acceptor::<char>::default();
    assert_eq!(acceptor.promise(ballot(2)), Some(None));
    assert_eq!(acceptor.promise(ballot(2)), None);
    assert_eq!(acceptor.promise(ballot(1)), None);
}

#[test]
fn a_vote_promises_its_own_ballot() {
    let mut acceptor = Acceptor::default();
    acceptor.vote(ballot(2), 'a', none());
    assert_eq!(acceptor.promise(ballot(1)), None);
}

#[test]
fn p2c_the_value_of_the_highest_ballot_among_the_reported_votes_is_proposed() {
    let reported = [vote(2, 'b'), vote(3, 'c'), vote(1, 'a')];
    assert_eq!(value_of_highest(reported, none()), Some('c'));
    assert_eq!(value_of_highest([] as [Vote<char>; 0], none()), None, "no votes: any value may be proposed");
    assert_eq!(value_of_highest(reported, none().with(Plant::LowestBallotValue)), Some('a'));
    assert_eq!(value_of_highest(reported, none().with(Plant::AnyValue)), None);
}

#[test]
fn any_two_quorums_share_a_replica_unless_a_bug_is_planted() {
    for members in 1..=9 {
        assert!(2 * quorum(members, none()) > members);
    }
    assert_eq!((quorum(3, none().with(Plant::MinorityQuorum)), quorum(5, none().with(Plant::MinorityQuorum))), (1, 2));
    assert_eq!(quorum(1, none().with(Plant::MinorityQuorum)), 1);
}

#[test]
fn no_ballot_belongs_to_two_proposers_nor_to_two_lives_of_one() {
    let first = ReplicaId::first(2);
    let seen = Ballot { number: 7 << 8, owner: 3 };
    let reborn = first.reborn().expect("a first life is followed by a second");
    let ballots = [first, reborn, ReplicaId::first(1)].map(|proposer| ballot_after(seen, proposer, none()));
    for (index, ballot) in ballots.iter().enumerate() {
        assert!(*ballot > seen);
        assert_eq!(round(*ballot), 8);
        assert!(!ballots[..index].contains(ballot));
    }
    assert!(owns(first, ballots[0], none()) && !owns(reborn, ballots[0], none()));
}

#[test]
fn a_strangers_huge_ballot_does_not_use_up_all_others() {
    assert!(is_absurd(ballot(u64::MAX), ballot(1)));
    assert!(!is_absurd(ballot(1 << 30), ballot(1)));
}
