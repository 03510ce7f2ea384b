//! The counter: one number, to which Inputs add.
//!
//! ```text
//! States   every number of 64 bits        Start  0
//! Inputs   add N · read
//! Outputs  the number after the addition · the number
//! ```
//!
//! Additions commute: replicas that add the same numbers in different orders end in the same State. So a counter hides
//! a wrong order in its State, and shows it in its Outputs alone. It does not hide an addition that was executed twice
//! or never, which makes it the machine for watching *exactly once*.

use super::internals::{flip_number, number_component, own_word, required, to_number};
use super::language::{Draws, number};
use super::output::number_or_overflow;
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::fmt;

/// An Input to the counter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Add this; it may be negative. What does not fit into 64 bits is refused.
    Add(i64),
    /// Tell the number.
    Read,
}

/// The counter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Counter;

impl StateMachine for Counter {
    type State = i64;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut i64) {
        match input {
            Input::Add(amount) => *state = state.checked_add(amount).unwrap_or(*state),
            Input::Read => {}
        }
    }

    fn output(&self, input: Input, state: &i64) -> Output {
        match input {
            Input::Add(amount) => number_or_overflow(state.checked_add(amount)),
            Input::Read => Output::Number(*state),
        }
    }

    fn start(&self) -> i64 {
        0
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(amount) => write!(f, "add {amount}"),
            Self::Read => f.write_str("read"),
        }
    }
}

impl Language for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn operations(&self) -> &'static [Usage] {
        &[("add N", "adds N, which may be negative, and answers the new number"), ("read", "answers the number")]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::Counter(match words {
            ["add", amount] => Input::Add(number(amount)?),
            ["read"] => Input::Read,
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        let mut draws = Draws::from(seed);
        Operation::Counter(if draws.read() { Input::Read } else { Input::Add(draws.between(1, 9)) })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Counter(Input::Add(_)))
    }
}

impl Internals for Running<Counter> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    fn components(&self) -> Vec<Component> {
        vec![number_component(own_word("number"), self.state)]
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        match name.as_str() {
            "number" => self.state = to_number(name, required(name, bytes)?)?,
            _ => return Err(Malformed::NoSuchComponent(name)),
        }
        Ok(())
    }

    fn show(&self) -> String {
        self.state.to_string()
    }

    fn corrupt(&mut self, seed: u64) {
        self.state = flip_number(self.state, seed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execute::Refusal;

    #[test]
    fn an_addition_answers_the_new_number() {
        let mut counter = Running::start(Counter);
        assert_eq!(counter.execute(Input::Add(5)), Output::Number(5));
        assert_eq!(counter.execute(Input::Add(-7)), Output::Number(-2));
        assert_eq!(counter.execute(Input::Read), Output::Number(-2));
    }

    #[test]
    fn an_overflow_is_refused_and_leaves_the_state() {
        let mut counter = Running::start(Counter);
        counter.execute(Input::Add(i64::MAX));
        assert_eq!(counter.execute(Input::Add(1)), Output::Refused(Refusal::Overflow));
        assert_eq!(counter.execute(Input::Read), Output::Number(i64::MAX));
    }

    #[test]
    fn additions_commute_in_the_state_but_not_in_the_outputs() {
        let (mut one, mut other) = (Running::start(Counter), Running::start(Counter));
        let first = [one.execute(Input::Add(2)), one.execute(Input::Add(3))];
        let second = [other.execute(Input::Add(3)), other.execute(Input::Add(2))];
        assert_eq!(one, other);
        assert_ne!(first, second);
    }
}
