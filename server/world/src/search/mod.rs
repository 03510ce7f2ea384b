//! Search: looking for runs that break a promise.

pub mod explore;
