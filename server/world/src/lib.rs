//! The simulated universe: servers, network, disks, clocks, clients, faults, and the promises that are checked while
//! they go on.
//!
//! A run is a deterministic state machine, [`World`]. Its inputs are a [`Configuration`] and the [`Command`]s of a
//! user, each at a virtual time; its outputs are [`wire::Event`]s. The same inputs give the same events, byte for byte,
//! on every machine; so rewinding, forking, sharing and recovering a run are all one thing: run the log again.
//!
//! Nothing here knows the real clock, a thread, a socket or a source of randomness other than the seed.

mod client;
mod cluster;
mod command;
mod configuration;
mod disk;
mod fingerprint;
mod index;
mod needs;
mod network;
pub mod orders;
pub mod promises;
mod queue;
mod random;
mod row;
pub mod script;
pub mod search;
pub mod time;
mod trace;

pub use client::{Client, InFlight, Rules};
pub use cluster::{Server, World};
pub use command::{Behaviour, Command, Given, Place, Refusal, Workload};
pub use configuration::{Configuration, Impossible, MOST_CLIENTS};
pub use disk::{Disk, DiskFault};
pub use network::{Conditions, Network, Route};
pub use random::{Dice, Stream};
pub use trace::{Trace, Watch};

/// A world whose replicas order their Inputs by Multi-Paxos.
pub type PaxosWorld = World<smr::order::multi_paxos::MultiPaxos>;
