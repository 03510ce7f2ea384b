//! A register, and a store of one register for each key.

use super::super::{Specification, Trace};
use super::{Output, Value};
use smr::digest::Digest;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

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
    Append(Arc<str>),
}

/// A register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Register {
    /// What is in it at first.
    pub initial: Option<Value>,
    /// With `append`: every text that anybody was told or compared with. Then an empty register may be read as an empty
    /// text, as services with `append` do.
    pub texts: Option<Texts>,
}

/// Every text that anybody was told or compared with in a history.
///
/// A register whose text is the beginning of none of them can only be emptied or written again before anybody looks,
/// so all such texts are as good as one another.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Texts(BTreeSet<Arc<str>>);

impl FromIterator<Arc<str>> for Texts {
    fn from_iter<T: IntoIterator<Item = Arc<str>>>(texts: T) -> Self {
        Self(texts.into_iter().collect())
    }
}

impl Texts {
    fn may_show(&self, start: &str) -> bool {
        self.0
            .range::<str, _>((Bound::Included(start), Bound::Unbounded))
            .next()
            .is_some_and(|text| text.starts_with(start))
    }
}

/// What is in a register.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Held {
    /// This value, or nothing.
    Value(Option<Value>),
    /// A text that nobody ever saw.
    Unseen,
}

impl Register {
    fn mark(&self, value: &Option<Value>) -> Trace {
        let empty = matches!(value, Some(Value::Text(text)) if text.is_empty());
        Trace::Mark(Digest::of(if empty && self.texts.is_some() { &None } else { value }))
    }

    fn reads(&self, state: &Held, output: &Output) -> bool {
        let (Held::Value(state), Output::Value(value)) = (state, output) else { return false };
        let empty = |value: &Option<Value>| match value {
            None => true,
            Some(Value::Text(text)) => text.is_empty(),
            Some(_) => false,
        };
        value == state || (self.texts.is_some() && empty(value) && empty(state))
    }

    fn append(&self, state: &Held, end: &str) -> Option<Held> {
        let start = match state {
            Held::Unseen => return Some(Held::Unseen),
            Held::Value(None) => "",
            Held::Value(Some(Value::Text(start))) => start,
            Held::Value(Some(Value::Number(_) | Value::Other(_))) => return None,
        };
        let text: Arc<str> = [start, end].concat().into();
        let seen = self.texts.as_ref().is_none_or(|texts| texts.may_show(&text));
        Some(if seen { Held::Value(Some(Value::Text(text))) } else { Held::Unseen })
    }
}

impl Specification for Register {
    type State = Held;
    type Operation = Access;
    type Output = Output;

    fn start(&self) -> Self::State {
        Held::Value(self.initial.clone())
    }

    fn step(&self, state: &Self::State, operation: &Access, output: Option<&Output>) -> Option<Self::State> {
        let done = matches!(output, None | Some(Output::Done));
        match operation {
            Access::Read => output.is_none_or(|output| self.reads(state, output)).then(|| state.clone()),
            Access::Write(value) => done.then(|| Held::Value(value.clone())),
            Access::Append(end) if done => self.append(state, end),
            Access::Append(_) => None,
            Access::CompareAndSet(old, new) => {
                let equal = matches!(state, Held::Value(value) if value == old);
                match output {
                    Some(Output::Refused) => (!equal).then(|| state.clone()),
                    _ if !equal => output.is_none().then(|| state.clone()),
                    _ => done.then(|| Held::Value(new.clone())),
                }
            }
        }
    }

    fn only_reads(&self, operation: &Access, output: &Output) -> bool {
        match operation {
            Access::Read => true,
            Access::CompareAndSet(..) => *output == Output::Refused,
            Access::Write(_) | Access::Append(_) => false,
        }
    }

    /// While a text grows, it is the beginning of what will be read.
    fn leads_to(&self, state: &Self::State, _operation: &Access, output: &Output) -> bool {
        match (state, output) {
            (Held::Value(Some(Value::Text(start))), Output::Value(Some(Value::Text(told)))) if self.texts.is_some() => {
                told.starts_with(&**start)
            }
            (Held::Unseen, _) => false,
            (Held::Value(_), _) => true,
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
    type State = Held;
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

    fn leads_to(&self, state: &Self::State, (_, access): &(u64, Access), output: &Output) -> bool {
        self.0.leads_to(state, access, output)
    }

    fn leaves(&self, (_, access): &(u64, Access)) -> Trace {
        self.0.leaves(access)
    }

    fn sees(&self, (_, access): &(u64, Access), output: Option<&Output>) -> Trace {
        self.0.sees(access, output)
    }
}
