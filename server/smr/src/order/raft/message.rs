//! What the replicas say to each other. Every message carries the term of its sender.

use super::log::{Entry, Position, Term};
use crate::order;
use crate::receive::{Batch, batch_in_words};
use crate::slots::Slot;
use std::sync::Arc;

/// A message of Raft.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// Would you vote for me in this term? Nobody's term changes (thesis, 9.6).
    PreVote(Candidacy),
    /// Vote for me (`RequestVote`).
    RequestVote(Candidacy),
    /// An answer to either.
    Vote {
        /// The voter's term, or, if it would vote or does, the term asked for.
        term: Term,
        /// Whether this answers a `PreVote`.
        pre: bool,
        /// Whether it votes, or would.
        granted: bool,
        /// If it refused because it knows of other members: all through this slot is committed.
        behind: Option<Slot>,
    },
    /// Append these entries after that one (`AppendEntries`); without entries it only shows that the leader is there.
    Append {
        /// The leader's term.
        term: Term,
        /// The entry before the first one sent (`prevLogIndex`, `prevLogTerm`).
        after: Position,
        /// The entries.
        entries: Arc<[Entry]>,
        /// The leader's log is committed through this slot (`leaderCommit`).
        committed: Slot,
    },
    /// My log is yours through this slot.
    Appended {
        /// The follower's term.
        term: Term,
        /// The last slot that is known to agree.
        through: Slot,
        /// What the follower would still know after a crash to be committed.
        known: Slot,
    },
    /// I do not append: the entry before is not in my log, or there is a later term.
    Refused {
        /// The follower's term.
        term: Term,
        /// The entry before, as it was asked for.
        after: Position,
        /// The term of the follower's entry in that slot; 0 if its log does not reach it.
        conflict: Term,
        /// The first slot of the follower's entries of that term, or one after its last.
        first: Slot,
    },
    /// I have compacted what you lack: get the State through this entry (`InstallSnapshot`, without the State, which
    /// the replica around this protocol fetches).
    Snapshot {
        /// The leader's term.
        term: Term,
        /// The last entry that the leader compacted away.
        through: Position,
    },
    /// Begin an election at once: I hand over to you (thesis, 3.10).
    TimeoutNow {
        /// The leader's term.
        term: Term,
    },
    /// Inputs to be ordered, for the leader.
    Forward {
        /// The Inputs.
        requests: Batch,
        /// They were forwarded before, so they stay where they are now until a leader shows itself.
        again: bool,
    },
}

/// What a candidate says of itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Candidacy {
    /// The term it asks for.
    pub term: Term,
    /// Its last entry (`lastLogIndex`, `lastLogTerm`).
    pub last: Position,
    /// The latest change of members that it knows of: the slot from which they decide.
    pub change: Slot,
    /// It was told to lead, so a leader that is there is no reason to refuse.
    pub forced: bool,
}

impl order::Message for Message {
    fn kind(&self) -> &'static str {
        match self {
            Self::PreVote(_) => "PreVote",
            Self::RequestVote(_) => "RequestVote",
            Self::Vote { .. } => "Vote",
            Self::Append { entries, .. } if entries.is_empty() => "Heartbeat",
            Self::Append { .. } => "Append",
            Self::Appended { .. } => "Appended",
            Self::Refused { .. } => "Refused",
            Self::Snapshot { .. } => "Snapshot",
            Self::TimeoutNow { .. } => "TimeoutNow",
            Self::Forward { .. } => "Forward",
        }
    }

    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Append { after, entries, .. } if !entries.is_empty() => Some(after.slot.saturating_add(1)),
            Self::Appended { through, .. } => Some(*through),
            Self::Append { .. }
            | Self::PreVote(_)
            | Self::RequestVote(_)
            | Self::Vote { .. }
            | Self::Refused { .. }
            | Self::Snapshot { .. }
            | Self::TimeoutNow { .. }
            | Self::Forward { .. } => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::PreVote(Candidacy { term, last, .. }) | Self::RequestVote(Candidacy { term, last, .. }) => {
                format!("term {term}, my last entry: {last}")
            }
            Self::Vote { term, pre, granted, .. } => {
                let vote = match (granted, pre) {
                    (false, _) => "no",
                    (true, false) => "yes",
                    (true, true) => "I would",
                };
                format!("term {term}: {vote}")
            }
            Self::Append { term, after, entries, committed } => {
                let entries = match &entries[..] {
                    [] => String::new(),
                    [one] => format!(": {}", batch_in_words(&one.batch)),
                    several => format!(": {} entries", several.len()),
                };
                format!("term {term}, after {after}{entries}; committed through slot {committed}")
            }
            Self::Appended { term, through, .. } => format!("term {term}, my log is yours through slot {through}"),
            Self::Refused { term, after, first, .. } => {
                format!("term {term}, I lack {after}; go on from slot {first}")
            }
            Self::Snapshot { term, through } => format!("term {term}, compacted through {through}"),
            Self::TimeoutNow { term } => format!("term {term}, lead"),
            Self::Forward { requests, .. } => batch_in_words(requests),
        }
    }
}

/// How many terms or slots ahead of what is known is more than any honest replica can be.
const FARTHEST: u64 = 1 << 40;

impl Message {
    /// Why no honest replica can have sent this to one that knows of this term and slot.
    pub fn wrong(&self, term: Term, slot: Slot) -> Option<&'static str> {
        let (claimed, last) = match self {
            Self::PreVote(candidacy) | Self::RequestVote(candidacy) => (candidacy.term, candidacy.last.slot),
            Self::Vote { term, behind, .. } => (*term, behind.unwrap_or(0)),
            Self::Append { term, after, .. } => (*term, after.slot),
            Self::Appended { term, through, known } => (*term, (*through).max(*known)),
            Self::Refused { term, after, .. } => (*term, after.slot),
            Self::Snapshot { term, through } => (*term, through.slot),
            Self::TimeoutNow { term } => (*term, 0),
            Self::Forward { .. } => (0, 0),
        };
        if claimed > term.saturating_add(FARTHEST) {
            return Some("a term absurdly far ahead");
        }
        if last > slot.saturating_add(FARTHEST) {
            return Some("a slot absurdly far ahead");
        }
        match self {
            Self::Append { term, after, entries, .. } if !are_in_order(after.term, entries, *term) => {
                Some("entries whose terms go back")
            }
            _ => None,
        }
    }
}

/// Whether terms never fall along a log, from the entry before to the leader's own.
fn are_in_order(before: Term, entries: &[Entry], leader: Term) -> bool {
    let mut latest = before;
    entries.iter().all(|entry| std::mem::replace(&mut latest, entry.term) <= entry.term) && latest <= leader
}
