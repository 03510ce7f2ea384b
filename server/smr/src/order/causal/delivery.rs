//! Delivery by vector clocks: no node before what its proposer knew, and each process's nodes in the order of sending.

use super::message::{Message, Node};
use super::{AGAIN, Causal, lines};
use crate::order::Out;
use crate::place::{Members, ReplicaId};
use crate::plant::Plant;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many nodes ahead of what is delivered are kept, and no more.
const FARTHEST: u64 = 4096;

/// How many nodes are sent again at once.
const AT_ONCE: usize = 8;

/// The graph at its present end.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Delivery {
    /// How many nodes of each process are delivered: the vector clock.
    delivered: BTreeMap<ReplicaId, u64>,
    /// Nodes that arrived and are not delivered.
    waiting: BTreeMap<(ReplicaId, u64), Arc<Node>>,
    /// How many nodes of each process have their slots, or will never have one: of all that have decided a slot.
    placed: BTreeMap<ReplicaId, u64>,
    /// Nodes of my own that somebody has not delivered, or that have no slot: a newcomer might need them.
    own: BTreeMap<u64, Arc<Node>>,
    /// How many of mine each other process has delivered.
    acknowledged: BTreeMap<ReplicaId, u64>,
    /// So many of mine all others that decide the next slot have delivered.
    everywhere: u64,
}

impl Delivery {
    /// How many nodes of each process are delivered.
    pub const fn all_delivered(&self) -> &BTreeMap<ReplicaId, u64> {
        &self.delivered
    }

    /// How many nodes of this process are delivered.
    pub fn delivered(&self, process: ReplicaId) -> u64 {
        self.delivered.get(&process).copied().unwrap_or(0)
    }

    /// How many nodes of each process have their slots, or will never have one: of all that have decided a slot.
    pub const fn placed(&self) -> &BTreeMap<ReplicaId, u64> {
        &self.placed
    }

    /// These decide a slot.
    pub fn know(&mut self, members: &Members) {
        for member in members.iter() {
            self.placed.entry(member).or_default();
        }
    }

    /// How many nodes of my own somebody that decides the next slot has not delivered.
    pub fn under_way(&self) -> usize {
        self.own.range(self.everywhere.saturating_add(1)..).count()
    }

    /// So many nodes of each process have their slots, or will never have one, and count as delivered.
    pub fn begin(&mut self, placed: &[(ReplicaId, u64)]) {
        for (process, count) in placed {
            self.place(*process, *count);
            let delivered = self.delivered.entry(*process).or_default();
            *delivered = (*count).max(*delivered);
        }
        let delivered = &self.delivered;
        self.waiting.retain(|(process, number), _| delivered.get(process).is_none_or(|count| count < number));
    }

    /// So many nodes of a process have their slots, or will never have one.
    pub fn place(&mut self, process: ReplicaId, count: u64) {
        let placed = self.placed.entry(process).or_default();
        *placed = count.max(*placed);
    }

    /// Whether all that the node's proposer knew is delivered, and all that it proposed before. What it knew of those who
    /// have decided slots, and decide none any more, has a slot already or never will.
    fn is_due(&self, node: &Node, decides: impl Fn(ReplicaId) -> bool) -> bool {
        let is_gone = |process| !decides(process) && self.placed.contains_key(&process);
        let mut after = node.after.iter();
        let known = after.all(|(process, count)| *count <= self.delivered(*process) || is_gone(*process));
        known && node.number == self.delivered(node.process) + 1
    }

    fn next_due(&mut self, over_gaps: bool, decides: impl Fn(ReplicaId) -> bool) -> Option<Arc<Node>> {
        let due = |node: &Arc<Node>| self.is_due(node, &decides) || over_gaps;
        let key = self.waiting.iter().find(|(_, node)| due(node)).map(|(key, _)| *key)?;
        self.waiting.remove(&key)
    }
}

impl Causal {
    /// Rule 1: a process sends its request to all, and puts it into its own queue.
    pub(super) fn propose(&mut self, out: &mut Vec<Out<Self>>) {
        self.clock = self.clock.saturating_add(1);
        let delivered = self.delivery.delivered.iter().filter(|(process, _)| **process != self.me);
        let node = Arc::new(Node {
            process: self.me,
            number: self.delivery.delivered(self.me) + 1,
            clock: self.clock,
            after: delivered.map(|(process, count)| (*process, *count)).collect(),
            batch: self.queue.take(self.setup.batch),
        });
        out.push(Out::Rule(&lines::TICK));
        out.push(Out::Rule(&lines::PROPOSE));
        self.tell_all(&Message::Propose { node: node.clone() }, out);
        if !self.configurations.peers().is_empty() {
            self.delivery.own.insert(node.number, node.clone());
        }
        self.deliver(node, out);
    }

    pub(super) fn on_node(&mut self, node: &Arc<Node>, out: &mut Vec<Out<Self>>) {
        let delivered = self.delivery.delivered(node.process);
        if node.number > delivered.saturating_add(FARTHEST) {
            return out.push(Out::Ignored("a node absurdly far ahead"));
        }
        if node.number > delivered {
            self.delivery.waiting.insert((node.process, node.number), node.clone());
            let due = self.delivery.is_due(node, |process| self.configurations.votes_from(self.ordered + 1, process));
            out.extend((!due).then_some(Out::Rule(&lines::WAIT)));
        }
        self.deliver_due(out);
        self.acknowledge_to_all(out);
        self.work(out);
    }

    pub(super) fn deliver_due(&mut self, out: &mut Vec<Out<Self>>) {
        while let Some(node) = self.next_due() {
            self.deliver(node, out);
        }
    }

    fn next_due(&mut self) -> Option<Arc<Node>> {
        let (over_gaps, open) = (self.setup.plants.has(Plant::DeliverOverGaps), self.ordered + 1);
        let Self { delivery, configurations, .. } = self;
        delivery.next_due(over_gaps, |process| configurations.votes_from(open, process))
    }

    fn deliver(&mut self, node: Arc<Node>, out: &mut Vec<Out<Self>>) {
        self.delivery.delivered.insert(node.process, node.number);
        if node.process != self.me {
            out.push(Out::Rule(&lines::DELIVER));
            if !self.setup.plants.has(Plant::ClockStandsStill) {
                out.push(Out::Rule(&lines::HEAR));
                self.clock = self.clock.max(node.clock).saturating_add(1);
            }
        }
        self.horizons.hear(node.process, node.clock);
        self.horizons.settle(&self.delivery);
        // It did not decide the last slot, and comes too late for the next.
        if !self.configurations.at(self.ordered).contains(node.process) && node.moment() <= self.moment {
            return self.delivery.place(node.process, node.number);
        }
        // Ties are broken by the process. What arrived first is nobody else's first.
        let arrival = if self.setup.plants.has(Plant::TieByArrival) { self.ready.len() as u64 } else { 0 };
        self.ready.insert((node.clock, arrival, node.process), node);
    }

    pub(super) fn on_acknowledge(
        &mut self,
        from: ReplicaId,
        clock: u64,
        nodes: u64,
        delivered: u64,
        out: &mut Vec<Out<Self>>,
    ) {
        if !self.setup.plants.has(Plant::ClockStandsStill) {
            self.clock = self.clock.max(clock);
        }
        let acknowledged = self.delivery.acknowledged.entry(from).or_default();
        *acknowledged = delivered.max(*acknowledged);
        self.forget_what_all_have();
        if self.setup.plants.has(Plant::AcknowledgementsOvertake) {
            self.horizons.hear(from, clock);
        }
        self.horizons.claim(from, clock, nodes);
        self.horizons.settle(&self.delivery);
        self.work(out);
    }

    fn forget_what_all_have(&mut self) {
        let have = |peer: &ReplicaId| self.delivery.acknowledged.get(peer).copied().unwrap_or(0);
        let peers = self.configurations.peers().iter();
        let all = peers.clone().map(have).min().unwrap_or(u64::MAX);
        let deciding = self.configurations.at(self.ordered + 1);
        let everywhere = peers.filter(|peer| deciding.contains(**peer)).map(have).min().unwrap_or(u64::MAX);
        let placed = self.delivery.placed.get(&self.me).copied().unwrap_or(0);
        self.delivery.everywhere = everywhere;
        self.delivery.own = self.delivery.own.split_off(&all.min(placed).saturating_add(1));
    }

    fn acknowledgement(&self, of: ReplicaId) -> Message {
        let (nodes, delivered) = (self.delivery.delivered(self.me), self.delivery.delivered(of));
        Message::Acknowledge { clock: self.clock, nodes, delivered }
    }

    /// Rule 2, to everybody: each of them waits for a word of this process.
    pub(super) fn acknowledge_to_all(&self, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::ACKNOWLEDGE));
        let peers = self.configurations.peers().iter();
        out.extend(peers.map(|to| Out::Send { to: *to, message: self.acknowledgement(*to) }));
    }

    /// Messages may be lost, so what is not acknowledged is said again, and acknowledgements too.
    pub(super) fn say_again(&mut self, out: &mut Vec<Out<Self>>) {
        out.push(Out::Timer { timer: AGAIN, after: self.setup.heartbeat });
        self.ask_if_lost(out);
        if self.begins.is_none() {
            return;
        }
        self.forget_what_all_have();
        let before = out.len();
        for to in self.configurations.peers() {
            let has = self.delivery.acknowledged.get(to).copied().unwrap_or(0);
            let lacks = self.delivery.own.range(has.saturating_add(1)..).take(AT_ONCE);
            out.extend(lacks.map(|(_, node)| Out::Send { to: *to, message: Message::Propose { node: node.clone() } }));
        }
        out.extend((out.len() > before).then_some(Out::Rule(&lines::AGAIN)));
        self.acknowledge_to_all(out);
        self.welcome(out);
        self.work(out);
    }
}
