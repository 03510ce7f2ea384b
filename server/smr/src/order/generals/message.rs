//! What the generals say to each other. Nothing is written down.

use super::traitor;
use crate::order::{self, Lie};
use crate::place::ReplicaId;
use crate::receive::{Batch, batch_in_words};
use crate::signed::Signed;
use crate::slots::Slot;
use std::sync::Arc;

/// An order: a batch for a slot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Order {
    /// The slot.
    pub slot: Slot,
    /// The batch.
    pub batch: Batch,
}

/// A message of the generals.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// By word of mouth: an order, and through whom it came, the commander first and the sender last.
    Oral {
        /// The slot.
        slot: Slot,
        /// Through whom.
        path: Vec<ReplicaId>,
        /// The order.
        batch: Batch,
    },
    /// In writing: the same order, signed by the commander and by everybody through whom it came.
    Written {
        /// The signed copies, the commander's first and the sender's last.
        orders: Arc<[Signed<Order>]>,
    },
    /// Inputs to be ordered, for the commander of the next slot.
    Forward {
        /// The Inputs.
        requests: Batch,
    },
}

impl order::Message for Message {
    fn kind(&self) -> &'static str {
        match self {
            Self::Oral { path, .. } if path.len() == 1 => "Order",
            Self::Oral { .. } => "Report",
            Self::Written { orders } if orders.len() == 1 => "SignedOrder",
            Self::Written { .. } => "Countersigned",
            Self::Forward { .. } => "Forward",
        }
    }

    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Oral { slot, .. } => Some(*slot),
            Self::Written { orders } => orders.first().map(|order| order.said().slot),
            Self::Forward { .. } => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Oral { slot, path, batch } => told(*slot, batch, path.iter().copied()),
            Self::Written { orders } => orders.first().map_or_else(String::new, |first| {
                told(first.said().slot, &first.said().batch, orders.iter().map(Signed::signer))
            }),
            Self::Forward { requests } => batch_in_words(requests),
        }
    }

    fn bent(self, lie: &Lie) -> Option<Self> {
        traitor::falsify(self, lie)
    }
}

fn told(slot: Slot, batch: &Batch, through: impl Iterator<Item = ReplicaId>) -> String {
    let through: Vec<String> = through.map(|general| general.to_string()).collect();
    format!("slot {slot}: {}, through {}", batch_in_words(batch), through.join(" "))
}
