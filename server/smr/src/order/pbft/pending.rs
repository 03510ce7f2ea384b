//! The Inputs that a replica waits to see committed, in the order in which they came.

use crate::receive::{Batch, Request, Submitter};
use std::collections::BTreeMap;

/// How many Inputs can wait. When it is full the newest is dropped, and its submitter sends it again.
pub const LONGEST: usize = 4096;

/// Which Input: its submitter and its number.
pub type Which = (Submitter, u32);

/// Inputs that are not committed yet.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Pending {
    /// In the order in which they came, each with whether it is proposed in this view.
    waiting: BTreeMap<u64, (Request, bool)>,
    places: BTreeMap<Which, u64>,
    came: u64,
    /// All before this one are proposed.
    unproposed: u64,
}

impl Pending {
    /// The one that waits longest.
    pub fn oldest(&self) -> Option<Which> {
        self.waiting.first_key_value().map(|(_, (request, _))| (request.from, request.number))
    }

    /// Whether this one waits.
    pub fn has(&self, which: Which) -> bool {
        self.places.contains_key(&which)
    }

    /// These wait too.
    pub fn extend(&mut self, requests: &[Request]) {
        for request in requests {
            let which = (request.from, request.number);
            if self.waiting.len() < LONGEST && !self.has(which) {
                self.came += 1;
                self.waiting.insert(self.came, (*request, false));
                self.places.insert(which, self.came);
            }
        }
    }

    /// Whether one is still to be proposed.
    pub fn has_unproposed(&self) -> bool {
        self.waiting.range(self.unproposed..).any(|(_, (_, proposed))| !proposed)
    }

    /// The next to be proposed, at most so many.
    pub fn propose(&mut self, most: usize) -> Batch {
        let mut batch = Vec::new();
        for (place, (request, proposed)) in self.waiting.range_mut(self.unproposed..) {
            if batch.len() >= most.max(1) {
                break;
            }
            self.unproposed = place + 1;
            if !std::mem::replace(proposed, true) {
                batch.push(*request);
            }
        }
        batch.into()
    }

    /// A view begins, in which nothing is proposed yet.
    pub fn begin_view(&mut self) {
        self.unproposed = 0;
        for (_, proposed) in self.waiting.values_mut() {
            *proposed = false;
        }
    }

    /// These are proposed.
    pub fn proposed(&mut self, batch: &[Request]) {
        for request in batch {
            let place = self.places.get(&(request.from, request.number));
            if let Some((_, proposed)) = place.and_then(|place| self.waiting.get_mut(place)) {
                *proposed = true;
            }
        }
    }

    /// These are committed.
    pub fn committed(&mut self, batch: &[Request]) {
        for request in batch {
            if let Some(place) = self.places.remove(&(request.from, request.number)) {
                self.waiting.remove(&place);
            }
        }
    }

    /// Those that wait longest, at most so many.
    pub fn first(&self, most: usize) -> Batch {
        self.waiting.values().take(most).map(|(request, _)| *request).collect()
    }
}
