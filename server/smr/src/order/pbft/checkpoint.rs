//! Stable checkpoints as others can believe them, and the low watermark (section 4.3).

use super::certificate::{quorum, signers};
use super::message::{Checkpointed, Message};
use super::record::Record;
use super::{Pbft, Standing, lines};
use crate::order::Out;
use crate::place::{Members, ReplicaId};
use crate::plant::Plants;
use crate::signed::Signed;
use crate::slots::{Slot, Slots};
use std::collections::BTreeMap;

/// What is known of stable checkpoints.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Watermark {
    /// This replica has a checkpoint through this slot on its disk, which others have shown too.
    pub own: Slot,
    /// The latest word of each replica, this one included.
    said: BTreeMap<ReplicaId, Signed<Checkpointed>>,
    /// What proved that the slots could be forgotten that are.
    proof: Vec<Signed<Checkpointed>>,
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

    /// The highest slot through which a quorum of these members has checkpoints, with the proof.
    pub fn proven(&self, members: &Members, plants: Plants) -> (Slot, Vec<Signed<Checkpointed>>) {
        let needed = quorum(members.len(), plants);
        let mut said: Vec<_> = self.said.values().filter(|word| members.contains(word.signer())).copied().collect();
        said.sort_by_key(|word| std::cmp::Reverse(word.said().through));
        said.truncate(needed);
        match said.last() {
            Some(last) if said.len() == needed => (last.said().through, said),
            _ => (0, Vec::new()),
        }
    }
}

/// Whether these prove to whoever knows the members that all through `stable` is.
pub fn is_proof(proof: &[Signed<Checkpointed>], stable: Slot, members: &Members, plants: Plants) -> bool {
    let count = signers(proof).iter().filter(|signer| members.contains(**signer)).count();
    count >= quorum(members.len(), plants) && proof.iter().all(|word| word.said().through >= stable)
}

impl Pbft {
    /// All below this slot is in a checkpoint on this replica's disk, which others have shown too.
    pub(super) fn on_stable(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        let through = slot.saturating_sub(1).min(self.committed);
        if through > self.watermark.own {
            out.push(Out::Rule(&lines::CHECKPOINT));
            self.watermark.own = through;
            let word = self.key.sign(Checkpointed { through });
            self.watermark.hear(word);
            self.configurations.tell_peers(&Message::Checkpoint(word), out);
            self.forget(out);
        }
    }

    /// Another says how far its checkpoint is; or this replica hears itself, since the disk has the low watermark and
    /// its proof, and what is below may be forgotten there too.
    pub(super) fn on_checkpoint(&mut self, word: Signed<Checkpointed>, out: &mut Vec<Out<Self>>) {
        if word.signer() == self.me {
            out.push(Out::Forget(self.entries.base()));
        } else if self.configurations.peers().contains(&word.signer()) && self.watermark.hear(word) {
            self.forget(out);
        }
    }

    /// The slots below the low watermark are forgotten, since so many correct replicas hold the State after them that
    /// whoever lacks them finds enough who vouch for it. Those that earlier members decided need no proof: no view change
    /// of today's is about them.
    pub(super) fn forget(&mut self, out: &mut Vec<Out<Self>>) {
        let Some(members) = self.members() else { return };
        let (stable, proof) = self.watermark.proven(members, self.setup.plants);
        let decided = stable.max(self.first_slot() - 1);
        let below = decided.min(self.watermark.own).min(self.executed) + 1;
        if below <= self.entries.base() {
            return;
        }
        out.push(Out::Rule(&lines::STABLE));
        self.entries.forget_below(below);
        self.configurations.forget_below(below);
        let peers = self.configurations.peers();
        self.watermark.said.retain(|signer, _| *signer == self.me || peers.contains(signer));
        self.watermark.proof = proof;
        self.persist_whole(out);
        if let Some(word) = self.watermark.word_of(self.me) {
            out.push(Out::Send { to: self.me, message: Message::Checkpoint(*word) });
        }
    }

    /// Writes down what is about the whole replica.
    pub(super) fn persist_whole(&self, out: &mut Vec<Out<Self>>) {
        let new_view = match &self.standing {
            Standing::Begun { new_view, .. } => new_view.clone(),
            Standing::Awaited => None,
        };
        let (stable, proof) = (self.entries.base() - 1, self.watermark.proof.clone());
        out.push(Out::Persist(Record::Whole { view: self.view, new_view, stable, proof }));
    }

    /// After a restart: the State on the disk is a checkpoint, and what proved the low watermark still does.
    pub(super) fn recall_checkpoint(&mut self, executed: Slot, stable: Slot, proof: &[Signed<Checkpointed>]) {
        for word in proof {
            self.watermark.hear(*word);
        }
        self.watermark.proof = proof.to_vec();
        self.watermark.own = executed;
        if executed > 0 {
            self.watermark.hear(self.key.sign(Checkpointed { through: executed }));
        }
        self.entries = Slots::from_base(stable + 1);
    }
}
