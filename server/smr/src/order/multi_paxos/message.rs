//! What the replicas say to each other.

use super::record::Voted;
use super::synod::{Ballot, shown};
use crate::order;
use crate::receive::{Batch, batch_in_words};
use crate::slots::Slot;
use std::sync::Arc;

/// A message of Multi-Paxos.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// Phase 1a, for all slots at once: take part in no lower ballot, and tell me your votes.
    Prepare {
        /// The sender's ballot.
        ballot: Ballot,
        /// The first slot whose votes are asked for: below it the sender knows what is chosen.
        from: Slot,
    },
    /// Phase 1b: promised.
    Promise {
        /// The ballot promised.
        ballot: Ballot,
        /// The votes in the slots that were asked for.
        votes: Arc<[Voted]>,
        /// The sender has forgotten how it voted below this slot: all there is chosen and in a stable checkpoint.
        forgotten: Slot,
        /// The sender knows what is chosen through this slot.
        committed: Slot,
    },
    /// Phases 1b and 2b: refused.
    Nack {
        /// The ballot refused.
        ballot: Ballot,
        /// The higher one that was promised.
        promised: Ballot,
    },
    /// Phase 2a: vote for this.
    Accept {
        /// The sender's ballot.
        ballot: Ballot,
        /// The slot.
        slot: Slot,
        /// The value proposed for it.
        batch: Batch,
        /// All is chosen through this slot.
        committed: Slot,
    },
    /// Phase 2b: voted.
    Accepted {
        /// In this ballot.
        ballot: Ballot,
        /// In this slot.
        slot: Slot,
    },
    /// Instead of a vote: the slot is chosen, in a stable checkpoint, and forgotten here.
    Forgotten {
        /// The sender knows what is chosen through this slot.
        committed: Slot,
    },
    /// All is chosen through this slot; sent when no Accept goes out that could carry it.
    Commit {
        /// The sender's ballot.
        ballot: Ballot,
        /// The last slot.
        through: Slot,
    },
    /// I am here and lead.
    Heartbeat {
        /// The sender's ballot.
        ballot: Ballot,
        /// All is chosen through this slot.
        committed: Slot,
    },
    /// Inputs to be ordered, for the leader.
    Forward {
        /// The Inputs.
        requests: Batch,
        /// They were forwarded before, so they stay where they are now until a leader shows itself.
        again: bool,
    },
}

impl order::Message for Message {
    fn kind(&self) -> &'static str {
        match self {
            Self::Prepare { .. } => "Prepare",
            Self::Promise { .. } => "Promise",
            Self::Nack { .. } => "Nack",
            Self::Accept { .. } => "Accept",
            Self::Accepted { .. } => "Accepted",
            Self::Forgotten { .. } => "Forgotten",
            Self::Commit { .. } => "Commit",
            Self::Heartbeat { .. } => "Heartbeat",
            Self::Forward { .. } => "Forward",
        }
    }

    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Accept { slot, .. } | Self::Accepted { slot, .. } => Some(*slot),
            Self::Prepare { .. }
            | Self::Promise { .. }
            | Self::Nack { .. }
            | Self::Forgotten { .. }
            | Self::Commit { .. }
            | Self::Heartbeat { .. }
            | Self::Forward { .. } => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Prepare { ballot, from } => format!("ballot {}, votes from slot {from} on?", shown(*ballot)),
            Self::Promise { ballot, votes, forgotten, committed } => {
                let (ballot, votes) = (shown(*ballot), votes.len());
                format!("ballot {ballot}, {votes} votes from slot {forgotten} on, chosen through slot {committed}")
            }
            Self::Nack { ballot, promised } => format!("not ballot {}: promised {}", shown(*ballot), shown(*promised)),
            Self::Accept { ballot, slot, batch, committed } => {
                let (ballot, batch) = (shown(*ballot), batch_in_words(batch));
                format!("ballot {ballot}, slot {slot}: {batch}; chosen through slot {committed}")
            }
            Self::Accepted { ballot, slot } => format!("ballot {}, slot {slot}", shown(*ballot)),
            Self::Forgotten { committed } => format!("chosen through slot {committed}"),
            Self::Commit { ballot, through: committed } | Self::Heartbeat { ballot, committed } => {
                format!("ballot {}, chosen through slot {committed}", shown(*ballot))
            }
            Self::Forward { requests, .. } => batch_in_words(requests),
        }
    }
}
