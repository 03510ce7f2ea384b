//! The key-value store: a register for each key.
//!
//! ```text
//! States   every map from keys to values   Start  the empty map
//! Inputs   get K · put K V · delete K · cas K OLD NEW
//! Outputs  the value, or nothing · done · done, or nothing · done, or refused
//! ```
//!
//! Operations on different keys commute, those on one key do not: this is where it can be seen which conflicts a leader
//! must decide, and which orders differ without a difference. And it is where a State grows large, so that a replica
//! that fell a little behind wants the few keys that differ and not all of them: each key is a component of its own.

use super::internals::{flip_word, own_word, to_word, word_component};
use super::language::{Draws, VALUES, word};
use super::output::word_or_nothing;
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Refusal, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::collections::BTreeMap;
use std::fmt;

/// An Input to the key-value store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Tell the value of this key.
    Get(Word),
    /// Let this key have this value.
    Put(Word, Word),
    /// Forget this key.
    Delete(Word),
    /// Let this key have the value `new` if it has the value `old`.
    CompareAndSet {
        /// The key.
        key: Word,
        /// What its value must be.
        old: Word,
        /// What it shall be.
        new: Word,
    },
}

/// A State of the key-value store.
pub type State = BTreeMap<Word, Word>;

/// The key-value store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct KeyValue;

impl StateMachine for KeyValue {
    type State = State;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut State) {
        match input {
            Input::Get(_) => {}
            Input::Put(key, value) => {
                state.insert(key, value);
            }
            Input::Delete(key) => {
                state.remove(&key);
            }
            Input::CompareAndSet { key, old, new } => match state.get_mut(&key) {
                Some(value) if *value == old => *value = new,
                Some(_) | None => {}
            },
        }
    }

    fn output(&self, input: Input, state: &State) -> Output {
        match input {
            Input::Get(key) => word_or_nothing(state.get(&key).copied()),
            Input::Put(..) => Output::Done,
            Input::Delete(key) if state.contains_key(&key) => Output::Done,
            Input::Delete(_) => Output::Nothing,
            Input::CompareAndSet { key, old, .. } if state.get(&key) == Some(&old) => Output::Done,
            Input::CompareAndSet { .. } => Output::Refused(Refusal::Different),
        }
    }

    fn start(&self) -> State {
        BTreeMap::new()
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Get(key) => write!(f, "get {key}"),
            Self::Put(key, value) => write!(f, "put {key} {value}"),
            Self::Delete(key) => write!(f, "delete {key}"),
            Self::CompareAndSet { key, old, new } => write!(f, "cas {key} {old} {new}"),
        }
    }
}

/// The keys that samples use.
const KEYS: &[&str] = &["x", "y", "z"];

impl Language for KeyValue {
    fn name(&self) -> &'static str {
        "key-value"
    }

    fn operations(&self) -> &'static [Usage] {
        &[
            ("get KEY", "answers the value of KEY"),
            ("put KEY VALUE", "lets KEY have VALUE"),
            ("delete KEY", "forgets KEY"),
            ("cas KEY OLD NEW", "lets KEY have NEW if its value is OLD, and is refused otherwise"),
        ]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::KeyValue(match words {
            ["get", key] => Input::Get(word(key)?),
            ["put", key, value] => Input::Put(word(key)?, word(value)?),
            ["delete", key] => Input::Delete(word(key)?),
            ["cas", key, old, new] => Input::CompareAndSet { key: word(key)?, old: word(old)?, new: word(new)? },
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        let mut draws = Draws::from(seed);
        let key = draws.word(KEYS);
        Operation::KeyValue(match draws.below(12) {
            0..4 => Input::Get(key),
            4..8 => Input::Put(key, draws.word(VALUES)),
            8 => Input::Delete(key),
            _ => Input::CompareAndSet { key, old: draws.word(VALUES), new: draws.word(VALUES) },
        })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::KeyValue(Input::Put(..) | Input::Delete(_) | Input::CompareAndSet { .. }))
    }
}

/// How many keys are shown before the rest is only counted.
const SHOWN: usize = 8;

impl Internals for Running<KeyValue> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    fn components(&self) -> Vec<Component> {
        self.state.iter().map(|(key, value)| word_component(*key, *value)).collect()
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        match bytes {
            Some(bytes) => self.state.insert(name, to_word(name, bytes)?),
            None => self.state.remove(&name),
        };
        Ok(())
    }

    fn show(&self) -> String {
        if self.state.is_empty() {
            return "empty".to_owned();
        }
        let mut shown: Vec<String> =
            self.state.iter().take(SHOWN).map(|(key, value)| format!("{key}={value}")).collect();
        if self.state.len() > SHOWN {
            shown.push(format!("and {} more", self.state.len() - SHOWN));
        }
        shown.join(" ")
    }

    /// The bit is one of a value. An empty map has no bit but those of its size: a key appears.
    fn corrupt(&mut self, seed: u64) {
        let victim = seed.checked_rem(self.state.len() as u64).unwrap_or_default() as usize;
        match self.state.values_mut().nth(victim) {
            Some(value) => *value = flip_word(*value, seed),
            None => {
                self.state.insert(own_word("?"), own_word("?"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_put_got_and_deleted() {
        let [key, value] = ["key", "value"].map(own_word);
        let mut store = Running::start(KeyValue);
        assert_eq!(store.execute(Input::Get(key)), Output::Nothing);
        assert_eq!(store.execute(Input::Put(key, value)), Output::Done);
        assert_eq!(store.execute(Input::Get(key)), Output::Word(value));
        assert_eq!(store.execute(Input::Delete(key)), Output::Done);
        assert_eq!(store.execute(Input::Delete(key)), Output::Nothing);
    }

    #[test]
    fn compare_and_set_needs_the_old_value() {
        let [key, old, new] = ["key", "old", "new"].map(own_word);
        let mut store = Running::start(KeyValue);
        let set = Input::CompareAndSet { key, old, new };
        assert_eq!(store.execute(set), Output::Refused(Refusal::Different));
        store.execute(Input::Put(key, old));
        assert_eq!(store.execute(set), Output::Done);
        assert_eq!(store.execute(set), Output::Refused(Refusal::Different));
        assert_eq!(store.execute(Input::Get(key)), Output::Word(new));
    }

    #[test]
    fn one_changed_key_among_thousands_is_one_differing_component() {
        let mut source = Running::start(KeyValue);
        for number in 0..5_000 {
            let key = Word::new(&format!("key{number}")).expect("short");
            source.execute(Input::Put(key, key));
        }
        let mut behind = source.clone();
        source.execute(Input::Put(own_word("key4711"), own_word("other")));
        let held = behind.components();
        let differing: Vec<_> = source.components().into_iter().filter(|component| !held.contains(component)).collect();
        assert_eq!(differing.len(), 1);
        for (name, bytes) in differing {
            behind.install(name, Some(&bytes)).expect("well-formed");
        }
        assert_eq!(behind.digest(), source.digest());
    }

    #[test]
    fn a_large_state_is_shown_short() {
        let mut store = Running::start(KeyValue);
        for number in 0..100 {
            let key = Word::new(&format!("{number:03}")).expect("short");
            store.execute(Input::Put(key, key));
        }
        assert!(store.show().starts_with("000=000 001=001 "));
        assert!(store.show().ends_with(" and 92 more"));
    }
}
