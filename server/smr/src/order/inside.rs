//! What some protocols have inside that is not seen from outside, and that promises of their own are about.
//!
//! Every protocol promises agreement, and that can be seen from what it commits. But agreement is broken late: two logs
//! may differ for long before anybody commits where they do. What its authors prove of a protocol on the way there is
//! about its inside, so a checker has to look there. Nobody else does, and no protocol calls this.

use super::raft::log::{Log, Term};
use super::{causal, fail_stop};
use crate::place::ReplicaId;
use crate::receive::Batch;
use crate::slots::Slot;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// What one replica has inside.
#[derive(Clone, Copy, Debug)]
pub enum Inside<'a> {
    /// Nothing that a promise is about.
    Nothing,
    /// A log that followers copy from their leader.
    Copied {
        /// The term that it is in.
        term: Term,
        /// Whether it leads in that term.
        leads: bool,
        /// The log.
        log: &'a Log,
        /// The log is known to be committed through this slot.
        agreed: Slot,
    },
    /// What a primary had its backups store.
    Stored {
        /// Whether it is the primary, and may propose.
        leads: bool,
        /// Everything through this slot was stored before, and is committed.
        committed: Slot,
        /// What is stored beyond.
        tail: &'a BTreeMap<Slot, fail_stop::Entry>,
    },
    /// What a general obeyed last, if it has obeyed anything.
    Obeyed(Option<&'a Obeyed>),
    /// A graph of nodes, at its present end.
    Graph {
        /// After which slot it began, or began again, where it was told that the others are.
        begins: Slot,
        /// How many nodes of each process are delivered.
        delivered: &'a BTreeMap<ReplicaId, u64>,
        /// What is delivered and not committed.
        ready: &'a BTreeMap<(u64, u64, ReplicaId), Arc<causal::Node>>,
        /// What was committed last.
        placed: &'a VecDeque<Placed>,
    },
}

/// What a general obeyed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Obeyed {
    /// In which slot.
    pub slot: Slot,
    /// Who commanded there. What a commander obeys is what it ordered.
    pub commander: ReplicaId,
    /// The order.
    pub order: Batch,
}

/// Which node came into a slot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Placed {
    /// The slot.
    pub slot: Slot,
    /// The node.
    pub node: Arc<causal::Node>,
}
