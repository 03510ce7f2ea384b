//! Lamport's total order: by the clock, and by the process where clocks are equal.

use super::Causal;
use super::delivery::Delivery;
use super::message::Node;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::slots::Slot;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of each process: whatever it proposes that is not delivered here is later than this clock.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Horizons {
    heard: BTreeMap<ReplicaId, u64>,
    /// What acknowledgements say, with the number of nodes that must be delivered before it is true.
    claimed: BTreeMap<ReplicaId, (u64, u64)>,
}

impl Horizons {
    /// All that this process proposed through this clock is delivered.
    pub fn hear(&mut self, process: ReplicaId, clock: u64) {
        let heard = self.heard.entry(process).or_default();
        *heard = clock.max(*heard);
    }

    /// A process says that its clock is this, and that it had proposed so many nodes by then.
    pub fn claim(&mut self, process: ReplicaId, clock: u64, nodes: u64) {
        let claimed = self.claimed.entry(process).or_default();
        *claimed = (clock, nodes).max(*claimed);
    }

    /// What was claimed is true as soon as the nodes are delivered.
    pub fn settle(&mut self, delivery: &Delivery) {
        let Self { heard, claimed } = self;
        claimed.retain(|process, (clock, nodes)| {
            let settled = delivery.delivered(*process) >= *nodes;
            if settled {
                let heard = heard.entry(*process).or_default();
                *heard = (*clock).max(*heard);
            }
            !settled
        });
    }

    /// Whether nothing of this process can come before this clock any more.
    fn is_past(&self, process: ReplicaId, clock: u64) -> bool {
        self.heard.get(&process).is_some_and(|heard| *heard >= clock)
    }
}

impl Causal {
    /// The next slot and its node, if it is certain which comes next: the first of those that are ready.
    pub(super) fn next_certain(&mut self) -> Option<(Slot, Arc<Node>)> {
        let slot = self.ordered + 1;
        if slot > self.executed + self.setup.window {
            return None;
        }
        let members = *self.configurations.at(slot);
        let key = *self.ready.keys().find(|(_, _, process)| members.contains(*process))?;
        let (clock, ..) = key;
        let mut others = members.iter().filter(|member| *member != self.me);
        let certain = if self.setup.plants.has(Plant::CausalOrderOnly) {
            true
        } else if self.setup.plants.has(Plant::MajorityOfAcknowledgements) {
            others.filter(|member| self.horizons.is_past(*member, clock)).count() + 1 >= members.majority()
        } else {
            others.all(|member| self.horizons.is_past(member, clock))
        };
        if !certain {
            return None;
        }
        Some((slot, self.ready.remove(&key)?))
    }

    /// This is the slot's node. What those proposed earlier who do not decide that slot will never have one: who is gone
    /// may return, or be a newcomer that is not known yet, and then all drop the same of it.
    pub(super) fn place(&mut self, slot: Slot, node: &Node) {
        let members = *self.configurations.at(slot);
        if self.configurations.changes_at(slot) {
            self.delivery.know(&members);
        }
        (self.ordered, self.moment) = (slot, node.moment());
        if self.configurations.changes_at(slot + 1) {
            self.refresh_peers();
        }
        self.delivery.place(node.process, node.number);
        let Self { ready, delivery, .. } = self;
        ready.retain(|(_, _, process), earlier| {
            let stays = earlier.moment() > node.moment() || members.contains(*process);
            if !stays {
                delivery.place(*process, earlier.number);
            }
            stays
        });
    }
}
