//! How much the word of others is worth.
//!
//! Up to F members may say what is not so. Where F+1 say that they are at least so far, one of them says so who is
//! right. A member that is silent is one of the F: so many fewer of those who speak can be wrong, and so many fewer need
//! to say the same. This assumes what the failure model promises, that no more than F fail, where being cut off counts as
//! failing; and it is what lets the last two of three replicas help each other when the third is dead.

use super::Replica;
use crate::monitor::{Standing, Suspicion};
use crate::order::Ordering;
use crate::place::ReplicaId;
use crate::slots::Slot;

impl<O: Ordering> Replica<O> {
    /// How many other members must say the same before one of them is right.
    pub(super) fn enough(&self) -> usize {
        let members = self.members();
        let silent = members.iter().filter(|replica| self.standing_of(*replica) == Some(Standing::Silent)).count();
        let liars = self.configuration.failure_model.liars_survived(members.len());
        (liars + 1).saturating_sub(silent).max(1)
    }

    pub(super) fn standing_of(&self, replica: ReplicaId) -> Option<Standing> {
        self.peers.get(&replica).map(Suspicion::standing)
    }

    /// How far each other member says that it has executed.
    pub(super) fn reported_executed(&self) -> impl Iterator<Item = (ReplicaId, Slot)> + '_ {
        self.peers.iter().filter_map(|(replica, peer)| Some((*replica, peer.executed()?)))
    }

    /// The highest slot of which it is certain that a member has executed it.
    pub(super) fn executed_by_others(&self) -> Option<Slot> {
        reached_by(self.enough(), self.reported_executed().map(|(_, executed)| executed))
    }

    /// The highest slot that is in checkpoints of this many other members, as they say; they may have forgotten the log
    /// before it.
    pub(super) fn checkpointed_by_others(&self, needed: usize) -> Option<Slot> {
        let others = self.members().iter().filter(|replica| *replica != self.me);
        reached_by(needed, self.checkpoints.highest_of(others).map(|(_, slot)| slot))
    }
}

/// The highest slot that so many of these reach.
fn reached_by(needed: usize, said: impl Iterator<Item = Slot>) -> Option<Slot> {
    let mut said: Vec<Slot> = said.collect();
    said.sort_unstable_by(|left, right| right.cmp(left));
    said.get(needed - 1).copied()
}
