//! What the replicas say to each other.

use super::record::Voted;
use super::synod::{Ballot, shown};
use crate::order;
use crate::receive::Batch;
use crate::slots::Slot;
use std::fmt;
use std::sync::Arc;

/// A message of Multi-Paxos.
#[derive(Clone, PartialEq, Eq, Hash)]
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

/// What it says, for a learner who looks into it; what it is called stands beside that.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prepare { ballot, from } => {
                write!(f, "ballot {}: who voted for what, from slot {from} on?", shown(*ballot))
            }
            Self::Promise { ballot, votes, forgotten, committed } => {
                let (ballot, chosen) = (shown(*ballot), chosen(*committed));
                write!(f, "ballot {ballot}: promised; voted {votes:?}, forgot what is below slot {forgotten}; {chosen}")
            }
            Self::Nack { ballot, promised } => {
                write!(f, "ballot {}: refused, as ballot {} is promised", shown(*ballot), shown(*promised))
            }
            Self::Accept { ballot, slot, batch, committed } => {
                write!(f, "ballot {}: vote for {batch:?} in slot {slot}; {}", shown(*ballot), chosen(*committed))
            }
            Self::Accepted { ballot, slot } => write!(f, "ballot {}: voted in slot {slot}", shown(*ballot)),
            Self::Forgotten { committed } => write!(f, "that slot is forgotten; {}", chosen(*committed)),
            Self::Commit { ballot, through } => write!(f, "ballot {}: {}", shown(*ballot), chosen(*through)),
            Self::Heartbeat { ballot, committed } => {
                write!(f, "ballot {}: I lead; {}", shown(*ballot), chosen(*committed))
            }
            Self::Forward { requests, again } => {
                write!(f, "{requests:?} to be ordered{}", if *again { ", forwarded before" } else { "" })
            }
        }
    }
}

fn chosen(through: Slot) -> String {
    match through {
        0 => "nothing is chosen yet".to_owned(),
        through => format!("all is chosen through slot {through}"),
    }
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execute::MachineKind;
    use crate::place::ReplicaId;
    use crate::plant::Plants;
    use crate::receive::{ClientId, Input, Request, Submitter};

    #[test]
    fn a_message_says_in_words_what_is_in_it() {
        let ballot = super::super::synod::ballot_after(Ballot::default(), ReplicaId::first(1), Plants::default());
        let operation = MachineKind::Counter.parse("add 5").expect("a counter adds");
        let from = Submitter::Client(ClientId(1));
        let batch: Batch = Arc::from([Request { from, number: 3, input: Input::Operation(operation) }]);
        let votes = Arc::from([Voted { slot: 2, ballot, batch: batch.clone() }]);
        let promise = Message::Promise { ballot, votes, forgotten: 1, committed: 1 };
        assert_eq!(
            format!("{promise:?}"),
            "ballot 1 of r1: promised; voted [for [c1#3 add 5] in slot 2, ballot 1 of r1], forgot what is below slot 1; \
             all is chosen through slot 1"
        );
        let accept = Message::Accept { ballot, slot: 2, batch, committed: 0 };
        assert_eq!(format!("{accept:?}"), "ballot 1 of r1: vote for [c1#3 add 5] in slot 2; nothing is chosen yet");
    }
}
