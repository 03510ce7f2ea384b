//! What the replicas say to each other. Nothing is written down: who stops has forgotten everything.

use crate::order::{self, Epoch};
use crate::receive::{Batch, batch_in_words};
use crate::slots::Slot;
use std::sync::Arc;

/// A batch that is stored.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// In which epoch it was proposed.
    pub epoch: Epoch,
    /// What is stored.
    pub batch: Batch,
}

/// A message of the fail-stop ordering.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// I am alive.
    Alive {
        /// The epoch I take part in.
        epoch: Epoch,
        /// I have stored all through this slot as that epoch has it.
        stored: Slot,
        /// I know that all is committed through this slot.
        committed: Slot,
    },
    /// The primary is dead, and I take over: what have you stored?
    TakeOver {
        /// The new epoch.
        epoch: Epoch,
    },
    /// What I have stored.
    Tail {
        /// The epoch of the question.
        epoch: Epoch,
        /// I know that all is committed through this slot.
        committed: Slot,
        /// What I have stored of the slots after that.
        entries: Arc<[(Slot, Entry)]>,
    },
    /// Store this.
    Store {
        /// The primary's epoch.
        epoch: Epoch,
        /// The slot.
        slot: Slot,
        /// Its batch.
        batch: Batch,
        /// All is committed through this slot.
        committed: Slot,
    },
    /// Stored.
    Stored {
        /// The primary's epoch.
        epoch: Epoch,
        /// All through this slot.
        through: Slot,
    },
    /// All is committed through this slot; sent when no batch goes out that could carry it.
    Committed {
        /// The primary's epoch.
        epoch: Epoch,
        /// The last slot.
        through: Slot,
    },
    /// Inputs to be ordered, for the primary.
    Forward {
        /// The Inputs.
        requests: Batch,
    },
}

impl order::Message for Message {
    fn kind(&self) -> &'static str {
        match self {
            Self::Alive { .. } => "Alive",
            Self::TakeOver { .. } => "TakeOver",
            Self::Tail { .. } => "Tail",
            Self::Store { .. } => "Store",
            Self::Stored { .. } => "Stored",
            Self::Committed { .. } => "Committed",
            Self::Forward { .. } => "Forward",
        }
    }

    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Store { slot, .. } => Some(*slot),
            Self::Alive { .. }
            | Self::TakeOver { .. }
            | Self::Tail { .. }
            | Self::Stored { .. }
            | Self::Committed { .. }
            | Self::Forward { .. } => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Alive { epoch, stored, committed } => {
                format!("epoch {epoch}, stored through slot {stored}, committed through slot {committed}")
            }
            Self::TakeOver { epoch } => format!("epoch {epoch}: what have you stored?"),
            Self::Tail { epoch, committed, entries } => {
                format!("epoch {epoch}, committed through slot {committed}, {} slots stored after it", entries.len())
            }
            Self::Store { epoch, slot, batch, committed } => {
                let batch = batch_in_words(batch);
                format!("epoch {epoch}, slot {slot}: {batch}; committed through slot {committed}")
            }
            Self::Stored { epoch, through } => format!("epoch {epoch}, stored through slot {through}"),
            Self::Committed { epoch, through } => format!("epoch {epoch}, committed through slot {through}"),
            Self::Forward { requests } => batch_in_words(requests),
        }
    }
}
