//! The State Machine Approach.
//!
//! A service that must survive failures is written as a *State Machine*: States, Inputs, Outputs, a transition
//! function, an output function and a State called Start. Copies of it, the *replicas*, begin in Start and are given
//! the same Inputs in the same order, so they hold the same State and return the same Outputs, and a fault in one
//! of them shows as a difference from the others. Everything else is a consequence, and has a module here, declared
//! in the order in which an Input meets it:
//!
//! 1. [`place`] copies of the State Machine on independent servers: which, how many, for which failures;
//! 2. [`receive`] client requests as Inputs, each exactly once however often it is sent;
//! 3. [`order`] the Inputs: the trait every ordering protocol implements, and the protocols;
//! 4. [`execute`] them in that order on each server: the State Machine itself;
//! 5. [`respond`] with the Output, filtered by a vote, or with FAIL;
//! 6. [`monitor`] the replicas for differences in State or Output, and restart the one that deviates.
//!
//! What real deployments add is the article's appendix: [`log`], [`checkpoint`], [`reconfigure`] (QUIT and JOIN) and
//! [`transfer`]. [`replica`] is all of it composed: one replica, fed with arrivals, returning effects.
//!
//! Nothing here knows a clock, a socket, a thread or a source of randomness: time and messages come in as values and
//! effects go out as values. That is what lets one seed replay a whole cluster, on any machine, byte for byte.

pub mod place;

pub mod receive;

pub mod order;

pub mod execute;

pub mod respond;

pub mod monitor;

pub mod log;

pub mod checkpoint;

pub mod reconfigure;

pub mod transfer;

pub mod replica;

pub mod digest;
pub mod plant;
pub mod signed;
pub mod slots;
pub mod sorted;
pub mod word;

/// Virtual time, in microseconds since the beginning of the run.
pub type Tick = u64;
