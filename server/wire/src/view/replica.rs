//! A server and the replica on it, as seen.

use crate::{Checksum, Name, Replica, Tick};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a server is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Server {
    /// It runs.
    #[default]
    Up,
    /// It is down.
    Down,
    /// It stands still, but is not dead.
    Paused,
}

impl Server {
    /// In a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Paused => "paused",
        }
    }
}

/// What happened last at a replica, for an eye that looks now and then.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Lately {
    /// The line of the paper that ran last.
    pub line: Option<Name>,
    /// When.
    pub at: Tick,
}

/// The status of a replica that is one of the members.
pub const MEMBER: &str = "member";

/// The status of a replica that has left the members.
pub const QUIT: &str = "quit";

/// A state transfer under way, in bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Transfer {
    /// The source.
    pub from: Replica,
    /// The whole State.
    pub whole: u64,
    /// What differs.
    pub differing: u64,
    /// What has come of that.
    pub received: u64,
    /// What that took on the network.
    pub compressed: u64,
}

/// A server and the replica on it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ReplicaView {
    /// Which life of the replica at this place it is.
    pub life: u8,
    /// How the server is.
    pub server: Server,
    /// What the replica is to the system: member, observing, rejoining, quit.
    pub status: Name,
    /// Its role in the ordering: leader, follower, …
    pub role: Name,
    /// The number of its ballot, term or view.
    pub number: u64,
    /// Whose ballot it is, as a place; 0 for nobody's.
    pub owner: u8,
    /// Whom it believes to lead.
    pub leader: Option<Replica>,
    /// The last slot it knows to be chosen.
    pub committed: u64,
    /// The last slot it has executed.
    pub executed: u64,
    /// Its State, in words.
    pub state: Box<str>,
    /// The running checksum of its Outputs.
    pub outputs: Checksum,
    /// The last audited slot and the State's checksum there.
    pub audited: Option<(u64, Checksum)>,
    /// The last slot at which the audit found that it deviates.
    pub deviates: Option<u64>,
    /// The newest checkpoint it has taken, and its digest.
    pub checkpoint: Option<(u64, Checksum)>,
    /// The slot of the stable checkpoint.
    pub stable: u64,
    /// The first slot its log still holds.
    pub log_from: u64,
    /// How the others look from here, where they do not look alive.
    pub suspects: BTreeMap<u8, Name>,
    /// A state transfer to it.
    pub transfer: Option<Transfer>,
    /// Writes the disk has not acknowledged.
    pub writing: u32,
    /// How often it was restarted, by crash or audit.
    pub restarts: u32,
    /// Faults at work here.
    pub faults: Vec<Name>,
    /// What happened last.
    pub lately: Lately,
}

impl ReplicaView {
    /// Whether it has left the members.
    #[must_use]
    pub fn has_quit(&self) -> bool {
        &*self.status == QUIT
    }

    /// Whether it is on its way to the members.
    #[must_use]
    pub fn joins(&self) -> bool {
        !["", MEMBER, QUIT].contains(&&*self.status)
    }

    /// Whether a fault of this kind is at work here.
    #[must_use]
    pub fn suffers(&self, kind: &str) -> bool {
        self.faults.iter().any(|fault| fault.starts_with(kind))
    }
}
