//! A room: a class that looks at one session together.
//!
//! What everybody in it knows is in [`class`]. Who follows has a [`seat`]: there one predicts and raises a hand. Whoever
//! owns the session presents it ([`present`]): invites, asks ([`question`]), sees the hands that are up, points at
//! something, keeps notes, and goes through a [`demo`], one [`cue`] after the other. A question looks the same to both
//! ([`poll`]), and so does what is pointed at ([`pointing`]). Who has no room yet, or none any more, says its code ([`join`]).
//!
//! What one may is the server's to decide: the page only hides what would be refused, and says why.

mod class;
mod cue;
mod demo;
mod hands;
mod invitation;
mod join;
mod notes;
mod pointing;
mod poll;
mod present;
mod question;
mod seat;

pub use class::Class;
pub use cue::Cue;
pub use join::{JoinForm, look_for};
pub use pointing::{follow_event, follow_request, is_meant};
pub use present::{Present, PresentButton};
pub use seat::Seat;
