//! Step 2: receive client requests and interpret them as Inputs to the State Machine.
//!
//! A request is numbered by the one who submits it, so that it can be sent again until it is answered and is still
//! executed exactly once: the table of [`Sessions`] remembers what was executed and what the Output was. The table is
//! part of the replicated State, not of a server: a filter that only one server knew would be lost with it.

mod sessions;

pub use sessions::{Known, Session, Sessions, WINDOW};

use crate::execute::Operation;
use crate::place::ReplicaId;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A client of the service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClientId(pub u16);

/// Where a client stands in a row of them.
impl From<ClientId> for usize {
    fn from(client: ClientId) -> Self {
        Self::from(client.0)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Who submits an Input: CHECKPOINT, QUIT and JOIN are submitted by replicas (or by an administrator through one)
/// just like a client request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Submitter {
    /// A client.
    Client(ClientId),
    /// A replica.
    Replica(ReplicaId),
}

impl Submitter {
    /// The one number that it fits into, by which submitters are compared: the table of sessions is searched for each Input.
    const fn number(self) -> u32 {
        match self {
            Self::Client(client) => client.0 as u32,
            Self::Replica(replica) => 1 << 16 | (replica.place as u32) << 8 | replica.life as u32,
        }
    }
}

/// Clients first.
impl Ord for Submitter {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(&other.number())
    }
}

impl PartialOrd for Submitter {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An Input to the State Machine, or to the machinery that replicates it; all are ordered alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// What a client asks of the service.
    Operation(Operation),
    /// Keep a duplicate of the State as of here; the log before it may then be forgotten.
    Checkpoint,
    /// Remove this replica from the members.
    Quit(ReplicaId),
    /// Add this replica to the members.
    Join(ReplicaId),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(operation) => operation.fmt(f),
            Self::Checkpoint => f.write_str("CHECKPOINT"),
            Self::Quit(replica) => write!(f, "QUIT {replica}"),
            Self::Join(replica) => write!(f, "JOIN {replica}"),
        }
    }
}

/// A numbered Input.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Request {
    /// Who submits it and wants the Output.
    pub from: Submitter,
    /// The submitter's own count: 1, 2, 3, …
    pub number: u32,
    /// What is to be executed.
    pub input: Input,
}

/// The Inputs that share one slot of the order; an empty one is a no-op, which fills a gap.
pub type Batch = Arc<[Request]>;

/// The Inputs of a batch in words, the first few in full.
#[must_use]
pub fn batch_in_words(batch: &[Request]) -> String {
    const SHOWN: usize = 3;
    if batch.is_empty() {
        return "no-op".to_owned();
    }
    let mut words: Vec<String> = batch.iter().take(SHOWN).map(|request| request.input.to_string()).collect();
    if batch.len() > SHOWN {
        words.push(format!("and {} more", batch.len() - SHOWN));
    }
    words.join(", ")
}
