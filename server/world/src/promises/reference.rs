//! The reference: an account of the run that does not come from the replicas.
//!
//! It executes every chosen batch once, on one copy that never fails, with a table of its own of what was executed.
//!
//! So that a run of any length can be watched, it remembers what it needs to judge replicas only for the last
//! [`KEPT`] slots. A replica that is further behind than that is not judged until it has caught up, which it does with
//! a transferred State, since the others have long forgotten what it lacks.

use super::forgetting::forget_below;
use crate::configuration::Configuration;
use smr::digest::Digest;
use smr::execute::{Machine, Output};
use smr::order::Setup;
use smr::place::Members;
use smr::receive::{Batch, ClientId, Input, Request, Submitter, WINDOW};
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

/// For how many slots the account is kept.
pub const KEPT: Slot = 1 << 14;

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
    /// For slots that hold a request which had been executed before: what a replica would have that executes it again.
    twice: BTreeMap<Slot, After>,
    checkpoints: BTreeSet<Slot>,
    news: Vec<(ClientId, u32)>,
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
            twice: BTreeMap::new(),
            checkpoints: BTreeSet::from([0]),
            news: Vec::new(),
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

    /// The clients' requests that were executed for the first time since this was last asked, in their order.
    pub fn news(&mut self) -> Vec<(ClientId, u32)> {
        std::mem::take(&mut self.news)
    }

    /// What a replica would have after this slot if it executed again what had been executed before; `None` if there is
    /// no such request in it.
    #[must_use]
    pub fn twice(&self, slot: Slot) -> Option<After> {
        self.twice.get(&slot).copied()
    }

    /// Whether the slot is so old that nothing is remembered of it.
    #[must_use]
    pub const fn has_forgotten(&self, slot: Slot) -> bool {
        slot + KEPT <= self.executed
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

    /// The members that decide a slot, as far as it is known.
    #[must_use]
    pub fn members_at(&self, slot: Slot) -> &Members {
        self.schedule.at(slot)
    }

    fn execute(&mut self, batch: &[Request]) {
        let slot = self.executed + 1;
        self.foresee_twice(slot, batch);
        for request in batch {
            if let Some(output) = self.execute_request(slot, request) {
                self.outputs = mixed(self.outputs, output);
            }
        }
        self.executed = slot;
        self.after.put(slot, After { outputs: self.outputs, state: self.machine.digest() });
        self.forget();
    }

    /// Executes a request, or finds its Output where it was executed before; none if it is so old that nobody answers.
    fn execute_request(&mut self, slot: Slot, request: &Request) -> Option<Output> {
        let key = (request.from, request.number);
        let highest = self.highest.entry(request.from).or_default();
        if request.number + WINDOW <= *highest {
            return None;
        }
        *highest = (*highest).max(request.number);
        if let Some(output) = self.answers.get(&key) {
            return Some(*output);
        }
        let output = self.apply(slot, &request.input);
        self.answers.insert(key, output);
        if let Submitter::Client(client) = request.from {
            self.news.push((client, request.number));
        }
        Some(output)
    }

    /// Works out what comes of executing the batch as if nothing in it had been executed before.
    fn foresee_twice(&mut self, slot: Slot, batch: &[Request]) {
        let mut numbers: BTreeSet<(Submitter, u32)> = BTreeSet::new();
        let repeated = |request: &Request| {
            let key = (request.from, request.number);
            let old = request.number + WINDOW <= self.highest.get(&request.from).copied().unwrap_or(0);
            old || self.answers.contains_key(&key) || !numbers.insert(key)
        };
        if !batch.iter().any(repeated) {
            return;
        }
        let (mut machine, mut outputs) = (self.machine.clone(), self.outputs);
        for request in batch {
            let output = match &request.input {
                Input::Operation(operation) => machine.execute(operation, 0),
                Input::Checkpoint | Input::Quit(_) | Input::Join(_) => Output::Slot(slot),
            };
            outputs = mixed(outputs, output);
        }
        self.twice.insert(slot, After { outputs, state: machine.digest() });
    }

    /// Forgets what nobody can be judged by any more.
    fn forget(&mut self) {
        let kept = self.executed.saturating_sub(KEPT) + 1;
        self.chosen.forget_below(kept);
        self.after.forget_below(kept);
        self.schedule.forget_before(kept);
        forget_below(&mut self.twice, &kept);
        while self.checkpoints.first().is_some_and(|slot| *slot < kept && self.executed > KEPT) {
            self.checkpoints.pop_first();
        }
        if self.executed.is_multiple_of(KEPT) {
            let highest = &self.highest;
            self.answers.retain(|(from, number), _| number + WINDOW > highest.get(from).copied().unwrap_or(0));
        }
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

/// The checksum of all Outputs, with one more.
fn mixed(outputs: u64, output: Output) -> u64 {
    let mut digest = Digest::default();
    digest.mix(outputs);
    output.hash(&mut digest);
    digest.finish()
}
