//! The script language: everything that a person can do to a run, as lines that can be read aloud.
//!
//! Lessons, classroom demos, tests, bug reports and share links are this one language, and one line typed into a live
//! session is a line of it too. It has no loops and no variables: random exploration belongs to seeds.
//!
//! ```text
//! # The leader dies after a majority has the input, before anyone tells the client.
//! cluster replicas=3 order=multi-paxos machine=counter seed=7
//! c1: add 5
//! run until stored on majority
//! crash leader
//! run until quiet
//! expect output c1 = 5
//! expect all promises
//! ```
//!
//! In reading order:
//!
//! - [`statement`]: what a line says, once it is read, and how it is spelled: [`crate::Command`] is spelled there too.
//! - [`selector`]: the ways to name replicas, clients and messages, by role rather than by name where that helps.
//! - [`condition`]: what can be said of the visible state, the same in `run until`, `expect` and `goal`.
//! - [`verbs`]: one declaration a verb, with its usage, a sentence and an example; help, reference and completion
//!   derive from them.
//! - [`grammar`]: the few parsers that all of these are built from.
//! - [`diagnostic`]: what is shown where a line cannot be read.
//! - [`text`]: a whole script, and its canonical form; [`markdown`] finds scripts in lessons.
//! - [`universe`], [`witness`]: a world as a script sees it, and what it remembers of its events.
//! - [`runner`]: performs one statement at a time, within limits.
//! - [`story`], [`jepsen`]: a run told in lines, and what its clients saw, for a judge.

pub mod condition;
pub mod diagnostic;
mod exact;
pub mod grammar;
pub mod jepsen;
pub mod markdown;
pub mod orders;
pub mod play;
pub mod reference;
pub mod roles;
pub mod runner;
pub mod selector;
pub mod statement;
pub mod story;
pub mod text;
pub mod universe;
pub mod verbs;
pub mod witness;

#[cfg(test)]
mod tests;

pub use condition::Condition;
pub use diagnostic::Diagnostic;
pub use grammar::Known;
pub use runner::{Limits, Outcome, Runner};
pub use statement::{Deed, Statement};
pub use text::{Line, Script, parse_command};
pub use universe::{Playable, Universe};
pub use witness::Witness;
