//! The pseudo-code of a protocol, line by line, as the page lights it up while the protocol runs.

/// A line of a protocol's pseudo-code.
#[derive(PartialEq, Eq, Debug)]
pub struct Line {
    /// The paper's name or number of it.
    pub name: &'static str,
    /// What it says, in the words of the paper's pseudo-code.
    pub says: &'static str,
}

/// Names the lines of a protocol, a constant each for the places in the code that run them, and lists them.
macro_rules! lines {
    ($($line:ident = $name:literal: $says:literal),+ $(,)?) => {
        $(#[doc = $says] pub const $line: $crate::order::Line = $crate::order::Line { name: $name, says: $says };)+

        /// All of them, in the order in which they are best read.
        pub const LINES: &[$crate::order::Line] = &[$($line),+];
    };
}

pub(crate) use lines;
