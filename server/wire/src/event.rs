//! Everything that can happen, as something that has happened.

use crate::{Checksum, Name, Party, Replica, Requests, Tick};
use serde::{Deserialize, Serialize};

/// The event that made another happen; 0 where nothing in the run did: a user's command, or the beginning.
pub type Cause = u64;

/// An event with its place in the run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Traced {
    /// Its number: 1, 2, 3, …
    pub id: u64,
    /// When it happened.
    pub at: Tick,
    /// What made it happen.
    pub cause: Cause,
    /// What happened.
    pub event: Event,
    /// The same in words with more detail (a message's fields, a State), where somebody looks.
    #[serde(default)]
    pub words: Option<Box<str>>,
}

/// What became of a message that was not delivered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// The network lost it.
    Lost,
    /// A partition or a cut link stands between the two.
    Cut,
    /// The addressee is down.
    Down,
    /// The addressee is another life than the one it was sent to.
    Stranger,
    /// A user dropped it.
    Dropped,
    /// The sender is mute.
    Mute,
}

/// What the output voter gave to a client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// An Output that can be believed.
    Output,
    /// FAIL: no majority of the configured replicas agrees.
    NoMajorityAgrees,
    /// FAIL: fewer than a majority of the configured replicas answered.
    TooFewAnswered,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "a field says by its name what the line above the event says in words")]
pub enum Event {
    /// The user gave a command; the words say which.
    Command,

    /// A client wants something; the words say what.
    Invoked { client: u16, number: u32 },
    /// A client sends its request again.
    Retried { client: u16, number: u32 },
    /// A replica's Output reached the client's voter.
    Heard { client: u16, number: u32, replica: Replica, output: Checksum, counted: bool },
    /// The voter decided.
    Answered { client: u16, number: u32, verdict: Verdict, unordered: bool },

    /// A message left.
    Sent { message: u64, from: Party, to: Party, kind: Name, slot: u64, arrives: Tick },
    /// A message arrived.
    Delivered { message: u64, from: Party, to: Party },
    /// A message will not arrive.
    Undelivered { message: u64, fate: Fate },
    /// A message exists a second time.
    Duplicated { message: u64, copy: u64, arrives: Tick },
    /// A message waits for a user to say what becomes of it.
    Held { message: u64 },

    /// The disk was asked to write.
    Writing { replica: Replica, kind: Name, slot: u64 },
    /// The disk has all it was asked to write up to then.
    Written { replica: Replica },
    /// A timer fired.
    Woken { replica: Replica, timer: Name },

    /// A line of the protocol's paper ran.
    Rule { replica: Replica, line: Name },
    /// The replica changed its role, or its ballot, term or view.
    Role { replica: Replica, role: Name, number: u64, owner: u8 },
    /// The replica believes another to lead.
    Leader { replica: Replica, leader: Option<Replica> },
    /// The replica learnt that a slot is chosen, with so many Inputs; the requests are those of clients among them.
    Committed { replica: Replica, slot: u64, inputs: u32, requests: Requests },
    /// The replica executed a slot; the words show the State after it.
    Executed { replica: Replica, slot: u64, outputs: Checksum },

    /// The replica has checksums for the audit.
    Audited { replica: Replica, slot: u64, state: Checksum, outputs: Checksum },
    /// The audit finds that the replica differs from the majority.
    Deviates { replica: Replica, slot: u64 },
    /// Another replica looks different from here than before.
    Suspects { replica: Replica, peer: Replica, standing: Name },

    /// A checkpoint was taken.
    Checkpoint { replica: Replica, slot: u64, digest: Checksum },
    /// A majority agrees on the checkpoint.
    Stable { replica: Replica, slot: u64 },
    /// Log entries below this slot are forgotten.
    Forgotten { replica: Replica, below: u64 },

    /// The replica asks another for log entries.
    Asks { replica: Replica, of: Replica, through: u64 },
    /// How far state transfer has come, in bytes.
    Transfer { replica: Replica, from: Replica, whole: u64, differing: u64, received: u64, compressed: u64 },
    /// A transferred State is in place; the words show it, unless the replica's own was as new.
    Installed { replica: Replica, slot: u64, whole: u64, compressed: u64 },
    /// A source of state transfer was given up.
    SourceRejected { replica: Replica, source: Replica, why: Name },

    /// The replica submitted an Input of its own: CHECKPOINT, QUIT or JOIN, as the words say.
    Submitted { replica: Replica },
    /// The members change from a slot on.
    Members { replica: Replica, from: u64, members: Vec<Replica> },
    /// The replica is now this to the system: member, observing, rejoining, quit.
    Status { replica: Replica, status: Name },
    /// The replica ignored something that no honest one sends.
    Ignored { replica: Replica, why: Name },

    /// A replica begins, or begins again.
    Began { replica: Replica },
    /// A server went down.
    Crashed { replica: Replica },
    /// The audit restarts the replica.
    RestartedByAudit { replica: Replica },
    /// A server stopped for a while; it is not dead.
    Paused { replica: Replica },
    /// It goes on.
    Resumed { replica: Replica },
    /// A fault is at work, or no longer; the words say which.
    Fault { place: u8, fault: Name, on: bool },

    /// A System Failure: QUIT was executed, and of the members that remain no majority is free of faults.
    SystemFailure { members: Vec<Replica>, sound: u8 },

    /// A promise is broken; the words say how.
    Broken { promise: Name },

    /// A request was ordered before another of which its client knew by telephone; the words say which.
    Anomaly { client: u16, number: u32 },

    /// The replica that begins goes on from the stable checkpoint on its disk; what led to it is forgotten.
    Loaded { replica: Replica, slot: u64, digest: Checksum },
    /// A message takes longer: it arrives at another time, unless something happens to it.
    Delayed { message: u64, arrives: Tick },
}
