//! A client and the voter beside it, as seen.

use crate::{Checksum, Replica, Tick, Verdict};
use serde::{Deserialize, Serialize};

/// One replica's Output, as the voter heard it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Vote {
    /// The replica.
    pub replica: Replica,
    /// The checksum of the Output.
    pub output: Checksum,
    /// The Output in words.
    pub words: Box<str>,
    /// Whether it counts: a stranger's or a second answer does not.
    pub counted: bool,
}

/// A request that is not answered yet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Pending {
    /// The client's number for it.
    pub number: u32,
    /// What is asked, in words.
    pub words: Box<str>,
    /// Since when.
    pub since: Tick,
    /// How often it was sent again.
    pub retries: u32,
    /// The slot that it is chosen for; 0 for none.
    pub slot: u64,
    /// Whose Outputs are asked for.
    pub members: Vec<Replica>,
    /// The Outputs heard so far.
    pub votes: Vec<Vote>,
}

/// A request that is answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answered {
    /// What it was, and the votes on it; votes that come later are added.
    pub request: Pending,
    /// What the voter decided.
    pub verdict: Verdict,
    /// The Output, or the reason of FAIL, in words.
    pub words: Box<str>,
    /// When.
    pub at: Tick,
    /// Whether it was a read that bypassed the order.
    pub unordered: bool,
}

/// How many answered requests a View remembers for each client.
pub(super) const REMEMBERED: usize = 8;

/// A client.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ClientView {
    /// Requests on their way.
    pub pending: Vec<Pending>,
    /// The last answered requests, the newest last.
    pub answered: Vec<Answered>,
    /// How many requests were answered with an Output.
    pub outputs: u64,
    /// How many were answered with FAIL.
    pub fails: u64,
}
