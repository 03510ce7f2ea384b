//! The Byzantine generals: each slot is one interactive agreement, in rounds that all begin at the same time.
//!
//! After Lamport, Shostak and Pease, "The Byzantine Generals Problem" (1982). A commander gives an order to its
//! lieutenants, and some of them all, the commander included, may be traitors who say anything to anybody. Wanted are two
//! conditions: IC1, all loyal lieutenants obey the same order; IC2, if the commander is loyal, they obey *its* order.
//!
//! # Two algorithms
//!
//! * [`Oral`], OM(m) of section 3: nobody can prove what another has said, so it takes 3m+1 generals to outvote m
//!   traitors ([`oral`]).
//! * [`Written`], SM(m) of section 4: orders are signed, so a traitor who gives two orders is convicted by them, and m+2
//!   generals are enough to make agreement worth anything ([`written`]).
//!
//! # A series of orders
//!
//! * The order of a slot is a batch of Inputs. The commanders take turns, slot by slot, so a traitor harms its own slots
//!   and no others: whoever sends an Input again finds another commander.
//! * No order is an order: whoever hears nothing in time obeys RETREAT, which here is the empty batch. So a commander that
//!   has nothing to propose says nothing, and time itself commits its slot.
//! * Time is divided into *rounds*. With each a slot begins that has m+1 of them ([`Rounds`]), so several are open. A
//!   message belongs to one round of one slot, and what arrives later is as if it were never sent. Everybody decides at
//!   the same moment, when the last round is over.
//! * m is how many traitors the first members can survive, and stays so when members come and go: otherwise a slot would
//!   not have its fixed time.
//!
//! # What it needs
//!
//! Clocks that agree, and messages that take less than a round. These are conditions of *safety*: one late message can
//! make two loyal lieutenants obey different orders, and nobody notices. That is the difference from all orderings that
//! need time only to make progress. A replica that finds that it slept through a round abstains from the open slots.
//!
//! # The voter counts otherwise
//!
//! SM(m) agrees with m+2 generals, but agreement on the order is not yet a believable Output. A client cannot tell a
//! loyal general from a traitor, and needs F+1 equal Outputs, and so F+1 loyal ones: 2F+1 replicas for signed orders. For
//! oral ones the 3F+1 of the agreement are the larger number.
//!
//! # What we left out
//!
//! * Networks with missing links (section 5 of the paper).
//! * A disk: who crashes has missed its rounds, is as good as a traitor for that slot, and returns as another replica.

pub mod lines;
pub mod message;
pub mod oral;
pub mod rounds;
#[cfg(test)]
mod tests;
pub mod traitor;
pub mod written;

pub use message::{Message, Order};
pub use oral::Oral;
pub use rounds::Rounds;
pub use written::Written;

use super::configurations::Configurations;
use super::inside::{Inside, Obeyed};
use super::queue::Queue;
use super::{Epoch, In, Line, Nothing, Ordering, Out, Probe, Setup, Timer};
use crate::Tick;
use crate::place::{Members, ReplicaId};
use crate::plant::{Plant, Plants};
use crate::receive::{Batch, Request};
use crate::signed::Key;
use crate::slots::Slot;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hash;

/// A round begins.
const ROUND: Timer = Timer(0);

/// How a council of generals agrees on the order of one slot.
pub trait Algorithm: Clone + PartialEq + Eq + Hash + fmt::Debug + Default {
    /// The name of the ordering.
    const NAME: &'static str;
    /// The paper's lines.
    const LINES: &'static [Line];
    /// The rules that can be taken out.
    const PLANTS: &'static [Plant];

    /// How many traitors so many generals can have, so that clients still know what to believe.
    fn traitors(generals: usize) -> usize;

    /// What the commander says to all.
    fn command(council: &Council<'_>, order: &Batch) -> Message;

    /// What a general says, in time for its round.
    ///
    /// # Errors
    /// No loyal general says so, and why.
    fn hear(&mut self, council: &Council<'_>, from: ReplicaId, message: Message) -> Result<(), &'static str>;

    /// What is to be passed on at the beginning of this round of the slot, and to whom.
    fn pass_on(&mut self, council: &Council<'_>, round: usize) -> Vec<(Message, Vec<ReplicaId>)>;

    /// The order to be obeyed, and the line that says why.
    fn obey(&self, council: &Council<'_>) -> (Batch, &'static Line);
}

/// What every algorithm knows of the slot.
#[derive(Debug)]
pub struct Council<'a> {
    /// The slot.
    pub slot: Slot,
    /// Who takes part.
    pub members: &'a Members,
    /// Whose turn it is to command.
    pub commander: ReplicaId,
    /// Which of them this is.
    pub me: ReplicaId,
    /// What it signs with.
    pub key: &'a Key,
    /// The m of OM(m) and SM(m).
    pub traitors: usize,
    /// The rules that are taken out.
    pub plants: Plants,
}

impl Council<'_> {
    /// Whether lieutenants pass on what they heard in the round before this one.
    fn passes_on(&self) -> bool {
        !self.plants.has(Plant::KeepToOneself)
    }
}

/// The members of the slot take turns.
#[must_use]
pub fn commander(members: &Members, slot: Slot) -> ReplicaId {
    let turn = (slot % members.len().max(1) as u64) as usize;
    members.iter().nth(turn).unwrap_or(ReplicaId::first(0))
}

/// One general, in all slots.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Generals<A> {
    me: ReplicaId,
    setup: Setup,
    key: Key,
    configurations: Configurations,
    rounds: Rounds,
    /// Inputs that wait for this replica's turn to command.
    queue: Queue,
    /// What was heard in the slots that are not decided.
    heard: BTreeMap<Slot, A>,
    /// The orders that this replica gave in slots that are not decided.
    own: BTreeMap<Slot, Batch>,
    /// What was decided and cannot be committed before what is missing.
    decided: BTreeMap<Slot, Batch>,
    /// What was decided last.
    obeyed: Option<Obeyed>,
    committed: Slot,
    executed: Slot,
}

impl<A: Algorithm> Ordering for Generals<A> {
    type Message = Message;
    type Record = Nothing;

    const NAME: &'static str = A::NAME;
    const LINES: &'static [Line] = A::LINES;
    const PLANTS: &'static [Plant] = A::PLANTS;
    const TIMERS: &'static [&'static str] = &["round"];
    const LEAD: Timer = ROUND;
    const REMEMBERS: bool = false;
    const TRUSTS_ITSELF: bool = true;

    fn new(me: ReplicaId, setup: Setup) -> Self {
        Self {
            me,
            setup,
            key: Key::of(me),
            configurations: Configurations::default(),
            rounds: Rounds::new(setup.heartbeat, 1),
            queue: Queue::default(),
            heard: BTreeMap::new(),
            own: BTreeMap::new(),
            decided: BTreeMap::new(),
            obeyed: None,
            committed: 0,
            executed: 0,
        }
    }

    fn step(&mut self, now: Tick, input: In<Self>, out: &mut Vec<Out<Self>>) {
        match input {
            In::Start { records: _, executed, members } => self.start(now, executed, members, out),
            In::Message { from, message } => self.on_message(now, from, message, out),
            In::Timer(ROUND) => self.on_round(now, out),
            In::Timer(Timer(_)) => out.push(Out::Ignored("a timer that this protocol does not have")),
            In::Propose(requests) => self.on_propose(now, requests, out),
            In::Executed(slot) | In::Installed(slot) => self.on_executed(slot, out),
            In::Members { from, members } => self.configurations.change(from, members),
            In::Observers(_) => {}
            In::Stable(slot) => self.configurations.forget_below(slot.min(self.executed + 1)),
        }
    }

    fn witnesses(members: usize) -> usize {
        A::traitors(members) + 1
    }

    fn probe(&self) -> Probe {
        let members = self.configurations.at(self.rounds.beginning());
        Probe {
            role: if members.contains(self.me) { "general" } else { "observer" },
            // Who commands changes with every round; the orders show it.
            epoch: Epoch::default(),
            leader: None,
            highest: self.decided.last_key_value().map_or(self.committed, |(slot, _)| *slot),
            committed: self.committed,
        }
    }

    fn inside(&self) -> Inside<'_> {
        Inside::Obeyed(self.obeyed.as_ref())
    }
}

impl<A: Algorithm> Generals<A> {
    fn start(&mut self, now: Tick, executed: Slot, members: &[(Slot, Members)], out: &mut Vec<Out<Self>>) {
        *self = Self::new(self.me, self.setup);
        (self.committed, self.executed) = (executed, executed);
        self.configurations.replace(members);
        let traitors = A::traitors(members.first().map_or(1, |(_, first)| first.len()));
        let traitors = if self.setup.plants.has(Plant::OneRoundTooFew) { traitors.saturating_sub(1) } else { traitors };
        self.rounds = Rounds::new(self.setup.heartbeat, traitors + 1);
        self.rounds.begin(now);
        out.push(Out::Timer { timer: ROUND, after: self.rounds.until_next(now) });
    }

    /// What is known of a slot, if this replica takes part in it.
    fn council(&self, slot: Slot) -> Option<Council<'_>> {
        let members = self.configurations.at(slot);
        let known = slot <= self.executed + self.setup.window && self.rounds.takes_part(slot);
        (known && members.contains(self.me)).then(|| Council {
            slot,
            members,
            commander: commander(members, slot),
            me: self.me,
            key: &self.key,
            traitors: self.rounds.of_a_slot() - 1,
            plants: self.setup.plants,
        })
    }

    fn on_round(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        out.push(Out::Timer { timer: ROUND, after: self.rounds.until_next(now) });
        if !self.rounds.advance(now) {
            return;
        }
        if let Some(ended) = self.rounds.ended() {
            self.decide(ended, out);
            self.heard = self.heard.split_off(&(ended + 1));
            self.own = self.own.split_off(&(ended + 1));
        }
        for (slot, round) in self.rounds.under_way() {
            self.pass_on(slot, round, out);
        }
        let beginning = self.rounds.beginning();
        if beginning > self.executed + self.setup.window {
            // Who takes part is not known here, so nothing is heard either.
            self.rounds.abstain(beginning);
        }
        self.command(beginning, out);
    }

    /// The commander gives its order. If it has none, its silence says so.
    fn command(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        let commands = |council: &Council<'_>| council.commander == council.me;
        if self.queue.is_empty() || !self.council(slot).is_some_and(|council| commands(&council)) {
            return;
        }
        let order = self.queue.take(self.setup.batch);
        self.own.insert(slot, order.clone());
        let Some(council) = self.council(slot) else { return };
        out.push(Out::Rule(&A::LINES[lines::COMMAND]));
        let message = A::command(&council, &order);
        let lieutenants = council.members.iter().filter(|member| *member != council.me);
        out.extend(lieutenants.map(|to| Out::Send { to, message: message.clone() }));
    }

    fn pass_on(&mut self, slot: Slot, round: usize, out: &mut Vec<Out<Self>>) {
        let Some(mut heard) = self.heard.remove(&slot) else { return };
        if let Some(council) = self.council(slot).filter(Council::passes_on) {
            let messages = heard.pass_on(&council, round);
            out.extend((!messages.is_empty()).then_some(Out::Rule(&A::LINES[lines::PASS_ON])));
            for (message, addressees) in messages {
                out.extend(addressees.into_iter().map(|to| Out::Send { to, message: message.clone() }));
            }
        }
        self.heard.insert(slot, heard);
    }

    /// The rounds of a slot are over.
    fn decide(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        let heard = self.heard.remove(&slot).unwrap_or_default();
        let own = self.own.remove(&slot);
        let Some(council) = self.council(slot) else { return };
        let order = match own {
            _ if council.commander == self.me => own.unwrap_or_default(),
            _ => {
                let (order, line) = heard.obey(&council);
                out.push(Out::Rule(line));
                order
            }
        };
        self.obeyed = Some(Obeyed { slot, commander: council.commander, order: order.clone() });
        self.decided.insert(slot, order);
        self.commit(out);
        if let Some((first, _)) = self.decided.first_key_value() {
            let others = self.configurations.at(slot).iter().filter(|member| *member != self.me);
            if let Some(source) = others.max_by_key(|member| member.place > self.me.place) {
                out.push(Out::Rule(&A::LINES[lines::BEHIND]));
                out.push(Out::Behind { through: first - 1, source });
            }
        }
    }

    fn commit(&mut self, out: &mut Vec<Out<Self>>) {
        self.decided = self.decided.split_off(&(self.committed + 1));
        while let Some(batch) = self.decided.remove(&(self.committed + 1)) {
            self.committed += 1;
            self.queue.forget(&batch);
            out.push(Out::Commit { slot: self.committed, batch });
        }
    }

    fn on_executed(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.executed = self.executed.max(slot);
        self.committed = self.committed.max(slot);
        self.commit(out);
    }

    fn on_message(&mut self, now: Tick, from: ReplicaId, message: Message, out: &mut Vec<Out<Self>>) {
        let (slot, round) = match &message {
            Message::Forward { requests } => return self.queue.extend(requests),
            Message::Oral { slot, path, .. } => (*slot, path.len()),
            Message::Written { orders } => (orders.first().map_or(0, |order| order.said().slot), orders.len()),
        };
        if slot > self.rounds.beginning() + 1 {
            return out.push(Out::Ignored("an order for a slot that is not due"));
        }
        if self.rounds.is_over(now, slot, round) {
            return out.push(Out::Rule(&A::LINES[lines::LATE]));
        }
        let mut heard = self.heard.remove(&slot).unwrap_or_default();
        if let Some(council) = self.council(slot).filter(|council| council.members.contains(from)) {
            out.push(match heard.hear(&council, from, message) {
                Ok(()) => Out::Rule(&A::LINES[lines::HEAR]),
                Err(why) => Out::Ignored(why),
            });
            self.heard.insert(slot, heard);
        }
    }

    /// Inputs go to the commander of the next slot. It may be a traitor or dead, so whoever was asked keeps them too,
    /// until they are committed, and proposes them when it is its own turn.
    fn on_propose(&mut self, now: Tick, requests: &[Request], out: &mut Vec<Out<Self>>) {
        self.queue.extend(requests);
        let next = self.rounds.beginning_at(now) + 1;
        let to = commander(self.configurations.at(next), next);
        if to != self.me {
            out.push(Out::Rule(&A::LINES[lines::FORWARD]));
            out.push(Out::Send { to, message: Message::Forward { requests: requests.into() } });
        }
    }
}
