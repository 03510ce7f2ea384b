//! The course and the demos, and their reader.
//!
//! A lesson is something to do: the learner says what will happen, sees it happen, changes something, and is told when
//! the goal is reached. So a lesson is Markdown for people with blocks for the lab, and everything that a block claims
//! can be checked by running it. A demo, for somebody who lectures, is the same with notes for the speaker.
//!
//! ````text
//! +++
//! title = "When is it FAIL?"
//! section = "Sending Outputs: System Failure"
//! minutes = 10
//! order = 13
//! remember = "FAIL means that no majority vouches for an Output, not that nothing was executed."
//! sources = [{ author = "Schneider", title = "Implementing …", year = 1990, section = "1" }]
//! +++
//! What stands before the first heading introduces the lesson.
//!
//! ## Two of three are silent
//! A step has a heading, prose, and blocks. It begins with what the lab does:
//! ```smr
//! cluster replicas=3 machine=counter seed=1
//! run until some leader
//! ```
//! A prediction is made before the next block runs. Each answer names the condition under which it is the right one:
//! ```predict
//! Both followers crash. What is c1 told?
//! - [ ] 5 `output c1 = 5`
//!       Who would vouch for it?
//! - [x] FAIL `output c1 = FAIL`
//!       One of three is no majority.
//! ```
//! ```smr
//! crash followers
//! c1: add 5
//! run until all answered
//! ```
//!
//! ## Your turn
//! ```smr
//! cluster replicas=3 machine=counter seed=1
//! goal "Have c1 told FAIL while all three replicas are up." output c1 = FAIL and all up
//! ```
//! ```hint
//! Silence has more causes than death.
//! ```
//! ```smr solution
//! mute followers
//! c1: add 5
//! run until all answered
//! ```
//! ```question
//! Was the 5 added?
//! ---
//! Perhaps: ask the replicas, not the client.
//! ```
//! ````
//!
//! In a `smr` block stand statements of the script language, `goal` among them, and all blocks of a lesson are one
//! script: `smr-lab run LESSON.md` plays it. A step may go on with the run of the step before, unless a goal was set in
//! that run: then every learner's cluster is in another State, and the step begins one anew with `cluster`.
//!
//! A demo says `kind = "demo"` and `ask = ["…"]`, what to ask the audience; `notes` blocks are for the speaker alone, and
//! the statement `wait` is a pause.
//!
//! In reading order:
//!
//! - [`lesson`]: what a lesson is, once it is read.
//! - [`mod@read`]: from Markdown to that, with [`head`] and [`predict`] for what is not Markdown; [`source`] knows places.
//! - [`check`]: whether what a lesson claims is so; [`rehearse`] runs it, [`links`] follows its links, [`glossary`] looks
//!   whether its words are explained.
//! - [`html`]: a text as a page shows it.
//! - [`shelf`]: the lessons that come with the lab.
//!
//! Nothing here reads a file: whoever calls brings the text.

pub mod check;
pub mod glossary;
pub mod head;
pub mod html;
pub mod lesson;
pub mod links;
pub mod predict;
pub mod read;
pub mod rehearse;
pub mod shelf;
pub mod source;

#[cfg(test)]
mod tests;

pub use head::{Head, Kind};
pub use lesson::{Block, Lesson, Step};
pub use read::read;
