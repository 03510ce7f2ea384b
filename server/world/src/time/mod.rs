//! Time that can be walked.
//!
//! A run is its configuration and the commands that were given, each at its exact place; everything else follows. So a
//! moment of the past is not remembered but made again: a [`Timeline`] keeps a few worlds as they once were, takes the
//! nearest before the moment, and lets the same things happen again. What is kept is bounded however long the run is.
//!
//! - [`keyframes`]: which worlds are kept: some over the whole run, and some close to where somebody looks.
//! - [`timeline`]: one run; a present moment that can be moved to any event and any time, and in which one can act.
//! - [`moment`]: how one names a moment.
//! - [`kinds`]: the words for events, by which one walks to the next or the previous of a kind.
//! - [`tree`]: the branches that come of acting in the past; nothing is lost.
//! - [`compare`]: two runs beside each other: where they part, and what [`difference`] there is at their ends.
//! - [`causes`]: why something happened, and what came of it.
//! - [`searching`]: what could happen from here until something is reached or a promise breaks.
//! - [`recording`]: a whole run written down, and [`link`]: the same, short enough to be sent.
//! - [`export`]: a run for other eyes, and back from there.
//! - [`words`]: every event in words.

pub mod causes;
pub mod compare;
pub mod difference;
pub mod export;
mod keyframes;
pub mod kinds;
pub mod link;
mod looking;
pub mod moment;
pub mod recording;
mod replay;
pub mod searching;
pub mod timeline;
pub mod tree;
pub mod words;

#[cfg(test)]
mod tests;

pub use compare::{Comparison, compare};
pub use kinds::Kind;
pub use moment::Moment;
pub use recording::{Recording, Unplayable};
pub use replay::End;
pub use searching::Search;
pub use timeline::Timeline;
pub use tree::{Branch, CannotBe, Tree};
