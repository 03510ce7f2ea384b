//! Exactly once: a request takes effect once, however often it is sent.
//!
//! The reference keeps a table of its own of every request that was ever executed. A replica that has differed from it
//! since a retry was ordered has executed the retry, or has forgotten the Output of the first time.

/// The promise's name.
pub const NAME: &str = "exactly once";
