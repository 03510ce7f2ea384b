//! What a client asks of the service: an Input to one of the machines.

use super::{bank, counter, key_value, lock, queue, register, table, turnstile, wall_clock};
use std::fmt;

/// An Input to one of the machines. `Display` writes it as a learner would type it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// For the [`counter`].
    Counter(counter::Input),
    /// For the [`turnstile`].
    Turnstile(turnstile::Input),
    /// For the [`register`].
    Register(register::Input),
    /// For the [`key_value`] store.
    KeyValue(key_value::Input),
    /// For the [`bank`].
    Bank(bank::Input),
    /// For the [`lock`].
    Lock(lock::Input),
    /// For the [`queue`].
    Queue(queue::Input),
    /// For a [`table`].
    Table(table::Input),
    /// For the [`wall_clock`].
    WallClock(wall_clock::Input),
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counter(input) => input.fmt(f),
            Self::Turnstile(input) => input.fmt(f),
            Self::Register(input) => input.fmt(f),
            Self::KeyValue(input) => input.fmt(f),
            Self::Bank(input) => input.fmt(f),
            Self::Lock(input) => input.fmt(f),
            Self::Queue(input) => input.fmt(f),
            Self::Table(input) => input.fmt(f),
            Self::WallClock(input) => input.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_no_larger_than_three_words_and_a_tag() {
        assert!(size_of::<Operation>() <= 56, "{} bytes", size_of::<Operation>());
    }
}
