//! Clock order (Lamport, "the clock condition" and the total order): a node's clock is later than those of all that
//! happened before it, and all replicas commit nodes in the order of (clock, process).
//!
//! The first makes the total order one that causes and effects agree with; the second makes it one and the same
//! everywhere, and known without asking anybody.

use super::Finding;
use super::forgetting::forget_below;
use smr::order::causal::Node;
use smr::order::inside::Placed;
use smr::place::ReplicaId;
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "clock order";

/// Which moment came into which slot.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    of: BTreeMap<Slot, (u64, ReplicaId)>,
}

impl Moments {
    /// A process proposed a node, when the latest clock it knew of was `latest`.
    ///
    /// # Errors
    /// The node's own is not later.
    pub fn check_proposed(node: &Node, latest: u64) -> Finding {
        if node.clock > latest {
            return Ok(());
        }
        let Node { process, number, clock, .. } = node;
        Err(format!("node {number} of {process} has the clock {clock}, and what happened before it {latest}"))
    }

    /// A replica put a node into a slot: after those of earlier moments, and before those of later ones.
    ///
    /// # Errors
    /// It is out of order, or another replica has another one there.
    pub fn check_placed(&mut self, replica: ReplicaId, Placed { slot, node }: &Placed) -> Finding {
        let moment = (node.clock, node.process);
        let first = *self.of.entry(*slot).or_insert(moment);
        let earlier = self.of.range(..slot).next_back().is_none_or(|(_, other)| *other < moment);
        let later = self.of.range(slot + 1..).next().is_none_or(|(_, other)| *other > moment);
        let wrong = match first == moment {
            false => "where another replica has another moment",
            true if !(earlier && later) => "out of order",
            true => return Ok(()),
        };
        let (clock, process) = moment;
        Err(format!("{replica} puts the moment ({clock}, {process}) into slot {slot}, {wrong}"))
    }

    /// Nothing comes into slots below this one any more.
    pub fn forget_below(&mut self, slot: Slot) {
        forget_below(&mut self.of, &slot);
    }
}
