//! How much the word of others is worth.
//!
//! Up to F members may say what is not so. Where F+1 say that they are at least so far, one of them says so who is
//! right. A member that is silent is one of the F: so many fewer of those who speak can be wrong, and so many fewer
//! need to say the same. What it said before it fell silent counts no more. This assumes what the failure model
//! promises, that no more than F fail, where being cut off counts as failing; and it is what lets the last two of
//! three replicas help each other when the third is dead.
//!
//! A transferred State is weighed more strictly: the source and F other members must report its digest. A majority once
//! did, or the checkpoint would not be stable, but the source may be the only one left with it: of three replicas one was
//! slow, the two others agreed on a checkpoint, one of them forgot the log, and the other one stopped, or crashed before
//! its disk had the checkpoint. If the slow one insisted on a second word, it would wait for ever, and the cluster with
//! it. So the source is believed alone where fewer than F other members could give their word at all, being silent or
//! behind that slot themselves; where nobody contradicts; and where the ordering knows from its own votes that Inputs
//! through that slot are chosen, since otherwise a liar would only have to name a slot that nobody else has reached.
//! What is assumed then is that the one which is left is not also one of those that lie. Where one contradicts, neither
//! is believed, and the transfer goes on looking. An ordering that asks for more than one witness never believes one
//! alone: its replicas keep what led to a checkpoint until so many have it that F+1 of them are correct.
//!
//! Chosen Inputs that come from others as entries of their logs are weighed by the ordering's own measure
//! ([`super::hearsay`]).
//!
//! With signatures this could be proved instead of assumed: a checkpoint's certificate, the signatures of a majority, is
//! as good from one source as from many. Messages here carry no certificates, so signed malice is weighed like random
//! faults.

use super::Replica;
use crate::checkpoint::Checkpoint;
use crate::monitor::{Standing, Suspicion};
use crate::order::Ordering;
use crate::place::{MOST_PLACES, ReplicaId};
use crate::plant::Plant;
use crate::slots::{Slot, reached_by};

impl<O: Ordering> Replica<O> {
    /// How many other members must say the same before one of them is right.
    pub(super) fn enough(&self) -> usize {
        let members = self.members();
        let silent = members.iter().filter(|replica| self.standing_of(*replica) == Some(Standing::Silent)).count();
        let liars = self.configuration.failure_model.liars_survived(members.len());
        (liars + 1).saturating_sub(silent).max(1)
    }

    /// How many members must say the same of what was chosen in a slot. While a change of members is under way, as many
    /// as the larger set needs: who quits may be a liar, and what was chosen before may be its word.
    pub(super) fn witnesses(&self) -> usize {
        if self.planted(Plant::OneWitness) {
            return 1;
        }
        let known = self.executor.schedule().changes().iter().map(|(_, members)| members);
        known.chain([self.members()]).map(|members| O::witnesses(members.len())).max().unwrap_or(1)
    }

    /// Whether the replicas of this ordering may lie to each other about the order: then only members have a voice, not
    /// those either who were members once.
    pub(super) fn members_alone_have_a_voice() -> bool {
        O::witnesses(MOST_PLACES) > 1
    }

    /// Whether F+1 members, this source among them, say the same of this checkpoint. Start's everybody knows.
    pub(super) fn is_vouched_for(&self, checkpoint: &Checkpoint, source: ReplicaId) -> bool {
        checkpoint.slot == 0 || self.vouchers(checkpoint, source) >= self.vouchers_needed()
    }

    /// Whether there are too few who could vouch for this checkpoint, for reasons that F faults explain.
    pub(super) fn may_be_believed_alone(&self, checkpoint: &Checkpoint, source: ReplicaId) -> bool {
        let mark = checkpoint.mark();
        let could = |(replica, executed): &(ReplicaId, Slot)| {
            *replica != source && *executed >= mark.slot && self.standing_of(*replica) != Some(Standing::Silent)
        };
        let ordered = self.missing.filter(|missing| missing.ordered).map_or(0, |missing| missing.through);
        self.witnesses() == 1
            && self.reported_executed().filter(could).count() < self.vouchers_needed()
            && !self.checkpoints.is_disputed(mark, self.members())
            && mark.slot <= ordered.max(self.order.probe().committed)
    }

    /// The source has spoken for itself by sending; so many others are needed.
    fn vouchers_needed(&self) -> usize {
        self.configuration.failure_model.liars_survived(self.members().len())
    }

    fn vouchers(&self, checkpoint: &Checkpoint, source: ReplicaId) -> usize {
        self.checkpoints.vouchers(checkpoint.mark(), &[self.me, source], self.members())
    }

    pub(super) fn standing_of(&self, replica: ReplicaId) -> Option<Standing> {
        self.peers.get(&replica).map(Suspicion::standing)
    }

    /// How far each other member says that it has executed, of those who still speak.
    pub(super) fn reported_executed(&self) -> impl Iterator<Item = (ReplicaId, Slot)> + '_ {
        let speaking = self.peers.iter().filter(|(_, peer)| peer.standing() != Standing::Silent);
        speaking.filter_map(|(replica, peer)| Some((*replica, peer.executed()?)))
    }

    /// The highest slot of which it is certain that a member has executed it.
    pub(super) fn executed_by_others(&self) -> Option<Slot> {
        reached_by(self.enough(), self.reported_executed().map(|(_, executed)| executed))
    }

    /// The highest slot that is in checkpoints of this many other members who still speak, as they say; they may have
    /// forgotten the log before it.
    pub(super) fn checkpointed_by_others(&self, needed: usize) -> Option<Slot> {
        let speaks = |replica: &ReplicaId| self.standing_of(*replica) != Some(Standing::Silent);
        let others = self.members().iter().filter(|replica| *replica != self.me && speaks(replica));
        reached_by(needed, self.checkpoints.highest_of(others).map(|(_, slot)| slot))
    }
}
