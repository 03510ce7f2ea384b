//! What a replica must find on its disk after a crash.
//!
//! The paper's replicas that crash count among the faulty. Ours may crash and return as often as they like without
//! being faulty, so whatever they have said they remember: their view, the proposals they accepted, and what they can
//! prove.

use super::certificate::Certificate;
use super::message::{Checkpointed, NewView, View, Vote};
use crate::order;
use crate::receive::{Batch, Request};
use crate::signed::Signed;
use crate::slots::Slot;
use std::sync::Arc;

/// A record on the disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Record {
    /// All that is about the whole replica.
    Whole {
        /// Its view.
        view: View,
        /// What began the view, if it has begun and is not the first.
        new_view: Option<Signed<Arc<NewView>>>,
        /// The low watermark: all through this slot is forgotten…
        stable: Slot,
        /// …because of these.
        proof: Vec<Signed<Checkpointed>>,
    },
    /// What was accepted and proved in a slot.
    Slot {
        /// The slot.
        slot: Slot,
        /// What is kept of it.
        kept: Kept,
    },
}

/// A proposal that was accepted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    /// The primary's vote.
    pub vote: Signed<Vote>,
    /// The batch.
    pub batch: Batch,
}

/// What a replica keeps of a slot through a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Kept {
    /// The proposal that was accepted in the latest view.
    pub proposal: Option<Proposal>,
    /// The proof that a batch was prepared, of the latest view.
    pub prepared: Option<Arc<Certificate>>,
    /// The proof that a batch is committed.
    pub committed: Option<Arc<Certificate>>,
}

impl Kept {
    /// What was accepted, if it was in this view.
    #[must_use]
    pub fn proposed_in(&self, view: View) -> Option<&Proposal> {
        self.proposal.as_ref().filter(|proposal| proposal.vote.said().view == view)
    }

    /// Whether something was prepared in this view, and nothing in a later one.
    #[must_use]
    pub fn is_prepared_in(&self, view: View) -> bool {
        self.prepared.as_ref().is_some_and(|prepared| prepared.view == view)
    }
}

impl order::Record for Record {
    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Whole { .. } => None,
            Self::Slot { slot, .. } => Some(*slot),
        }
    }

    fn inputs(&self) -> &[Request] {
        match self {
            Self::Whole { .. } => &[],
            Self::Slot { kept, .. } => kept.proposal.as_ref().map_or(&[], |proposal| &proposal.batch),
        }
    }

    fn proof(&self) -> Option<(u64, u64)> {
        let Self::Slot { kept, .. } = self else { return None };
        let prepared = kept.prepared.as_ref()?;
        Some((prepared.view.shown(), prepared.votes.first()?.said().digest))
    }
}
