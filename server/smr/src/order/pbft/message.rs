//! What PBFT's replicas say to each other.
//!
//! Whatever may have to be shown to a third party is signed, as in section 4 of the paper: votes, view changes, new
//! views and checkpoints. The rest only has to come from who it says, and channels are authenticated.

use super::bend;
use super::certificate::Certificate;
use crate::digest::Digest;
use crate::order::{self, Lie};
use crate::place::{Members, ReplicaId};
use crate::receive::Batch;
use crate::signed::Signed;
use crate::slots::Slot;
use std::fmt;
use std::sync::Arc;

/// A view: who is primary follows from it. Each set of members counts its own views from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct View {
    /// Which set of members ([`Members::epoch`]).
    pub epoch: u32,
    /// The number of the view.
    pub number: u64,
}

/// So far the views of one set of members are from those of the next, where a view is told as one number.
const VIEWS_SHOWN: u64 = 1_000_000;

impl View {
    /// The first view of these members.
    #[must_use]
    pub const fn first(members: &Members) -> Self {
        Self { epoch: members.epoch, number: 0 }
    }

    /// The next view of the same members.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { epoch: self.epoch, number: self.number.saturating_add(1) }
    }

    /// The primary: view by view, the members take turns. Sets of members begin with different ones, so that a dead
    /// replica does not come first in each.
    #[must_use]
    pub fn primary(self, members: &Members) -> ReplicaId {
        let turn = self.number.wrapping_add(u64::from(self.epoch)) % (members.len() as u64).max(1);
        members.iter().nth(turn as usize).unwrap_or(ReplicaId { place: 0, life: 0 })
    }

    /// One number for both, which only grows.
    #[must_use]
    pub const fn shown(self) -> u64 {
        let number = if self.number < VIEWS_SHOWN { self.number } else { VIEWS_SHOWN - 1 };
        self.epoch as u64 * VIEWS_SHOWN + number
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.epoch > 0 {
            write!(f, "{}:", self.epoch)?;
        }
        write!(f, "{}", self.number)
    }
}

/// The three phases of the normal case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// The primary proposes.
    PrePrepare,
    /// A backup has accepted the proposal.
    Prepare,
    /// A replica knows that enough others have accepted it too.
    Commit,
}

/// What a replica says of a slot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Vote {
    /// In which phase.
    pub phase: Phase,
    /// In which view.
    pub view: View,
    /// Of which slot.
    pub slot: Slot,
    /// The digest of the batch there.
    pub digest: u64,
}

/// The digest that stands for a batch. In the paper nobody can find two batches with the same one.
#[must_use]
pub fn digest_of(batch: &Batch) -> u64 {
    Digest::of(&batch[..])
}

/// "I have a checkpoint through this slot on my disk, and others have shown the same one."
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Checkpointed {
    /// The last slot executed in it.
    pub through: Slot,
}

/// "I take part in no earlier view any more, and this is what I know of them."
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ViewChange {
    /// The view to begin.
    pub view: View,
    /// All through this slot is stable…
    pub stable: Slot,
    /// …as these prove.
    pub proof: Vec<Signed<Checkpointed>>,
    /// What was prepared here in later slots, in their order.
    pub prepared: Vec<Arc<Certificate>>,
}

/// "The view begins, with these proposals, as these view changes demand."
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewView {
    /// The view.
    pub view: View,
    /// A quorum of view changes.
    pub view_changes: Vec<Signed<Arc<ViewChange>>>,
    /// The pre-prepares that follow from them.
    pub proposals: Vec<Signed<Vote>>,
}

/// How far a replica is. Who can helps it on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Status {
    /// Its view.
    pub view: View,
    /// Whether the view has begun there.
    pub begun: bool,
    /// All through this slot is committed there.
    pub committed: Slot,
    /// What it says of its newest checkpoint.
    pub checkpoint: Option<Signed<Checkpointed>>,
}

/// A message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// The primary proposes a batch.
    PrePrepare {
        /// The primary's vote for it.
        vote: Signed<Vote>,
        /// The batch.
        batch: Batch,
    },
    /// Prepare or Commit.
    Vote(Signed<Vote>),
    /// A replica gives its primary up.
    ViewChange(Signed<Arc<ViewChange>>),
    /// The next primary begins its view.
    NewView(Signed<Arc<NewView>>),
    /// A checkpoint was taken and is on a disk.
    Checkpoint(Signed<Checkpointed>),
    /// How far a replica is.
    Status(Status),
    /// A slot is committed, with the proof.
    Committed(Arc<Certificate>),
    /// Inputs for the primary to propose.
    Forward(Batch),
}

impl order::Message for Message {
    fn kind(&self) -> &'static str {
        match self {
            Self::PrePrepare { .. } => "PrePrepare",
            Self::Vote(vote) if vote.said().phase == Phase::Commit => "Commit",
            Self::Vote(_) => "Prepare",
            Self::ViewChange(_) => "ViewChange",
            Self::NewView(_) => "NewView",
            Self::Checkpoint(_) => "Checkpoint",
            Self::Status(_) => "Status",
            Self::Committed(_) => "Committed",
            Self::Forward(_) => "Forward",
        }
    }

    fn slot(&self) -> Option<Slot> {
        match self {
            Self::PrePrepare { vote, .. } | Self::Vote(vote) => Some(vote.said().slot),
            Self::Committed(certificate) => Some(certificate.slot),
            Self::ViewChange(_) | Self::NewView(_) | Self::Checkpoint(_) | Self::Status(_) | Self::Forward(_) => None,
        }
    }

    fn view(&self) -> Option<u64> {
        match self {
            Self::PrePrepare { vote, .. } | Self::Vote(vote) => Some(vote.said().view.shown()),
            Self::ViewChange(view_change) => Some(view_change.said().view.shown()),
            // These may be passed on by anybody, or bind nobody.
            Self::NewView(_) | Self::Checkpoint(_) | Self::Status(_) | Self::Committed(_) | Self::Forward(_) => None,
        }
    }

    fn bent(self, lie: &Lie) -> Option<Self> {
        bend::falsify(self, lie)
    }
}
