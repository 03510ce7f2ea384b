//! The turnstile: the two-state machine of the textbooks.
//!
//! ```text
//! States   locked, unlocked                Start  locked
//! Inputs   coin · push
//!
//!              coin                              push
//! locked       unlocked / done                   locked / refused
//! unlocked     unlocked / done                   locked / done
//! ```
//!
//! Each cell of this table is one arm of `transition` (before the slash) and one of `output` (after it). Both functions
//! have a value for every Input in every State: the compiler refuses a `match` with a cell missing.
//! [`Table::turnstile`](super::table::Table::turnstile) is the same machine, given as data.

use super::internals::{own_word, required, word_component};
use super::language::Draws;
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Refusal, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::fmt;

/// An Input to the turnstile.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// A coin is put in.
    Coin,
    /// Somebody pushes the arm.
    Push,
}

/// A State of the turnstile.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// The arm does not move.
    Locked,
    /// One person may pass.
    Unlocked,
}

/// The turnstile.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Turnstile;

impl StateMachine for Turnstile {
    type State = State;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut State) {
        *state = match (input, *state) {
            (Input::Coin, State::Locked) => State::Unlocked,
            (Input::Coin, State::Unlocked) => State::Unlocked,
            (Input::Push, State::Locked) => State::Locked,
            (Input::Push, State::Unlocked) => State::Locked,
        };
    }

    fn output(&self, input: Input, state: &State) -> Output {
        match (input, state) {
            (Input::Coin, State::Locked) => Output::Done,
            (Input::Coin, State::Unlocked) => Output::Done,
            (Input::Push, State::Locked) => Output::Refused(Refusal::Locked),
            (Input::Push, State::Unlocked) => Output::Done,
        }
    }

    fn start(&self) -> State {
        State::Locked
    }
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Locked => Self::Unlocked,
            Self::Unlocked => Self::Locked,
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Coin => "coin",
            Self::Push => "push",
        })
    }
}

impl Language for Turnstile {
    fn name(&self) -> &'static str {
        "turnstile"
    }

    fn operations(&self) -> &'static [Usage] {
        &[("coin", "unlocks"), ("push", "passes and locks, or is refused where it is locked")]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::Turnstile(match words {
            ["coin"] => Input::Coin,
            ["push"] => Input::Push,
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        Operation::Turnstile(if Draws::from(seed).below(2) == 0 { Input::Coin } else { Input::Push })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Turnstile(Input::Coin | Input::Push))
    }
}

impl Internals for Running<Turnstile> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    fn components(&self) -> Vec<Component> {
        vec![word_component(own_word("state"), own_word(self.state.name()))]
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        match name.as_str() {
            "state" => {
                self.state = match required(name, bytes)? {
                    b"locked" => State::Locked,
                    b"unlocked" => State::Unlocked,
                    _ => return Err(Malformed::NotAValue(name)),
                }
            }
            _ => return Err(Malformed::NoSuchComponent(name)),
        }
        Ok(())
    }

    fn show(&self) -> String {
        self.state.name().to_owned()
    }

    /// The whole State is one bit, so every seed flips the same one.
    fn corrupt(&mut self, _seed: u64) {
        self.state = self.state.other();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_coin_lets_one_person_pass() {
        let mut turnstile = Running::start(Turnstile);
        assert_eq!(turnstile.execute(Input::Push), Output::Refused(Refusal::Locked));
        assert_eq!(turnstile.execute(Input::Coin), Output::Done);
        assert_eq!(turnstile.execute(Input::Push), Output::Done);
        assert_eq!(turnstile.execute(Input::Push), Output::Refused(Refusal::Locked));
    }

    #[test]
    fn a_second_coin_is_lost() {
        let mut turnstile = Running::start(Turnstile);
        turnstile.execute(Input::Coin);
        turnstile.execute(Input::Coin);
        turnstile.execute(Input::Push);
        assert_eq!(turnstile.state, State::Locked);
    }
}
