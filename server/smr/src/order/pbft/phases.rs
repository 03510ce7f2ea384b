//! The three phases of the normal case, at a replica (section 4.2).

use super::certificate::{Certificate, Votes, quorum};
use super::message::{Message, Phase, View, Vote, digest_of};
use super::record::{Kept, Proposal, Record};
use super::{Pbft, Standing, lines};
use crate::order::Out;
use crate::plant::Plant;
use crate::receive::Batch;
use crate::signed::Signed;
use crate::slots::Slot;
use std::sync::Arc;

/// What a replica knows of a slot.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Entry {
    /// What outlives a crash.
    pub kept: Kept,
    /// The prepares that came.
    pub prepares: Votes,
    /// The commits that came.
    pub commits: Votes,
}

impl Entry {
    /// A batch with this digest, if one was proposed here or proved to be prepared.
    fn batch(&self, digest: u64) -> Option<&Batch> {
        let proposal = self.kept.proposal.as_ref().filter(|proposal| proposal.vote.said().digest == digest);
        let prepared = || self.kept.prepared.as_ref().map(|prepared| &prepared.batch);
        proposal.map(|proposal| &proposal.batch).or_else(|| prepared().filter(|batch| digest_of(batch) == digest))
    }
}

impl Pbft {
    /// What is known of a slot, to be added to; `None` where it is forgotten or further ahead than anybody may be.
    pub(super) fn entry(&mut self, slot: Slot) -> Option<&mut Entry> {
        if slot < self.entries.base() || slot > self.committed.saturating_add(Self::FURTHEST) {
            return None;
        }
        if self.entries.get(slot).is_none() {
            self.entries.put(slot, Entry::default());
        }
        self.entries.get_mut(slot)
    }

    /// How far ahead of what is committed here a slot may be that others have proved something about.
    const FURTHEST: Slot = 1 << 12;

    /// A primary proposes. Anybody may pass the proposal on: its signature counts.
    pub(super) fn on_pre_prepare(&mut self, vote: Signed<Vote>, batch: Batch, out: &mut Vec<Out<Self>>) {
        let said = *vote.said();
        let Standing::Begun { floor, .. } = self.standing else { return };
        let Some(primary) = self.primary().filter(|_| said.view == self.view) else {
            // Either it is too late, or this replica is, and will be told.
            self.statuses.unsettled |= said.view > self.view;
            return;
        };
        if self.is_beyond(said.slot) {
            return;
        }
        let wrong = if said.phase != Phase::PrePrepare || vote.signer() != primary {
            Some("a PrePrepare that the primary has not signed")
        } else if said.digest != digest_of(&batch) {
            Some("a PrePrepare whose digest is of another batch")
        } else if self.configurations.at(said.slot).epoch > self.view.epoch {
            Some("a PrePrepare for a slot that others decide")
        } else if said.slot <= floor.max(self.first_slot() - 1) {
            out.push(Out::Rule(&lines::REFUSE_WATERMARK));
            Some("a PrePrepare for a slot that was decided before the view")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            out.push(Out::Ignored(wrong));
            return;
        }
        let accepted = self.entries.get(said.slot).and_then(|entry| entry.kept.proposed_in(said.view));
        match accepted.map(|proposal| proposal.vote.said()) {
            Some(accepted) if *accepted == said => {}
            Some(_) if !self.setup.plants.has(Plant::SecondPrePrepare) => {
                out.push(Out::Rule(&lines::REFUSE_SECOND));
                out.push(Out::Ignored("a second PrePrepare for the same slot"));
            }
            _ => self.accept(vote, batch, out),
        }
    }

    /// Accepts a proposal of this view; a backup says so.
    pub(super) fn accept(&mut self, vote: Signed<Vote>, batch: Batch, out: &mut Vec<Out<Self>>) {
        let said = *vote.said();
        let votes = self.is_member();
        let by_myself = vote.signer() == self.me;
        let prepare = self.key.sign(Vote { phase: Phase::Prepare, ..said });
        let Some(entry) = self.entry(said.slot) else { return };
        entry.kept.proposal = Some(Proposal { vote, batch });
        if votes {
            if !by_myself {
                out.push(Out::Rule(&lines::ACCEPT));
                entry.prepares.put(prepare);
            }
            self.keep(said.slot, out);
            if !by_myself {
                self.configurations.tell_peers(&Message::Vote(prepare), out);
            }
            if self.setup.plants.has(Plant::CommitUnprepared) {
                self.say_commit(said, out);
            }
            self.check_prepared(said.slot, out);
        }
        self.check_committed(said.slot, said.view, said.digest, out);
    }

    /// Writes down what is to outlive a crash.
    pub(super) fn keep(&self, slot: Slot, out: &mut Vec<Out<Self>>) {
        if let Some(entry) = self.entries.get(slot) {
            out.push(Out::Persist(Record::Slot { slot, kept: entry.kept.clone() }));
        }
    }

    fn say_commit(&self, said: Vote, out: &mut Vec<Out<Self>>) {
        let commit = Message::Vote(self.key.sign(Vote { phase: Phase::Commit, ..said }));
        self.configurations.tell_peers(&commit, out);
        out.push(Out::Send { to: self.me, message: commit });
    }

    /// Prepare or Commit arrives.
    pub(super) fn on_vote(&mut self, vote: Signed<Vote>, out: &mut Vec<Out<Self>>) {
        let said = *vote.said();
        if self.is_beyond(said.slot) {
            return;
        }
        if said.slot < self.entries.base() {
            return;
        }
        let members = self.configurations.at(said.slot);
        let wrong = if said.phase == Phase::PrePrepare {
            Some("a PrePrepare without its batch")
        } else if said.view.epoch != members.epoch || !members.contains(vote.signer()) {
            Some("a vote of one who is no member for the slot")
        } else if said.phase == Phase::Prepare && said.view.primary(members) == vote.signer() {
            Some("a Prepare of the primary")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            out.push(Out::Ignored(wrong));
            return;
        }
        let Some(entry) = self.entry(said.slot) else { return };
        if said.phase == Phase::Commit {
            if entry.commits.put(vote) {
                self.check_committed(said.slot, said.view, said.digest, out);
            }
        } else if entry.prepares.put(vote) {
            self.check_prepared(said.slot, out);
        }
    }

    /// Prepared: a pre-prepare of this view, and prepares for the same from so many that, the primary included, they are
    /// a quorum.
    fn check_prepared(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        let (view, plants) = (self.view, self.setup.plants);
        let Some(members) = self.members().filter(|members| members.contains(self.me) && self.has_begun()) else {
            return;
        };
        let (needed, primary) = (quorum(members.len(), plants), view.primary(members));
        let Some(entry) = self.entries.get_mut(slot) else { return };
        let Some(proposal) = entry.kept.proposed_in(view) else { return };
        let said = *proposal.vote.said();
        if entry.kept.prepared.as_ref().is_some_and(|prepared| prepared.proves(view, said.digest)) {
            return;
        }
        let prepares = entry.prepares.like(view, said.digest, plants);
        let mut votes: Vec<Signed<Vote>> = vec![proposal.vote];
        votes.extend(prepares.filter(|vote| vote.signer() != primary).take(needed - 1));
        if votes.len() >= needed {
            let batch = proposal.batch.clone();
            entry.kept.prepared = Some(Arc::new(Certificate { phase: Phase::Prepare, view, slot, batch, votes }));
            out.push(Out::Rule(&lines::PREPARED));
            self.keep(slot, out);
            if !plants.has(Plant::CommitUnprepared) {
                self.say_commit(said, out);
            }
        }
    }

    /// Committed: commits for the same from a quorum, in whichever view, and the batch is known.
    fn check_committed(&mut self, slot: Slot, view: View, digest: u64, out: &mut Vec<Out<Self>>) {
        let plants = self.setup.plants;
        let needed = quorum(self.configurations.at(slot).len(), plants);
        let Some(entry) = self.entries.get_mut(slot).filter(|entry| entry.kept.committed.is_none()) else { return };
        let votes: Vec<Signed<Vote>> = entry.commits.like(view, digest, plants).take(needed).copied().collect();
        if votes.len() < needed {
            return;
        }
        let Some(batch) = entry.batch(digest).cloned() else {
            self.statuses.unsettled = true;
            return;
        };
        entry.kept.committed = Some(Arc::new(Certificate { phase: Phase::Commit, view, slot, batch, votes }));
        out.push(Out::Rule(&lines::COMMITTED));
        self.commit_ready(out);
    }

    /// Somebody proves that a slot is committed.
    pub(super) fn on_committed(&mut self, certificate: Arc<Certificate>, out: &mut Vec<Out<Self>>) {
        let slot = certificate.slot;
        if self.is_beyond(slot) {
            return;
        }
        if slot <= self.committed || slot < self.entries.base() {
            return;
        }
        let valid =
            certificate.phase == Phase::Commit && certificate.is_valid(self.configurations.at(slot), self.setup.plants);
        if !valid {
            out.push(Out::Ignored("a proof that proves nothing"));
            return;
        }
        let Some(entry) = self.entry(slot) else { return };
        if entry.kept.committed.is_none() {
            out.push(Out::Rule(&lines::PROVED));
            entry.kept.committed = Some(certificate);
            self.commit_ready(out);
        }
    }

    /// Commits what is proved to be committed, in order.
    pub(super) fn commit_ready(&mut self, out: &mut Vec<Out<Self>>) {
        let before = self.committed;
        while self.committed < self.executed + self.setup.window {
            let slot = self.committed + 1;
            let Some(proof) = self.entries.get(slot).and_then(|entry| entry.kept.committed.clone()) else { break };
            self.committed = slot;
            self.pending.committed(&proof.batch);
            if proof.view == self.view && self.has_begun() {
                self.patience.failed = 0;
            }
            out.push(Out::Commit { slot, batch: proof.batch.clone() });
        }
        if self.committed > before {
            self.begin_epoch_if_due(out);
            self.propose_more(out);
        }
    }
}
