//! The classroom: clusters that are alive, and the people who watch and steer them.
//!
//! A [`Session`] is one task that owns a cluster whose time can be walked ([`run`]) and the clock by which its virtual time
//! passes ([`playback`]). Whoever watches gets a keyframe and then every event after it; whoever steers gives commands, which
//! are lines of the script language. Messages are turned into bytes once for each form ([`form`]) and shared by all who watch
//! ([`audience`]).
//!
//! So far there is one session, which everybody shares, and it lives as long as the process.

pub mod audience;
pub mod form;
pub mod playback;
pub mod run;
mod session;

pub use session::{Ended, Session};
