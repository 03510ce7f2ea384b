//! How large a script may be.

use smr::Tick;

/// How large a script may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How many statements are performed.
    pub statements: usize,
    /// How many events happen, all runs of the script together.
    pub events: u64,
    /// How much virtual time passes.
    pub time: Tick,
    /// The highest client that may be named.
    pub clients: u16,
    /// How many goals may be set.
    pub goals: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { statements: 20_000, events: 5_000_000, time: 3_600_000_000, clients: 64, goals: 16 }
    }
}
