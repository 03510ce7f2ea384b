//! Learning what is chosen ("Paxos Made Simple", section 2.3), and committing it in order.
//!
//! The leader counts votes; the others hear from it how far all is chosen. They need not be sent the values again: who
//! voted in the leader's own ballot has the value already. A vote in any other ballot proves nothing, since another
//! value may have been chosen in a later one; then the value must be asked for.

use super::synod::Ballot;
use super::{MultiPaxos, lines};
use crate::Tick;
use crate::order::Out;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::slots::{Slot, Slots};

/// What is known to be chosen.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Learner {
    /// All through this slot was committed, or came executed from outside.
    pub committed: Slot,
    /// All through this slot is executed.
    pub executed: Slot,
    /// The leader of the highest ballot heard of says that all is chosen through this slot.
    announced: (Ballot, Slot),
    /// How far was last asked for, of what others know and this replica does not.
    asked: Slot,
}

impl Learner {
    /// A learner whose State has executed this much.
    pub const fn from_executed(executed: Slot) -> Self {
        Self { committed: executed, executed, announced: (Ballot { number: 0, owner: 0 }, 0), asked: 0 }
    }
}

impl MultiPaxos {
    /// The leader of `ballot` says that all is chosen through this slot.
    ///
    /// What is still missing then is asked for once, since messages overtake each other and most of it is under way;
    /// and again at each heartbeat (`insist`), since the question may have been lost.
    pub(super) fn learn(
        &mut self,
        from: ReplicaId,
        ballot: Ballot,
        through: Slot,
        insist: bool,
        out: &mut Vec<Out<Self>>,
    ) {
        if through > self.learner.committed.saturating_add(Slots::<()>::FARTHEST) {
            out.push(Out::Ignored("an announcement of slots absurdly far ahead"));
            return;
        }
        self.learner.announced = self.learner.announced.max((ballot, through));
        self.commit_announced(out);
        let committed = self.learner.committed;
        if through > committed && (insist || self.learner.asked <= committed) {
            self.ask(through, from, out);
        }
    }

    /// Commits what was announced as chosen, as far as the values are known.
    fn commit_announced(&mut self, out: &mut Vec<Out<Self>>) {
        let (ballot, through) = self.learner.announced;
        while self.learner.committed < through {
            let kept = self.acceptor.votes.get(self.learner.committed + 1);
            let is_known =
                kept.is_some_and(|kept| kept.ballot == ballot || self.setup.plants.has(Plant::LearnAnyBallot));
            if !is_known {
                return;
            }
            out.push(Out::Rule(&lines::LEARN));
            self.commit_next(out);
        }
    }

    /// The leader commits what a majority voted for, in order.
    pub(super) fn commit_chosen(&mut self, out: &mut Vec<Out<Self>>) {
        while self.proposer.as_ref().is_some_and(|proposer| proposer.is_chosen(self.learner.committed + 1)) {
            if !self.commit_next(out) {
                return;
            }
        }
    }

    /// Commits the next slot with the value that is kept for it.
    fn commit_next(&mut self, out: &mut Vec<Out<Self>>) -> bool {
        let slot = self.learner.committed + 1;
        let Some(kept) = self.acceptor.votes.get(slot) else {
            return false;
        };
        out.push(Out::Commit { slot, batch: kept.batch.clone() });
        self.learner.committed = slot;
        if let Some(proposer) = &mut self.proposer {
            proposer.forget_below(slot + 1);
        }
        true
    }

    /// Asks for what is chosen through this slot, as `source` knows.
    pub(super) fn ask(&mut self, through: Slot, source: ReplicaId, out: &mut Vec<Out<Self>>) {
        self.learner.asked = through;
        out.push(Out::Rule(&lines::BEHIND));
        out.push(Out::Behind { through, source });
    }

    /// An acceptor has forgotten a slot that this replica proposed: it is chosen, perhaps with another value.
    pub(super) fn on_forgotten(&mut self, from: ReplicaId, committed: Slot, out: &mut Vec<Out<Self>>) {
        if committed > self.learner.committed.saturating_add(Slots::<()>::FARTHEST) {
            out.push(Out::Ignored("a claim to have forgotten slots absurdly far ahead"));
        } else if committed > self.learner.committed {
            self.ask(committed, from, out);
        }
    }

    /// All slots through this one are executed here, so the members up to `window` slots later are known. What was not
    /// committed here came from outside, as entries of the log or in a State.
    pub(super) fn on_executed(&mut self, now: Tick, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.learner.executed = self.learner.executed.max(slot);
        if slot > self.learner.committed {
            self.learn_from_outside(now, slot, out);
        }
        if self.configurations.is_changing() {
            self.refresh_peers();
        }
        self.retire_if_removed(now, out);
        self.propose_more(out);
    }

    /// What is chosen through this slot became known from outside.
    ///
    /// If this replica leads and has proposed one of these slots without seeing it chosen, then another ballot chose it,
    /// or chose it too. It must not announce that slot as chosen in its own ballot, whose votes may be for another value.
    fn learn_from_outside(&mut self, now: Tick, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.learner.committed = slot;
        let overtaken = self.proposer.as_mut().is_some_and(|proposer| {
            let overtaken = proposer.still_proposes(slot);
            proposer.forget_below(slot + 1);
            overtaken
        });
        if overtaken {
            out.push(Out::Rule(&lines::OVERTAKEN));
            self.stand_down(now, out);
        }
        self.commit_announced(out);
        self.commit_chosen(out);
    }

    /// All below this slot is in a stable checkpoint.
    pub(super) fn on_stable(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        let below = slot.min(self.learner.committed + 1);
        if below <= self.acceptor.votes.base() {
            return;
        }
        out.push(Out::Rule(&lines::FORGET));
        self.acceptor.votes.forget_below(below);
        self.configurations.forget_below(below.min(self.learner.executed + 1));
        out.push(Out::Forget(below));
    }
}
