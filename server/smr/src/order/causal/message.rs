//! What the processes say to each other. Nothing is written down.

use crate::order;
use crate::place::ReplicaId;
use crate::receive::{Batch, batch_in_words};
use crate::slots::Slot;
use std::sync::Arc;

/// Inputs, and their place in the partial order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Node {
    /// Who proposed it.
    pub process: ReplicaId,
    /// The how-manieth node of that process it is.
    pub number: u64,
    /// The process's clock when it proposed.
    pub clock: u64,
    /// How many nodes of each other process it had delivered then.
    pub after: Vec<(ReplicaId, u64)>,
    /// The Inputs.
    pub batch: Batch,
}

/// Where a node comes in the total order.
pub type Moment = (u64, ReplicaId);

impl Node {
    /// Where it comes in the total order.
    #[must_use]
    pub const fn moment(&self) -> Moment {
        (self.clock, self.process)
    }
}

/// How many nodes of each process are in the slots so far, or will never be in one.
pub type Placings = Arc<[(ReplicaId, u64)]>;

/// A message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// A node.
    Propose {
        /// The node.
        node: Arc<Node>,
    },
    /// I have heard, and whatever I propose from now on is later.
    Acknowledge {
        /// My clock.
        clock: u64,
        /// So many nodes of my own I had proposed by then.
        nodes: u64,
        /// So many nodes of yours I have delivered.
        delivered: u64,
    },
    /// So far is the graph: begin after this slot.
    Welcome {
        /// The slot.
        slot: Slot,
        /// The moment of the node in it.
        moment: Moment,
        /// What is in the slots through this one.
        placed: Placings,
    },
    /// What I have executed came from outside, and what led there does not come: where is the graph?
    Lost,
    /// Inputs of one that takes no part yet.
    Forward {
        /// The Inputs.
        requests: Batch,
    },
}

impl order::Message for Message {
    fn kind(&self) -> &'static str {
        match self {
            Self::Propose { .. } => "Propose",
            Self::Acknowledge { .. } => "Acknowledge",
            Self::Welcome { .. } => "Welcome",
            Self::Lost => "Lost",
            Self::Forward { .. } => "Forward",
        }
    }

    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Welcome { slot, .. } => Some(*slot),
            Self::Propose { .. } | Self::Acknowledge { .. } | Self::Lost | Self::Forward { .. } => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Propose { node } => format!("clock {}: {}", node.clock, batch_in_words(&node.batch)),
            Self::Acknowledge { clock, delivered, .. } => format!("clock {clock}, {delivered} of your nodes delivered"),
            Self::Welcome { slot, moment: (clock, _), .. } => {
                format!("after clock {clock} the graph goes on from slot {} on", slot.saturating_add(1))
            }
            Self::Lost => "where is the graph?".to_owned(),
            Self::Forward { requests } => batch_in_words(requests),
        }
    }
}
