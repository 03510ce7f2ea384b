//! Promises: what the lab holds true of every run, one checker each.

pub mod linearizability;
