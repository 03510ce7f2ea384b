//! Paxos, one decision, as in Lamport's *How to Win a Turing Award* (`Paxos.tla` of the TLA+ examples).
//!
//! Messages are never taken from the network: whatever was sent may arrive at any time, again, or never, so loss,
//! delay, duplication and reordering are all covered by "it is in the set". A ballot has a leader of its own, whose
//! whole state is what it has sent. What an acceptor does with a message, and which value a leader may propose, are
//! not written down here: they are the lab's own rules, the ones that run in every simulated cluster.
//!
//! A state is one number for the set of messages and five bits for each acceptor.

use super::Model;
use smr::order::multi_paxos::synod::{Acceptor, Ballot, Promised, Vote, quorum, value_of_highest};
use smr::plant::Plants;
use std::fmt;

const ACCEPTORS: u8 = 3;
const VALUES: u8 = 2;

/// Single-decree Paxos with three acceptors and two values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paxos {
    /// How many ballots there are, at most three.
    pub ballots: u8,
    /// The rules that are taken out.
    pub plants: Plants,
}

/// What was sent and what the acceptors hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct State {
    sent: Sent,
    acceptors: u32,
}

/// The set of messages sent, in 54 bits.
///
/// From the lowest: 3 prepares (one a ballot), 9 promises of 3 bits (an acceptor answers a ballot once), 3 proposals
/// of 2 bits (a ballot proposes once), 18 votes (acceptor, ballot, value).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Sent(u64);

/// The ballots of the model, in the lab's numbers: 0 is below all of them.
const fn ballot_of(number: u8) -> Ballot {
    Ballot { number: number as u64 + 1, owner: 1 }
}

/// The number in the model of a ballot of the lab.
const fn number_of(ballot: Ballot) -> u8 {
    ballot.number as u8 - 1
}

impl Sent {
    const PROMISES: u8 = 3;
    const PROPOSALS: u8 = Self::PROMISES + 27;
    const VOTES: u8 = Self::PROPOSALS + 6;

    const fn prepared(self, ballot: u8) -> bool {
        self.0 >> ballot & 1 == 1
    }

    const fn prepare(self, ballot: u8) -> Self {
        Self(self.0 | 1 << ballot)
    }

    /// `None`: no promise was sent; otherwise the vote that the promise reported, if it reported one.
    fn promised(self, acceptor: u8, ballot: u8) -> Option<Option<Vote<u8>>> {
        match self.0 >> (Self::PROMISES + 3 * (acceptor * 3 + ballot)) & 0b111 {
            0 => None,
            packed => Some(unpack_vote(packed as u8 - 1)),
        }
    }

    fn promise(self, acceptor: u8, ballot: u8, vote: Option<Vote<u8>>) -> Self {
        let packed = u64::from(pack_vote(vote) + 1);
        Self(self.0 | packed << (Self::PROMISES + 3 * (acceptor * 3 + ballot)))
    }

    const fn proposed(self, ballot: u8) -> Option<u8> {
        match self.0 >> (Self::PROPOSALS + 2 * ballot) & 0b11 {
            0 => None,
            packed => Some(packed as u8 - 1),
        }
    }

    fn propose(self, ballot: u8, value: u8) -> Self {
        Self(self.0 | u64::from(value + 1) << (Self::PROPOSALS + 2 * ballot))
    }

    const fn voted(self, acceptor: u8, ballot: u8, value: u8) -> bool {
        self.0 >> (Self::VOTES + acceptor * 6 + ballot * 2 + value) & 1 == 1
    }

    const fn vote(self, acceptor: u8, ballot: u8, value: u8) -> Self {
        Self(self.0 | 1 << (Self::VOTES + acceptor * 6 + ballot * 2 + value))
    }
}

/// No vote is 0, and the vote for `value` in `ballot` is `1 + 2 * ballot + value`.
fn pack_vote(vote: Option<Vote<u8>>) -> u8 {
    vote.map_or(0, |vote| 1 + 2 * number_of(vote.ballot) + vote.value)
}

fn unpack_vote(packed: u8) -> Option<Vote<u8>> {
    let packed = packed.checked_sub(1)?;
    Some(Vote { ballot: ballot_of(packed / 2), value: packed % 2 })
}

impl State {
    /// The lab's acceptor, taken out of its five bits.
    fn acceptor(&self, acceptor: u8) -> Acceptor<u8> {
        let packed = (self.acceptors >> (5 * acceptor)) as u8 & 0b1_1111;
        let promised =
            (packed & 0b11).checked_sub(1).map_or_else(Promised::default, |ballot| Promised::of(ballot_of(ballot)));
        Acceptor { promised, voted: unpack_vote(packed >> 2) }
    }

    /// This state with the acceptor put back and the messages it has sent.
    fn with(&self, number: u8, acceptor: &Acceptor<u8>, sent: Sent) -> Self {
        let promised = acceptor.promised.ballot().number as u32;
        let packed = promised | u32::from(pack_vote(acceptor.voted)) << 2;
        let shift = 5 * number;
        Self { sent, acceptors: self.acceptors & !(0b1_1111 << shift) | packed << shift }
    }
}

/// A step of one leader or one acceptor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The leader of a ballot asks for promises.
    Prepare(u8),
    /// An acceptor promises.
    Promise(u8, u8),
    /// The leader of a ballot proposes a value.
    Propose(u8, u8),
    /// An acceptor votes.
    Vote(u8, u8),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prepare(ballot) => write!(f, "the leader of ballot {ballot} asks for promises"),
            Self::Promise(acceptor, ballot) => {
                write!(f, "acceptor {} promises ballot {ballot}", acceptor + 1)
            }
            Self::Propose(ballot, value) => {
                write!(f, "the leader of ballot {ballot} proposes value {}", value + 1)
            }
            Self::Vote(acceptor, ballot) => {
                write!(f, "acceptor {} votes in ballot {ballot}", acceptor + 1)
            }
        }
    }
}

impl Paxos {
    fn quorum(&self) -> u32 {
        quorum(usize::from(ACCEPTORS), self.plants) as u32
    }

    /// The values that the leader of this ballot may propose, by some quorum of the promises it was sent.
    fn proposals(&self, sent: Sent, ballot: u8) -> [bool; VALUES as usize] {
        let mut allowed = [false; VALUES as usize];
        for members in 1u8..1 << ACCEPTORS {
            if members.count_ones() != self.quorum() {
                continue;
            }
            let mut votes = Vec::new();
            let members = (0..ACCEPTORS).filter(|acceptor| members >> acceptor & 1 == 1);
            let complete = members.map(|acceptor| sent.promised(acceptor, ballot)).all(|promise| {
                votes.extend(promise.flatten());
                promise.is_some()
            });
            if complete {
                match value_of_highest(votes, self.plants) {
                    Some(value) => allowed[value as usize] = true,
                    None => allowed = [true; VALUES as usize],
                }
            }
        }
        allowed
    }

    fn acceptor_steps(&self, state: &State, number: u8, ballot: u8, steps: &mut Vec<(Action, State)>) {
        if state.sent.prepared(ballot) {
            let mut acceptor = state.acceptor(number);
            if let Some(vote) = acceptor.promise(ballot_of(ballot)) {
                let sent = state.sent.promise(number, ballot, vote);
                steps.push((Action::Promise(number, ballot), state.with(number, &acceptor, sent)));
            }
        }
        if let Some(value) = state.sent.proposed(ballot) {
            let mut acceptor = state.acceptor(number);
            if acceptor.vote(ballot_of(ballot), value, self.plants) {
                let sent = state.sent.vote(number, ballot, value);
                steps.push((Action::Vote(number, ballot), state.with(number, &acceptor, sent)));
            }
        }
    }
}

impl Model for Paxos {
    type State = State;
    type Action = Action;

    fn initial(&self) -> State {
        State { sent: Sent::default(), acceptors: 0 }
    }

    fn next(&self, state: &State, steps: &mut Vec<(Action, State)>) {
        for ballot in 0..self.ballots {
            if !state.sent.prepared(ballot) {
                steps.push((Action::Prepare(ballot), State { sent: state.sent.prepare(ballot), ..*state }));
            }
            if state.sent.proposed(ballot).is_none() {
                let allowed = self.proposals(state.sent, ballot);
                for value in (0..VALUES).filter(|value| allowed[*value as usize]) {
                    let sent = state.sent.propose(ballot, value);
                    steps.push((Action::Propose(ballot, value), State { sent, ..*state }));
                }
            }
            for acceptor in 0..ACCEPTORS {
                self.acceptor_steps(state, acceptor, ballot, steps);
            }
        }
    }

    fn violation(&self, state: &State) -> Option<&'static str> {
        let chosen = |value: u8| {
            (0..self.ballots).any(|ballot| {
                let votes = (0..ACCEPTORS).filter(|acceptor| state.sent.voted(*acceptor, ballot, value));
                votes.count() as u32 >= self.quorum()
            })
        };
        (chosen(0) && chosen(1)).then_some("agreement: two values are chosen")
    }
}
