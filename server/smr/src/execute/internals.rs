//! What the lab must know of a State beyond the definition.
//!
//! The article: sending only the State components which differ "requires knowledge of the State Machine internals".
//! This is that knowledge. Components have names; a State is its components, so whoever installs all of them holds an
//! equal State. Their bytes come from other replicas, one of which may be lying: garbage is an error, never a panic.

use crate::word::Word;
use std::error::Error;
use std::fmt;

/// A part of a State that is transferred on its own: its name, and its bytes.
pub type Component = (Word, Box<[u8]>);

/// A State that can be compared, transferred, shown and damaged.
pub trait Internals {
    /// A checksum, computed from the State as it lies in memory: a flipped bit shows.
    fn digest(&self) -> u64;

    /// The whole State as components, each name once, in a fixed order.
    fn components(&self) -> Vec<Component>;

    /// Puts one component in place, or removes it.
    ///
    /// # Errors
    /// The State has no component of this name, or none that can be removed, or the bytes are not one.
    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed>;

    /// The State for the eye, short.
    fn show(&self) -> String;

    /// A memory fault: flips one bit, chosen by `seed`. The State is never equal afterwards.
    fn corrupt(&mut self, seed: u64);
}

/// What came is not a component of this State.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Malformed {
    /// The State has no component of this name.
    NoSuchComponent(Word),
    /// The State always has this component, so it cannot be removed.
    CannotBeRemoved(Word),
    /// The bytes are not a value of this component.
    NotAValue(Word),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchComponent(name) => write!(f, "the State has no component \"{name}\""),
            Self::CannotBeRemoved(name) => write!(f, "the State cannot be without its component \"{name}\""),
            Self::NotAValue(name) => write!(f, "these bytes are not a value of the component \"{name}\""),
        }
    }
}

impl Error for Malformed {}

/// A component that is one number.
pub(super) fn number_component(name: Word, number: i64) -> Component {
    (name, Box::from(number.to_le_bytes()))
}

/// A component that is one text.
pub(super) fn word_component(name: Word, word: Word) -> Component {
    (name, Box::from(word.as_str().as_bytes()))
}

/// The number that a component's bytes stand for.
pub(super) fn to_number(name: Word, bytes: &[u8]) -> Result<i64, Malformed> {
    bytes.try_into().map(i64::from_le_bytes).map_err(|_| Malformed::NotAValue(name))
}

/// The text that a component's bytes stand for.
pub(super) fn to_word(name: Word, bytes: &[u8]) -> Result<Word, Malformed> {
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed::NotAValue(name))?;
    Word::new(text).map_err(|_| Malformed::NotAValue(name))
}

/// The bytes of a component that must be there.
pub(super) fn required(name: Word, bytes: Option<&[u8]>) -> Result<&[u8], Malformed> {
    bytes.ok_or(Malformed::CannotBeRemoved(name))
}

/// A name, or any other word, that is written in the lab's own code and therefore fits.
pub(super) fn own_word(text: &'static str) -> Word {
    debug_assert!(text.len() <= Word::LONGEST, "{text:?} does not fit into a Word");
    Word::new(text).unwrap_or_default()
}

/// The number with one bit flipped.
pub(super) const fn flip_number(number: i64, seed: u64) -> i64 {
    number ^ (1 << (seed % 64))
}

/// The word with one bit flipped: the first one from `seed` on that leaves a text which can be read and typed. An empty
/// word has no bit but those of its length: it grows a letter.
pub(super) fn flip_word(word: Word, seed: u64) -> Word {
    let text = word.as_str().as_bytes();
    let bits = text.len() * 8;
    let flipped = |offset: usize| {
        let bit = ((seed % bits as u64) as usize + offset) % bits;
        let mut bytes = text.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let text = std::str::from_utf8(&bytes).ok()?;
        let readable = !text.chars().any(|letter| letter.is_control() || letter.is_whitespace());
        Word::new(text).ok().filter(|_| readable)
    };
    (0..bits).find_map(flipped).unwrap_or_else(|| own_word("?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_word_is_another_word() {
        for text in ["", "a", "?", "@", "0", "zürich", "→"] {
            let word = Word::new(text).expect("short");
            for seed in (0..200).chain([u64::MAX]) {
                assert_ne!(flip_word(word, seed), word, "{text:?} with seed {seed}");
            }
        }
    }
}
