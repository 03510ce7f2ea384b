//! What the tests of every ordering share: a hostile universe that a seed decides, what is claimed of it, and a table to play at by hand.

mod host;
pub mod table;
pub mod trials;
pub mod universe;
