//! The promises that are some ordering's own: what its authors prove of its inside, looked at after every event.
//!
//! | of | promise | what it says |
//! |---|---|---|
//! | Raft | [`log_matching`] | if two logs hold an entry of one slot and term, they are the same up to there |
//! | Raft | [`leader_completeness`] | a leader has every entry that was committed in an earlier term |
//! | Raft | [`committed_entries`] | what is committed is never cut off, and nothing else is committed in its slot |
//! | PBFT | [`proofs`](super::proofs) | in one view and slot no two replicas can prove different batches |
//! | PBFT | [`views`](super::views) | a replica says nothing any more in a view that it has left |
//! | fail-stop | [`one_primary`] | among those that have not stopped there is one primary at most |
//! | fail-stop | [`held_by_all`] | what is committed is held by every member that has not stopped |
//! | generals | [`interactive_consistency`] | IC1, and IC2 |
//! | causal | [`causal_delivery`] | a node is delivered after all that its proposer knew |
//! | causal | [`clock_order`] | clocks agree with causes, and the total order with the clocks |

use super::causal_delivery::{self, Pasts, Vector};
use super::clock_order::{self, Moments};
use super::committed_entries;
use super::interactive_consistency::{Councils, IC1, IC2};
use super::leader_completeness::{self, Committed};
use super::log_matching::{self, Names};
use super::{Finding, held_by_all, one_primary, proofs, reference, views};
use smr::order::inside::{Inside, Placed};
use smr::order::raft::log::{Log, Position, Term};
use smr::order::{causal, fail_stop};
use smr::place::{Members, ReplicaId};
use smr::receive::Batch;
use smr::slots::Slot;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// A promise's name, and what it says.
pub type Named = (&'static str, &'static str);

/// Raft's.
pub const OF_RAFT: &[Named] = &[
    (log_matching::NAME, "if two logs hold an entry of one slot and term, they are the same up to there"),
    (leader_completeness::NAME, "a leader's log has every entry that was committed in an earlier term"),
    (committed_entries::NAME, "what is committed is never cut off from a log, and nothing else is committed there"),
];

/// PBFT's.
pub const OF_PBFT: &[Named] = &[
    (proofs::NAME, "in one view and slot no two replicas can prove different batches"),
    (views::NAME, "a replica says nothing any more in a view that it has left"),
];

/// Those of a primary and its backups.
pub const OF_FAIL_STOP: &[Named] = &[
    (one_primary::NAME, "among the replicas that have not stopped there is one primary at most"),
    (held_by_all::NAME, "what is committed is held by every member that has not stopped"),
];

/// The generals'.
pub const OF_GENERALS: &[Named] = &[
    (IC1, "all loyal lieutenants obey the same order"),
    (IC2, "if the commander is loyal, every loyal lieutenant obeys its order"),
];

/// Those of causal order and logical clocks.
pub const OF_CAUSAL: &[Named] = &[
    (causal_delivery::NAME, "a node is delivered after all that its proposer knew"),
    (clock_order::NAME, "clocks agree with causes, and the total order with the clocks"),
];

/// All of them.
pub const ALL: [&[Named]; 5] = [OF_RAFT, OF_PBFT, OF_FAIL_STOP, OF_GENERALS, OF_CAUSAL];

/// A replica that runs and does not lie, and what is inside it.
pub type Seen<'a> = (ReplicaId, Inside<'a>);

/// What was last seen of one replica.
#[derive(Clone, Debug, Default)]
struct Last {
    /// Raft: the terms of the entries in its log, the first of them in the slot after this, and how far all is agreed.
    base: Slot,
    terms: VecDeque<Term>,
    end: Position,
    agreed: Slot,
    /// Raft: the term in which it led.
    led: Option<Term>,
    /// Fail-stop and causal order: the last slot that was committed.
    committed: Slot,
    /// Causal order: where it began, and what was delivered.
    begins: Slot,
    delivered: Arc<Vector>,
}

/// The checkers, and what they remember.
#[derive(Clone, Debug, Default)]
pub struct Own {
    last: BTreeMap<ReplicaId, Last>,
    names: Names,
    committed: Committed,
    councils: Councils,
    pasts: Pasts,
    moments: Moments,
    /// All that ever quit.
    gone: BTreeSet<ReplicaId>,
}

/// What the checkers find, by the name of the promise.
pub type Findings = Vec<(&'static str, Finding)>;

/// What was chosen and who decides, as everybody should know.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The account of the run that does not come from the replicas.
    pub reference: &'a reference::Reference,
    /// The newest members.
    pub members: &'a Members,
}

impl Own {
    /// A replica began: with what its disk holds, if it holds anything.
    pub fn began(&mut self, replica: ReplicaId) {
        self.last.remove(&replica);
    }

    /// These have quit.
    pub fn left(&mut self, members: impl Iterator<Item = ReplicaId>) {
        self.gone.extend(members);
    }

    /// Something happened to one replica; the others are as they were.
    pub fn look<'a>(
        &mut self,
        (replica, inside): Seen<'a>,
        others: impl Iterator<Item = Seen<'a>> + Clone,
        known: Known<'_>,
    ) -> Findings {
        match inside {
            Inside::Nothing | Inside::Obeyed(None) => Vec::new(),
            Inside::Copied { term, leads, log, agreed } => self.look_at_log(replica, (term, leads), log, agreed),
            Inside::Stored { leads, committed, .. } => self.look_at_store(replica, leads, committed, others, known),
            Inside::Obeyed(Some(obeyed)) => {
                let (same, obedient) = self.councils.check(replica, obeyed);
                Vec::from([(IC1, same), (IC2, obedient)])
            }
            Inside::Graph { begins, delivered, ready, placed } => {
                let mut findings = self.look_at_delivered(replica, (begins, delivered), (ready, placed), known);
                findings.extend(self.look_at_placed(replica, placed));
                findings
            }
        }
    }

    fn look_at_log(&mut self, replica: ReplicaId, (term, leads): (Term, bool), log: &Log, agreed: Slot) -> Findings {
        let last = self.last.entry(replica).or_default();
        let as_before = (last.base, last.end, last.agreed) == (log.base().slot, log.last(), agreed);
        if as_before && last.led == leads.then_some(term) {
            return Findings::new();
        }
        let before = last.base + 1..;
        let held = before.zip(last.terms.iter().copied());
        // Whatever was cut off, the first entry that is another is where it was.
        let first_new = held.clone().find(|(slot, term)| *slot > log.base().slot && log.term(*slot) != Some(*term));
        let first_new = first_new.map_or(last.base + 1 + last.terms.len() as Slot, |(slot, _)| slot);
        let (first_new, end) = (first_new.max(log.base().slot + 1), log.last().slot);
        let mut findings = Findings::new();
        if first_new <= end {
            findings.push((log_matching::NAME, self.names.check(replica, log, first_new)));
        }
        findings.push((committed_entries::NAME, committed_entries::check(&self.committed, replica, log, held)));
        if agreed > last.agreed {
            let finding = committed_entries::check_agreed(&self.committed, replica, log, last.agreed, agreed);
            findings.push((committed_entries::NAME, finding));
            self.committed.learn(term, log, last.agreed, agreed);
        }
        if leads {
            findings.push((leader_completeness::NAME, self.committed.check(replica, term, log)));
        }
        let terms = log.iter().map(|(_, entry)| entry.term);
        last.terms.clear();
        last.terms.extend(terms);
        (last.base, last.end, last.agreed, last.led) = (log.base().slot, log.last(), agreed, leads.then_some(term));
        findings
    }

    fn look_at_store<'a>(
        &mut self,
        replica: ReplicaId,
        leads: bool,
        committed: Slot,
        others: impl Iterator<Item = Seen<'a>> + Clone,
        known: Known<'_>,
    ) -> Findings {
        let mut findings = Findings::new();
        if leads {
            let primary =
                |(other, inside): Seen<'_>| matches!(inside, Inside::Stored { leads: true, .. }).then_some(other);
            findings.push((one_primary::NAME, one_primary::check(replica, others.clone().filter_map(primary))));
        }
        let last = self.last.entry(replica).or_default();
        // What comes in a State was committed elsewhere before.
        for slot in last.committed.max(committed.saturating_sub(WINDOW)) + 1..=committed {
            let Some(batch) = known.reference.chosen(slot) else { continue };
            let members = known.reference.members_at(slot);
            let deciding = others.clone().filter(|(other, _)| members.contains(*other));
            let holding = deciding.map(|(other, inside)| (other, holds(inside, slot, batch)));
            findings.push((held_by_all::NAME, held_by_all::check(replica, slot, holding)));
        }
        last.committed = committed;
        findings
    }

    fn look_at_delivered(
        &mut self,
        replica: ReplicaId,
        (begins, delivered): (Slot, &Vector),
        (ready, placed): (&Ready, &VecDeque<Placed>),
        known: Known<'_>,
    ) -> Findings {
        let mut findings = Findings::new();
        let before = match self.last.get(&replica) {
            Some(last) if *last.delivered == *delivered => return findings,
            Some(last) if last.begins == begins => last.delivered.clone(),
            // Where it begins, or begins again after it was gone, it was told how far everybody was.
            _ => Arc::new(delivered.clone()),
        };
        let stays = |process: ReplicaId| known.members.contains(process) && !self.gone.contains(&process);
        for (process, count) in delivered.iter().filter(|(process, _)| stays(**process)) {
            for number in before.get(process).copied().unwrap_or(0) + 1..=*count {
                let is = |node: &&Arc<causal::Node>| (node.process, node.number) == (*process, number);
                let node = ready.values().find(is).or_else(|| placed.iter().map(|placed| &placed.node).find(is));
                if let Some(node) = node.filter(|node| node.process == replica) {
                    self.pasts.proposed(node, &before);
                    let finding = Moments::check_proposed(node, self.pasts.latest_before(node));
                    findings.push((clock_order::NAME, finding));
                }
                let finding = self.pasts.check(replica, (delivered, stays), (*process, number), node.is_some());
                findings.push((causal_delivery::NAME, finding));
            }
        }
        let last = self.last.entry(replica).or_default();
        (last.begins, last.delivered) = (begins, Arc::new(delivered.clone()));
        findings
    }

    fn look_at_placed(&mut self, replica: ReplicaId, placed: &VecDeque<Placed>) -> Findings {
        let last = self.last.entry(replica).or_default();
        let new = placed.iter().take_while(|placed| placed.slot > last.committed).collect::<Vec<_>>();
        last.committed = placed.front().map_or(last.committed, |placed| placed.slot);
        let check = |placed: &Placed| (clock_order::NAME, self.moments.check_placed(replica, placed));
        new.into_iter().rev().map(check).collect()
    }

    /// Nothing happens in slots below this one any more.
    pub fn forget_below(&mut self, slot: Slot) {
        self.names.forget_below(slot);
        self.committed.forget_below(slot);
        self.councils.forget_below(slot);
        self.moments.forget_below(slot);
    }
}

type Ready = BTreeMap<(u64, u64, ReplicaId), Arc<causal::Node>>;

/// How many slots a primary can commit in one event, and more.
const WINDOW: Slot = 64;

/// Whether a replica holds this batch in this slot.
fn holds(inside: Inside<'_>, slot: Slot, batch: &Batch) -> bool {
    let same = |entry: &fail_stop::Entry| entry.batch == *batch;
    match inside {
        Inside::Stored { committed, tail, .. } => slot <= committed || tail.get(&slot).is_some_and(same),
        _ => true,
    }
}
