//! A queue, first in first out.

use super::super::{Specification, Trace};
use super::{Output, Value};
use smr::digest::Digest;
use std::collections::VecDeque;

/// What can be asked of a queue.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum QueueOperation {
    /// Put this at the end.
    Enqueue(Value),
    /// Take what is at the front. The answer is it, or that there is nothing.
    Dequeue,
}

/// A queue, empty at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Queue;

impl Specification for Queue {
    type State = VecDeque<Value>;
    type Operation = QueueOperation;
    type Output = Output;

    fn start(&self) -> Self::State {
        VecDeque::new()
    }

    fn step(&self, state: &Self::State, operation: &QueueOperation, output: Option<&Output>) -> Option<Self::State> {
        match (operation, output) {
            (QueueOperation::Enqueue(value), None | Some(Output::Done)) => {
                let mut after = state.clone();
                after.push_back(value.clone());
                Some(after)
            }
            (QueueOperation::Dequeue, Some(Output::Value(told))) if told.as_ref() != state.front() => None,
            (QueueOperation::Dequeue, None | Some(Output::Value(_))) => {
                let mut after = state.clone();
                after.pop_front();
                Some(after)
            }
            (QueueOperation::Enqueue(_), Some(_)) | (QueueOperation::Dequeue, Some(_)) => None,
        }
    }

    fn only_reads(&self, operation: &QueueOperation, output: &Output) -> bool {
        *operation == QueueOperation::Dequeue && *output == Output::Value(None)
    }

    fn leaves(&self, operation: &QueueOperation) -> Trace {
        match operation {
            QueueOperation::Enqueue(value) => Trace::Mark(Digest::of(&Some(value))),
            QueueOperation::Dequeue => Trace::Anything,
        }
    }

    /// What nobody was given either stayed behind everything that was, or was taken by a lost dequeue, which then
    /// did not happen either. So what is dequeued is the only thing seen, and a lost dequeue sees nothing.
    fn sees(&self, _operation: &QueueOperation, output: Option<&Output>) -> Trace {
        match output {
            Some(Output::Value(value)) => Trace::Mark(Digest::of(&value.as_ref())),
            _ => Trace::Nothing,
        }
    }
}
