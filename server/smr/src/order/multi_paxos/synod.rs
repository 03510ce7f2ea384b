//! The Synod: the rules by which replicas choose one value, and never two ("Paxos Made Simple", section 2.2).
//!
//! This is all of Paxos that safety depends on: who may promise, who may vote, which value a ballot is free to
//! propose, and how many votes choose it. Multi-Paxos around it is speed and housekeeping. The rules are small and
//! know nothing of messages, so that the explorer can run them through every state of Lamport's specification.
//!
//! Why they suffice. Suppose that a majority voted for `v` in ballot `b`. The leader of the next ballot hears from a
//! majority before it proposes; one of them voted in `b` and says so, and none of them votes in a lower ballot any
//! more. So the highest vote it hears of is for `v`, it must propose `v`, and by induction so must all after it.

pub use crate::order::configurations::quorum;

use crate::order::Epoch;
use crate::place::ReplicaId;
use crate::plant::{Plant, Plants};

/// A numbered attempt to have something chosen. Every ballot belongs to one proposer, which uses it once.
pub type Ballot = Epoch;

/// How many bits of a ballot's number tell the proposer's life.
const LIFE_BITS: u32 = 8;

/// How far beyond the highest ballot we know another may lie: a stranger's huge number must not use up all of them.
const FARTHEST: u64 = 1 << 40;

/// Nor may all of them be used up step by step.
const HIGHEST: u64 = u64::MAX / 2;

/// The lowest ballot of `me` that is higher than `seen`.
///
/// The owner's place is part of the ballot, and its life is part of the number: a replica reborn without its memory
/// cannot know which ballots its earlier life used, and does not need to.
#[must_use]
pub const fn ballot_after(seen: Ballot, me: ReplicaId, plants: Plants) -> Ballot {
    let next = (round(seen) + 1) << LIFE_BITS;
    if plants.has(Plant::SharedBallot) {
        return Ballot { number: next, owner: 0 };
    }
    Ballot { number: next | me.life as u64, owner: me.place }
}

/// How many ballots were tried before and including this one, if none was skipped: the number to show to people.
#[must_use]
pub const fn round(ballot: Ballot) -> u64 {
    ballot.number >> LIFE_BITS
}

/// A ballot as it is shown to people: the round, and whose it is.
#[must_use]
pub const fn shown(ballot: Ballot) -> Epoch {
    Epoch { number: round(ballot), owner: ballot.owner }
}

/// Whether a proposer may speak for this ballot.
#[must_use]
pub fn owns(proposer: ReplicaId, ballot: Ballot, plants: Plants) -> bool {
    let life = ballot.number & ((1 << LIFE_BITS) - 1);
    (ballot.owner == proposer.place && life == u64::from(proposer.life)) || plants.has(Plant::SharedBallot)
}

/// Whether no honest replica can have got this far beyond the highest ballot seen.
#[must_use]
pub const fn is_absurd(ballot: Ballot, seen: Ballot) -> bool {
    ballot.number > seen.number.saturating_add(FARTHEST) || ballot.number > HIGHEST
}

/// That an acceptor voted for a value in a ballot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Vote<Value> {
    /// In which ballot.
    pub ballot: Ballot,
    /// For what.
    pub value: Value,
}

/// The highest ballot that an acceptor has heard of: it takes part in no lower one. The default is below all ballots.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Promised(Ballot);

impl Promised {
    /// The promise to take part in no ballot lower than this one.
    #[must_use]
    pub const fn of(ballot: Ballot) -> Self {
        Self(ballot)
    }

    /// The ballot.
    #[must_use]
    pub const fn ballot(self) -> Ballot {
        self.0
    }

    /// Phase 1b: promises the ballot if it is higher than any promised before, and says whether it did.
    pub fn promise(&mut self, ballot: Ballot) -> bool {
        let higher = ballot > self.0;
        if higher {
            self.0 = ballot;
        }
        higher
    }

    /// Phase 2b: whether the promise leaves the acceptor free to vote in this ballot.
    #[must_use]
    pub fn admits(self, ballot: Ballot, plants: Plants) -> bool {
        ballot >= self.0 || plants.has(Plant::SkipPromiseCheck)
    }
}

/// An acceptor of one value: what it must remember, even through a crash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Acceptor<Value> {
    /// What it promised (`maxBal` in Lamport's specification).
    pub promised: Promised,
    /// Its vote in the highest ballot that it voted in (`maxVBal`, `maxVal`).
    pub voted: Option<Vote<Value>>,
}

impl<Value> Default for Acceptor<Value> {
    fn default() -> Self {
        Self { promised: Promised::default(), voted: None }
    }
}

impl<Value: Clone> Acceptor<Value> {
    /// Phase 1b: `None` if it may not promise this ballot; otherwise the promise, which reports its vote, if any.
    pub fn promise(&mut self, ballot: Ballot) -> Option<Option<Vote<Value>>> {
        self.promised.promise(ballot).then(|| self.voted.clone())
    }

    /// Phase 2b: votes for the value if it may, and says whether it did.
    pub fn vote(&mut self, ballot: Ballot, value: Value, plants: Plants) -> bool {
        let admitted = self.promised.admits(ballot, plants);
        if admitted {
            self.promised.promise(ballot);
            self.voted = Some(Vote { ballot, value });
        }
        admitted
    }
}

/// What a proposer keeps of the votes that promises report: the one that decides what it may propose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Highest<Value>(Option<Vote<Value>>);

impl<Value> Default for Highest<Value> {
    fn default() -> Self {
        Self(None)
    }
}

impl<Value> Highest<Value> {
    /// Hears of a vote.
    pub fn hear(&mut self, vote: Vote<Value>, plants: Plants) {
        let decides = self.0.as_ref().is_none_or(|held| {
            if plants.has(Plant::LowestBallotValue) {
                return vote.ballot < held.ballot;
            }
            vote.ballot > held.ballot
        });
        if decides {
            self.0 = Some(vote);
        }
    }

    /// Phase 2a: the value that must be proposed; `None` if the proposer is free.
    #[must_use]
    pub fn value(self, plants: Plants) -> Option<Value> {
        if plants.has(Plant::AnyValue) {
            return None;
        }
        self.0.map(|vote| vote.value)
    }
}

/// The value that must be proposed after a quorum reported these votes; `None` if the proposer is free.
pub fn value_of_highest<Value>(votes: impl IntoIterator<Item = Vote<Value>>, plants: Plants) -> Option<Value> {
    let mut highest = Highest::default();
    for vote in votes {
        highest.hear(vote, plants);
    }
    highest.value(plants)
}
