//! What a machine answers.

use crate::slots::Slot;
use crate::word::Word;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An Output. Its variants serve all machines, so that voter, sessions and screen need to know only one type; it is
/// `Copy`, so answering allocates nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Output {
    /// It is done, and there is nothing to tell.
    Done,
    /// A number.
    Number(i64),
    /// A text.
    Word(Word),
    /// What was asked for does not exist.
    Nothing,
    /// The State forbids it, and was left as it is. This too is an Output: every replica refuses alike.
    Refused(Refusal),
    /// The slot at which a CHECKPOINT, QUIT or JOIN was executed.
    Slot(Slot),
}

/// Why a machine refuses an Input.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Refusal {
    /// The operation belongs to another machine.
    OtherMachine,
    /// The result does not fit into 64 bits.
    Overflow,
    /// A compare-and-set found another value than it compares with.
    Different,
    /// No account has this name.
    NoSuchAccount,
    /// Only an amount above zero can be transferred.
    NotPositive,
    /// The account holds less than that.
    Overdraft,
    /// Somebody holds the lock.
    Held,
    /// The token was never issued, or a newer one has taken its place.
    StaleToken,
    /// The turnstile is locked.
    Locked,
    /// The table has no such Input.
    NoSuchInput,
    /// The State is none of the table's: only a memory fault leads there.
    NoSuchState,
    /// QUIT of a replica that is not a member.
    NotAMember,
    /// QUIT of the last member.
    LastMember,
    /// JOIN of a replica at a place that cannot be.
    NoSuchPlace,
}

impl Refusal {
    /// The reason in words.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::OtherMachine => "an operation of another machine",
            Self::Overflow => "overflow",
            Self::Different => "holds another value",
            Self::NoSuchAccount => "no such account",
            Self::NotPositive => "not a positive amount",
            Self::Overdraft => "overdraft",
            Self::Held => "held by somebody",
            Self::StaleToken => "stale token",
            Self::Locked => "locked",
            Self::NoSuchInput => "no such input",
            Self::NoSuchState => "no such state",
            Self::NotAMember => "not a member",
            Self::LastMember => "the last member cannot quit",
            Self::NoSuchPlace => "no such place",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.says())
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Word(word) => write!(f, "{word}"),
            Self::Nothing => f.write_str("nothing"),
            Self::Refused(why) => write!(f, "refused: {why}"),
            Self::Slot(slot) => write!(f, "slot {slot}"),
        }
    }
}

/// Says why not.
pub(super) fn number_or_overflow(number: Option<i64>) -> Output {
    number.map_or(Output::Refused(Refusal::Overflow), Output::Number)
}

/// Says what is there.
pub(super) fn word_or_nothing(word: Option<Word>) -> Output {
    word.map_or(Output::Nothing, Output::Word)
}

/// Says whether it was done.
pub(super) fn done_or_refused<T>(outcome: Result<T, Refusal>) -> Output {
    outcome.map_or_else(Output::Refused, |_| Output::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_small_enough_to_be_copied_without_a_thought() {
        assert!(size_of::<Output>() <= 24);
    }
}
