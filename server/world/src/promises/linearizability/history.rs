//! Histories: what clients asked and were told, in the order in which it happened.

use std::collections::BTreeSet;

/// What became of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate<Output> {
    /// Nobody knows: it may take effect at any later time, or never.
    Unknown,
    /// It was answered at this instant.
    Answered(u64, Output),
    /// It certainly did not take effect.
    Failed,
}

/// One operation of a history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry<Operation, Output> {
    /// What was asked.
    pub operation: Operation,
    /// The instant of the invocation.
    pub invoked: u64,
    /// What became of it.
    pub fate: Fate<Output>,
}

/// A client history, built event by event. Instants are numbers of events, so no two are equal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History<Operation, Output> {
    entries: Vec<Entry<Operation, Output>>,
    events: u64,
}

impl<Operation, Output> Default for History<Operation, Output> {
    fn default() -> Self {
        Self { entries: Vec::new(), events: 0 }
    }
}

impl<Operation, Output> History<Operation, Output> {
    /// A client invokes an operation. Until something else is said, its fate is unknown.
    pub fn invoke(&mut self, operation: Operation) -> usize {
        let invoked = self.tick();
        self.entries.push(Entry { operation, invoked, fate: Fate::Unknown });
        self.entries.len() - 1
    }

    /// The operation was answered.
    pub fn answer(&mut self, index: usize, output: Output) {
        let now = self.tick();
        self.entries[index].fate = Fate::Answered(now, output);
    }

    /// Nobody will learn the fate of the operation.
    pub fn unknown(&mut self, index: usize) {
        self.entries[index].fate = Fate::Unknown;
    }

    /// The operation certainly did not take effect.
    pub fn fail(&mut self, index: usize) {
        self.entries[index].fate = Fate::Failed;
    }

    /// The operations in the order of their invocation.
    #[must_use]
    pub fn entries(&self) -> &[Entry<Operation, Output>] {
        &self.entries
    }

    /// Keeps the operations with these indices; time goes on as if the others had been there.
    pub fn keep(&mut self, indices: &BTreeSet<usize>) {
        let mut index = 0..;
        self.entries.retain(|_| index.next().is_some_and(|index| indices.contains(&index)));
    }

    fn tick(&mut self) -> u64 {
        self.events += 1;
        self.events
    }
}
