//! The pages. So far there is one: the live page.

mod live;

pub use live::Live;
