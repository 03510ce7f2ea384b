//! Search: looking for runs that break a promise.

pub mod explore;
pub mod plan;
pub mod render;
pub mod shrink;
pub mod sweep;
