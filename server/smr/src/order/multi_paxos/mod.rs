//! Multi-Paxos: a series of values, chosen by a series of Paxos instances that share one leader.
//!
//! After Lamport, "The Part-Time Parliament" (1998) and "Paxos Made Simple" (2001); sections are of the latter.
//!
//! # What it promises
//!
//! No two replicas ever commit different batches in one slot, and only what was proposed is committed. That holds with
//! any number of crashes and restarts, lost, late and doubled messages, wrong clocks, and any number of replicas that
//! believe they lead. Progress needs more: a majority of the slot's members up and in touch, and for long enough only
//! one of them trying to lead.
//!
//! # How a slot is chosen (section 2.2, [`synod`])
//!
//! 1. A replica that wants to lead takes a *ballot* that nobody else will ever use, higher than all it has seen, and
//!    asks the others to *promise* it. Who promises takes part in no lower ballot, and reports its votes (1a, 1b).
//! 2. With the promises of a majority it proposes a value in its ballot: if votes were reported, the value of the one
//!    in the highest ballot; otherwise anything. Acceptors vote unless they promised a higher ballot (2a, 2b).
//! 3. A value with the votes of a majority in one ballot is *chosen*, for ever: every later leader hears of it.
//!
//! # How a series is chosen (section 3)
//!
//! * Phase 1 asks about all slots at once ([`proposer`]): one ballot, one durable promise a replica, then one round of
//!   phase 2 a slot. The new leader completes what its predecessors began and fills the gaps between with no-ops.
//! * Several slots are open at once, and Inputs share a slot when they come faster than slots are chosen ([`pipeline`]).
//! * The leader tells the others how far all is chosen ([`learner`]); they commit what they voted for *in its ballot*,
//!   and ask for what they lack.
//! * What lies below a stable checkpoint is forgotten ([`acceptor`]). A promise says how far, and does not count for the
//!   slots below: the votes that would bind the leader there are gone.
//! * Slot s is decided by the members in effect at s ([`super::configurations`]), which the State after slot s - window
//!   determines. A ballot needs the promises of a majority of the members of *each* slot that it proposes.
//! * One replica leads as long as it shows itself ([`election`]). This is for speed alone.
//!
//! # Details that the papers leave to the reader
//!
//! * A replica promises and votes to itself by message too, so that its own word counts only when it is on its disk.
//! * A replica that lost its disk returns as another one, at the same place with the next life. Promises and votes
//!   count by place and life, and the life is part of every ballot ([`synod::ballot_after`]).
//! * A leader that learns from outside that a slot is chosen which it still proposes stops leading
//!   ([`lines::OVERTAKEN`]): it may have lost that slot to a higher ballot, and if it went on to announce it, followers
//!   would take their votes in its ballot for what was chosen.
//! * A leader that hears that others know what is chosen in a slot asks them rather than propose there. But if they do
//!   not answer it proposes after all, where a majority still tells how it voted ([`lines::REDECIDE`]): otherwise the
//!   crash of a single replica that knew more could stop the others for ever.
//!
//! # What we left out
//!
//! * Leases, and reads that use them: they need clocks of bounded drift ("Paxos Made Live", section 5.2).
//! * Distinguished learners (2.3): the leader is the only one, and the others hear from it.
//! * Handing over leadership: a leader that QUITs falls silent and is missed. Until most of those who remain have
//!   executed the slots that it still decides, it must stay and accept; the replica around this protocol sees to it.
//! * Sending values to replicas far behind: they ask ([`Out::Behind`]), and the replica around this protocol fetches
//!   entries of the log or a State.
//! * Flexible quorums, and phase 2 that bypasses the leader (Fast Paxos).

pub mod acceptor;
pub mod election;
pub mod learner;
pub mod lines;
pub mod message;
pub mod pipeline;
pub mod proposer;
pub mod record;
pub mod synod;

#[cfg(test)]
mod tests;

pub use message::Message;
pub use record::{Record, Voted};

use super::configurations::Configurations;
use super::queue::Queue;
use super::{In, Line, Ordering, Out, Probe, Setup, Timer};
use crate::Tick;
use crate::place::{Members, ReplicaId};
use crate::plant::Plant;
use crate::slots::Slot;
use acceptor::Acceptor;
use election::Election;
use learner::Learner;
use proposer::{Proposer, Report};

/// Try to lead.
const LEAD: Timer = Timer(0);

/// Show that one leads, and send again what was not answered.
const HEARTBEAT: Timer = Timer(1);

/// One replica's part in Multi-Paxos: acceptor, learner and, at times, proposer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MultiPaxos {
    me: ReplicaId,
    setup: Setup,
    acceptor: Acceptor,
    learner: Learner,
    /// The ballot in which it leads, or tries to.
    proposer: Option<Proposer>,
    election: Election,
    /// Inputs that wait for a slot, or for a leader.
    queue: Queue,
    configurations: Configurations,
}

impl Ordering for MultiPaxos {
    type Message = Message;
    type Record = Record;

    const NAME: &'static str = "multi-paxos";
    const LINES: &'static [Line] = lines::LINES;
    const PLANTS: &'static [Plant] = &[
        Plant::SkipPromiseCheck,
        Plant::ReplyBeforeDisk,
        Plant::ForgetPromise,
        Plant::AnyValue,
        Plant::LowestBallotValue,
        Plant::SharedBallot,
        Plant::LearnAnyBallot,
        Plant::IgnoreForgotten,
        Plant::NeverSuspect,
    ];
    const TIMERS: &'static [&'static str] = &["lead", "heartbeat"];
    const LEAD: Timer = LEAD;

    fn new(me: ReplicaId, setup: Setup) -> Self {
        Self {
            me,
            setup,
            acceptor: Acceptor::default(),
            learner: Learner::default(),
            proposer: None,
            election: Election::default(),
            queue: Queue::default(),
            configurations: Configurations::default(),
        }
    }

    fn step(&mut self, now: Tick, input: In<Self>, out: &mut Vec<Out<Self>>) {
        match input {
            In::Start { records, executed, members } => self.start(now, records, executed, members, out),
            In::Message { from, message } => self.on_message(now, from, message, out),
            In::Timer(LEAD) => self.on_lead_timer(now, out),
            In::Timer(HEARTBEAT) => self.on_heartbeat_timer(now, out),
            In::Timer(Timer(_)) => out.push(Out::Ignored("a timer that this protocol does not have")),
            In::Propose(requests) => self.on_propose(requests, out),
            In::Executed(slot) | In::Installed(slot) => self.on_executed(now, slot, out),
            In::Members { from, members } => {
                self.configurations.change(from, members);
                self.refresh_peers();
                self.propose_more(out);
            }
            In::Observers(observers) => {
                self.configurations.observe(observers);
                self.refresh_peers();
            }
            In::Stable(slot) => self.on_stable(slot, out),
        }
    }

    fn probe(&self) -> Probe {
        let ballot = self.acceptor.promised.ballot();
        let role = match &self.proposer {
            Some(proposer) if proposer.leads => "leader",
            Some(_) => "candidate",
            None if self.is_member() => "follower",
            None => "observer",
        };
        let proposed = self.proposer.as_ref().map_or(0, |proposer| proposer.proposed_end() - 1);
        Probe {
            role,
            epoch: synod::shown(ballot),
            leader: self.election.believed.leader(),
            highest: self.learner.committed.max(self.acceptor.votes.end() - 1).max(proposed),
            committed: self.learner.committed,
        }
    }

    fn supporters(&self) -> Vec<ReplicaId> {
        let tries = self.proposer.as_ref().filter(|proposer| !proposer.leads);
        tries.map_or(Vec::new(), |proposer| proposer.promisers().collect())
    }
}

impl MultiPaxos {
    fn start(
        &mut self,
        now: Tick,
        records: &[Record],
        executed: Slot,
        members: &[(Slot, Members)],
        out: &mut Vec<Out<Self>>,
    ) {
        *self = Self::new(self.me, self.setup);
        self.acceptor = Acceptor::recall(records, executed);
        self.learner = Learner::from_executed(executed);
        self.election.seen = self.acceptor.promised.ballot();
        self.configurations.replace(members);
        self.refresh_peers();
        self.await_leader(now, out);
    }

    fn on_message(&mut self, now: Tick, from: ReplicaId, message: Message, out: &mut Vec<Out<Self>>) {
        if self.is_stranger(from) && !self.may_say(from, &message) {
            return self.on_stranger(from, &message, out);
        }
        match message {
            Message::Prepare { ballot, from: first } => self.on_prepare(now, from, ballot, first, out),
            Message::Promise { ballot, votes, forgotten, committed } => {
                self.on_promise(now, from, ballot, Report { votes: &votes, forgotten, committed }, out);
            }
            Message::Nack { ballot, promised } => self.on_nack(now, ballot, promised, out),
            Message::Accept { ballot, slot, batch, committed } => {
                if self.on_accept(now, from, ballot, slot, &batch, out) {
                    self.learn(from, ballot, committed, false, out);
                }
            }
            Message::Accepted { ballot, slot } => self.on_accepted(from, ballot, slot, out),
            Message::Forgotten { committed } => self.on_forgotten(from, committed, out),
            Message::Commit { ballot, through } => {
                if self.admit(now, from, ballot, out) {
                    self.learn(from, ballot, through, false, out);
                }
            }
            Message::Heartbeat { ballot, committed } => {
                if self.admit(now, from, ballot, out) {
                    self.learn(from, ballot, committed, true, out);
                }
            }
            Message::Forward { requests, again } => self.on_forward(from, &requests, again, out),
        }
    }

    /// Whether a replica decides none of the slots that are open here: it has quit, or was never a member. To one that
    /// decides none itself nobody is a stranger: it learns from those who do, whom it may not know yet.
    fn is_stranger(&self, replica: ReplicaId) -> bool {
        self.is_member() && replica != self.me && !self.configurations.votes_from(self.learner.executed + 1, replica)
    }

    /// What one who decides nothing may say all the same: Inputs, such as its JOIN, and, if it is about to join, that
    /// it has heard of a higher ballot, without which it would never follow this one.
    fn may_say(&self, from: ReplicaId, message: &Message) -> bool {
        match message {
            Message::Forward { .. } => true,
            Message::Nack { .. } => self.configurations.observes(from),
            _of_those_who_decide => false,
        }
    }

    /// A stranger could depose a leader without ever leading itself, so what it wants is ignored. But it may be a
    /// stranger only because this replica is behind: then it knows of chosen slots, and they tell who decides.
    fn on_stranger(&mut self, from: ReplicaId, message: &Message, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::STRANGER));
        let known = match message {
            Message::Prepare { from: first, .. } => first.saturating_sub(1),
            Message::Accept { committed, .. }
            | Message::Heartbeat { committed, .. }
            | Message::Promise { committed, .. }
            | Message::Forgotten { committed }
            | Message::Commit { through: committed, .. } => *committed,
            Message::Nack { .. } | Message::Accepted { .. } | Message::Forward { .. } => 0,
        };
        if known > self.learner.committed {
            self.ask(known, from, out);
        }
    }

    /// Whether this replica is a member for the slot it executes next.
    fn is_member(&self) -> bool {
        self.configurations.at(self.learner.executed + 1).contains(self.me)
    }

    /// Works out anew who is to hear of the open slots.
    fn refresh_peers(&mut self) {
        self.configurations.refresh(self.me, self.learner.executed + 1);
    }
}
