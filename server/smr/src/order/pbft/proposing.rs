//! Inputs on their way to a slot: at the primary into a pre-prepare, at a backup to the primary (section 4.1).
//!
//! A slot costs the same messages whether it holds one Input or many, so only a few are open at a time for new Inputs;
//! what comes meanwhile shares the next one.

use super::message::{Message, Phase, Vote, digest_of};
use super::{Pbft, lines};
use crate::order::Out;
use crate::place::ReplicaId;
use crate::receive::{Batch, Request, Submitter};
use crate::slots::Slot;

/// How many slots may be open while new Inputs get a slot of their own.
const PIPELINE: u64 = 4;

impl Pbft {
    /// The primary: proposes what can be proposed.
    pub(super) fn propose_more(&mut self, out: &mut Vec<Out<Self>>) {
        while self.leads() {
            let slot = self.next.max(self.committed + 1).max(self.first_slot());
            let ours = self.configurations.at(slot).epoch == self.view.epoch;
            if !ours || slot > self.executed + self.setup.window {
                return;
            }
            let batch = if self.pending.has_unproposed() {
                if slot - self.committed > PIPELINE {
                    return;
                }
                out.push(Out::Rule(&lines::PROPOSE));
                self.pending.propose(self.setup.batch)
            } else if slot < self.configurations.last_change() {
                out.push(Out::Rule(&lines::FILL_CHANGE));
                Batch::default()
            } else {
                return;
            };
            self.propose(slot, batch, out);
        }
    }

    fn propose(&mut self, slot: Slot, batch: Batch, out: &mut Vec<Out<Self>>) {
        self.next = slot + 1;
        let vote = self.key.sign(Vote { phase: Phase::PrePrepare, view: self.view, slot, digest: digest_of(&batch) });
        self.accept(vote, batch.clone(), out);
        self.configurations.tell_peers(&Message::PrePrepare { vote, batch }, out);
    }

    /// Inputs come from clients or from this replica, which is a client too when it submits something.
    pub(super) fn on_propose(&mut self, requests: &[Request], out: &mut Vec<Out<Self>>) {
        let own = requests.iter().any(|request| request.from == Submitter::Replica(self.me));
        self.pending.extend(requests);
        if self.leads() {
            return self.propose_more(out);
        }
        out.push(Out::Rule(&lines::RELAY));
        if own {
            // A client that was perhaps not heard asks everybody, so that more than one replica waits.
            self.configurations.tell_peers(&Message::Forward(requests.into()), out);
        } else {
            self.forward(requests.into(), out);
        }
    }

    /// Inputs come from another replica. Only a primary takes what is not the sender's own: a backup would wait for it
    /// in vain where it was executed long ago.
    pub(super) fn on_forward(&mut self, from: ReplicaId, requests: &Batch, out: &mut Vec<Out<Self>>) {
        let own = |request: &Request| request.from == Submitter::Replica(from);
        if self.leads() {
            self.pending.extend(requests);
            self.propose_more(out);
        } else if self.is_member() && requests.iter().all(own) {
            self.pending.extend(requests);
        }
    }

    /// Passes Inputs on to the primary, if there is another one.
    pub(super) fn forward(&self, requests: Batch, out: &mut Vec<Out<Self>>) {
        let primary = self.primary().filter(|primary| self.has_begun() && *primary != self.me);
        if let Some(to) = primary.filter(|_| !requests.is_empty()) {
            out.push(Out::Send { to, message: Message::Forward(requests) });
        }
    }
}
