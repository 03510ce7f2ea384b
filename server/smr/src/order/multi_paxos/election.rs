//! Who leads: an optimisation, never a matter of safety ("Paxos Made Simple", section 2.4).
//!
//! Two proposers that keep outbidding each other's ballots let nothing be chosen, and no asynchronous protocol can
//! exclude that for ever (Fischer, Lynch and Paterson). So one of them should lead. A leader shows itself by
//! heartbeats; who misses them for too long tries to lead, the members at different times; and who loses waits twice
//! as long before the next try, so that one of any number of rivals is left alone for long enough.

use super::message::Message;
use super::synod::{self, Ballot};
use super::{HEARTBEAT, LEAD, MultiPaxos, lines};
use crate::Tick;
use crate::digest::Digest;
use crate::order::Out;
use crate::order::believed::Believed;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::{Batch, Request};
use std::sync::Arc;

/// No timer is set.
const NEVER: Tick = Tick::MAX;

/// After this many lost duels the wait is not doubled any more.
const MOST_DOUBLINGS: u32 = 6;

/// What a replica knows of leaders.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Election {
    /// Whom it believes to lead.
    pub believed: Believed,
    /// When a leader, or somebody about to lead, was last heard of.
    pub heard: Tick,
    /// When the timer was asked to fire; if it fires before, somebody forces it.
    due: Tick,
    /// How often in a row it tried and lost.
    lost: u32,
    /// The highest ballot it heard of.
    pub seen: Ballot,
}

impl Default for Election {
    fn default() -> Self {
        Self { believed: Believed::default(), heard: 0, due: NEVER, lost: 0, seen: Ballot::default() }
    }
}

impl MultiPaxos {
    /// The timer by which this replica tries to lead. It is not set anew on every sign of the leader: it fires, finds
    /// that the leader was heard of since, and is set for the rest. Before its time it fires only if it is forced;
    /// then this replica tries at once, even if it leads already.
    pub(super) fn on_lead_timer(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        let forced = now < self.election.due;
        self.election.due = NEVER;
        if !self.is_member() {
            self.await_leader(now, out);
            return;
        }
        let silence = now.saturating_sub(self.election.heard);
        let wait = self.wait();
        let trusts = self.setup.plants.has(Plant::NeverSuspect) && self.election.believed.leader().is_some();
        match self.proposer {
            _ if forced => self.lead(now, out),
            Some(_) => {}
            None if trusts => self.await_leader(now, out),
            None if silence >= wait => {
                out.push(Out::Rule(&lines::TIMEOUT));
                self.lead(now, out);
            }
            None => self.set_lead_timer(now, wait - silence, out),
        }
    }

    /// Waits for a sign of a leader, beginning now.
    pub(super) fn await_leader(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        self.election.heard = now;
        self.set_lead_timer(now, self.wait(), out);
    }

    pub(super) fn set_lead_timer(&mut self, now: Tick, after: Tick, out: &mut Vec<Out<Self>>) {
        self.election.due = now.saturating_add(after);
        out.push(Out::Timer { timer: LEAD, after });
    }

    /// How long to wait for a sign of a leader: the first member is the first to try, and each lost duel doubles the
    /// wait and spreads the rivals, by a number that is different for each and the same in every run.
    pub(super) fn wait(&self) -> Tick {
        let patience = self.setup.patience;
        let members = self.configurations.at(self.learner.executed + 1);
        let rank = members.rank(self.me).unwrap_or(members.len()) as Tick;
        let staggered = patience + rank * (patience / 4);
        match self.election.lost.min(MOST_DOUBLINGS) {
            0 => staggered,
            lost => {
                let doubled = patience << (lost - 1);
                staggered + doubled + Digest::of(&(self.me, self.election.seen)) % doubled.max(1)
            }
        }
    }

    /// Notes that a ballot exists; says whether it is one to be taken seriously.
    pub(super) fn saw(&mut self, ballot: Ballot, out: &mut Vec<Out<Self>>) -> bool {
        if synod::is_absurd(ballot, self.election.seen) {
            out.push(Out::Ignored("a ballot absurdly far ahead"));
            return false;
        }
        self.election.seen = self.election.seen.max(ballot);
        true
    }

    /// The leader of the ballot that is promised here gave a sign of life.
    pub(super) fn follow(&mut self, now: Tick, leader: ReplicaId, out: &mut Vec<Out<Self>>) {
        if self.proposer.is_some() {
            return;
        }
        self.election.heard = now;
        self.election.lost = 0;
        self.election.believed.change(Some(leader), out);
        if !self.queue.is_empty() {
            let requests = self.queue.take_all();
            self.forward(leader, requests, false, out);
        }
    }

    /// There is a higher ballot than the one this replica leads in, if it leads.
    pub(super) fn give_way(&mut self, now: Tick, higher: Ballot, out: &mut Vec<Out<Self>>) {
        if self.proposer.as_ref().is_some_and(|proposer| proposer.ballot < higher) {
            out.push(Out::Rule(&lines::GIVE_WAY));
            self.election.lost += 1;
            self.stand_down(now, out);
        }
    }

    /// Stops leading. Inputs that wait are kept for the next leader.
    pub(super) fn stand_down(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        self.proposer = None;
        self.election.believed.change(None, out);
        self.await_leader(now, out);
    }

    /// A leader that QUIT stops when the change is in effect; the others elect another.
    pub(super) fn retire_if_removed(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        if self.proposer.is_some() && !self.is_member() {
            out.push(Out::Rule(&lines::RETIRE));
            self.stand_down(now, out);
        }
    }

    /// The heartbeat timer of one who leads, or tries to.
    pub(super) fn on_heartbeat_timer(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        let Some(proposer) = &self.proposer else {
            return;
        };
        let (ballot, leads) = (proposer.ballot, proposer.leads);
        if leads {
            out.push(Out::Rule(&lines::HEARTBEAT));
            let committed = self.learner.committed;
            self.configurations.tell_peers(&Message::Heartbeat { ballot, committed }, out);
        }
        self.retransmit(now, out);
        out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
    }

    /// Inputs to be ordered come from this replica or its clients.
    pub(super) fn on_propose(&mut self, requests: &[Request], out: &mut Vec<Out<Self>>) {
        match self.election.believed.hands_to(self.me) {
            Some(leader) => self.forward(leader, Arc::from(requests), false, out),
            None => self.enqueue(requests, out),
        }
    }

    /// Inputs to be ordered come from a replica that believes that this one leads.
    pub(super) fn on_forward(&mut self, from: ReplicaId, requests: &Batch, again: bool, out: &mut Vec<Out<Self>>) {
        match self.election.believed.hands_on_to(self.me, from, again) {
            Some(leader) => self.forward(leader, requests.clone(), true, out),
            None => self.enqueue(requests, out),
        }
    }

    fn forward(&self, to: ReplicaId, requests: Batch, again: bool, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::FORWARD));
        out.push(Out::Send { to, message: Message::Forward { requests, again } });
    }

    /// Inputs wait here: for a slot if this replica leads, otherwise for somebody who leads.
    fn enqueue(&mut self, requests: &[Request], out: &mut Vec<Out<Self>>) {
        self.queue.extend(requests);
        if self.proposer.is_none() {
            out.push(Out::Rule(&lines::HOLD));
        }
        self.propose_more(out);
    }
}
