//! The vocabulary of what can be seen.
//!
//! A run of the lab is a list of [`Event`]s. Whoever watches folds them into a [`View`]: the server to make a
//! keyframe, the browser to draw, a test to look. Both use the code of this crate, so they cannot differ. [`message`]
//! is what a browser and the server say to each other, [`lesson`] what a page shows of a lesson.
//!
//! Nothing here knows how a cluster works, and nothing here knows a clock, a thread or a socket.

mod asked;
mod event;
mod exact;
pub mod lesson;
pub mod message;
mod name;
pub mod room;
mod under_way;
mod view;

pub use asked::{Asked, Requests};
pub use event::{Cause, Event, Fate, Traced, Verdict};
pub use name::{Checksum, Party, Replica, UnknownParty};
pub use under_way::{Timer, UnderWay};
pub use view::{
    About, Answered, ClientView, Flying, Lately, MEMBER, Pending, Promise, QUIT, ReplicaView, Server, Transfer, View,
    Vote,
};

/// A short text from a fixed vocabulary: static where an event is made, owned where it was read from a message.
pub type Name = std::borrow::Cow<'static, str>;

/// Virtual time, in microseconds since the beginning of the run.
pub type Tick = u64;

/// The version of everything in this crate that leaves the process. It changes when an older reader would misread.
pub const VERSION: u16 = 6;
