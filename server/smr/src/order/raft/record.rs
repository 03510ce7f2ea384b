//! What a replica must find on its disk after a crash (figure 2, "Persistent state on all servers").

use super::log::{Entry, Position, Term};
use crate::order;
use crate::place::ReplicaId;
use crate::receive::Request;
use crate::slots::Slot;

/// A record on the disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Record {
    /// All that is about the whole replica.
    Standing(Standing),
    /// An entry of the log.
    Entry {
        /// Its slot.
        slot: Slot,
        /// The term of the entry before it.
        after: Term,
        /// The entry.
        entry: Entry,
    },
}

/// What a replica remembers of itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Standing {
    /// The latest term that it has heard of (`currentTerm`).
    pub term: Term,
    /// Whom it voted for in that term (`votedFor`).
    pub voted_for: Option<ReplicaId>,
    /// The last entry that its log has compacted away.
    pub base: Position,
    /// Its log is known to be committed through this slot. Written where members change: see the essay.
    pub committed: Slot,
}

impl order::Record for Record {
    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Standing(_) => None,
            Self::Entry { slot, .. } => Some(*slot),
        }
    }

    fn inputs(&self) -> &[Request] {
        match self {
            Self::Standing(_) => &[],
            Self::Entry { entry, .. } => &entry.batch,
        }
    }
}
