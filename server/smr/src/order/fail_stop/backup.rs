//! The backup: stores what its primary sends, in the order of the slots, and commits when the primary says so.

use super::message::{Entry, Message};
use super::{FailStop, HEARTBEAT, lines};
use crate::Tick;
use crate::order::{Epoch, Out};
use crate::place::ReplicaId;
use crate::receive::{Batch, Request};
use crate::slots::{Slot, Slots};

impl FailStop {
    /// Whether this comes from the primary of the epoch that this replica takes part in from now on. A backup enters an
    /// epoch only at the word of who began it.
    pub(super) fn follows(&mut self, from: ReplicaId, epoch: Epoch, out: &mut Vec<Out<Self>>) -> bool {
        if from.place != epoch.owner || epoch < self.epoch {
            return false;
        }
        if epoch > self.epoch {
            if self.office.is_some() {
                self.give_way(epoch, out);
            }
            self.enter(epoch);
        }
        if self.primary != Some(from) {
            self.primary = Some(from);
            out.push(Out::Leader(self.primary));
            self.forward_what_waits(out);
        }
        true
    }

    pub(super) fn on_take_over(&mut self, from: ReplicaId, epoch: Epoch, out: &mut Vec<Out<Self>>) {
        if !self.follows(from, epoch, out) {
            out.push(Out::Send { to: from, message: self.alive() });
            return;
        }
        out.push(Out::Rule(&lines::TELL));
        let entries = self.tail.iter().map(|(slot, entry)| (*slot, entry.clone())).collect();
        out.push(Out::Send { to: from, message: Message::Tail { epoch, committed: self.committed, entries } });
    }

    pub(super) fn on_store(
        &mut self,
        from: ReplicaId,
        epoch: Epoch,
        slot: Slot,
        batch: Batch,
        committed: Slot,
        out: &mut Vec<Out<Self>>,
    ) {
        if !self.follows(from, epoch, out) {
            return;
        }
        if slot > self.committed.saturating_add(Slots::<()>::FARTHEST) {
            out.push(Out::Ignored("a slot absurdly far ahead"));
            return;
        }
        if slot > self.committed {
            out.push(Out::Rule(&lines::STORE));
            self.tail.insert(slot, Entry { epoch, batch });
            self.count_stored();
        }
        out.push(Out::Send { to: from, message: Message::Stored { epoch, through: self.stored } });
        self.learn(from, committed, false, out);
    }

    /// All is stored up to the first slot that this epoch's primary has not sent.
    pub(super) fn count_stored(&mut self) {
        self.stored = self.stored.max(self.committed);
        while self.tail.get(&(self.stored + 1)).is_some_and(|entry| entry.epoch == self.epoch) {
            self.stored += 1;
        }
    }

    /// The primary says that all is committed through this slot. What is lacking may still be on its way, unless the
    /// primary has said so in a `calm` moment.
    pub(super) fn learn(&mut self, from: ReplicaId, through: Slot, calm: bool, out: &mut Vec<Out<Self>>) {
        if through > self.committed.saturating_add(Slots::<()>::FARTHEST) {
            out.push(Out::Ignored("a claim that slots absurdly far ahead are committed"));
            return;
        }
        let before = self.committed;
        while self.committed < through.min(self.stored) {
            self.commit_next(out);
        }
        if self.committed > before {
            out.push(Out::Rule(&lines::LEARN));
        }
        if calm && through > self.committed {
            Self::ask(through, from, out);
        }
    }

    pub(super) fn commit_next(&mut self, out: &mut Vec<Out<Self>>) {
        let slot = self.committed + 1;
        if let Some(entry) = self.tail.remove(&slot) {
            self.committed = slot;
            out.push(Out::Commit { slot, batch: entry.batch });
        }
    }

    pub(super) fn ask(through: Slot, source: ReplicaId, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::BEHIND));
        out.push(Out::Behind { through, source });
    }

    pub(super) fn on_alive(
        &mut self,
        from: ReplicaId,
        epoch: Epoch,
        stored: Slot,
        committed: Slot,
        out: &mut Vec<Out<Self>>,
    ) {
        if self.follows(from, epoch, out) {
            self.learn(from, committed, true, out);
        } else if epoch > self.epoch && self.office.is_some() {
            self.give_way(epoch, out);
            self.take_over_if_next(out);
        } else {
            self.on_stored(from, epoch, stored, out);
        }
    }

    /// There is a higher epoch, and perhaps nobody left who began it.
    fn give_way(&mut self, epoch: Epoch, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::GIVE_WAY));
        (self.office, self.primary) = (None, None);
        self.enter(epoch);
    }

    /// What was stored in an earlier epoch stays: it may be committed. But the new primary has not sent it yet.
    fn enter(&mut self, epoch: Epoch) {
        self.epoch = epoch;
        self.stored = self.committed;
    }

    pub(super) fn alive(&self) -> Message {
        Message::Alive { epoch: self.epoch, stored: self.stored, committed: self.committed }
    }

    pub(super) fn on_heartbeat(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
        out.push(Out::Rule(&lines::ALIVE));
        if self.detector.tick(now, self.setup) {
            out.push(Out::Rule(&lines::DEAD));
        }
        self.tell_all(&self.alive(), out);
        let strangers = std::mem::take(&mut self.strangers).into_iter();
        out.extend(strangers.map(|to| Out::Send { to, message: self.alive() }));
        self.send_again(out);
        self.work(out);
        self.take_over_if_next(out);
    }

    /// All slots through this one are executed here. What was not committed here came from outside, as entries of the
    /// log or in a State.
    pub(super) fn on_executed(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.executed = self.executed.max(slot);
        if slot > self.committed {
            self.committed = slot;
            self.tail = self.tail.split_off(&(slot + 1));
        }
        self.count_stored();
        self.refresh_peers();
        self.work(out);
        self.take_over_if_next(out);
    }

    pub(super) fn on_propose(&mut self, requests: &[Request], out: &mut Vec<Out<Self>>) {
        self.queue.extend(requests);
        if self.office.is_some() {
            self.work(out);
        } else {
            self.forward_what_waits(out);
        }
    }

    fn forward_what_waits(&mut self, out: &mut Vec<Out<Self>>) {
        let primary = self.living_primary().filter(|primary| *primary != self.me);
        match primary {
            _ if self.queue.is_empty() => {}
            Some(to) => {
                out.push(Out::Rule(&lines::FORWARD));
                let requests = self.queue.take_all();
                out.push(Out::Send { to, message: Message::Forward { requests } });
            }
            None => out.push(Out::Rule(&lines::HOLD)),
        }
    }
}
