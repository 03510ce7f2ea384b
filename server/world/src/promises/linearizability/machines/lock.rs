//! A lock that anybody may release, as in Jepsen's mutex model.

use super::super::{Specification, Trace};
use super::Output;

/// What can be asked of a lock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Turn {
    /// Take it.
    Acquire,
    /// Give it back.
    Release,
}

/// A lock, free at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lock;

impl Specification for Lock {
    type State = bool;
    type Operation = Turn;
    type Output = Output;

    fn start(&self) -> bool {
        false
    }

    fn step(&self, held: &bool, operation: &Turn, output: Option<&Output>) -> Option<bool> {
        let wanted = *operation == Turn::Acquire;
        match output {
            None | Some(Output::Done) => (*held != wanted).then_some(wanted),
            Some(Output::Refused) => (*held == wanted).then_some(*held),
            Some(Output::Value(_)) => None,
        }
    }

    fn only_reads(&self, _operation: &Turn, output: &Output) -> bool {
        *output == Output::Refused
    }

    fn sees(&self, _operation: &Turn, output: Option<&Output>) -> Trace {
        if output.is_some() { Trace::Anything } else { Trace::Nothing }
    }
}
