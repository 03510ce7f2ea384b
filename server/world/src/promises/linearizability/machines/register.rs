//! A register, and a store of one register for each key.

use super::super::{Specification, Trace};
use super::{Output, Value};
use smr::digest::Digest;

/// What can be asked of a register.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Access {
    /// What is in it?
    Read,
    /// Put this in it; nothing means: empty it.
    Write(Option<Value>),
    /// If the first is in it, put in the second.
    CompareAndSet(Option<Value>, Option<Value>),
    /// Add this text to the end of the text in it. An empty register counts as an empty text.
    Append(std::sync::Arc<str>),
}

/// A register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Register {
    /// What is in it at first.
    pub initial: Option<Value>,
    /// Whether an empty register may be read as an empty text, as services with `append` do.
    pub empty_is_text: bool,
}

impl Register {
    fn mark(&self, value: &Option<Value>) -> Trace {
        let empty = matches!(value, Some(Value::Text(text)) if text.is_empty());
        Trace::Mark(Digest::of(if empty && self.empty_is_text { &None } else { value }))
    }

    fn reads(&self, state: &Option<Value>, output: &Output) -> bool {
        let Output::Value(value) = output else {
            return false;
        };
        let empty = |value: &Option<Value>| match value {
            None => true,
            Some(Value::Text(text)) => text.is_empty(),
            Some(_) => false,
        };
        value == state || (self.empty_is_text && empty(value) && empty(state))
    }
}

fn append(state: &Option<Value>, end: &str) -> Option<Value> {
    match state {
        None => Some(Value::Text(end.into())),
        Some(Value::Text(start)) => Some(Value::Text([start, end].concat().into())),
        Some(Value::Number(_) | Value::Other(_)) => None,
    }
}

impl Specification for Register {
    type State = Option<Value>;
    type Operation = Access;
    type Output = Output;

    fn start(&self) -> Self::State {
        self.initial.clone()
    }

    fn step(&self, state: &Self::State, operation: &Access, output: Option<&Output>) -> Option<Self::State> {
        let done = matches!(output, None | Some(Output::Done));
        match operation {
            Access::Read => output.is_none_or(|output| self.reads(state, output)).then(|| state.clone()),
            Access::Write(value) => done.then(|| value.clone()),
            Access::Append(end) if done => append(state, end).map(Some),
            Access::Append(_) => None,
            Access::CompareAndSet(old, new) => match output {
                Some(Output::Refused) => (state != old).then(|| state.clone()),
                _ if state != old => output.is_none().then(|| state.clone()),
                _ => done.then(|| new.clone()),
            },
        }
    }

    fn only_reads(&self, operation: &Access, output: &Output) -> bool {
        match operation {
            Access::Read => true,
            Access::CompareAndSet(..) => *output == Output::Refused,
            Access::Write(_) | Access::Append(_) => false,
        }
    }

    /// Only the value: whatever else replaces it works as well on the value before.
    fn leaves(&self, operation: &Access) -> Trace {
        match operation {
            Access::Read => Trace::Nothing,
            Access::Write(value) | Access::CompareAndSet(_, value) => self.mark(value),
            Access::Append(_) => Trace::Anything,
        }
    }

    fn sees(&self, operation: &Access, output: Option<&Output>) -> Trace {
        match (operation, output) {
            (Access::Read, Some(Output::Value(value))) => self.mark(value),
            (Access::CompareAndSet(..), Some(Output::Refused)) | (Access::Append(_), _) => Trace::Anything,
            (Access::CompareAndSet(old, _), _) => self.mark(old),
            (Access::Read | Access::Write(_), _) => Trace::Nothing,
        }
    }
}

/// A store of one register for each key. An operation is a key and what is asked of its register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyValue(pub Register);

impl Specification for KeyValue {
    type State = Option<Value>;
    type Operation = (u64, Access);
    type Output = Output;

    fn start(&self) -> Self::State {
        self.0.start()
    }

    fn step(&self, state: &Self::State, (_, access): &(u64, Access), output: Option<&Output>) -> Option<Self::State> {
        self.0.step(state, access, output)
    }

    fn only_reads(&self, (_, access): &(u64, Access), output: &Output) -> bool {
        self.0.only_reads(access, output)
    }

    fn partition(&self, (key, _): &(u64, Access)) -> u64 {
        *key
    }

    fn leaves(&self, (_, access): &(u64, Access)) -> Trace {
        self.0.leaves(access)
    }

    fn sees(&self, (_, access): &(u64, Access), output: Option<&Output>) -> Trace {
        self.0.sees(access, output)
    }
}
