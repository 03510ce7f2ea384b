//! What a replica must find on its disk after a crash: all it ever promised, and how it voted.

use super::synod::Ballot;
use crate::order;
use crate::receive::{Batch, Request};
use crate::slots::Slot;

/// A record on the disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Record {
    /// Takes part in no ballot lower than this, in any slot.
    Promised(Ballot),
    /// Voted.
    Voted(Voted),
}

/// A vote in one of the slots.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Voted {
    /// The slot.
    pub slot: Slot,
    /// In which ballot.
    pub ballot: Ballot,
    /// For what.
    pub batch: Batch,
}

impl order::Record for Record {
    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Promised(_) => None,
            Self::Voted(voted) => Some(voted.slot),
        }
    }

    fn inputs(&self) -> &[Request] {
        match self {
            Self::Promised(_) => &[],
            Self::Voted(voted) => &voted.batch,
        }
    }
}
