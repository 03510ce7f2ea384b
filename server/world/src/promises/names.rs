//! What promises are called, and what each says.

use super::{
    agreement, checkpoints, divergence, election, exactly_once, history, membership, outputs, own, transfer, validity,
};

/// The promises of every ordering, each with what it says.
pub const PROMISES: &[(&str, &str)] = &[
    (agreement::NAME, "no two replicas learn different batches for one slot"),
    (election::NAME, "no two replicas lead in one ballot, term or view"),
    (validity::NAME, "only what a client asked for, or a replica submitted, is ordered"),
    (divergence::NAME, "replicas that are not faulty hold the same State and Outputs after the same slot"),
    (exactly_once::NAME, "a request takes effect once, however often it is sent"),
    (outputs::NAME, "the voter never gives out what no correct replica computed"),
    (checkpoints::NAME, "checkpoints are taken where CHECKPOINT was ordered, and are equal"),
    (transfer::NAME, "a State that was transferred is the State"),
    (membership::NAME, "all agree who the members are, slot by slot"),
    (history::NAME, "to the clients, it is as if there were one copy"),
    (LIVENESS, "once faults are over, everything pending is answered"),
];

/// All promises: those of every ordering, and those of some.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    PROMISES.iter().chain(own::ALL.into_iter().flatten()).copied()
}

/// The promise that only the end of a run can show.
pub const LIVENESS: &str = "liveness";
