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

impl ClientView {
    /// The newest request, and what became of it if it is answered.
    #[must_use]
    pub fn newest(&self) -> Option<(&Pending, Option<&Answered>)> {
        let pending = self.pending.iter().max_by_key(|request| request.number);
        let answered = self.answered.iter().max_by_key(|answered| answered.request.number);
        match (pending, answered) {
            (Some(pending), Some(answered)) if answered.request.number > pending.number => {
                Some((&answered.request, Some(answered)))
            }
            (Some(pending), _) => Some((pending, None)),
            (None, Some(answered)) => Some((&answered.request, Some(answered))),
            (None, None) => None,
        }
    }

    /// The request of a number, and what became of it if it is answered.
    #[must_use]
    pub fn request(&self, number: u32) -> Option<(&Pending, Option<&Answered>)> {
        let pending = self.pending.iter().find(|request| request.number == number).map(|request| (request, None));
        let answered = self.answered.iter().find(|answered| answered.request.number == number);
        pending.or_else(|| answered.map(|answered| (&answered.request, Some(answered))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_request_may_be_open_or_answered() {
        let request = |number| Pending { number, ..Pending::default() };
        let mut client = ClientView::default();
        assert!(client.newest().is_none());
        client.pending.push(request(1));
        assert!(client.newest().is_some_and(|(request, answer)| request.number == 1 && answer.is_none()));
        let verdict = Verdict::Output;
        let answered = Answered { request: request(2), verdict, words: "5".into(), at: 9, unordered: false };
        client.answered.push(answered);
        assert!(client.newest().is_some_and(|(request, answer)| request.number == 2 && answer.is_some()));
        assert!(client.request(1).is_some_and(|(_, answer)| answer.is_none()) && client.request(3).is_none());
    }
}
