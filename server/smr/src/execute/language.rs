//! How a learner speaks to a machine.

use super::Operation;
use crate::word::Word;
use std::fmt;

/// How an operation is typed, and what it does.
pub type Usage = (&'static str, &'static str);

/// The words of one machine.
pub trait Language {
    /// The machine's name in scripts and on the command line.
    fn name(&self) -> &'static str;

    /// Every operation. The first word of a usage is the operation's own; words in capitals stand for arguments.
    fn operations(&self) -> &'static [Usage];

    /// The operation that these words stand for.
    ///
    /// # Errors
    /// They stand for none.
    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood>;

    /// A plausible operation, drawn from a number: few keys and values, so that operations meet, and a third of them
    /// reads where the machine has any.
    fn sample(&self, seed: u64) -> Operation;

    /// Whether the operation leaves every State as it is. That of another machine does: it is refused.
    fn is_read(&self, operation: &Operation) -> bool;

    /// What can be typed, in one line.
    fn vocabulary(&self) -> String {
        let usages: Vec<&str> = self.operations().iter().map(|(usage, _)| *usage).collect();
        usages.join(", ")
    }

    /// The operation that this text stands for.
    ///
    /// # Errors
    /// It stands for none; the text says what was expected.
    fn parse(&self, text: &str) -> Result<Operation, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        self.understand(&words).map_err(|why| match (why, self.usage_of(&words)) {
            (NotUnderstood::Argument(why), Some(usage)) => format!("{why} in \"{text}\": expected \"{usage}\""),
            (NotUnderstood::Argument(why), None) => format!("{why} in \"{text}\""),
            (NotUnderstood::Operation, Some(usage)) => format!("expected \"{usage}\", not \"{text}\""),
            (NotUnderstood::Operation, None) => {
                format!("{} does not know \"{text}\": it knows {}", self.name(), self.vocabulary())
            }
        })
    }

    /// How the operation that these words begin with is typed.
    fn usage_of(&self, words: &[&str]) -> Option<&'static str> {
        let first = words.first()?;
        self.operations().iter().map(|(usage, _)| *usage).find(|usage| usage.split(' ').next() == Some(*first))
    }
}

/// Why words stand for no operation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotUnderstood {
    /// No operation of the machine has this shape.
    Operation,
    /// The operation is known, but this is wrong with one of its arguments.
    Argument(String),
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation => f.write_str("no such operation"),
            Self::Argument(why) => f.write_str(why),
        }
    }
}

/// The number that was typed.
pub(super) fn number(text: &str) -> Result<i64, NotUnderstood> {
    text.parse().map_err(|_| NotUnderstood::Argument(format!("\"{text}\" is not a whole number of 64 bits")))
}

/// The key, value or name that was typed.
pub(super) fn word(text: &str) -> Result<Word, NotUnderstood> {
    Word::new(text).map_err(|why| NotUnderstood::Argument(why.to_string()))
}

/// Choices derived from one number by arithmetic: the same on every machine (splitmix64).
pub(super) struct Draws(u64);

impl Draws {
    pub(super) const fn from(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 up to `bound`, without it.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        mixed % bound.max(1)
    }

    /// A number from `first` to `last`.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first + 1) as u64) as i64
    }

    /// Whether this one shall be a read: one in three.
    pub(super) fn read(&mut self) -> bool {
        self.below(3) == 0
    }

    /// One of these words.
    pub(super) fn word(&mut self, choices: &[&str]) -> Word {
        let index = self.below(choices.len() as u64) as usize;
        choices.get(index).and_then(|text| Word::new(text).ok()).unwrap_or_default()
    }
}

/// Values that samples write.
pub(super) const VALUES: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
