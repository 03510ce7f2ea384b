//! A short text held in place: keys, values, names. It is `Copy`, so Inputs and Outputs are too, and moving them
//! through a million events allocates nothing.

use serde::{Deserialize, Serialize};
use std::fmt;

/// At most fifteen bytes of text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Word {
    bytes: [u8; Word::LONGEST],
    length: u8,
}

/// The text did not fit into a [`Word`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TooLong {
    /// How many bytes it had.
    pub length: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes are too long: a key or value has at most {}", self.length, Word::LONGEST)
    }
}

impl Word {
    /// The most bytes a word can hold.
    pub const LONGEST: usize = 15;

    /// The word with this text.
    ///
    /// # Errors
    /// The text has more than [`Word::LONGEST`] bytes.
    pub fn new(text: &str) -> Result<Self, TooLong> {
        let length = text.len();
        if length > Self::LONGEST {
            return Err(TooLong { length });
        }
        let mut bytes = [0; Self::LONGEST];
        bytes[..length].copy_from_slice(text.as_bytes());
        Ok(Self { bytes, length: length as u8 })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length as usize]).unwrap_or("?")
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
