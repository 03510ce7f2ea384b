//! A counter.

use super::super::{Specification, Trace};
use super::{Output, Value};

/// What can be asked of a counter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Count {
    /// How much is it?
    Read,
    /// Add this. The answer is "done", or the sum.
    Add(i64),
}

/// A counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counter {
    /// How much it is at first.
    pub initial: i64,
}

impl Specification for Counter {
    type State = i64;
    type Operation = Count;
    type Output = Output;

    fn start(&self) -> i64 {
        self.initial
    }

    fn step(&self, state: &i64, operation: &Count, output: Option<&Output>) -> Option<i64> {
        let after = match operation {
            Count::Read => *state,
            Count::Add(amount) => state.checked_add(*amount)?,
        };
        let right = match output {
            None => true,
            Some(Output::Done) => matches!(operation, Count::Add(_)),
            Some(Output::Value(told)) => *told == Some(Value::Number(after)),
            Some(Output::Refused) => false,
        };
        right.then_some(after)
    }

    fn only_reads(&self, operation: &Count, _output: &Output) -> bool {
        matches!(operation, Count::Read | Count::Add(0))
    }

    fn leaves(&self, operation: &Count) -> Trace {
        if matches!(operation, Count::Read | Count::Add(0)) { Trace::Nothing } else { Trace::Anything }
    }

    fn sees(&self, _operation: &Count, output: Option<&Output>) -> Trace {
        if matches!(output, Some(Output::Value(_))) { Trace::Anything } else { Trace::Nothing }
    }
}
