//! Stable checkpoints as others can believe them, and the low watermark (section 4.3).

use super::certificate::faults;
use super::message::{Checkpointed, Message};
use super::{Pbft, lines};
use crate::order::Out;
use crate::place::{Members, ReplicaId};
use crate::signed::Signed;
use crate::slots::Slot;
use std::collections::BTreeMap;

/// What is known of stable checkpoints.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Watermark {
    /// This replica has a stable checkpoint through this slot.
    pub own: Slot,
    /// The latest word of each replica, this one included.
    said: BTreeMap<ReplicaId, Signed<Checkpointed>>,
}

impl Watermark {
    /// What this replica says of its own.
    pub fn word_of(&self, replica: ReplicaId) -> Option<&Signed<Checkpointed>> {
        self.said.get(&replica)
    }

    /// Takes a word, if it is news.
    fn hear(&mut self, word: Signed<Checkpointed>) -> bool {
        let news = self.said.get(&word.signer()).is_none_or(|known| known.said().through < word.said().through);
        if news {
            self.said.insert(word.signer(), word);
        }
        news
    }

    /// The highest slot through which one of these members that does not lie has a stable checkpoint, with the proof:
    /// one word more than can be lies.
    pub fn proven(&self, members: &Members) -> (Slot, Vec<Signed<Checkpointed>>) {
        let mut said: Vec<_> = self.said.values().filter(|word| members.contains(word.signer())).copied().collect();
        said.sort_by_key(|word| std::cmp::Reverse(word.said().through));
        said.truncate(faults(members.len()) + 1);
        match said.last() {
            Some(last) if said.len() == faults(members.len()) + 1 => (last.said().through, said),
            _ => (0, Vec::new()),
        }
    }
}

/// Whether these prove to whoever knows the members that all through `stable` is.
pub fn is_proof(proof: &[Signed<Checkpointed>], stable: Slot, members: &Members) -> bool {
    let mut signers: Vec<ReplicaId> = proof.iter().map(Signed::signer).collect();
    signers.sort_unstable();
    signers.dedup();
    let count = signers.iter().filter(|signer| members.contains(**signer)).count();
    count > faults(members.len()) && proof.iter().all(|word| word.said().through >= stable)
}

impl Pbft {
    /// All below this slot is in a stable checkpoint of this replica.
    pub(super) fn on_stable(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        let through = slot.saturating_sub(1).min(self.committed);
        if through > self.watermark.own {
            out.push(Out::Rule(&lines::STABLE));
            self.watermark.own = through;
            let word = self.key.sign(Checkpointed { through });
            self.watermark.hear(word);
            self.send_to_all(&Message::Checkpoint(word), out);
            self.forget(out);
        }
    }

    /// Another says how far its checkpoint is stable.
    pub(super) fn on_checkpoint(&mut self, word: Signed<Checkpointed>, out: &mut Vec<Out<Self>>) {
        let known = word.signer() == self.me || self.configurations.peers().contains(&word.signer());
        if known && self.watermark.hear(word) {
            self.forget(out);
        }
    }

    /// The slots below the low watermark are forgotten. Those that earlier members decided need no proof: no view change
    /// of today's is about them.
    pub(super) fn forget(&mut self, out: &mut Vec<Out<Self>>) {
        let Some(members) = self.members() else { return };
        let decided = self.watermark.proven(members).0.max(self.first_slot() - 1);
        let below = decided.min(self.watermark.own).min(self.executed) + 1;
        if below > self.entries.base() {
            out.push(Out::Rule(&lines::FORGET));
            self.entries.forget_below(below);
            self.configurations.forget_below(below);
            out.push(Out::Forget(below));
            let peers = self.configurations.peers();
            self.watermark.said.retain(|signer, _| *signer == self.me || peers.contains(signer));
        }
    }

    /// After a restart: the State on the disk is a stable checkpoint.
    pub(super) fn recall_checkpoint(&mut self, executed: Slot) {
        self.watermark.own = executed;
        if executed > 0 {
            self.watermark.hear(self.key.sign(Checkpointed { through: executed }));
        }
    }
}
