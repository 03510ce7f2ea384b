//! One replica: the six steps and the appendix, composed.
//!
//! A [`Replica`] is fed with one [`Arrival`] at a time and appends the [`Effect`]s to a list: what to send, to write,
//! to answer, to be woken for, and what to note for those who watch. The server it is placed on (the world simulates
//! one) carries the effects out and keeps two rules: what is sent after a record is asked to be written waits until
//! the disk has the record, and a timer that was set again is set only once.
//!
//! The files follow an Input's way: [`steps`](self) takes arrivals apart, `executing` runs what the ordering commits,
//! `healing` fetches what is missing, `hearsay` weighs it, `auditing` compares with others, `believing` weighs what
//! they say, `membership` submits QUIT, JOIN, CHECKPOINT.

mod auditing;
mod believing;
mod executing;
mod healing;
mod hearsay;
mod membership;
mod steps;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use vocabulary::{Arrival, Arrivals, Effect, Note, Outputs, Peer, ReplicaTimer, Report, Response, Status, Stored};

use crate::Tick;
use crate::checkpoint::{Checkpoint, Checkpoints};
use crate::execute::{Answer, Environment, Executor, MachineKind, Operation};
use crate::log::{Log, LogKind};
use crate::monitor::{Audit, Limits, Suspicion};
use crate::order::{Ordering, Out, Setup};
use crate::place::{FailureModel, Members, ReplicaId};
use crate::receive::{ClientId, Input};
use crate::slots::Slot;
use crate::sorted::Sorted;
use crate::transfer::{Receiver, Source};
use hearsay::Hearsay;
use std::collections::VecDeque;
use std::sync::Arc;

/// What every replica of a cluster is told.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Configuration {
    /// The service.
    pub machine: MachineKind,
    /// The members in Start.
    pub first_members: Members,
    /// The failures to survive.
    pub failure_model: FailureModel,
    /// Whether the log outlives a crash.
    pub log: LogKind,
    /// A log with this many entries makes a replica submit CHECKPOINT.
    pub checkpoint_threshold: usize,
    /// Checksums are compared after every so many slots.
    pub audit_every: Slot,
    /// How often a replica reports to the others.
    pub report_every: Tick,
    /// How long it waits for what it asked for before it asks again, or another.
    pub ask_again: Tick,
    /// What makes a peer look silent or slow.
    pub limits: Limits,
    /// Whether the checksum of the State is noted after every slot, for those who check promises.
    pub watch_states: bool,
    /// Whether the State is told in words after every slot, for people.
    pub show_states: bool,
    /// What the ordering is told.
    pub order: Setup,
}

impl Configuration {
    /// The usual configuration of so many replicas of a service.
    #[must_use]
    pub fn new(machine: MachineKind, replicas: u8) -> Self {
        Self {
            machine,
            first_members: Members::first(replicas),
            failure_model: FailureModel::default(),
            log: LogKind::default(),
            checkpoint_threshold: 256,
            audit_every: 8,
            report_every: 100_000,
            ask_again: 60_000,
            limits: Limits { silence: 500_000, lag: 64 },
            watch_states: false,
            show_states: false,
            order: Setup::default(),
        }
    }

    /// The State in Start as a checkpoint: every replica knows it without being told.
    #[must_use]
    pub fn start(&self) -> Arc<Checkpoint> {
        Checkpoint::of(&Executor::start(&self.machine, self.first_members))
    }

    const fn environment(&self) -> Environment {
        Environment { window: self.order.window, plants: self.order.plants }
    }
}

/// One replica.
#[derive(Clone)]
pub struct Replica<O: Ordering> {
    me: ReplicaId,
    configuration: Arc<Configuration>,
    status: Status,
    order: O,
    executor: Executor,
    log: Log,
    checkpoints: Checkpoints,
    audit: Audit,
    peers: Sorted<ReplicaId, Suspicion>,
    /// The members as known from outside, for a replica whose own State does not know them yet.
    contacts: Members,
    observers: Vec<(ReplicaId, Tick)>,
    reads: VecDeque<PendingRead>,
    /// It was started to take part, so if it finds that it has been removed, it joins again.
    joining: bool,
    /// What was chosen before it began, and what it may have forgotten since, lies through this slot; known once a
    /// majority has reported.
    chosen_before: Option<Slot>,
    executed_at_report: Slot,
    submissions: VecDeque<Input>,
    submitted: Option<(u32, Input)>,
    resubmitting: bool,
    missing: Option<Missing>,
    hearsay: Hearsay,
    receiver: Option<Receiver>,
    source: Source,
    outs: Vec<Out<O>>,
    answers: Vec<Answer>,
}

/// A read that waits until everything this replica had voted for when it came is executed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct PendingRead {
    through: Slot,
    client: ClientId,
    number: u32,
    operation: Operation,
}

/// Chosen Inputs that this replica lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Missing {
    /// The last slot known to be chosen.
    through: Slot,
    /// The ordering itself knows it, and not only what others report.
    ordered: bool,
    /// Who was asked last.
    asked: ReplicaId,
    /// How often asking brought nothing.
    in_vain: u32,
}

impl<O: Ordering> Replica<O> {
    /// A replica on a server that keeps a checkpoint on its disk, or, the first time, [`Configuration::start`].
    /// It does nothing until [`Replica::begin`]. One that is `joining` is started to take part: if it is, or turns
    /// out to be, no member, it joins.
    #[must_use]
    pub fn new(
        me: ReplicaId,
        configuration: Arc<Configuration>,
        contacts: Members,
        checkpoint: Arc<Checkpoint>,
        joining: bool,
    ) -> Self {
        let order = O::new(me, configuration.order);
        let member = checkpoint.state.members().contains(me);
        let mut log = Log::default();
        log.restart_at(checkpoint.slot + 1);
        Self {
            me,
            status: if member { Status::Member } else { Status::Observing },
            order,
            executor: checkpoint.state.clone(),
            log,
            checkpoints: Checkpoints::new(checkpoint),
            audit: Audit::default(),
            peers: Sorted::default(),
            contacts,
            observers: Vec::new(),
            reads: VecDeque::new(),
            joining,
            chosen_before: None,
            executed_at_report: 0,
            submissions: VecDeque::new(),
            submitted: None,
            resubmitting: false,
            missing: None,
            hearsay: Hearsay::default(),
            receiver: None,
            source: Source::default(),
            outs: Vec::new(),
            answers: Vec::new(),
            configuration,
        }
    }

    /// Which replica this is.
    #[must_use]
    pub const fn id(&self) -> ReplicaId {
        self.me
    }

    /// What it is to the system at present.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// Its ordering.
    #[must_use]
    pub const fn ordering(&self) -> &O {
        &self.order
    }

    /// Its copy of the State Machine and of what is replicated with it.
    #[must_use]
    pub const fn executor(&self) -> &Executor {
        &self.executor
    }

    /// Its input log.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// Its checkpoints.
    #[must_use]
    pub const fn checkpoints(&self) -> &Checkpoints {
        &self.checkpoints
    }

    /// The Audit process beside it.
    #[must_use]
    pub const fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Breaks or mends the Audit process.
    pub const fn break_audit(&mut self, broken: bool) {
        self.audit.broken = broken;
    }

    /// The Audit process that restarted this replica goes on beside it.
    pub fn continue_audit(&mut self, audit: Audit) {
        self.audit = audit;
    }

    /// A memory fault: one bit of the State flips.
    pub fn corrupt(&mut self, seed: u64) {
        self.executor.corrupt(seed);
    }

    /// A memory fault: one bit flips in the duplicate of the State that other replicas may be given.
    pub fn corrupt_checkpoint(&mut self, seed: u64) {
        self.checkpoints.corrupt(seed);
        self.source = Source::default();
    }

    /// How the others look from here.
    pub fn peers(&self) -> impl Iterator<Item = (ReplicaId, &Suspicion)> {
        self.peers.iter().map(|(replica, suspicion)| (*replica, suspicion))
    }

    /// Who the members are, as well as this replica knows.
    #[must_use]
    pub fn members(&self) -> &Members {
        if self.executor.members().epoch < self.contacts.epoch { &self.contacts } else { self.executor.members() }
    }
}
