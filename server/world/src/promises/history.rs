//! Linearizability: to the clients, it is as if there were one copy that did one thing at a time.
//!
//! The recorder keeps what clients asked and were answered. FAIL does not mean that nothing was executed, so an
//! operation that ended in FAIL, like one that is not answered yet, may have taken effect at any later time, or never.

use super::linearizability::{self, Fate, History, Specification, Trace, Verdict};
use super::witness::Witness;
use smr::digest::Digest;
use smr::execute::{Machine, MachineKind, Operation, Output, key_value};
use smr::receive::{ClientId, WINDOW};
use smr::respond;
use std::collections::{BTreeMap, BTreeSet};

/// The promise's name.
pub const NAME: &str = "linearizability";

/// How many steps the check at the end of a run may try: far more than such histories need.
const BUDGET: u64 = 20_000_000;

/// The State Machine of a run, as a judge sees it.
pub struct OneCopy<'a> {
    /// Which.
    pub kind: &'a MachineKind,
    /// The State that the history begins in.
    pub start: &'a Machine,
}

impl Specification for OneCopy<'_> {
    type State = Machine;
    type Operation = Operation;
    type Output = Output;

    fn start(&self) -> Machine {
        self.start.clone()
    }

    fn step(&self, state: &Machine, operation: &Operation, output: Option<&Output>) -> Option<Machine> {
        let mut next = state.clone();
        let computed = next.execute(operation, 0);
        output.is_none_or(|output| *output == computed).then_some(next)
    }

    fn only_reads(&self, operation: &Operation, _output: &Output) -> bool {
        self.kind.is_read(operation)
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
        if self.kind.is_read(operation) { Trace::Nothing } else { Trace::Anything }
    }
}

/// What became of the search for an explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// One copy could have answered like this.
    Explained,
    /// No order of the operations explains the answers; how, in words.
    Broken(String),
    /// The search was given up before either was known.
    Undecided,
}

/// What clients asked and were answered since the last cut.
///
/// A history of any length is kept in bounded memory: when it has grown long, what the order of Inputs explains is
/// folded into the State that it leads to, and the history goes on from there. Where a cut cannot be made for very
/// long, because reads beside the order never pause, the history is given up, which is told as undecided.
#[derive(Clone, Debug)]
pub struct Recorder {
    kind: MachineKind,
    start: Machine,
    history: History<Operation, Output>,
    /// Operations that were not answered with an Output, by client and number.
    open: BTreeMap<(ClientId, u32), usize>,
    /// Those of them whose client has given up.
    lost: BTreeSet<usize>,
    /// How many of them wait for an answer.
    waiting: usize,
    order: Vec<usize>,
    beside: Vec<usize>,
    /// Whether reads may be answered beside the order.
    reads_beside: bool,
    /// The latest invocation of what was cut off.
    latest: u64,
    /// The highest number of each client that was ordered.
    highest: BTreeMap<ClientId, u32>,
    /// The length at which the next cut is tried.
    cut_at: usize,
    given_up: bool,
}

/// A history of so many operations is cut.
const LONG: usize = 4_096;

/// A history of so many operations that could not be cut is given up.
const TOO_LONG: usize = 1 << 20;

impl Recorder {
    /// Nothing was asked yet.
    #[must_use]
    pub fn new(kind: MachineKind, reads_beside: bool) -> Self {
        Self {
            start: Machine::start(&kind),
            kind,
            history: History::default(),
            open: BTreeMap::new(),
            lost: BTreeSet::new(),
            waiting: 0,
            order: Vec::new(),
            beside: Vec::new(),
            reads_beside,
            latest: 0,
            highest: BTreeMap::new(),
            cut_at: LONG,
            given_up: false,
        }
    }

    /// A client asked for something.
    pub fn invoked(&mut self, client: ClientId, number: u32, operation: Operation) {
        if !self.given_up {
            self.open.insert((client, number), self.history.invoke(operation));
            self.waiting += 1;
        }
    }

    /// The client's request was executed for the first time: that is its place in the order of Inputs.
    pub fn ordered(&mut self, client: ClientId, number: u32) {
        let highest = self.highest.entry(client).or_default();
        *highest = (*highest).max(number);
        self.order.extend(self.open.get(&(client, number)));
    }

    /// The client was answered; `beside` says that nobody had to order the request for that.
    pub fn answered(&mut self, client: ClientId, number: u32, verdict: respond::Verdict, beside: bool) {
        let Some(index) = self.open.get(&(client, number)).copied() else { return };
        self.waiting -= 1;
        match verdict {
            respond::Verdict::Output(output) => {
                self.history.answer(index, output);
                if beside {
                    // Where it is ordered all the same, it changes nothing there.
                    self.order.retain(|ordered| *ordered != index);
                    let place = self.beside.partition_point(|other| *other < index);
                    self.beside.insert(place, index);
                }
                self.open.remove(&(client, number));
            }
            respond::Verdict::Fail(_) => {
                self.history.unknown(index);
                self.lost.insert(index);
            }
        }
        if self.history.entries().len() >= self.cut_at {
            self.cut();
        }
    }

    /// What was asked and answered since the last cut.
    #[must_use]
    pub const fn history(&self) -> &History<Operation, Output> {
        &self.history
    }
    /// Whether one copy could have answered like this.
    #[must_use]
    pub fn check(&self) -> Judgement {
        let copy = OneCopy { kind: &self.kind, start: &self.start };
        if self.given_up {
            return Judgement::Undecided;
        }
        if self.witness(self.order.len()).explains(&copy).is_some() {
            return Judgement::Explained;
        }
        match linearizability::check_within(&copy, &self.history, BUDGET) {
            Verdict::Linearizable { .. } => Judgement::Explained,
            Verdict::BudgetExceeded => Judgement::Undecided,
            Verdict::NotLinearizable(evidence) => {
                let entry = &self.history.entries()[evidence.operation];
                let answer = match &entry.fate {
                    Fate::Answered(_, output) => output.to_string(),
                    Fate::Unknown | Fate::Failed => "?".to_owned(),
                };
                let operation = &entry.operation;
                let how = format!("`{operation}` was answered `{answer}`, which no order of the operations explains");
                Judgement::Broken(how)
            }
        }
    }

    /// The order of the first Inputs as a witness.
    fn witness(&self, length: usize) -> Witness<'_> {
        let (entries, latest) = (self.history.entries(), self.latest);
        Witness { entries, order: &self.order[..length], beside: &self.beside, latest }
    }

    /// Folds into the State what is ordered and over, if the order explains it.
    ///
    /// Where reads may stand beside the order, only a moment at which nobody waits will do: a read that is still to be
    /// answered may belong before anything that overlaps it.
    fn cut(&mut self) {
        let entries = self.history.entries();
        let is_over = |index: &&usize| !matches!(entries[**index].fate, Fate::Unknown) || self.lost.contains(index);
        let length = match self.reads_beside && self.waiting > 0 {
            true => 0,
            false => self.order.iter().take_while(is_over).count(),
        };
        let copy = OneCopy { kind: &self.kind, start: &self.start };
        match self.witness(self.order.len()).explains(&copy).and(self.witness(length).leads_to(&copy)) {
            Some(state) if length > 0 => self.fold(length, state),
            _ => self.cut_at *= 2,
        }
        if self.cut_at > TOO_LONG {
            *self = Self { given_up: true, ..Self::new(self.kind.clone(), self.reads_beside) };
        }
    }

    fn fold(&mut self, length: usize, state: Machine) {
        let gone: BTreeSet<usize> = self.order.drain(..length).chain(std::mem::take(&mut self.beside)).collect();
        let entries = self.history.entries();
        self.latest = gone.iter().map(|index| entries[*index].invoked).max().unwrap_or(0).max(self.latest);
        self.start = state;
        // A request that is far behind what its client has had executed will never be.
        let highest = &self.highest;
        let hopeless =
            |(client, number): &(ClientId, u32)| highest.get(client).is_some_and(|highest| number + WINDOW <= *highest);
        let lost = &self.lost;
        self.open.retain(|request, index| !(gone.contains(index) || lost.contains(index) && hopeless(request)));
        let kept: BTreeSet<usize> = self.open.values().chain(&self.order).copied().collect();
        let places: BTreeMap<usize, usize> = kept.iter().copied().zip(0..).collect();
        self.history.keep(&kept);
        self.open.values_mut().for_each(|index| *index = places[index]);
        self.order.iter_mut().for_each(|index| *index = places[index]);
        self.lost = self.lost.iter().filter_map(|index| places.get(index)).copied().collect();
        self.cut_at = self.history.entries().len() + LONG;
    }
}
