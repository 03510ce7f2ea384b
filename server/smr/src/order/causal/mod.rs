//! Causal order, extended to a total order by logical clocks.
//!
//! After Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System" (1978): the paper in which state
//! machines are replicated for the first time. The delivery by vector clocks is Birman, Schiper and Stephenson's,
//! "Lightweight Causal and Atomic Group Multicast" (1991).
//!
//! # What it promises, and for how long
//!
//! All replicas commit the same batches in the same order, and a batch comes after everything that its proposer knew when
//! it proposed it. There is no leader, no vote and no time-out, and messages may be lost, late or doubled. In return
//! everybody must take part: a batch is committed when *every* process has been heard of since, so a single crash halts
//! all. The paper says so itself: what to do about failures "lies beyond the scope".
//!
//! # How it works
//!
//! 1. A process that has Inputs sends them to all, with its clock, and with what it knew ([`message::Node`]): how many
//!    nodes of each process it had delivered. So the nodes form a graph, the partial order "happened before".
//! 2. A node is *delivered* when all that its proposer knew is delivered ([`delivery`]); what it knew of those who have
//!    QUIT since is not waited for. What was sent is sent again until it has arrived, and nodes of one process are
//!    delivered in the order of sending: the channels that the paper assumes.
//! 3. Delivery moves the clock beyond that of the node, and the process acknowledges to all, with its clock ([`clocks`]).
//! 4. A node is *committed* when no process can propose anything before it any more: all members of its slot have been
//!    heard of with a clock at least as late, and no delivered node of theirs is earlier by (clock, process).
//!
//! # Members
//!
//! The paper's processes are given. Here QUIT and JOIN are Inputs like others, executed in slot s, and change who takes
//! part from slot s + window on. Who has QUIT is waited for no more from there on; what it proposed and no earlier slot
//! has is dropped, even if it returns. A newcomer is told where the graph begins for it ([`newcomers`]); whoever was
//! given what it missed, as entries of a log or as a State, and gets no further, asks and is told the same. Both need
//! everybody who takes part: so a process that crashed can neither be removed nor replaced, and JOIN is for those whom
//! the others can do without. Slots come from nodes, so where nobody asks for anything processes propose nodes with no
//! Inputs until the change is reached.
//!
//! # Causal order alone is not enough
//!
//! Nodes of which neither proposer knew the other's are *concurrent*. If replicas executed nodes as soon as they are
//! delivered (the planted bug `causal/causal-order-only`), they would agree on causes and effects and still execute
//! concurrent nodes in different orders. Where these commute, as two deposits do, nobody sees a difference; where they do
//! not, as two writes to one register, the replicas diverge for ever.
//!
//! # The order is not that of the world
//!
//! A client that asks, and then calls another client on the telephone, has caused what that one asks next; but the call
//! did not go through the system, and the second request may get the earlier clock. The paper calls this anomalous
//! behaviour; only clocks that are physically good enough, or a message that tells the system of the call, prevent it.
//!
//! # What we left out
//!
//! * Committing a graph instead of a series: replicas could execute concurrent nodes that commute without waiting.
//! * A disk: who crashes cannot be replaced, so there is nothing to remember for.

mod clocks;
mod delivery;
pub mod lines;
pub mod message;
mod newcomers;
#[cfg(test)]
mod tests;

pub use message::{Message, Moment, Node};

use super::configurations::Configurations;
use super::inside::{Inside, Placed};
use super::queue::Queue;
use super::{Epoch, In, Line, Nothing, Ordering, Out, Probe, Setup, Timer};
use crate::Tick;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::slots::Slot;
use clocks::Horizons;
use delivery::Delivery;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Say again what was not heard.
const AGAIN: Timer = Timer(0);

/// How many nodes of its own a process has under way at most; what comes meanwhile shares the next.
const PIPELINE: usize = 4;

/// So many of the nodes that were committed last can still be seen.
const SHOWN: usize = 128;

/// One process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Causal {
    me: ReplicaId,
    setup: Setup,
    configurations: Configurations,
    queue: Queue,
    /// The logical clock.
    clock: u64,
    delivery: Delivery,
    horizons: Horizons,
    /// Delivered and not committed, in the order of the clocks, those of one moment in the order of the processes.
    ready: BTreeMap<(u64, u64, ReplicaId), Arc<Node>>,
    /// The last that were committed, for a checker to look at.
    placed: VecDeque<Placed>,
    /// So many nodes have their slot.
    ordered: Slot,
    /// When the last of them was proposed.
    moment: Moment,
    executed: Slot,
    /// After which slot it begins to take part. A newcomer has to be told.
    begins: Option<Slot>,
    /// It was given a State, and has to be told where the graph is. What it has said holds, and is said again.
    astray: bool,
    /// So many nodes had their slot when it last said again what was not heard.
    stood: Slot,
}

impl Ordering for Causal {
    type Message = Message;
    type Record = Nothing;

    const NAME: &'static str = "causal";
    const LINES: &'static [Line] = lines::LINES;
    const PLANTS: &'static [Plant] = &[
        Plant::CausalOrderOnly,
        Plant::MajorityOfAcknowledgements,
        Plant::TieByArrival,
        Plant::ClockStandsStill,
        Plant::AcknowledgementsOvertake,
        Plant::DeliverOverGaps,
    ];
    const TIMERS: &'static [&'static str] = &["again"];
    const LEAD: Timer = AGAIN;
    const REMEMBERS: bool = false;

    fn new(me: ReplicaId, setup: Setup) -> Self {
        Self {
            me,
            setup,
            configurations: Configurations::default(),
            queue: Queue::default(),
            clock: 0,
            delivery: Delivery::default(),
            horizons: Horizons::default(),
            ready: BTreeMap::new(),
            placed: VecDeque::new(),
            ordered: 0,
            moment: (0, me),
            executed: 0,
            begins: None,
            astray: false,
            stood: 0,
        }
    }

    fn step(&mut self, _now: Tick, input: In<Self>, out: &mut Vec<Out<Self>>) {
        match input {
            In::Start { records: _, executed, members } => {
                *self = Self::new(self.me, self.setup);
                (self.ordered, self.executed) = (executed, executed);
                self.configurations.replace(members);
                self.refresh_peers();
                let members = self.configurations.at(executed + 1);
                self.begins = members.contains(self.me).then_some(executed);
                self.delivery.know(members);
                out.push(Out::Timer { timer: AGAIN, after: self.setup.heartbeat });
            }
            In::Message { from, message } => self.on_message(from, message, out),
            In::Timer(AGAIN) => self.say_again(out),
            In::Timer(Timer(_)) => out.push(Out::Ignored("a timer that this protocol does not have")),
            In::Propose(requests) => self.on_propose(requests, out),
            In::Executed(slot) => self.on_executed(slot, out),
            In::Installed(slot) => {
                // A State does not say which changes of members led to it: the slots before it cannot be ordered any more.
                self.astray |= slot > self.ordered;
                self.on_executed(slot, out);
            }
            In::Members { from, members } => {
                self.configurations.change(from, members);
                self.refresh_peers();
            }
            In::Observers(_) => {}
            In::Stable(slot) => self.configurations.forget_below(slot.min(self.ordered)),
        }
    }

    fn probe(&self) -> Probe {
        Probe {
            role: if self.is_member() { "process" } else { "observer" },
            epoch: Epoch { number: self.clock, owner: self.me.place },
            leader: None,
            highest: self.ordered + self.ready.len() as Slot,
            committed: self.ordered.max(self.executed),
        }
    }

    fn inside(&self) -> Inside<'_> {
        let Some(begins) = self.begins else { return Inside::Nothing };
        Inside::Graph { begins, delivered: self.delivery.all_delivered(), ready: &self.ready, placed: &self.placed }
    }
}

impl Causal {
    fn on_message(&mut self, from: ReplicaId, message: Message, out: &mut Vec<Out<Self>>) {
        match message {
            Message::Welcome { slot, moment, placed } => self.on_welcome(from, (slot, moment, &placed), out),
            // Whoever takes no part yet is told all this again.
            _ if self.begins.is_none() => {}
            Message::Lost => self.send_welcome(from, out),
            Message::Forward { requests } => self.on_propose(&requests, out),
            Message::Propose { node } if node.process == from => self.on_node(&node, out),
            Message::Propose { .. } => out.push(Out::Ignored("a node of somebody else")),
            Message::Acknowledge { clock, nodes, delivered } => {
                self.on_acknowledge(from, clock, nodes, delivered, out);
            }
        }
    }

    fn on_executed(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.executed = self.executed.max(slot);
        self.refresh_peers();
        self.work(out);
    }

    /// Works out anew who is to hear of this process: also those with whom it still has to order what came executed from
    /// outside, or they would wait for its acknowledgements.
    fn refresh_peers(&mut self) {
        self.configurations.refresh(self.me, self.executed.min(self.ordered) + 1);
    }

    fn is_member(&self) -> bool {
        self.begins.is_some() && self.configurations.at(self.executed + 1).contains(self.me)
    }

    fn tell_all(&self, message: &Message, out: &mut Vec<Out<Self>>) {
        out.extend(self.configurations.peers().iter().map(|to| Out::Send { to: *to, message: message.clone() }));
    }

    /// Proposes what waits, and commits what is certain.
    fn work(&mut self, out: &mut Vec<Out<Self>>) {
        if self.begins.is_none() || self.astray {
            return;
        }
        while !self.queue.is_empty() && self.is_member() && self.delivery.under_way() < PIPELINE {
            self.propose(out);
        }
        self.commit_certain(out);
        while self.fills() {
            out.push(Out::Rule(&lines::FILL));
            self.propose(out);
            self.commit_certain(out);
        }
    }

    fn commit_certain(&mut self, out: &mut Vec<Out<Self>>) {
        while let Some((slot, node)) = self.next_certain() {
            self.place(slot, &node);
            self.placed.truncate(SHOWN - 1);
            self.placed.push_front(Placed { slot, node: node.clone() });
            out.push(Out::Rule(&lines::COMMIT));
            // What came from outside, as entries of the log, has its node too, and only needs no second execution.
            if slot > self.executed {
                out.push(Out::Commit { slot, batch: node.batch.clone() });
            }
            self.welcome(out);
        }
    }
}
