//! Newcomers: where the graph begins for one that joins.
//!
//! The paper's processes are given. But its total order agrees with causes and effects, so the nodes in the first slots
//! are a whole past: of each process the first few nodes, and all that their proposers knew. A count a process says which,
//! the same everywhere. A newcomer that is told the counts at the last slot before it decides takes those nodes for
//! delivered, and everything after them is delivered to it like to everybody else: nobody forgets a node of its own that
//! has no slot yet, and nobody fills the newcomer's first slot without a word of it.
//!
//! It is told by whoever gets there, since the others wait there too: before the newcomer has said a word, nobody goes on.
//!
//! Whoever lags, and is given what the others executed, is in the same place: who proposed the nodes that it lacks may have
//! QUIT and gone. It asks where the graph is, and the others, who wait for it, tell it so too.

use super::message::{Message, Moment, Placings};
use super::{Causal, lines};
use crate::order::Out;
use crate::place::ReplicaId;
use crate::receive::{Batch, Request};
use crate::slots::Slot;

impl Causal {
    /// Inputs to be ordered come from this process or its clients. One that takes no part yet asks all others: its JOIN
    /// needs a process that does, and whatever comes twice is executed once.
    pub(super) fn on_propose(&mut self, requests: &[Request], out: &mut Vec<Out<Self>>) {
        if self.begins.is_some() {
            self.queue.extend(requests);
            self.work(out);
        } else {
            self.tell_all(&Message::Forward { requests: Batch::from(requests) }, out);
        }
    }

    /// Whether nothing but time is missing for new members to decide: a slot with nothing in it brings them nearer.
    pub(super) fn fills(&self) -> bool {
        let slot = self.ordered + 1;
        let decides = self.is_member() && self.configurations.at(slot).contains(self.me);
        let ahead = decides && slot < self.configurations.last_change() && self.queue.is_empty();
        ahead && !self.ready.values().any(|node| node.process == self.me)
    }

    /// Tells those that decide the next slot, and did not decide this one, what is in the slots so far, until all have said
    /// a word of it.
    pub(super) fn welcome(&self, out: &mut Vec<Out<Self>>) {
        let next = self.ordered + 1;
        if !self.configurations.changes_at(next) {
            return;
        }
        let before = self.configurations.at(self.ordered);
        let new = self.configurations.at(next).iter().filter(|member| !before.contains(*member));
        for to in new.filter(|member| *member != self.me) {
            self.send_welcome(to, out);
        }
    }

    /// Tells another what is in the slots so far.
    pub(super) fn send_welcome(&self, to: ReplicaId, out: &mut Vec<Out<Self>>) {
        let placed = self.delivery.placed().iter().map(|(process, count)| (*process, *count)).collect();
        out.push(Out::Rule(&lines::WELCOME));
        out.push(Out::Send { to, message: Message::Welcome { slot: self.ordered, moment: self.moment, placed } });
    }

    /// Whoever proposed what is missing here may be gone since. Then the others wait for this process, which needs no more
    /// than a newcomer does.
    pub(super) fn ask_if_lost(&mut self, out: &mut Vec<Out<Self>>) {
        let stands = std::mem::replace(&mut self.stood, self.ordered) == self.ordered;
        let decides = self.configurations.at(self.executed + 1).contains(self.me);
        if stands && decides && self.ordered < self.executed {
            out.push(Out::Rule(&lines::LOST));
            self.tell_all(&Message::Lost, out);
        }
    }

    /// So far the others are, and what is in those slots is executed here, so that nothing is missing: neither the State nor
    /// the changes of members on the way to it. This process begins there. Until then the others wait, and say it again.
    ///
    /// One that was gone, and returns as the same, was told nothing meanwhile: it begins there as well. Its own nodes keep
    /// their numbers.
    pub(super) fn on_welcome(
        &mut self,
        from: ReplicaId,
        (slot, moment, placed): (Slot, Moment, &Placings),
        out: &mut Vec<Out<Self>>,
    ) {
        if slot > self.executed {
            // Perhaps too few know so much for others to believe it: all newcomers wait, and this one's word is needed.
            return out.push(Out::Behind { through: slot, source: from });
        }
        if slot < self.executed || (self.begins.is_some() && slot <= self.ordered) {
            return;
        }
        out.push(Out::Rule(&lines::ENTER));
        (self.begins, self.astray) = (Some(slot), false);
        (self.ordered, self.moment) = (slot, moment);
        self.clock = self.clock.max(moment.0);
        self.ready.retain(|_, node| node.moment() > moment);
        self.placed.clear();
        self.delivery.begin(placed);
        self.delivery.know(self.configurations.at(slot + 1));
        self.horizons.settle(&self.delivery);
        self.deliver_due(out);
        self.acknowledge_to_all(out);
        self.work(out);
    }
}
