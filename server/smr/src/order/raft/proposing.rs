//! Inputs on their way into the leader's log.
//!
//! A slot costs the same messages whether it holds one Input or many, so only a few are open at a time for new Inputs;
//! what comes meanwhile shares the next one.

use super::election::Role;
use super::message::Message;
use super::{Raft, lines};
use crate::order::Out;
use crate::place::ReplicaId;
use crate::receive::{Batch, Request};
use std::sync::Arc;

/// How many slots may be open while new Inputs get a slot of their own.
const PIPELINE: u64 = 4;

impl Raft {
    /// The leader: appends what waits, and tells how far all is committed.
    pub(super) fn propose_more(&mut self, out: &mut Vec<Out<Self>>) {
        let Role::Leader(leadership) = &self.role else {
            return;
        };
        let announced = leadership.announced;
        let mut batches = Vec::new();
        loop {
            let slot = self.log.last().slot + 1 + batches.len() as u64;
            if slot > self.executed + self.setup.window {
                break;
            }
            if !self.queue.is_empty() && slot - self.agreed <= PIPELINE {
                let Some(batch) = self.next_batch(&batches) else { break };
                out.push(Out::Rule(&lines::APPEND_OWN));
                batches.push(batch);
            } else if self.queue.is_empty() && slot < self.configurations.last_change() {
                out.push(Out::Rule(&lines::FILL_CHANGE));
                batches.push(Batch::default());
            } else {
                break;
            }
        }
        if !batches.is_empty() {
            self.append_own(batches, out);
        } else if self.agreed > announced {
            self.send_to_all(out);
        }
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

    pub(super) fn forward(&self, to: ReplicaId, requests: Batch, again: bool, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::FORWARD));
        out.push(Out::Send { to, message: Message::Forward { requests, again } });
    }

    /// Inputs wait here: for a slot if this replica leads, otherwise for somebody who leads.
    fn enqueue(&mut self, requests: &[Request], out: &mut Vec<Out<Self>>) {
        self.queue.extend(requests);
        if !matches!(self.role, Role::Leader(_)) {
            out.push(Out::Rule(&lines::HOLD));
        }
        self.propose_more(out);
    }
}
