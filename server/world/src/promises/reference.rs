//! The reference: an account of the run that does not come from the replicas.
//!
//! It executes every chosen batch once, on one copy that never fails, with a table of its own of what was executed, in
//! which nothing is ever forgotten.

use crate::configuration::Configuration;
use smr::digest::Digest;
use smr::execute::{Machine, Output};
use smr::order::Setup;
use smr::place::Members;
use smr::receive::{Batch, Input, Request, Submitter, WINDOW};
use smr::reconfigure::Schedule;
use smr::slots::{Slot, Slots};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// The checksums after a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct After {
    /// Of all Outputs.
    pub outputs: u64,
    /// Of the State.
    pub state: u64,
}

/// One copy that never fails.
#[derive(Clone, Debug)]
pub struct Reference {
    chosen: Slots<Batch>,
    after: Slots<After>,
    machine: Machine,
    schedule: Schedule,
    window: Slot,
    executed: Slot,
    outputs: u64,
    answers: BTreeMap<(Submitter, u32), Output>,
    highest: BTreeMap<Submitter, u32>,
    retries: BTreeSet<Slot>,
    checkpoints: BTreeSet<Slot>,
}

impl Reference {
    /// A copy in Start.
    #[must_use]
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            chosen: Slots::default(),
            after: Slots::default(),
            machine: Machine::start(&configuration.machine),
            schedule: Schedule::first(Members::first(configuration.replicas)),
            window: Setup::default().window,
            executed: 0,
            outputs: 0,
            answers: BTreeMap::new(),
            highest: BTreeMap::new(),
            retries: BTreeSet::new(),
            checkpoints: BTreeSet::from([0]),
        }
    }

    /// The batch chosen for a slot, as first learnt by anyone.
    #[must_use]
    pub fn chosen(&self, slot: Slot) -> Option<&Batch> {
        self.chosen.get(slot)
    }

    /// A batch is chosen for a slot; executes as far as there is no gap.
    pub fn choose(&mut self, slot: Slot, batch: Batch) {
        self.chosen.put(slot, batch);
        while let Some(batch) = self.chosen.get(self.executed + 1).cloned() {
            self.execute(&batch);
        }
    }

    /// The last executed slot.
    #[must_use]
    pub const fn executed(&self) -> Slot {
        self.executed
    }

    /// The checksums after a slot.
    #[must_use]
    pub fn after(&self, slot: Slot) -> Option<After> {
        if slot == 0 {
            return Some(After { outputs: 0, state: Machine::start(&self.machine.kind()).digest() });
        }
        self.after.get(slot).copied()
    }

    /// The Output of a request, if it was executed.
    #[must_use]
    pub fn answer(&self, from: Submitter, number: u32) -> Option<Output> {
        self.answers.get(&(from, number)).copied()
    }

    /// Whether the batch of this slot, or of an earlier one, holds a request that had been executed before.
    #[must_use]
    pub fn has_retry(&self, slot: Slot) -> bool {
        self.retries.first().is_some_and(|first| *first <= slot)
    }

    /// Whether CHECKPOINT was executed at this slot.
    #[must_use]
    pub fn has_checkpoint(&self, slot: Slot) -> bool {
        self.checkpoints.contains(&slot)
    }

    /// The members from this slot on, if they change there.
    #[must_use]
    pub fn members_from(&self, slot: Slot) -> Option<Members> {
        self.schedule.changes().iter().find(|(from, _)| *from == slot).map(|(_, members)| *members)
    }

    fn execute(&mut self, batch: &[Request]) {
        let slot = self.executed + 1;
        for request in batch {
            let key = (request.from, request.number);
            let highest = self.highest.entry(request.from).or_default();
            let left_the_window = request.number + WINDOW <= *highest;
            *highest = (*highest).max(request.number);
            let output = match self.answers.get(&key) {
                Some(output) => {
                    self.retries.insert(slot);
                    *output
                }
                None if left_the_window => continue,
                None => {
                    let output = self.apply(slot, &request.input);
                    self.answers.insert(key, output);
                    output
                }
            };
            if left_the_window {
                continue;
            }
            let mut digest = Digest::default();
            digest.mix(self.outputs);
            output.hash(&mut digest);
            self.outputs = digest.finish();
        }
        self.executed = slot;
        self.after.put(slot, After { outputs: self.outputs, state: self.machine.digest() });
    }

    fn apply(&mut self, slot: Slot, input: &Input) -> Output {
        let from = slot + self.window;
        let changed = match input {
            Input::Operation(operation) => return self.machine.execute(operation, 0),
            Input::Checkpoint => {
                self.checkpoints.insert(slot);
                return Output::Slot(slot);
            }
            Input::Quit(replica) => self.schedule.quit(*replica, from),
            Input::Join(replica) => self.schedule.join(*replica, from),
        };
        changed.map_or_else(Output::Refused, |()| Output::Slot(from))
    }
}
