//! Causal delivery (Birman, Schiper and Stephenson): what is delivered is closed under "happened before".
//!
//! A process that has a node has everything that the node's proposer had when it proposed it. What that was is not taken
//! from the node, which could say anything: it is what the proposer was seen to have delivered.

use super::Finding;
use smr::order::causal::Node;
use smr::place::ReplicaId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The promise's name.
pub const NAME: &str = "causal delivery";

/// How many nodes of each process are delivered somewhere.
pub type Vector = BTreeMap<ReplicaId, u64>;

/// A node's past, and its clock.
#[derive(Clone, Debug)]
struct Past {
    delivered: Arc<Vector>,
    clock: u64,
}

/// All nodes, by process and number.
#[derive(Clone, Debug, Default)]
pub struct Pasts {
    of: BTreeMap<(ReplicaId, u64), Past>,
}

/// So many nodes of a process are remembered.
const KEPT: u64 = 4096;

impl Pasts {
    /// A process proposed a node, having delivered this.
    pub fn proposed(&mut self, node: &Node, delivered: &Arc<Vector>) {
        let past = Past { delivered: delivered.clone(), clock: node.clock };
        self.of.insert((node.process, node.number), past);
        self.of.remove(&(node.process, node.number.saturating_sub(KEPT)));
    }

    /// The latest clock in a node's past.
    #[must_use]
    pub fn latest_before(&self, node: &Node) -> u64 {
        let Some(past) = self.of.get(&(node.process, node.number)) else { return 0 };
        let last = past.delivered.iter().filter_map(|(process, count)| self.of.get(&(*process, *count)));
        last.map(|node| node.clock).max().unwrap_or(0)
    }

    /// A replica has delivered this, the last of it just now: a node of that process and number, which it `has`. What
    /// those say who quit, and do not stay, nobody needs, even if they return.
    ///
    /// # Errors
    /// It lacks the node, or something that the node comes after.
    pub fn check(
        &self,
        replica: ReplicaId,
        (all, stays): (&Vector, impl Fn(ReplicaId) -> bool),
        (process, number): (ReplicaId, u64),
        has: bool,
    ) -> Finding {
        if !has {
            return Err(format!("{replica} counts node {number} of {process} as delivered, and does not have it"));
        }
        let Some(past) = self.of.get(&(process, number)) else { return Ok(()) };
        let mut before = past.delivered.iter().filter(|(of, _)| stays(**of));
        let missing = before.find(|(of, count)| all.get(of).copied().unwrap_or(0) < **count);
        match missing {
            Some((of, count)) => Err(format!(
                "{replica} has delivered node {number} of {process}, whose proposer knew node {count} of {of}, \
                 without that one"
            )),
            None => Ok(()),
        }
    }
}
