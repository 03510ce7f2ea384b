//! Delivery by vector clocks: no node before what its proposer knew, and each process's nodes in the order of sending.

use super::message::{Message, Node};
use super::{AGAIN, Causal, lines};
use crate::order::Out;
use crate::place::ReplicaId;
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
    /// Nodes of my own that somebody has not delivered.
    own: BTreeMap<u64, Arc<Node>>,
    /// How many of mine each other process has delivered.
    acknowledged: BTreeMap<ReplicaId, u64>,
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

    /// How many nodes of my own are not delivered everywhere.
    pub fn under_way(&self) -> usize {
        self.own.len()
    }

    /// Whether all that the node's proposer knew is delivered, and all that it proposed before.
    fn is_due(&self, node: &Node) -> bool {
        let known = node.after.iter().all(|(process, count)| *count <= self.delivered(*process));
        known && node.number == self.delivered(node.process) + 1
    }

    fn next_due(&mut self, over_gaps: bool) -> Option<Arc<Node>> {
        let due = |node: &Arc<Node>| self.is_due(node) || over_gaps;
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
            out.extend((!self.delivery.is_due(node)).then_some(Out::Rule(&lines::WAIT)));
        }
        while let Some(node) = self.delivery.next_due(self.setup.plants.has(Plant::DeliverOverGaps)) {
            self.deliver(node, out);
        }
        self.acknowledge_to_all(out);
        self.work(out);
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
        let peers = self.configurations.peers().iter();
        let have = |peer| self.delivery.acknowledged.get(peer).copied().unwrap_or(0);
        let all = peers.map(have).min().unwrap_or(u64::MAX);
        self.delivery.own = self.delivery.own.split_off(&all.saturating_add(1));
    }

    fn acknowledgement(&self, of: ReplicaId) -> Message {
        let (nodes, delivered) = (self.delivery.delivered(self.me), self.delivery.delivered(of));
        Message::Acknowledge { clock: self.clock, nodes, delivered }
    }

    /// Rule 2, to everybody: each of them waits for a word of this process.
    fn acknowledge_to_all(&self, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::ACKNOWLEDGE));
        let peers = self.configurations.peers().iter();
        out.extend(peers.map(|to| Out::Send { to: *to, message: self.acknowledgement(*to) }));
    }

    /// Messages may be lost, so what is not acknowledged is said again, and acknowledgements too.
    pub(super) fn say_again(&mut self, out: &mut Vec<Out<Self>>) {
        out.push(Out::Timer { timer: AGAIN, after: self.setup.heartbeat });
        self.forget_what_all_have();
        let before = out.len();
        for to in self.configurations.peers() {
            let has = self.delivery.acknowledged.get(to).copied().unwrap_or(0);
            let lacks = self.delivery.own.range(has.saturating_add(1)..).take(AT_ONCE);
            out.extend(lacks.map(|(_, node)| Out::Send { to: *to, message: Message::Propose { node: node.clone() } }));
        }
        out.extend((out.len() > before).then_some(Out::Rule(&lines::AGAIN)));
        self.acknowledge_to_all(out);
        self.work(out);
    }
}
