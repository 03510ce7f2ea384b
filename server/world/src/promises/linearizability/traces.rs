//! Who may have seen what: the effects that nobody can have noticed need no place in an explanation.

use super::{Fate, History, Specification, Trace};
use std::collections::BTreeMap;

/// The latest instants at which traces can have been seen.
#[derive(Default)]
pub struct Traces {
    marks: BTreeMap<u64, u64>,
    /// By an operation that may see every trace.
    anything: u64,
    /// By any operation at all.
    latest: u64,
}

impl Traces {
    /// What the operations at these indices see.
    pub fn of<S: Specification>(
        specification: &S,
        history: &History<S::Operation, S::Output>,
        indices: impl Iterator<Item = usize>,
    ) -> Self {
        let mut traces = Self::default();
        for index in indices {
            let entry = &history.entries()[index];
            let (until, output) = match &entry.fate {
                Fate::Failed => continue,
                Fate::Unknown => (u64::MAX, None),
                Fate::Answered(at, output) => (*at, Some(output)),
            };
            let latest = match specification.sees(&entry.operation, output) {
                Trace::Nothing => continue,
                Trace::Anything => &mut traces.anything,
                Trace::Mark(mark) => traces.marks.entry(mark).or_default(),
            };
            *latest = until.max(*latest);
            traces.latest = until.max(traces.latest);
        }
        traces
    }

    /// Whether what an operation leaves, invoked at this instant, may have been seen.
    pub fn show(&self, left: Trace, invoked: u64) -> bool {
        let latest = match left {
            Trace::Nothing => return false,
            Trace::Anything => self.latest,
            Trace::Mark(mark) => self.marks.get(&mark).copied().unwrap_or(0).max(self.anything),
        };
        latest > invoked
    }
}
