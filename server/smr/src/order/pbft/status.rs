//! Helping each other on after lost messages: each tells now and then how far it is, and who can sends what it lacks
//! (TOCS 2002, section 5.2).
//!
//! What is sent again was there at the last look too, so nothing is repeated that is only on its way.

use super::certificate::faults;
use super::message::{Message, Phase, Status, View, Vote};
use super::pending::Which;
use super::{HEARTBEAT, Pbft, Standing, lines};
use crate::order::Out;
use crate::place::ReplicaId;
use crate::slots::{Slot, Slots};
use std::collections::BTreeMap;

/// At every so many-th look all is told, even where nothing seems to be missing.
const ROUTINE: u32 = 4;

/// After so many looks without progress, while others are further, they are asked for entries.
const PATIENT_LOOKS: u32 = 5;

/// What was seen at the last look, and what others have told.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Statuses {
    /// Something came that this replica could not use: perhaps it is behind.
    pub unsettled: bool,
    looks: u32,
    /// All through this slot was committed at the last look.
    committed: Slot,
    /// One after the last slot about which something was known at the last look.
    end: Slot,
    oldest: Option<Which>,
    /// How many looks ago something was committed.
    standstill: u32,
    /// How far others are.
    others: BTreeMap<ReplicaId, Slot>,
}

impl Pbft {
    /// What this replica tells of itself.
    pub(super) fn status(&self) -> Status {
        let checkpoint = self.watermark.word_of(self.me).copied();
        Status { view: self.view, begun: self.has_begun(), committed: self.committed, checkpoint }
    }

    pub(super) fn on_heartbeat_timer(&mut self, out: &mut Vec<Out<Self>>) {
        out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
        let oldest = self.pending.oldest();
        let waits = oldest.is_some() && oldest == self.statuses.oldest;
        let progress = self.committed > self.statuses.committed;
        self.statuses.standstill = if progress { 0 } else { self.statuses.standstill.saturating_add(1) };
        let stuck = !progress && self.statuses.end > self.committed + 1;
        let routine = self.statuses.looks.is_multiple_of(ROUTINE);
        if !self.has_begun() {
            self.say_view_change(out);
            self.begin_view_if_wanted(out);
        }
        if waits {
            self.forward(self.pending.first(self.setup.batch), out);
        }
        if stuck || waits || routine || self.statuses.unsettled || !self.has_begun() {
            out.push(Out::Rule(&lines::STATUS));
            self.configurations.tell_peers(&Message::Status(self.status()), out);
        }
        self.ask_if_far_behind(out);
        self.statuses.looks = self.statuses.looks.wrapping_add(1);
        self.statuses.unsettled = false;
        self.statuses.oldest = oldest;
        self.statuses.committed = self.committed;
        self.statuses.end = self.entries.end();
    }

    /// Another tells how far it is.
    pub(super) fn on_status(&mut self, from: ReplicaId, status: Status, out: &mut Vec<Out<Self>>) {
        if let Some(word) = status.checkpoint {
            self.on_checkpoint(word, out);
        }
        if self.configurations.peers().contains(&from) {
            self.statuses.others.insert(from, status.committed);
        }
        let before = out.len();
        self.show_proofs(from, status.committed, out);
        if status.view.epoch == self.view.epoch {
            if status.view < self.view || (status.view == self.view && !status.begun) {
                self.show_view(from, out);
            } else if status.view == self.view && self.has_begun() {
                self.repeat_votes(from, status.committed, out);
            }
        }
        if out.len() > before {
            out.insert(before, Out::Rule(&lines::HELP));
        }
    }

    /// The slots that these two know about and the other has not committed.
    fn lacking(&self, committed: Slot, end: Slot) -> std::ops::Range<Slot> {
        let first = committed.saturating_add(1).max(self.entries.base());
        first..end.min(first.saturating_add(self.setup.window))
    }

    fn show_proofs(&self, to: ReplicaId, committed: Slot, out: &mut Vec<Out<Self>>) {
        for slot in self.lacking(committed, self.statuses.committed.saturating_add(1)) {
            if let Some(proof) = self.entries.get(slot).and_then(|entry| entry.kept.committed.clone()) {
                out.push(Out::Send { to, message: Message::Committed(proof) });
            }
        }
    }

    /// Sends what began this view, to one that is not in it.
    pub(super) fn show_view(&self, to: ReplicaId, out: &mut Vec<Out<Self>>) {
        if let Standing::Begun { new_view: Some(new_view), .. } = &self.standing {
            out.push(Out::Send { to, message: Message::NewView(new_view.clone()) });
        }
    }

    /// Sends again what was said in this view of slots that are not committed there.
    fn repeat_votes(&self, to: ReplicaId, committed: Slot, out: &mut Vec<Out<Self>>) {
        let view: View = self.view;
        for slot in self.lacking(committed, self.statuses.end) {
            let Some(entry) = self.entries.get(slot).filter(|entry| entry.kept.committed.is_none()) else { continue };
            let Some(proposal) = entry.kept.proposed_in(view) else { continue };
            let (vote, batch) = (proposal.vote, proposal.batch.clone());
            out.push(Out::Send { to, message: Message::PrePrepare { vote, batch } });
            if let Some(prepare) = entry.prepares.of(self.me).filter(|prepare| prepare.said().view == view) {
                out.push(Out::Send { to, message: Message::Vote(*prepare) });
            }
            if self.is_member() && entry.kept.is_prepared_in(view) {
                let commit = self.key.sign(Vote { phase: Phase::Commit, ..*vote.said() });
                out.push(Out::Send { to, message: Message::Vote(commit) });
            }
        }
    }

    /// Others are further, but nobody sends proofs of what this replica lacks, since they have forgotten them: entries
    /// of a log, or a State, must come from outside. One more must say so than can lie.
    fn ask_if_far_behind(&mut self, out: &mut Vec<Out<Self>>) {
        let members = *self.configurations.at(self.committed + 1);
        let stable = self.watermark.proven(&members, self.setup.plants).0;
        let mut further: Vec<(Slot, ReplicaId)> = self.statuses.others.iter().map(|(id, slot)| (*slot, *id)).collect();
        further.sort_unstable_by(|left, right| right.cmp(left));
        let credible = further.get(faults(members.len())).copied();
        let late = self.statuses.standstill >= PATIENT_LOOKS;
        let wanted = credible.filter(|(slot, _)| *slot > self.committed && (stable > self.committed || late));
        let Some((through, source)) = wanted else { return };
        if through - self.committed < Slots::<()>::FARTHEST {
            out.push(Out::Rule(&lines::BEHIND));
            out.push(Out::Behind { through, source });
        }
    }
}
