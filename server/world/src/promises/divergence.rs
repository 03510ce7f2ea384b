//! No divergence: replicas that are not faulty hold the same State and Outputs after the same slot.

use super::Finding;
use super::reference::After;
use smr::place::ReplicaId;
use smr::slots::{Slot, Slots};
use std::collections::BTreeSet;

/// The promise's name.
pub const NAME: &str = "no divergence";

/// Who has diverged. One that has goes on to differ at every slot, which is not news.
#[derive(Clone, Debug, Default)]
pub struct Divergence {
    diverged: BTreeSet<ReplicaId>,
    firsts: Slots<After>,
}

impl Divergence {
    /// A replica began anew.
    pub fn began(&mut self, replica: ReplicaId) {
        self.diverged.remove(&replica);
    }

    /// The replica is known to differ.
    pub fn blame(&mut self, replica: ReplicaId) {
        self.diverged.insert(replica);
    }

    /// Whether the replica is known to differ.
    #[must_use]
    pub fn diverged(&self, replica: ReplicaId) -> bool {
        self.diverged.contains(&replica)
    }

    /// Forgets what was first below a slot.
    pub fn forget_below(&mut self, slot: Slot) {
        self.firsts.forget_below(slot);
    }

    /// What the first replica to execute a slot had after it: the only thing to compare with where the machine is not
    /// deterministic, so that no reference can say what is right.
    pub fn first(&mut self, slot: Slot, after: After) -> Option<After> {
        if self.firsts.get(slot).is_none() {
            self.firsts.put(slot, after);
        }
        self.firsts.get(slot).copied()
    }

    /// A replica executed a slot: its checksums are the expected ones.
    ///
    /// # Errors
    /// They differ.
    pub fn check(&mut self, replica: ReplicaId, slot: Slot, after: After, expected: Option<After>) -> Finding {
        if self.diverged.contains(&replica) || expected == Some(after) {
            return Ok(());
        }
        self.diverged.insert(replica);
        let what = match expected {
            None => "although no batch is chosen for it".to_owned(),
            Some(expected) if expected.outputs != after.outputs => "and its Outputs up to there differ".to_owned(),
            Some(_) => "and its State differs".to_owned(),
        };
        Err(format!("{replica} executed slot {slot}, {what}"))
    }
}
