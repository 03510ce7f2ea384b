//! The failure detector: who has been silent for longer than anybody can be who is alive.
//!
//! It counts heartbeats of its own instead of reading a clock, so a clock that jumps does not kill anybody. It is perfect
//! as long as messages take less time than the heartbeats that it waits for, and replicas do not stand still.

use crate::Tick;
use crate::order::Setup;
use crate::place::ReplicaId;
use crate::plant::Plant;
use std::collections::{BTreeMap, BTreeSet};

/// What one replica knows of who is alive.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Detector {
    /// For how many heartbeats each of the others has been silent.
    silent: BTreeMap<ReplicaId, u64>,
    /// What the clock showed at the last heartbeat.
    ticked: Tick,
    /// Those who were taken for dead; nobody returns from there.
    dead: BTreeSet<ReplicaId>,
}

impl Detector {
    /// Nobody is known, and it is so late.
    #[must_use]
    pub fn since(now: Tick) -> Self {
        Self { ticked: now, ..Self::default() }
    }

    /// Whether this replica was taken for dead.
    #[must_use]
    pub fn is_dead(&self, replica: ReplicaId) -> bool {
        self.dead.contains(&replica)
    }

    /// These are watched from now on, and only they.
    pub fn watch(&mut self, others: impl Iterator<Item = ReplicaId>) {
        let others: BTreeSet<ReplicaId> = others.collect();
        self.silent.retain(|replica, _| others.contains(replica));
        for replica in others {
            self.silent.entry(replica).or_default();
        }
    }

    /// A replica shows that it is alive.
    pub fn heard(&mut self, from: ReplicaId) {
        if let Some(silent) = self.silent.get_mut(&from) {
            *silent = 0;
        }
    }

    /// Another heartbeat went by. Returns whether somebody was found dead.
    pub fn tick(&mut self, now: Tick, setup: Setup) -> bool {
        let by_the_clock = now.saturating_sub(self.ticked) / setup.heartbeat.max(1);
        self.ticked = now;
        let passed = if setup.plants.has(Plant::ReadTheClock) { by_the_clock } else { 1 };
        let patience = match setup.patience.div_ceil(setup.heartbeat.max(1)) {
            _ if setup.plants.has(Plant::HastyDetector) => 1,
            usual => usual,
        };
        let before = self.dead.len();
        for (replica, silent) in &mut self.silent {
            *silent += passed;
            if *silent > patience && !setup.plants.has(Plant::WaitForTheDead) {
                self.dead.insert(*replica);
            }
        }
        self.dead.len() > before
    }

    /// A replica is taken for dead, however lately it was heard.
    pub fn give_up(&mut self, replica: ReplicaId) {
        self.dead.insert(replica);
    }
}
