//! The wall clock: the one that is not a State Machine.
//!
//! ```text
//! States   a time            Start  0
//! Inputs   stamp · read
//! Outputs  the time of now, which is also kept · the time that was kept
//! ```
//!
//! `stamp` depends on a value that is neither Input nor State: what the server's own clock shows. Two copies that are
//! given the same Inputs in the same order answer differently and hold different States, with no fault in either, so
//! nobody can find the faulty one any more: the voter says FAIL, and the audit restarts replicas that did nothing
//! wrong.
//!
//! The definition forbids it, and the code shows how: [`StateMachine`](super::StateMachine) has no place for a clock,
//! so this machine *cannot* implement it. `execute` below takes one argument more than the trait has. The same goes
//! for whatever else a server has of its own: random numbers, its name, the order of its threads, the layout of its
//! memory.
//!
//! The cure is to make the value an Input. Whoever submits the request reads the clock and sends along what it saw, or
//! the leader does it for all; all replicas are then given the same time, which is old by the time they see it. A
//! service that "needs the time" needs only *a* time that everybody agrees on.

use super::internals::{own_word, required};
use super::language::Draws;
use super::{Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Usage};
use crate::Tick;
use crate::digest::Digest;
use crate::word::Word;
use std::fmt;

/// An Input to the wall clock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Keep the time of now and tell it.
    Stamp,
    /// Tell the time that was kept.
    Read,
}

/// The wall clock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct WallClock;

/// The wall clock in one of its States.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Stamped {
    /// The time of the last stamp.
    pub at: Tick,
}

impl Stamped {
    /// Executes one Input, and looks at the clock: this is the mistake.
    pub fn execute(&mut self, input: Input, local_clock: Tick) -> Output {
        match input {
            Input::Stamp => self.at = local_clock,
            Input::Read => {}
        }
        Output::Number(i64::try_from(self.at).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stamp => "stamp",
            Self::Read => "read",
        })
    }
}

impl Language for WallClock {
    fn name(&self) -> &'static str {
        "wall-clock"
    }

    fn operations(&self) -> &'static [Usage] {
        &[("stamp", "keeps and answers what the server's own clock shows"), ("read", "answers the time that was kept")]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::WallClock(match words {
            ["stamp"] => Input::Stamp,
            ["read"] => Input::Read,
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        Operation::WallClock(if Draws::from(seed).read() { Input::Read } else { Input::Stamp })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::WallClock(Input::Stamp))
    }
}

impl Internals for Stamped {
    fn digest(&self) -> u64 {
        Digest::of(&self.at)
    }

    fn components(&self) -> Vec<Component> {
        vec![(own_word("at"), Box::from(self.at.to_le_bytes()))]
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        match name.as_str() {
            "at" => {
                let bytes = required(name, bytes)?.try_into().map_err(|_| Malformed::NotAValue(name))?;
                self.at = Tick::from_le_bytes(bytes);
            }
            _ => return Err(Malformed::NoSuchComponent(name)),
        }
        Ok(())
    }

    fn show(&self) -> String {
        format!("stamped at {} µs", self.at)
    }

    fn corrupt(&mut self, seed: u64) {
        self.at ^= 1 << (seed % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_copies_with_different_clocks_diverge_in_state_and_output() {
        let (mut one, mut other) = (Stamped::default(), Stamped::default());
        assert_ne!(one.execute(Input::Stamp, 1_000), other.execute(Input::Stamp, 1_001));
        assert_ne!(one.digest(), other.digest());
    }

    #[test]
    fn two_copies_with_equal_clocks_hide_the_mistake() {
        let (mut one, mut other) = (Stamped::default(), Stamped::default());
        assert_eq!(one.execute(Input::Stamp, 1_000), other.execute(Input::Stamp, 1_000));
        assert_eq!(one, other);
    }
}
