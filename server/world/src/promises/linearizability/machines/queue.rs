//! A queue, first in first out.

use super::super::Specification;
use super::{Output, Value};
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

    /// What nobody was given either stayed behind everything that was, or was taken by a lost dequeue, which then
    /// did not happen either.
    fn matters<'a>(
        &self,
        lost: &QueueOperation,
        mut later: impl Iterator<Item = (&'a QueueOperation, Option<&'a Output>)>,
    ) -> bool {
        let QueueOperation::Enqueue(value) = lost else {
            return true;
        };
        later.any(|(_, output)| matches!(output, Some(Output::Value(Some(told))) if told == value))
    }
}
