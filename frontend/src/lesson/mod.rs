//! Where a learner stands in a lesson: which step, what of it is done, and the lines that are being said to the cluster.
//!
//! The cluster is the learner's own. What a block says is said line by line, as anybody could say it; so everything that
//! a lesson does can be walked back to, and done differently.

mod course;
mod player;
mod progress;

pub use player::{Player, Spot, next};
pub use progress::Progress;
