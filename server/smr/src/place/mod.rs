//! Step 1: place copies of the State Machine on independent servers.
//!
//! How many copies depends on what may go wrong ([`failure_model`]); who they are right now is a set of [`Members`]
//! that changes at agreed places in the order of Inputs (see [`crate::reconfigure`]).

mod failure_model;
mod members;

pub use failure_model::FailureModel;
pub use members::{MOST_PLACES, Members, ReplicaId};
