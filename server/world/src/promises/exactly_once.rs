//! Exactly once: a request takes effect once, however often it is sent.
//!
//! The reference keeps a table of its own of what was executed. Where a batch holds a request that was executed before,
//! the reference works out what a replica would have after it that executes the request again. A replica that has just
//! that has broken this promise; one that has anything else has broken another.

use super::reference::{After, Reference};
use smr::slots::Slot;

/// The promise's name.
pub const NAME: &str = "exactly once";

/// Whether a replica that has this after a slot, and should not, has executed a request again.
#[must_use]
pub fn explains(reference: &Reference, slot: Slot, after: After) -> bool {
    reference.twice(slot) == Some(after)
}
