//! The register: one value that is written, read, and compared and set.
//!
//! ```text
//! States   no value, or any word           Start  no value
//! Inputs   write V · read · cas OLD NEW
//! Outputs  done · the value, or nothing · done, or refused
//! ```
//!
//! With reads and writes alone not even two processes can be sure to agree once one of them may stop; with
//! compare-and-set any number can. So one replicated register is enough to elect a leader or to take a lock: the one
//! whose `cas` is done has won, and everybody else's is refused.

use super::internals::{flip_word, own_word, to_word, word_component};
use super::language::{Draws, VALUES, word};
use super::output::word_or_nothing;
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Refusal, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::fmt;

/// An Input to the register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Hold this value.
    Write(Word),
    /// Tell the value.
    Read,
    /// Hold `new` if the value is `old`.
    CompareAndSet {
        /// What the value must be.
        old: Word,
        /// What it shall be.
        new: Word,
    },
}

/// The register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Register;

impl StateMachine for Register {
    type State = Option<Word>;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut Option<Word>) {
        match input {
            Input::Write(value) => *state = Some(value),
            Input::CompareAndSet { old, new } if *state == Some(old) => *state = Some(new),
            Input::CompareAndSet { .. } | Input::Read => {}
        }
    }

    fn output(&self, input: Input, state: &Option<Word>) -> Output {
        match input {
            Input::Write(_) => Output::Done,
            Input::Read => word_or_nothing(*state),
            Input::CompareAndSet { old, .. } if *state == Some(old) => Output::Done,
            Input::CompareAndSet { .. } => Output::Refused(Refusal::Different),
        }
    }

    fn start(&self) -> Option<Word> {
        None
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(value) => write!(f, "write {value}"),
            Self::Read => f.write_str("read"),
            Self::CompareAndSet { old, new } => write!(f, "cas {old} {new}"),
        }
    }
}

impl Language for Register {
    fn name(&self) -> &'static str {
        "register"
    }

    fn operations(&self) -> &'static [Usage] {
        &[
            ("write VALUE", "holds VALUE from now on"),
            ("read", "answers the value"),
            ("cas OLD NEW", "holds NEW if the value is OLD, and is refused otherwise"),
        ]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::Register(match words {
            ["write", value] => Input::Write(word(value)?),
            ["read"] => Input::Read,
            ["cas", old, new] => Input::CompareAndSet { old: word(old)?, new: word(new)? },
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        let mut draws = Draws::from(seed);
        Operation::Register(match draws.below(3) {
            0 => Input::Read,
            1 => Input::Write(draws.word(VALUES)),
            _ => Input::CompareAndSet { old: draws.word(VALUES), new: draws.word(VALUES) },
        })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Register(Input::Write(_) | Input::CompareAndSet { .. }))
    }
}

impl Internals for Running<Register> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    fn components(&self) -> Vec<Component> {
        self.state.iter().map(|value| word_component(own_word("value"), *value)).collect()
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        match name.as_str() {
            "value" => self.state = bytes.map(|bytes| to_word(name, bytes)).transpose()?,
            _ => return Err(Malformed::NoSuchComponent(name)),
        }
        Ok(())
    }

    fn show(&self) -> String {
        self.state.map_or_else(|| "no value".to_owned(), |value| value.to_string())
    }

    fn corrupt(&mut self, seed: u64) {
        self.state = Some(flip_word(self.state.unwrap_or_default(), seed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_compare_and_set_one_wins() {
        let [free, ada, bob] = ["free", "ada", "bob"].map(own_word);
        let mut register = Running::start(Register);
        register.execute(Input::Write(free));
        assert_eq!(register.execute(Input::CompareAndSet { old: free, new: ada }), Output::Done);
        let second = register.execute(Input::CompareAndSet { old: free, new: bob });
        assert_eq!(second, Output::Refused(Refusal::Different));
        assert_eq!(register.execute(Input::Read), Output::Word(ada));
    }

    #[test]
    fn a_register_begins_without_a_value() {
        let mut register = Running::start(Register);
        assert_eq!(register.execute(Input::Read), Output::Nothing);
        let empty = Word::default();
        let set = register.execute(Input::CompareAndSet { old: empty, new: empty });
        assert_eq!(set, Output::Refused(Refusal::Different));
    }
}
