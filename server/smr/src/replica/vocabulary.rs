//! What reaches a replica and what leaves it.

use crate::Tick;
use crate::checkpoint::{Checkpoint, Mark};
use crate::execute::{Operation, Output};
use crate::monitor::{Checksum, Standing};
use crate::order::{Line, Message, Ordering, Record, Timer};
use crate::place::{Members, ReplicaId};
use crate::receive::{Batch, ClientId, Input};
use crate::slots::Slot;
use crate::transfer::{Chunk, Manifest, Part, Progress};
use std::sync::Arc;

/// What a replica is to the system.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// It takes part.
    Member,
    /// It learns the order without deciding it, to join later.
    Observing,
    /// It lacks Inputs that nobody has any more: it must be given the State and join again.
    Rejoining,
    /// It has quit.
    Quit,
}

impl Status {
    /// The status in a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Observing => "observing",
            Self::Rejoining => "rejoining",
            Self::Quit => "quit",
        }
    }
}

/// What a replica is woken for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReplicaTimer {
    /// A timer of the ordering.
    Order(Timer),
    /// Time to report to the others.
    Report,
    /// Time to ask again for what is missing.
    Fetch,
    /// Time to submit CHECKPOINT, QUIT or JOIN again.
    Resubmit,
}

/// What one replica says to another.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Peer<M> {
    /// A message of the ordering protocol.
    Order(M),
    /// Checksums and progress.
    Report(Report),
    /// May I have these log entries?
    AskEntries {
        /// The first slot.
        from: Slot,
        /// The last slot.
        through: Slot,
    },
    /// Here are log entries, all of them chosen.
    Entries {
        /// The slot of the first.
        from: Slot,
        /// The Inputs of that slot and the following.
        batches: Arc<[Batch]>,
    },
    /// I observe the ordering, to join later.
    Observe,
    /// What did you say of the checkpoint at this slot?
    AskMark(Slot),
    /// This.
    Mark(Mark),
    /// What is in your stable checkpoint?
    AskManifest,
    /// This is.
    Manifest(Manifest),
    /// May I have these parts of it?
    AskParts {
        /// Of this checkpoint.
        mark: Mark,
        /// These.
        parts: Arc<[Part]>,
    },
    /// Here are parts.
    Chunk(Chunk),
}

/// What a replica tells the others of itself, now and then.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Report {
    /// The last slot it has executed.
    pub executed: Slot,
    /// The highest slot that its ordering proposed, voted for or heard of.
    pub highest: Slot,
    /// Its newest checkpoint.
    pub checkpoint: Mark,
    /// The slot of the checkpoint that its disk holds.
    pub on_disk: Slot,
    /// Its newest checksum.
    pub checksum: Option<Checksum>,
}

impl<M: Message> Peer<M> {
    /// What kind of message this is, for the eye.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Order(message) => message.kind(),
            Self::Report(_) => "report",
            Self::AskEntries { .. } => "ask entries",
            Self::Entries { .. } => "entries",
            Self::Observe => "observe",
            Self::AskMark(_) => "ask checksum",
            Self::Mark(_) => "checksum",
            Self::AskManifest => "ask manifest",
            Self::Manifest(_) => "manifest",
            Self::AskParts { .. } => "ask parts",
            Self::Chunk(_) => "chunk",
        }
    }
}

/// What is written to the disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Stored<R> {
    /// A record of the ordering protocol.
    Order(R),
    /// A stable checkpoint.
    Checkpoint(Arc<Checkpoint>),
}

impl<R: Record> Stored<R> {
    /// What kind of record this is, for the eye.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Order(record) if record.slot().is_some() => "vote",
            Self::Order(_) => "promise",
            Self::Checkpoint(_) => "checkpoint",
        }
    }
}

/// The Outputs that one message carries to a client. Most carry one, which then needs no memory of its own.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Outputs {
    /// A single one: the number of the request, and its Output.
    One(u32, Output),
    /// Several.
    Many(Arc<[(u32, Output)]>),
}

impl Outputs {
    /// Each request's number and Output.
    pub fn iter(&self) -> impl Iterator<Item = (u32, Output)> {
        let (one, many) = match self {
            Self::One(number, output) => (Some((*number, *output)), [].as_slice()),
            Self::Many(many) => (None, &**many),
        };
        one.into_iter().chain(many.iter().copied())
    }
}

/// What a replica answers a client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Response {
    /// The last slot executed when it was answered.
    pub slot: Slot,
    /// The Outputs.
    pub outputs: Outputs,
    /// The members as the replica knows them, so that the voter follows reconfiguration.
    pub members: Members,
    /// Whether this answers a read that bypassed the order.
    pub read: bool,
}

/// What reaches a replica.
#[derive(Clone, Debug)]
pub enum Arrival<M> {
    /// Requests from a client.
    Requests(Batch),
    /// A read that a client wants answered without an Input.
    Read {
        /// Who asks.
        client: ClientId,
        /// The number of the request.
        number: u32,
        /// The reading operation.
        operation: Operation,
    },
    /// A message from another replica, or from itself.
    Peer {
        /// The sender.
        from: ReplicaId,
        /// What it says.
        message: Peer<M>,
    },
    /// A timer fired.
    Timer(ReplicaTimer),
    /// The disk has the checkpoint of this slot.
    CheckpointWritten(Slot),
    /// An administrator has this Input submitted through this replica.
    Administer(Input),
}

/// An [`Arrival`] for a replica with ordering `O`.
pub type Arrivals<O> = Arrival<<O as Ordering>::Message>;

/// What a replica asks its server to do.
#[derive(Clone, Debug)]
pub enum Effect<M, R> {
    /// Send to a replica, perhaps to itself, once all records asked to be written before are on the disk.
    Send {
        /// The addressee.
        to: ReplicaId,
        /// What is said.
        message: Peer<M>,
    },
    /// Answer a client, under the same condition.
    Respond {
        /// The addressee.
        to: ClientId,
        /// What is answered.
        response: Response,
    },
    /// Write to the disk.
    Persist(Stored<R>),
    /// Records of the ordering about slots below this one may go.
    Forget(Slot),
    /// Wake me after this time, instead of when I asked for before.
    Timer {
        /// Which timer.
        timer: ReplicaTimer,
        /// How long from now.
        after: Tick,
    },
    /// The Audit process restarts this replica.
    Restart,
    /// Something happened that those who watch want to see.
    Note(Note),
}

/// What those who watch want to see.
#[derive(Clone, PartialEq, Debug)]
pub enum Note {
    /// A batch is chosen for a slot, as this replica has learnt.
    Committed {
        /// The slot.
        slot: Slot,
        /// The Inputs.
        batch: Batch,
    },
    /// The batch of a slot is executed.
    Executed {
        /// The slot.
        slot: Slot,
        /// The running checksum of all Outputs.
        outputs: u64,
        /// The checksum of the State, where it is watched.
        state: Option<u64>,
        /// The State in words, where somebody reads them.
        shown: Option<Box<str>>,
    },
    /// This line of the protocol's paper ran.
    Rule(&'static Line),
    /// Whom the replica now believes to lead.
    Leader(Option<ReplicaId>),
    /// Something came in that no honest replica sends.
    Ignored(&'static str),
    /// A checkpoint was taken.
    Checkpoint(Mark),
    /// A majority agrees on the checkpoint of this slot.
    Stable(Slot),
    /// Log entries below this slot are forgotten.
    Forgotten(Slot),
    /// A checksum was computed for the audit.
    Audited(Checksum),
    /// The audit finds that this replica deviates at this slot.
    Deviates(Slot),
    /// A peer's standing has changed.
    Suspects(ReplicaId, Standing),
    /// The members change from a slot on.
    Members {
        /// The first slot they decide.
        from: Slot,
        /// The members.
        members: Members,
    },
    /// The replica is now this to the system.
    Status(Status),
    /// It lacks Inputs through this slot and asks that replica for them.
    Asks {
        /// The last slot asked for.
        through: Slot,
        /// Who is asked.
        of: ReplicaId,
    },
    /// State transfer from that replica has begun, gone on, or been given up for another source.
    Transfer {
        /// The source.
        from: ReplicaId,
        /// How far it has come.
        progress: Progress,
    },
    /// A State transfer is over, and the State in place, unless this replica's own was as new.
    Installed {
        /// The last slot executed in it.
        slot: Slot,
        /// The running checksum of all Outputs.
        outputs: u64,
        /// The checksum of the State, where it is watched and was put in place.
        state: Option<u64>,
        /// The State in words, where somebody reads them and it was put in place.
        shown: Option<Box<str>>,
        /// What it cost.
        progress: Progress,
    },
    /// The source of a transfer is of no use, and why.
    SourceRejected(ReplicaId, &'static str),
    /// An Input of the replica's own is submitted.
    Submitted(Input),
}
