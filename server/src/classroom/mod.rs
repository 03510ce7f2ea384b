//! The classroom: clusters that are alive, and the people who watch and steer them.
//!
//! A [`Session`] is one task that owns a cluster whose time can be walked ([`run`]) and the clock by which its virtual time
//! passes ([`playback`]). Whoever watches gets a keyframe and then every event after it; whoever steers gives commands, which
//! are lines of the script language. Messages are turned into bytes once for each form ([`form`]) and shared by all who watch
//! ([`audience`]). What is done is kept ([`store`]) before it is acknowledged ([`keeper`]).
//!
//! One session is shared by everybody; who learns alone has one of their own ([`sessions`]); what is done with sessions as
//! wholes is in [`catalogue`]. A class follows a session in a [`room`]. The [`course`] is the same in all, also while
//! somebody writes it ([`preview`]), and so is what can be looked up (`reference`).

pub mod audience;
pub mod catalogue;
pub mod course;
pub mod form;
pub mod keeper;
pub mod keys;
pub mod playback;
pub mod preview;
mod reference;
pub mod room;
pub mod run;
mod session;
pub mod sessions;
pub mod store;
pub mod task;

pub use session::{Ended, Session};
