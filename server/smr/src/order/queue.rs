//! The Inputs that wait for a slot, or for somebody who leads.

use crate::receive::{Batch, Request};
use std::collections::VecDeque;

/// How many Inputs can wait. When it is full the newest is dropped, and its submitter sends it again.
const LONGEST: usize = 4096;

/// How many of the newest waiting Inputs are searched for one that came twice. More is not worth the time: the
/// sessions make a second execution harmless.
const LOOK_BACK: usize = 64;

/// Inputs in the order in which they came.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Queue(VecDeque<Request>);

impl Queue {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What waits longest.
    pub fn first(&self) -> Option<&Request> {
        self.0.front()
    }

    /// These wait too.
    pub fn extend(&mut self, requests: &[Request]) {
        for request in requests {
            let mut recent = self.0.iter().rev().take(LOOK_BACK);
            let waits = recent.any(|other| other.from == request.from && other.number == request.number);
            if !waits && self.0.len() < LONGEST {
                self.0.push_back(*request);
            }
        }
    }

    /// These wait no longer.
    pub fn forget(&mut self, requests: &[Request]) {
        if !self.is_empty() && !requests.is_empty() {
            let same =
                |waits: &Request| requests.iter().any(|other| (other.from, other.number) == (waits.from, waits.number));
            self.0.retain(|waits| !same(waits));
        }
    }

    /// All Inputs that wait.
    pub fn take_all(&mut self) -> Batch {
        self.take(self.0.len())
    }

    /// The next Inputs, at most so many.
    pub fn take(&mut self, most: usize) -> Batch {
        let count = most.max(1).min(self.0.len());
        let batch = Batch::from(&self.0.make_contiguous()[..count]);
        self.0.drain(..count);
        batch
    }
}
