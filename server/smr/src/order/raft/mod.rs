//! Raft: followers copy the log of a leader that they elected.
//!
//! After Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended Version)" (2014); sections
//! and figures are of it, and where it says so, of Ongaro's thesis (2014).
//!
//! # What it promises
//!
//! No two replicas ever commit different batches in one slot, and only what was proposed is committed: with any number
//! of crashes and restarts, lost, late and doubled messages, and wrong clocks. For progress a majority of the members
//! must be up and in touch, and one of them be elected and stay.
//!
//! # How a leader is elected (section 5.2, [`election`], [`ballot_box`])
//!
//! Time is divided into terms. Who misses its leader asks first whether it would be voted for (*pre-vote*, thesis 9.6):
//! so one that was only cut off disturbs nobody when it returns. Then it takes the next term, votes for itself and asks
//! for votes. A replica votes once a term, writes that down, and votes only for a log at least as *up to date* as its
//! own (5.4.1), and for nobody while it hears of a leader. Time-outs differ from replica to replica and try to try.
//! A leader that hears of no majority any more follows again (*check quorum*), since another may lead already.
//!
//! # How the log is copied (section 5.3, [`replication`], [`appending`], [`log`])
//!
//! The leader appends Inputs to its own log and sends them with the slot and term of the entry before. A follower that
//! has that entry too appends what it lacks, after cutting off what conflicts; one that has not refuses and tells what
//! it has there, and the leader begins earlier. So logs that agree in one entry agree in all before it.
//!
//! # When an entry is committed (5.3, 5.4.2, [`committing`])
//!
//! When a majority holds it *and an entry of the leader's own term*: an older entry alone, even on a majority, can still
//! be cut off by a leader elected without it (figure 8). So a new leader begins with a no-op.
//!
//! # Members
//!
//! In Raft a set of members takes effect as soon as it is in a log, committed or not. This house has one rule for all
//! orderings: QUIT and JOIN, executed at slot s, change who decides the slots from s + window on. What becomes of Raft:
//!
//! * An entry is committed by a majority of *its slot's* members ([`committing`]), counting those whose log reaches an
//!   entry of the leader's own term.
//! * A candidate needs a majority of *every* set of members that decides a slot which its log does not know to be
//!   committed, and of every later set that it knows ([`election`]). While a change is under way, that is joint
//!   consensus (section 6); otherwise it is one majority.
//! * The last slot that the old members decide is committed only when a majority of them has told the leader that it
//!   knows, through a crash too, that the change is committed; and who knows of a change votes for nobody who does not.
//!   So nobody is elected by yesterday's members alone once today's decide. (A window of 2 slots is the least.)
//! * A leader that QUITs leads until the others can go on without it ([`Ordering::may_leave`]), then hands over.
//!
//! That answers the bug of 2015 in changes of a single server: two leaders that each changed the same old members could
//! have disjoint majorities, because neither change was committed. The remedy then was that a leader changes nothing
//! before an entry of its own term is committed. Here a change is nothing before it is committed, which needs the same.
//! Several servers may change at once. The bug can be planted ([`membership_of_2015`]).
//!
//! # Details that the papers leave to the reader
//!
//! * A replica votes for itself and acknowledges its own entries by message, so that its own word counts only when it
//!   is on its disk.
//! * The disk cannot take back a slot. What a truncation cuts off stays there, but each entry names the term of the one
//!   before it, and [`log::Log::recall`] stops where that does not fit.
//! * A replica that is given entries or a State from outside goes on voting by its own log, as if it had not: it has
//!   acknowledged nothing else. Its log begins anew after that State when a checkpoint of it is on the disk and a leader
//!   says which entry is the last in it ([`snapshot`]). Before, the entries that it drops might be on no disk at all.
//! * A replica that lost its disk returns as another one, at the same place with the next life: votes count by both.
//!
//! # What we left out
//!
//! * Sending a State in chunks (section 7): a leader that has compacted what a follower lacks says so, and the replica
//!   around this protocol transfers the State ([`Out::Behind`]).
//! * Leases, and ReadIndex (section 8): the replica around this protocol answers reads beside the order from a majority.
//! * Leaders that hand over because somebody asks: a leader that QUITs does, and `lead` makes any replica try.
//! * Witnesses, learners with a vote of their own, and batches of several leaders.

pub mod appending;
pub mod ballot_box;
pub mod committing;
pub mod election;
pub mod lines;
pub mod log;
mod membership_of_2015;
pub mod message;
pub mod proposing;
pub mod record;
pub mod replication;
pub mod snapshot;

#[cfg(test)]
mod tests;

pub use log::{Entry, Position, Term};
pub use message::{Candidacy, Message};
pub use record::{Record, Standing};

use super::configurations::Configurations;
use super::inside::Inside;
use super::queue::Queue;
use super::{Epoch, In, Line, Ordering, Out, Probe, Setup, Timer};
use crate::Tick;
use crate::place::{Members, ReplicaId};
use crate::plant::Plant;
use crate::slots::Slot;
use election::{Election, Role};
use log::Log;

/// Try to lead.
const LEAD: Timer = Timer(0);

/// Show that one leads; ask again for votes.
const HEARTBEAT: Timer = Timer(1);

/// One replica's part in Raft.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Raft {
    me: ReplicaId,
    setup: Setup,
    /// Term, vote, and what else a crash must not take.
    standing: Standing,
    log: Log,
    role: Role,
    election: Election,
    /// The log is committed through this slot (`commitIndex`).
    agreed: Slot,
    /// All through this slot was committed, or came executed from outside.
    committed: Slot,
    /// All through this slot is executed (`lastApplied`).
    executed: Slot,
    /// A checkpoint on its disk has executed all through this slot.
    durable: Slot,
    /// After a crash it would still know that all through this slot is committed.
    known: Slot,
    /// Inputs that wait for a slot, or for a leader.
    queue: Queue,
    configurations: Configurations,
}

impl Ordering for Raft {
    type Message = Message;
    type Record = Record;

    const NAME: &'static str = "raft";
    const LINES: &'static [Line] = lines::LINES;
    const PLANTS: &'static [Plant] = &[
        Plant::CommitOldTerm,
        Plant::VoteWithoutLogCheck,
        Plant::ForgetVote,
        Plant::AppendWithoutCheck,
        Plant::LongestLogWins,
        Plant::MembersOfTheLog,
    ];
    const TIMERS: &'static [&'static str] = &["lead", "heartbeat"];
    const LEAD: Timer = LEAD;

    fn new(me: ReplicaId, setup: Setup) -> Self {
        Self {
            me,
            setup,
            standing: Standing::default(),
            log: Log::default(),
            role: Role::Follower,
            election: Election::default(),
            agreed: 0,
            committed: 0,
            executed: 0,
            durable: 0,
            known: 0,
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
            In::Members { from, members } => self.on_members(now, from, members, out),
            In::Observers(observers) => {
                self.configurations.observe(observers);
                self.refresh_peers(now);
            }
            In::Stable(slot) => self.on_stable(slot, out),
        }
    }

    fn probe(&self) -> Probe {
        let role = match self.role {
            Role::Leader(_) => "leader",
            Role::Candidate(_) => "candidate",
            Role::Follower if self.is_member() => "follower",
            Role::Follower => "observer",
        };
        Probe {
            role,
            epoch: Epoch { number: self.standing.term, owner: 0 },
            leader: self.election.believed.leader(),
            highest: self.committed.max(self.log.last().slot),
            committed: self.committed,
        }
    }

    fn supporters(&self) -> Vec<ReplicaId> {
        self.role.votes().to_vec()
    }

    fn inside(&self) -> Inside<'_> {
        let leads = matches!(self.role, Role::Leader(_));
        Inside::Copied { term: self.standing.term, leads, log: &self.log, agreed: self.agreed }
    }

    fn may_leave(&self) -> bool {
        !self.is_needed()
    }
}

impl Raft {
    fn start(
        &mut self,
        now: Tick,
        records: &[Record],
        executed: Slot,
        members: &[(Slot, Members)],
        out: &mut Vec<Out<Self>>,
    ) {
        *self = Self::new(self.me, self.setup);
        for record in records {
            if let Record::Standing(standing) = record {
                self.standing = *standing;
            }
        }
        self.log = Log::recall(self.standing.base, records);
        self.agreed = self.standing.committed.max(self.log.base().slot).min(self.log.last().slot);
        (self.committed, self.executed, self.durable) = (executed, executed, executed);
        self.known = self.agreed.max(executed);
        self.configurations.replace(members);
        self.refresh_peers(now);
        self.await_leader(now, out);
        self.commit_agreed(self.elsewhere(), out);
    }

    fn on_message(&mut self, now: Tick, from: ReplicaId, message: Message, out: &mut Vec<Out<Self>>) {
        if !self.is_credible(&message, out) {
            return;
        }
        match message {
            Message::PreVote(candidacy) => self.on_pre_vote(now, from, candidacy, out),
            Message::RequestVote(candidacy) => self.on_request_vote(now, from, candidacy, out),
            Message::Vote { term, pre, granted, behind } => {
                if !(pre && granted) {
                    self.heed(now, term, out);
                }
                self.on_vote(now, from, term, (pre, granted), out);
                if let Some(through) = behind {
                    self.ask(through, from, out);
                }
            }
            Message::Append { term, after, entries, committed } => {
                if self.obey(now, from, term, after, out) {
                    self.on_append(from, after, &entries, committed, out);
                }
            }
            Message::Appended { term, through, known } => {
                self.heed(now, term, out);
                self.on_appended(now, from, term, (through, known), out);
            }
            Message::Refused { term, after, conflict, first } => {
                self.heed(now, term, out);
                self.on_refused(now, from, term, after, (conflict, first), out);
            }
            Message::Snapshot { term, through } => {
                if self.obey(now, from, term, through, out) {
                    self.on_snapshot(from, through, out);
                }
            }
            Message::TimeoutNow { term } => self.on_timeout_now(now, from, term, out),
            Message::Forward { requests, again } => self.on_forward(from, &requests, again, out),
        }
    }

    /// Whether an honest replica can have sent this.
    fn is_credible(&self, message: &Message, out: &mut Vec<Out<Self>>) -> bool {
        let wrong = message.wrong(self.standing.term, self.committed.max(self.log.last().slot));
        out.extend(wrong.map(Out::Ignored));
        wrong.is_none()
    }

    /// Whether this replica is a member for the slot it executes next.
    fn is_member(&self) -> bool {
        self.configurations.at(self.executed + 1).contains(self.me)
    }

    /// Writes down what it knows of itself.
    fn persist_standing(&mut self, out: &mut Vec<Out<Self>>) {
        self.standing.base = self.log.base();
        self.standing.committed = self.agreed;
        out.push(Out::Persist(Record::Standing(self.standing)));
    }
}
