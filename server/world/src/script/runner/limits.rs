//! How large a script may be, and what it has used of that.
//!
//! There is no clock here, so nothing is measured in seconds: what takes time or memory is counted. A script that
//! parses can ask for a great deal in few lines: to duplicate every message thirty times over, to begin ten thousand
//! runs of 31 replicas, to ask two hundred things after every event.

use crate::script::grammar::spell_time;
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
    /// How many replicas are set up, all runs of the script together.
    pub replicas: u64,
    /// How many messages are on their way at once.
    pub flying: usize,
    /// How many facts are looked at while something is waited for, each counted once for every replica.
    pub facts: u64,
    /// The highest client that may be named.
    pub clients: u16,
    /// How many goals may be set.
    pub goals: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            statements: 20_000,
            events: 5_000_000,
            time: 3_600_000_000,
            replicas: 50_000,
            flying: 100_000,
            facts: 50_000_000,
            clients: 64,
            goals: 16,
        }
    }
}

/// What a script has used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Spent {
    pub statements: usize,
    pub events: u64,
    pub time: Tick,
    pub replicas: u64,
    pub flying: usize,
    pub facts: u64,
}

impl Spent {
    /// What was too much.
    pub fn over(&self, limits: &Limits) -> Option<String> {
        let Limits { statements, events, time, replicas, flying, facts, .. } = *limits;
        let too_much = if self.statements > statements {
            format!("a script may have {statements} statements")
        } else if self.events > events {
            format!("a script may cause {events} events; it is in a long run")
        } else if self.time > time {
            format!("a script may let {} of virtual time pass, all its runs together", spell_time(time))
        } else if self.replicas > replicas {
            format!("a script may set up {replicas} replicas, all its runs together")
        } else if self.flying > flying {
            format!("a script may have {flying} messages on their way at once")
        } else if self.facts > facts {
            format!("a script may look at {facts} facts while it waits, counted for each replica: wait for less")
        } else {
            return None;
        };
        Some(too_much)
    }
}
