//! Step 6: monitor the replicas for differences in State or Output.
//!
//! Replicas that are not faulty hold the same State after the same slot. So each passes checksums of its State and of
//! its recent Outputs to the others at the same slots, and the [`Audit`] process at each server restarts its replica
//! when it deviates from the majority. That a peer has *failed* is harder to know, since it may be merely slow, or
//! lie; [`Suspicion`] keeps these apart as far as they can be told.

mod audit;
mod suspicion;

pub use audit::{Audit, Checksum, Finding};
pub use suspicion::{Limits, Standing, Suspicion};
