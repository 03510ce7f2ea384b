//! Quorums, and certificates: enough signed votes of one kind to convince anybody (section 4.2).
//!
//! Of n replicas f may lie, n > 3f. A quorum is so large that any two share a replica that does not lie: 2f + 1 where
//! n = 3f + 1. And f + 1 replicas that say the same hold one that does not lie.

use super::message::{Phase, View, Vote, digest_of};
use crate::order::configurations;
use crate::place::{Members, ReplicaId};
use crate::plant::{Plant, Plants};
use crate::receive::Batch;
use crate::signed::Signed;
use crate::slots::Slot;
use std::collections::BTreeSet;

/// How many of so many members may lie.
#[must_use]
pub const fn faults(members: usize) -> usize {
    members.saturating_sub(1) / 3
}

/// How many members are a quorum.
#[must_use]
pub const fn quorum(members: usize, plants: Plants) -> usize {
    let quorum = (members + faults(members)) / 2 + 1;
    if plants.has(Plant::MinorityQuorum) {
        return configurations::quorum(members, plants);
    }
    if plants.has(Plant::QuorumOf2F) && quorum > 1 { quorum - 1 } else { quorum }
}

/// Who signed these, each once.
pub fn signers<T>(signed: &[Signed<T>]) -> BTreeSet<ReplicaId> {
    signed.iter().map(Signed::signer).collect()
}

/// Votes for a slot, at most one of each replica: that of its latest view.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Votes(Vec<Signed<Vote>>);

impl Votes {
    /// Takes a vote, unless its signer has voted in the same view or a later one. Returns whether it was taken.
    pub fn put(&mut self, vote: Signed<Vote>) -> bool {
        match self.0.iter_mut().find(|other| other.signer() == vote.signer()) {
            Some(other) if other.said().view >= vote.said().view => false,
            Some(other) => {
                *other = vote;
                true
            }
            None => {
                self.0.push(vote);
                true
            }
        }
    }

    /// The votes in this view for this digest.
    pub fn like(&self, view: View, digest: u64, plants: Plants) -> impl Iterator<Item = &Signed<Vote>> {
        let any = plants.has(Plant::NoDigestCheck);
        self.0.iter().filter(move |vote| vote.said().view == view && (any || vote.said().digest == digest))
    }

    /// The vote of this replica.
    pub fn of(&self, replica: ReplicaId) -> Option<&Signed<Vote>> {
        self.0.iter().find(|vote| vote.signer() == replica)
    }
}

/// A proof that a batch is prepared in a view (a pre-prepare and matching prepares), or committed (commits).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Certificate {
    /// [`Phase::Prepare`] or [`Phase::Commit`].
    pub phase: Phase,
    /// The view.
    pub view: View,
    /// The slot.
    pub slot: Slot,
    /// The batch.
    pub batch: Batch,
    /// The votes of a quorum.
    pub votes: Vec<Signed<Vote>>,
}

impl Certificate {
    /// Whether this is about a batch with this digest, in this view.
    #[must_use]
    pub fn proves(&self, view: View, digest: u64) -> bool {
        self.view == view && self.votes.first().is_some_and(|vote| vote.said().digest == digest)
    }

    /// Whether this proves what it says, to somebody who knows the members of the slot.
    #[must_use]
    pub fn is_valid(&self, members: &Members, plants: Plants) -> bool {
        let (digest, primary) = (digest_of(&self.batch), self.view.primary(members));
        let signers = signers(&self.votes);
        let all_agree = self.votes.iter().all(|vote| {
            let (signer, said) = (vote.signer(), vote.said());
            let phase = match self.phase {
                Phase::PrePrepare | Phase::Prepare if signer == primary => Phase::PrePrepare,
                phase => phase,
            };
            let same_digest = said.digest == digest || plants.has(Plant::NoDigestCheck);
            said.phase == phase && said.view == self.view && said.slot == self.slot && same_digest
        });
        let each_once = signers.len() == self.votes.len() && signers.iter().all(|signer| members.contains(*signer));
        let proposed = self.phase == Phase::Commit || signers.contains(&primary);
        all_agree
            && each_once
            && self.view.epoch == members.epoch
            && self.phase != Phase::PrePrepare
            && proposed
            && signers.len() >= quorum(members.len(), plants)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any two quorums share more replicas than can lie, and a quorum answers though as many as can lie are silent.
    #[test]
    fn any_two_quorums_share_a_replica_that_does_not_lie() {
        for members in 1..32 {
            let (faults, quorum) = (faults(members), quorum(members, Plants::default()));
            assert!(2 * quorum > members + faults, "{members}");
            assert!(members - faults >= quorum, "{members}");
        }
        assert_eq!([4, 7, 10].map(|members| quorum(members, Plants::default())), [3, 5, 7]);
    }
}
