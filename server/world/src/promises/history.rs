//! Linearizability: to the clients, it is as if there were one copy that did one thing at a time.
//!
//! The recorder keeps what clients asked and were answered. FAIL does not mean that nothing was executed, so an
//! operation that ended in FAIL, like one that is not answered yet, may have taken effect at any later time, or never.

use super::Finding;
use super::linearizability::{self, History, Specification, Trace, Verdict};
use smr::digest::Digest;
use smr::execute::{Machine, MachineKind, Operation, Output, key_value};
use smr::receive::ClientId;
use smr::respond;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "linearizability";

/// How many steps the check at the end of a run may try: far more than such histories need.
const BUDGET: u64 = 20_000_000;

/// The State Machine of a run, as a judge sees it.
struct OneCopy<'a>(&'a MachineKind);

impl Specification for OneCopy<'_> {
    type State = Machine;
    type Operation = Operation;
    type Output = Output;

    fn start(&self) -> Machine {
        Machine::start(self.0)
    }

    fn step(&self, state: &Machine, operation: &Operation, output: Option<&Output>) -> Option<Machine> {
        let mut next = state.clone();
        let computed = next.execute(operation, 0);
        output.is_none_or(|output| *output == computed).then_some(next)
    }

    fn only_reads(&self, operation: &Operation, _output: &Output) -> bool {
        self.0.is_read(operation)
    }

    fn partition(&self, operation: &Operation) -> u64 {
        match operation {
            Operation::KeyValue(
                key_value::Input::Get(key)
                | key_value::Input::Put(key, _)
                | key_value::Input::Delete(key)
                | key_value::Input::CompareAndSet { key, .. },
            ) => Digest::of(key),
            _one_object => 0,
        }
    }

    fn leaves(&self, operation: &Operation) -> Trace {
        if self.0.is_read(operation) { Trace::Nothing } else { Trace::Anything }
    }
}

/// What clients asked and were answered.
#[derive(Clone, Debug)]
pub struct Recorder {
    machine: MachineKind,
    history: History<Operation, Output>,
    index: BTreeMap<(ClientId, u32), usize>,
}

impl Recorder {
    /// Nothing was asked yet.
    #[must_use]
    pub fn new(machine: MachineKind) -> Self {
        Self { machine, history: History::default(), index: BTreeMap::new() }
    }

    /// A client asked for something.
    pub fn invoked(&mut self, client: ClientId, number: u32, operation: Operation) {
        self.index.insert((client, number), self.history.invoke(operation));
    }

    /// The client was answered.
    pub fn answered(&mut self, client: ClientId, number: u32, verdict: respond::Verdict) {
        let Some(index) = self.index.remove(&(client, number)) else { return };
        match verdict {
            respond::Verdict::Output(output) => self.history.answer(index, output),
            respond::Verdict::Fail(_) => self.history.unknown(index),
        }
    }

    /// What was asked and answered so far.
    #[must_use]
    pub const fn history(&self) -> &History<Operation, Output> {
        &self.history
    }

    /// Whether one copy could have answered like this.
    ///
    /// # Errors
    /// No order of the operations explains the answers.
    pub fn check(&self) -> Finding {
        match linearizability::check_within(&OneCopy(&self.machine), &self.history, BUDGET) {
            Verdict::Linearizable { .. } | Verdict::BudgetExceeded => Ok(()),
            Verdict::NotLinearizable(evidence) => {
                let entry = &self.history.entries()[evidence.operation];
                let answer = match &entry.fate {
                    linearizability::Fate::Answered(_, output) => output.to_string(),
                    linearizability::Fate::Unknown | linearizability::Fate::Failed => "?".to_owned(),
                };
                Err(format!("`{}` was answered `{answer}`, which no order of the operations explains", entry.operation))
            }
        }
    }
}
