//! Beginning: after a start, and with each new set of members.
//!
//! Each set of members decides its slots by a PBFT of its own, whose views count from 0. So every quorum is one of a
//! single set, and the arguments of the paper hold as they are. A replica moves on when all slots of a set are committed
//! here. Others may still lack some of them, and perhaps too few are left to decide them; so first it writes down the
//! proofs, and then nothing short of the loss of its disk keeps it from showing them.

use super::message::{Phase, View, Vote};
use super::new_view::choose;
use super::phases::Entry;
use super::record::Record;
use super::{HEARTBEAT, Pbft, Standing, lines};
use crate::order::{Ordering as _, Out};
use crate::place::Members;
use crate::slots::Slot;

impl Pbft {
    pub(super) fn start(
        &mut self,
        records: &[Record],
        executed: Slot,
        members: &[(Slot, Members)],
        out: &mut Vec<Out<Self>>,
    ) {
        let now = self.patience.now;
        *self = Self::new(self.me, self.setup);
        self.patience.now = now;
        (self.committed, self.executed) = (executed, executed);
        self.configurations.replace(members);
        self.view = View::first(self.configurations.at(executed + 1));
        self.recall(records);
        self.refresh_peers();
        self.vote_again();
        self.believe(out);
        let stagger = self.setup.heartbeat * u64::from(self.me.place) / 32;
        out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat + stagger });
        self.commit_ready(out);
    }

    /// What the disk holds. A slot of which it holds nothing is one of which this replica has said nothing.
    fn recall(&mut self, records: &[Record]) {
        let mut watermark: (Slot, &[_]) = (0, &[]);
        for record in records {
            let Record::Whole { view, new_view, stable, proof } = record else { continue };
            watermark = (*stable, proof);
            if *view >= self.view {
                self.view = *view;
                let begun = new_view.is_some() || view.number == 0;
                let floor = new_view.as_ref().map_or(0, |new_view| choose(&new_view.said().view_changes, 0).floor);
                let new_view = new_view.clone();
                self.standing = if begun { Standing::Begun { floor, new_view } } else { Standing::Awaited };
                self.next = floor + 1;
            }
        }
        self.recall_checkpoint(self.executed, watermark.0, watermark.1);
        for record in records {
            if let Record::Slot { slot, kept } = record {
                self.entries.put(*slot, Entry { kept: kept.clone(), ..Entry::default() });
            }
        }
        self.recall_new_view();
    }

    /// After a restart: what this replica has said of the slots in this view counts again, and is not said otherwise.
    /// Once its members are known, which may have to be executed first.
    pub(super) fn vote_again(&mut self) {
        let view = self.view;
        if !self.has_begun() || !self.is_member() {
            return;
        }
        for slot in self.entries.base()..self.entries.end() {
            let Some(entry) = self.entries.get_mut(slot) else { continue };
            let Some(proposal) = entry.kept.proposed_in(view) else { continue };
            let said = *proposal.vote.said();
            self.next = self.next.max(slot + 1);
            if proposal.vote.signer() != self.me {
                entry.prepares.put(self.key.sign(Vote { phase: Phase::Prepare, ..said }));
            }
            if entry.kept.is_prepared_in(view) {
                entry.commits.put(self.key.sign(Vote { phase: Phase::Commit, ..said }));
            }
        }
    }

    /// All slots through this one are executed here, so the members up to `window` slots later are known. What was not
    /// committed here came from outside, as entries of the log or in a State.
    pub(super) fn on_executed(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.executed = self.executed.max(slot);
        self.committed = self.committed.max(slot);
        self.begin_epoch_if_due(out);
        self.refresh_peers();
        self.commit_ready(out);
        self.forget(out);
        self.propose_more(out);
    }

    /// Moves on to the members that decide the next slot, if they are others.
    pub(super) fn begin_epoch_if_due(&mut self, out: &mut Vec<Out<Self>>) {
        let next = self.committed + 1;
        if next > self.executed + self.setup.window {
            return;
        }
        let members = *self.configurations.at(next);
        if members.epoch <= self.view.epoch {
            return;
        }
        out.push(Out::Rule(&lines::EPOCH));
        for slot in self.entries.base()..next {
            if self.entries.get(slot).is_some_and(|entry| entry.kept.committed.is_some()) {
                self.keep(slot, out);
            }
        }
        self.view = View::first(&members);
        self.standing = Standing::Begun { floor: 0, new_view: None };
        self.next = self.first_slot();
        self.view_changes.clear();
        self.patience.failed = 0;
        self.patience.deadline = None;
        self.pending.begin_view();
        if self.entries.count() == 0 {
            // All came from outside, as in a State: there is nothing that this replica could prove to others.
            self.entries.forget_below(self.next);
        }
        self.persist_whole(out);
        self.refresh_peers();
        self.begin_work(out);
    }

    /// A view has begun: the primary proposes what waits, the others pass it on.
    pub(super) fn begin_work(&mut self, out: &mut Vec<Out<Self>>) {
        self.believe(out);
        self.propose_more(out);
        self.forward(self.pending.first(self.setup.batch), out);
    }
}
