//! Fail-stop: a primary and its backups, who know for certain which of them have stopped.
//!
//! After Schlichting and Schneider, "Fail-Stop Processors" (1983), and Alsberg and Day, "A Principle for Resilient Sharing
//! of Distributed Resources" (1976). It is the cheapest way to survive F failures: F+1 replicas, no votes, no disk, and
//! the first Output to arrive is believed.
//!
//! # What it promises, and what for
//!
//! No two replicas ever commit different batches in one slot, and everything is answered as long as one replica is left.
//! In return the layer below must keep three promises, and a network as it usually is keeps none of them:
//!
//! * a replica that fails *stops*, and those that stopped are found out: a message takes less time than a replica is
//!   patient ([`detector`]);
//! * *only* those that stopped are taken for dead;
//! * what was sent arrives, at the latest when it is sent again.
//!
//! The detector is a time-out larger than any delay, not an oracle, so that it can be wrong when the world breaks its
//! word: a primary that is only slow is taken for dead, another one takes over, neither asks the other any more, and both
//! answer. Nothing in this protocol can notice that. It is the price of F+1, and a script shows it.
//!
//! # How it works
//!
//! 1. The primary gives each batch a slot and sends it to all ([`primary`]). A batch is committed when *all* members that
//!    are not dead have stored it, so each of them alone knows everything that was ever answered ([`backup`]).
//! 2. Everybody shows that it is alive ([`detector`]). Who was silent for too long is dead, and is neither waited for nor
//!    heard any more.
//! 3. When the primary is dead, the next member in the order of the places takes over, going round. It begins a new
//!    *epoch*, hears from all who are alive what they have stored, and has them store that again in its own epoch, the
//!    batch of the highest epoch where they differ. Then it goes on.
//!
//! # Details that the papers leave to the reader
//!
//! * Members change by slots, and two replicas may for a moment know different members. So two may take over at the same
//!   time. Each needs the word of all who are alive, so one of them hears of the other: the higher epoch prevails.
//! * Before a primary proposes in a slot, all members *of that slot* have told what they stored.
//! * A newcomer is watched from its JOIN on, by members that it may not know of yet: another that joined while it was
//!   given the State. So everybody shows that it is alive to whoever shows so much to it.
//! * A stopped replica remembers nothing. It returns as another one, at the same place with the next life, is given the
//!   State, and joins. There is nothing that a disk could help with: as long as one replica lives it knows all, and when
//!   none lives, more than F have failed.
//!
//! # What we left out
//!
//! * Fencing: a machine that makes sure that who was taken for dead *is* dead, as real clusters of two have.
//! * Stable storage that survives a processor, which Schlichting and Schneider give their processors to restart from.
//! * Chains of backups, which spare the primary most of the sending.

mod backup;
pub mod detector;
pub mod lines;
pub mod message;
mod primary;
#[cfg(test)]
mod tests;

pub use message::{Entry, Message};

use super::configurations::Configurations;
use super::inside::Inside;
use super::queue::Queue;
use super::{Epoch, In, Line, Nothing, Ordering, Out, Probe, Setup, Timer};
use crate::Tick;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::slots::Slot;
use detector::Detector;
use primary::Office;
use std::collections::{BTreeMap, BTreeSet};

/// Take the primary for dead, rightly or not.
const SUSPECT: Timer = Timer(0);

/// Show that one is alive, and count how long the others have been silent.
const HEARTBEAT: Timer = Timer(1);

/// One replica's part: primary or backup.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FailStop {
    me: ReplicaId,
    setup: Setup,
    configurations: Configurations,
    detector: Detector,
    /// Who was heard of since the last heartbeat and is not to hear of the open slots, as far as is known here.
    strangers: BTreeSet<ReplicaId>,
    /// Inputs that wait for a slot, or for a primary.
    queue: Queue,
    /// The highest epoch it takes part in.
    epoch: Epoch,
    /// Who began that epoch, as heard from itself.
    primary: Option<ReplicaId>,
    /// What it does as primary.
    office: Option<Office>,
    /// What is stored and not known to be committed.
    tail: BTreeMap<Slot, Entry>,
    /// All through this slot is stored as this epoch has it.
    stored: Slot,
    committed: Slot,
    executed: Slot,
}

impl Ordering for FailStop {
    type Message = Message;
    type Record = Nothing;

    const NAME: &'static str = "fail-stop";
    const LINES: &'static [Line] = lines::LINES;
    const PLANTS: &'static [Plant] = &[
        Plant::AnswerBeforeBackups,
        Plant::ReadTheClock,
        Plant::HastyDetector,
        Plant::WaitForTheDead,
        Plant::IgnoreNewcomers,
    ];
    const TIMERS: &'static [&'static str] = &["suspect", "heartbeat"];
    const LEAD: Timer = SUSPECT;
    const REMEMBERS: bool = false;

    fn new(me: ReplicaId, setup: Setup) -> Self {
        Self {
            me,
            setup,
            configurations: Configurations::default(),
            detector: Detector::default(),
            strangers: BTreeSet::new(),
            queue: Queue::default(),
            epoch: Epoch::default(),
            primary: None,
            office: None,
            tail: BTreeMap::new(),
            stored: 0,
            committed: 0,
            executed: 0,
        }
    }

    fn step(&mut self, now: Tick, input: In<Self>, out: &mut Vec<Out<Self>>) {
        match input {
            In::Start { records: _, executed, members } => {
                *self = Self::new(self.me, self.setup);
                self.detector = Detector::since(now);
                (self.stored, self.committed, self.executed) = (executed, executed, executed);
                self.configurations.replace(members);
                self.refresh_peers();
                out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
                self.take_over_if_next(out);
            }
            In::Message { from, message } => self.on_message(from, message, out),
            In::Timer(HEARTBEAT) => self.on_heartbeat(now, out),
            In::Timer(SUSPECT) => self.on_suspect(out),
            In::Timer(Timer(_)) => out.push(Out::Ignored("a timer that this protocol does not have")),
            In::Propose(requests) => self.on_propose(requests, out),
            In::Executed(slot) | In::Installed(slot) => self.on_executed(slot, out),
            In::Members { from, members } => {
                self.configurations.change(from, members);
                self.refresh_peers();
                self.work(out);
            }
            In::Observers(observers) => {
                self.configurations.observe(observers);
                self.refresh_peers();
            }
            In::Stable(slot) => self.configurations.forget_below(slot.min(self.executed + 1)),
        }
    }

    fn probe(&self) -> Probe {
        let role = match &self.office {
            Some(office) if office.proposes() => "primary",
            Some(_) => "taking over",
            None if self.is_member() => "backup",
            None => "observer",
        };
        let highest = self.tail.last_key_value().map_or(0, |(slot, _)| *slot);
        Probe {
            role,
            epoch: self.epoch,
            leader: self.living_primary(),
            highest: highest.max(self.committed),
            committed: self.committed,
        }
    }

    fn inside(&self) -> Inside<'_> {
        let leads = self.office.as_ref().is_some_and(Office::proposes);
        Inside::Stored { leads, committed: self.committed, tail: &self.tail }
    }
}

impl FailStop {
    fn on_message(&mut self, from: ReplicaId, message: Message, out: &mut Vec<Out<Self>>) {
        if self.detector.is_dead(from) {
            out.push(Out::Rule(&lines::DEAF));
            return;
        }
        self.detector.heard(from);
        if !self.configurations.peers().contains(&from) {
            self.strangers.insert(from);
        }
        match message {
            Message::Alive { epoch, stored, committed } => self.on_alive(from, epoch, stored, committed, out),
            Message::TakeOver { epoch } => self.on_take_over(from, epoch, out),
            Message::Tail { epoch, committed, entries } => self.on_tail(from, epoch, committed, &entries, out),
            Message::Store { epoch, slot, batch, committed } => {
                self.on_store(from, epoch, slot, batch, committed, out);
            }
            Message::Stored { epoch, through } => self.on_stored(from, epoch, through, out),
            Message::Committed { epoch, through } => {
                if self.follows(from, epoch, out) {
                    self.learn(from, through, false, out);
                }
            }
            Message::Forward { requests } => self.on_propose(&requests, out),
        }
    }

    /// Everybody else whose silence matters.
    fn refresh_peers(&mut self) {
        self.configurations.refresh(self.me, self.executed + 1);
        let members = self.configurations.deciding_from(self.executed + 1).flat_map(|members| members.iter());
        self.detector.watch(members.filter(|member| *member != self.me));
    }

    /// Whether this replica is a member for the slot it commits next.
    fn is_member(&self) -> bool {
        self.configurations.at(self.committed + 1).contains(self.me)
    }

    /// The primary, unless it is dead or no longer a member.
    fn living_primary(&self) -> Option<ReplicaId> {
        let members = self.configurations.at(self.committed + 1);
        self.primary.filter(|primary| !self.detector.is_dead(*primary) && members.contains(*primary))
    }

    fn tell_all(&self, message: &Message, out: &mut Vec<Out<Self>>) {
        let living = self.configurations.peers().iter().filter(|peer| !self.detector.is_dead(**peer));
        out.extend(living.map(|to| Out::Send { to: *to, message: message.clone() }));
    }
}
