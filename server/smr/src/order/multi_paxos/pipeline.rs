//! The leader's phase 2: which slot, with which value, how many at once.
//!
//! A leader does not wait for one slot before it proposes the next. But a slot costs the same messages whether it
//! holds one Input or many, so only a few slots are open at a time for new Inputs; what comes meanwhile shares the
//! next one. A single Input is proposed without delay, a flood of them in large batches, and nobody tunes anything.

use super::message::Message;
use super::proposer::Tally;
use super::synod::Ballot;
use super::{MultiPaxos, lines};
use crate::Tick;
use crate::order::Out;
use crate::place::ReplicaId;
use crate::receive::Batch;
use crate::slots::Slot;

/// How many slots may be open while new Inputs get a slot of their own.
const PIPELINE: usize = 4;

/// Why a slot is to be proposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Need {
    /// Votes were reported for it or for a later one.
    Reported,
    /// Inputs wait.
    Inputs,
    /// A change of members waits.
    Change,
}

impl MultiPaxos {
    /// Phase 2a: proposes what can be proposed, and announces what is chosen.
    pub(super) fn propose_more(&mut self, out: &mut Vec<Out<Self>>) {
        while let Some(slot) = self.next_slot() {
            let Some(need) = self.need(slot) else {
                break;
            };
            if !self.is_promised(slot, out) {
                break;
            }
            let batch = self.value(slot, need, out);
            self.propose(slot, &batch, out);
        }
        self.announce(out);
    }

    /// The next slot to be proposed, if its members are known.
    fn next_slot(&mut self) -> Option<Slot> {
        let proposer = self.proposer.as_mut().filter(|proposer| proposer.leads)?;
        let slot = proposer.next_slot(self.learner.committed);
        (slot <= self.learner.executed + self.setup.window).then_some(slot)
    }

    fn need(&self, slot: Slot) -> Option<Need> {
        let proposer = self.proposer.as_ref()?;
        if slot < proposer.reported_end() {
            return Some(Need::Reported);
        }
        if !self.queue.is_empty() {
            return (proposer.open_count() < PIPELINE).then_some(Need::Inputs);
        }
        (slot < self.configurations.last_change()).then_some(Need::Change)
    }

    /// Whether a majority of the slot's own members promised the ballot; if not, they are asked.
    fn is_promised(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) -> bool {
        let members = self.configurations.at(slot);
        let Some(proposer) = &mut self.proposer else {
            return false;
        };
        let promised = proposer.may_propose(slot, members, self.setup.plants);
        if !promised && proposer.widened != slot {
            proposer.widened = slot;
            self.ask_for_promises(&lines::WIDEN, out);
        }
        promised
    }

    /// The value to propose in this slot.
    fn value(&mut self, slot: Slot, need: Need, out: &mut Vec<Out<Self>>) -> Batch {
        let plants = self.setup.plants;
        let reported = self.proposer.as_mut().and_then(|proposer| proposer.take_reported(slot, plants));
        let (line, batch) = match (need, reported) {
            (_, Some(batch)) => (&lines::PROPOSE_HIGHEST, batch),
            (Need::Reported, None) => (&lines::FILL_GAP, Batch::default()),
            (Need::Inputs, None) => (&lines::PROPOSE, self.queue.take(self.setup.batch)),
            (Need::Change, None) => (&lines::FILL_CHANGE, Batch::default()),
        };
        out.push(Out::Rule(line));
        batch
    }

    /// Sends Accept to the others, and votes itself. Only its own vote waits for its disk.
    fn propose(&mut self, slot: Slot, batch: &Batch, out: &mut Vec<Out<Self>>) {
        let Some(proposer) = &mut self.proposer else {
            return;
        };
        let (ballot, committed) = (proposer.ballot, self.learner.committed);
        proposer.open(slot);
        proposer.announced = committed;
        self.configurations.tell_peers(&Message::Accept { ballot, slot, batch: batch.clone(), committed }, out);
        self.vote(self.me, ballot, slot, batch, out);
    }

    /// A vote arrived.
    pub(super) fn on_accepted(&mut self, from: ReplicaId, ballot: Ballot, slot: Slot, out: &mut Vec<Out<Self>>) {
        let Some(proposer) = self.proposer.as_mut().filter(|proposer| proposer.ballot == ballot) else {
            return;
        };
        if slot >= proposer.proposed_end() {
            out.push(Out::Ignored("a vote for what was not proposed"));
            return;
        }
        let members = self.configurations.at(slot);
        let Some(tally) = proposer.tally_mut(slot).filter(|_| members.contains(from)) else {
            return;
        };
        if tally.count(from, members, self.setup.plants) {
            out.push(Out::Rule(&lines::CHOSEN));
            self.commit_chosen(out);
            self.propose_more(out);
        }
    }

    /// Tells the others how far all is chosen, unless an Accept has told them in the same step.
    fn announce(&mut self, out: &mut Vec<Out<Self>>) {
        let Some(proposer) = self.proposer.as_mut().filter(|proposer| proposer.leads) else {
            return;
        };
        let (ballot, through) = (proposer.ballot, self.learner.committed);
        if through > proposer.announced {
            proposer.announced = through;
            self.configurations.tell_peers(&Message::Commit { ballot, through }, out);
        }
    }

    /// At a heartbeat: whatever was not answered since the last one is sent again.
    pub(super) fn retransmit(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        let Some(proposer) = &mut self.proposer else {
            return;
        };
        if !proposer.leads {
            self.ask_for_promises(&lines::RETRANSMIT, out);
            return;
        }
        if proposer.give_up_waiting(now, self.setup.patience, self.learner.committed) {
            out.push(Out::Rule(&lines::REDECIDE));
        }
        if let Some((through, source)) = proposer.known_to_others(self.learner.committed) {
            self.ask(through, source, out);
        }
        self.propose_again(out);
        if let Some(slot) = self.next_slot() {
            let members = self.configurations.at(slot);
            let lacking =
                self.proposer.as_ref().is_some_and(|proposer| !proposer.may_propose(slot, members, self.setup.plants));
            if lacking {
                self.ask_for_promises(&lines::RETRANSMIT, out);
            }
        }
        self.propose_more(out);
    }

    /// Sends Accept again to members that have not voted since before the last heartbeat.
    fn propose_again(&mut self, out: &mut Vec<Out<Self>>) {
        let Some(proposer) = &mut self.proposer else {
            return;
        };
        let (ballot, committed) = (proposer.ballot, self.learner.committed);
        let end = proposer.proposed_end();
        let overdue = std::mem::replace(&mut proposer.overdue, end);
        let mut again = false;
        for (slot, kept) in self.acceptor.votes.iter_from(committed + 1).take_while(|(slot, _)| *slot < overdue) {
            let Some(tally) = proposer.tally(slot).filter(|tally| !Tally::is_chosen(*tally)) else {
                continue;
            };
            let silent = self.configurations.at(slot).iter().filter(|member| *member != self.me && !tally.has(*member));
            for to in silent {
                again = true;
                out.push(Out::Send {
                    to,
                    message: Message::Accept { ballot, slot, batch: kept.batch.clone(), committed },
                });
            }
        }
        if again {
            out.push(Out::Rule(&lines::RETRANSMIT));
        }
    }
}
