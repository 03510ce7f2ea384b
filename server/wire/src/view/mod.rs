//! The View: what a run looks like at one moment, as a fold over its events.
//!
//! A keyframe is a View; every event after it changes the View in one place, [`View::fold`]. A browser that holds a
//! keyframe and the events since can therefore show any moment in between, without asking anybody.

mod asked;
mod client;
mod fold;
mod leader;
mod replica;

pub use client::{Answered, ClientView, Pending, Vote};
pub use replica::{Lately, MEMBER, QUIT, ReplicaView, Server, Transfer};

use crate::{Name, Party, Replica, Tick};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that can be seen at one moment.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct View {
    /// The moment.
    pub at: Tick,
    /// The last event folded in.
    pub event: u64,
    /// The servers and the replicas on them, by place.
    pub replicas: BTreeMap<u8, ReplicaView>,
    /// The clients.
    pub clients: BTreeMap<u16, ClientView>,
    /// Messages that have left and not arrived.
    pub flying: BTreeMap<u64, Flying>,
    /// The newest members, as the replica that has executed most knows them.
    pub members: Vec<Replica>,
    /// From which slot on they decide.
    pub members_from: u64,
    /// After the QUIT that made these the members no majority of them was free of faults: a System Failure, until the
    /// members change again.
    pub system_failure: Option<Box<str>>,
    /// Faults at work in the network.
    pub faults: Vec<Name>,
    /// How messages fare that nothing else stands in the way of, as a line of the script language.
    pub network: Box<str>,
    /// Partitions and cuts at work, each as a line of the script language.
    pub cuts: Vec<Box<str>>,
    /// Promises that were broken: which, at which event, and how.
    pub broken: Vec<(Name, u64, Box<str>)>,
    /// What this run is: machine, ordering, failure model.
    pub about: About,
}

/// What a run is, for the eye.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct About {
    /// The service.
    pub machine: String,
    /// What may be asked of it, each with an explanation.
    pub operations: Vec<(String, String)>,
    /// The ordering.
    pub order: String,
    /// The failure model.
    pub failure_model: String,
    /// How many equal Outputs the voter asks for, by the number of members: of none, of one, and so on.
    pub needed: Vec<u8>,
    /// The seed. In JSON a text where JavaScript's numbers would not be exact.
    #[serde(with = "crate::exact")]
    pub seed: u64,
    /// Whether one of its replicas leads the others, in this ordering.
    pub leads: bool,
    /// What the system promises in this run.
    pub promises: Vec<Promise>,
}

/// A promise of the system.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Promise {
    /// What it is called, also where it is broken.
    pub name: String,
    /// What it says.
    pub says: String,
    /// Whether it is about the run as a whole, and so looked at only when somebody asks, not after every event.
    pub when_asked: bool,
}

/// A message between leaving and arriving.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Flying {
    /// The sender.
    pub from: Party,
    /// The addressee.
    pub to: Party,
    /// What kind of message it is.
    pub kind: Name,
    /// The slot it is about; 0 for none.
    pub slot: u64,
    /// When it left.
    pub left: Tick,
    /// When it will arrive, unless something happens to it.
    pub arrives: Tick,
    /// It waits for a user to say what becomes of it.
    pub held: bool,
    /// What it says, in words.
    pub words: Option<Box<str>>,
}
