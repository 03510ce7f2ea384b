//! The acceptor of all slots: one promise, and a vote in each ("Paxos Made Simple", sections 2.2 and 2.5).
//!
//! What it promises and how it votes is on its disk before anybody hears of it; the order of the effects, Persist
//! before Send, is what says so.

use super::message::Message;
use super::record::{Record, Voted};
use super::synod::{self, Ballot, Promised};
use super::{MultiPaxos, lines};
use crate::Tick;
use crate::order::Out;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::Batch;
use crate::slots::{Slot, Slots};

/// The acceptor's memory.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Acceptor {
    /// One promise for all slots.
    pub promised: Promised,
    /// The latest vote in each slot; what is below its base is forgotten.
    pub votes: Slots<Kept>,
}

/// What is kept of a slot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Kept {
    /// The ballot in which it was proposed.
    pub ballot: Ballot,
    /// The value.
    pub batch: Batch,
    /// Whether this replica voted for it; an observer only keeps it.
    pub cast: bool,
}

impl Acceptor {
    /// The memory that these records leave after a restart.
    ///
    /// The records do not say how far was forgotten before, so all below the first vote counts as forgotten. It is
    /// chosen, since the State has executed it, and no vote of ours was lost by saying so.
    pub fn recall(records: &[Record], executed: Slot) -> Self {
        let mut promised = Ballot::default();
        let mut base = executed + 1;
        for record in records {
            match record {
                Record::Promised(ballot) => promised = promised.max(*ballot),
                Record::Voted(voted) => {
                    promised = promised.max(voted.ballot);
                    base = base.min(voted.slot);
                }
            }
        }
        let mut votes: Slots<Kept> = Slots::from_base(base);
        for record in records {
            match record {
                Record::Voted(Voted { slot, ballot, batch })
                    if votes.get(*slot).is_none_or(|kept| kept.ballot < *ballot) =>
                {
                    votes.put(*slot, Kept { ballot: *ballot, batch: batch.clone(), cast: true });
                }
                Record::Voted(_) | Record::Promised(_) => {}
            }
        }
        Self { promised: Promised::of(promised), votes }
    }
}

impl MultiPaxos {
    /// Phase 1b.
    pub(super) fn on_prepare(
        &mut self,
        now: Tick,
        from: ReplicaId,
        ballot: Ballot,
        first: Slot,
        out: &mut Vec<Out<Self>>,
    ) {
        if !self.is_credible(from, ballot, out) {
            return;
        }
        if ballot < self.acceptor.promised.ballot() {
            out.push(Out::Rule(&lines::REFUSE_PREPARE));
            self.refuse(from, ballot, out);
            return;
        }
        // A ballot that is promised already is promised again: the first answer may have been lost.
        out.push(Out::Rule(&lines::PROMISE));
        if ballot > self.acceptor.promised.ballot() {
            self.promise(now, ballot, out);
            self.election.believed.change(None, out);
            self.election.heard = now;
        }
        self.answer_prepare(from, ballot, first, out);
    }

    /// Sends the promise, which reports the votes from `first` on.
    pub(super) fn answer_prepare(&self, to: ReplicaId, ballot: Ballot, first: Slot, out: &mut Vec<Out<Self>>) {
        let votes = self.acceptor.votes.iter_from(first);
        let votes = votes.map(|(slot, kept)| Voted { slot, ballot: kept.ballot, batch: kept.batch.clone() });
        let (forgotten, committed) = (self.acceptor.votes.base(), self.learner.committed);
        let message = Message::Promise { ballot, votes: votes.collect(), forgotten, committed };
        out.push(Out::Send { to, message });
    }

    /// Phase 2b.
    pub(super) fn on_accept(
        &mut self,
        now: Tick,
        from: ReplicaId,
        ballot: Ballot,
        slot: Slot,
        batch: &Batch,
        out: &mut Vec<Out<Self>>,
    ) -> bool {
        if !self.admit(now, from, ballot, out) {
            return false;
        }
        if slot < self.acceptor.votes.base() {
            let message = Message::Forgotten { committed: self.learner.committed };
            out.push(Out::Send { to: from, message });
        } else if self.acceptor.votes.is_absurd(slot) {
            out.push(Out::Ignored("an Accept for a slot absurdly far ahead"));
        } else {
            self.vote(from, ballot, slot, batch, out);
        }
        true
    }

    /// Votes for what `leader` proposes, if this replica is a member for the slot; otherwise only keeps it.
    pub(super) fn vote(
        &mut self,
        leader: ReplicaId,
        ballot: Ballot,
        slot: Slot,
        batch: &Batch,
        out: &mut Vec<Out<Self>>,
    ) {
        let cast = self.configurations.at(slot).contains(self.me);
        let voted = self.acceptor.votes.get(slot).is_some_and(|kept| kept.ballot == ballot && kept.cast);
        // Never twice in one ballot, whatever is proposed; but a lost answer is given again.
        if !voted {
            self.acceptor.votes.put(slot, Kept { ballot, batch: batch.clone(), cast });
            if cast {
                out.push(Out::Persist(Record::Voted(Voted { slot, ballot, batch: batch.clone() })));
            }
        }
        if cast {
            out.push(Out::Rule(&lines::VOTE));
            out.push(Out::Send { to: leader, message: Message::Accepted { ballot, slot } });
        }
    }

    /// Whether the leader of `ballot` is to be obeyed. If not, it is told of the higher ballot.
    pub(super) fn admit(&mut self, now: Tick, from: ReplicaId, ballot: Ballot, out: &mut Vec<Out<Self>>) -> bool {
        if !self.is_credible(from, ballot, out) {
            return false;
        }
        if !self.acceptor.promised.admits(ballot, self.setup.plants) {
            out.push(Out::Rule(&lines::REFUSE_ACCEPT));
            self.refuse(from, ballot, out);
            return false;
        }
        if ballot > self.acceptor.promised.ballot() {
            self.promise(now, ballot, out);
        }
        if ballot == self.acceptor.promised.ballot() {
            self.follow(now, from, out);
        }
        true
    }

    /// Promises a higher ballot, durably; whoever led in a lower one gives way.
    pub(super) fn promise(&mut self, now: Tick, ballot: Ballot, out: &mut Vec<Out<Self>>) {
        self.acceptor.promised.promise(ballot);
        if !self.setup.plants.has(Plant::ForgetPromise) {
            out.push(Out::Persist(Record::Promised(ballot)));
        }
        self.give_way(now, ballot, out);
    }

    fn refuse(&self, to: ReplicaId, ballot: Ballot, out: &mut Vec<Out<Self>>) {
        let promised = self.acceptor.promised.ballot();
        out.push(Out::Send { to, message: Message::Nack { ballot, promised } });
    }

    /// Whether an honest replica can have sent this under this ballot.
    fn is_credible(&mut self, from: ReplicaId, ballot: Ballot, out: &mut Vec<Out<Self>>) -> bool {
        if !synod::owns(from, ballot, self.setup.plants) {
            out.push(Out::Ignored("a proposer used the ballot of another"));
            return false;
        }
        self.saw(ballot, out)
    }
}
