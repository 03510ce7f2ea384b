//! What a replica has under way at a moment, though no event tells of it: its timers, and its try to lead.
//!
//! Whoever holds a [`View`](crate::View) knows all that has happened. This is about what will: it is told beside the events,
//! whenever it has changed, and always whole.

use crate::{Name, Tick};
use serde::{Deserialize, Serialize};

/// What one replica has under way.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UnderWay {
    /// Its place.
    pub place: u8,
    /// The timers that will fire unless they are set again before, the next one first.
    pub timers: Vec<Timer>,
    /// The places of those who support its try to lead, as far as it knows; nobody, while it does not try.
    pub votes: Vec<u8>,
}

/// A timer that is set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Timer {
    /// What it is called.
    pub name: Name,
    /// When it was set.
    pub set: Tick,
    /// When it will fire.
    pub fires: Tick,
}

impl Timer {
    /// What a replica does beside the ordering: it reports for the audit, asks for what is missing, submits again.
    pub const HOUSEKEEPING: [&str; 3] = ["report", "fetch", "resubmit"];

    /// Whether it is one of the ordering's.
    #[must_use]
    pub fn is_of_ordering(&self) -> bool {
        !Self::HOUSEKEEPING.contains(&&*self.name)
    }
}
