//! The machines that `smr-lab judge` knows, as specifications, and the values they hold.

mod counter;
mod lock;
mod queue;
mod register;

pub use counter::{Count, Counter};
pub use lock::{Lock, Turn};
pub use queue::{Queue, QueueOperation};
pub use register::{Access, Held, KeyValue, Register, Texts};

use std::sync::Arc;

/// What a client wrote, read or enqueued. "Nothing" is told by an `Option` around it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Value {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(Arc<str>),
    /// Anything else, in a notation in which equal values look equal.
    Other(Arc<str>),
}

/// What a client was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// It is done.
    Done,
    /// It was not done, because the State did not allow it.
    Refused,
    /// The value, or that there is none.
    Value(Option<Value>),
}
