//! What the system promises, one checker a file, each looking at every event that concerns it.
//!
//! | promise | what it says |
//! |---|---|
//! | [`agreement`] | no two replicas learn different batches for one slot |
//! | [`election`] | no two replicas lead in one ballot, term or view |
//! | [`validity`] | only what a client asked for, or a replica submitted, is ordered |
//! | [`divergence`] | replicas that are not faulty hold the same State and Outputs after the same slot |
//! | [`exactly_once`] | a request takes effect once, however often it is sent |
//! | [`outputs`] | the voter never gives out what no correct replica computed |
//! | [`checkpoints`] | checkpoints are taken where CHECKPOINT was ordered, and are equal |
//! | [`transfer`] | a State that was transferred is the State |
//! | [`membership`] | all agree who the members are, slot by slot |
//! | [`history`], [`linearizability`] | to the clients, it is as if there were one copy |
//!
//! Those are promises of every ordering. Some have their own besides: see [`own`].
//!
//! All but two are checked after every event that concerns them. Linearizability is about a history as a whole: it is
//! checked at the end of a run, or when a script asks. That whatever is asked is answered at last (liveness) can only
//! be seen at the end too: the sweep looks at it, after the faults are over.
//!
//! The checkers share one account of the run that does not come from the replicas: the [`reference`], which executes
//! every chosen batch once, with a table of its own of what was executed.

pub mod agreement;
pub mod causal_delivery;
pub mod checkpoints;
pub mod clock_order;
pub mod committed_entries;
pub mod divergence;
pub mod election;
pub mod exactly_once;
mod forgetting;
pub mod held_by_all;
pub mod history;
pub mod interactive_consistency;
pub mod leader_completeness;
pub mod linearizability;
pub mod log_matching;
pub mod membership;
mod names;
pub mod one_primary;
pub mod outputs;
pub mod own;
pub mod proofs;
pub mod reference;
pub mod telephone;
pub mod transfer;
pub mod validity;
pub mod views;
mod witness;

pub use names::{LIVENESS, PROMISES, all};

use crate::command::{Behaviour, Place};
use crate::configuration::Configuration;
use own::Seen;
use reference::Reference;
use smr::checkpoint::Mark;
use smr::execute::{MachineKind, Operation};
use smr::order::inside::Inside;
use smr::order::{Epoch, Ordering};
use smr::place::{FailureModel, Members, ReplicaId};
use smr::receive::{Batch, ClientId, Submitter};
use smr::respond::Verdict;
use smr::slots::Slot;
use std::collections::{BTreeMap, BTreeSet};

/// A broken promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// Which.
    pub promise: &'static str,
    /// The event at which it broke.
    pub event: u64,
    /// How, in words.
    pub how: String,
}

/// So many broken promises are told; a run that breaks more has said enough.
const MOST_BROKEN: usize = 256;

/// What a checker finds: how the promise is broken, in words.
pub type Finding = Result<(), String>;

/// All checkers, and what they share.
#[derive(Clone, Debug)]
pub struct Promises {
    broken: Vec<Broken>,
    told: usize,
    model: FailureModel,
    deterministic: bool,
    reference: Reference,
    divergence: divergence::Divergence,
    proofs: proofs::Proofs,
    leaders: election::Leaders,
    views: views::Views,
    checkpoints: checkpoints::Checkpoints,
    asked: validity::Asked,
    history: history::Recorder,
    /// Places whose replica's State was flipped since it last began.
    corrupted: BTreeSet<Place>,
    /// A replica commits what it proposed, even if nobody heard of it.
    replicas_trust_themselves: bool,
    /// Places whose replica does not behave.
    misbehaving: BTreeMap<Place, Behaviour>,
    /// Places whose replica has been a traitor since it last began.
    two_faced: BTreeSet<Place>,
    /// More replicas have been faulty at once than the failure model allows.
    beyond_the_model: bool,
    /// The search for an explanation of the clients' history was given up.
    undecided: bool,
    members: Members,
    own: own::Own,
    calls: telephone::Calls,
}

impl Promises {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new<O: Ordering>(configuration: &Configuration) -> Self {
        Self {
            replicas_trust_themselves: O::TRUSTS_ITSELF,
            broken: Vec::new(),
            told: 0,
            model: configuration.failure_model,
            deterministic: configuration.machine != MachineKind::WallClock,
            reference: Reference::new(configuration),
            divergence: divergence::Divergence::default(),
            proofs: proofs::Proofs::default(),
            leaders: election::Leaders::default(),
            views: views::Views::default(),
            checkpoints: checkpoints::Checkpoints::default(),
            asked: validity::Asked::default(),
            history: history::Recorder::new(
                configuration.machine.clone(),
                configuration.failure_model.answers_for_a_read(configuration.replicas.into()).is_some(),
            ),
            corrupted: BTreeSet::new(),
            misbehaving: BTreeMap::new(),
            two_faced: BTreeSet::new(),
            beyond_the_model: false,
            undecided: false,
            members: Members::first(configuration.replicas),
            own: own::Own::default(),
            calls: telephone::Calls::default(),
        }
    }

    /// Every broken promise so far.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// What was broken since this was last asked.
    pub fn news(&mut self) -> Vec<Broken> {
        let news = self.broken[self.told..].to_vec();
        self.told = self.broken.len();
        news
    }

    /// What clients asked and were answered.
    #[must_use]
    pub const fn history(&self) -> &history::Recorder {
        &self.history
    }

    /// Whether more replicas have been faulty at once than the model allows: then the voter can be deceived.
    #[must_use]
    pub const fn beyond_the_model(&self) -> bool {
        self.beyond_the_model
    }

    /// Whether the search for an explanation of the clients' history was given up: then nobody knows whether there is
    /// one, and linearizability has neither held nor been broken.
    #[must_use]
    pub const fn undecided(&self) -> bool {
        self.undecided
    }

    fn judge(&mut self, promise: &'static str, event: u64, finding: Finding) {
        if let Err(how) = finding
            && self.broken.len() < MOST_BROKEN
        {
            self.broken.push(Broken { promise, event, how });
        }
    }

    /// A replica began, or began again: with a State from its disk, or none.
    pub fn began(&mut self, replica: ReplicaId) {
        self.corrupted.remove(&replica.place);
        self.two_faced.remove(&replica.place);
        self.note_two_faced(replica.place);
        self.divergence.began(replica);
        self.own.began(replica);
    }

    /// Something happened to one replica; the others that run are as they were.
    pub fn look<'a>(&mut self, seen: Seen<'a>, others: impl Iterator<Item = Seen<'a>> + Clone, event: u64) {
        if matches!(seen.1, Inside::Nothing) || self.is_two_faced(seen.0) {
            return;
        }
        let loyal = others.filter(|(other, _)| !self.two_faced.contains(&other.place));
        let known = own::Known { reference: &self.reference, members: &self.members };
        for (promise, finding) in self.own.look(seen, loyal, known) {
            self.judge(promise, event, finding);
        }
    }

    /// One bit of a replica's State flipped.
    pub fn corrupted(&mut self, place: Place) {
        self.corrupted.insert(place);
        self.count_faulty();
    }

    /// A replica behaves like this from now on.
    pub fn behaves(&mut self, place: Place, behaviour: Behaviour) {
        if behaviour == Behaviour::Honest {
            self.misbehaving.remove(&place);
        } else {
            self.misbehaving.insert(place, behaviour);
        }
        self.note_two_faced(place);
        self.count_faulty();
    }

    fn count_faulty(&mut self) {
        let wrong: BTreeSet<Place> = self.corrupted.iter().chain(self.misbehaving.keys()).copied().collect();
        let faulty = wrong.iter().filter(|place| has_place(&self.members, **place)).count();
        self.beyond_the_model |= match self.model {
            FailureModel::FailStop => faulty > 0,
            model => faulty > model.failures_survived(self.members.len()),
        };
    }

    /// Whether what this replica executes says anything: a twin is two, and a corrupted State is wrong.
    fn sound(&self, replica: ReplicaId) -> bool {
        !self.corrupted.contains(&replica.place) && !self.is_two_faced(replica)
    }

    /// What such a replica has committed and executed says nothing of the others, whatever it does later: until it
    /// begins anew.
    fn is_two_faced(&self, replica: ReplicaId) -> bool {
        self.two_faced.contains(&replica.place)
    }

    fn note_two_faced(&mut self, place: Place) {
        let mute = |behaviour| behaviour == Behaviour::Mute && self.replicas_trust_themselves;
        if self.misbehaving.get(&place).is_some_and(|behaviour| behaviour.is_two_faced() || mute(*behaviour)) {
            self.two_faced.insert(place);
        }
    }

    /// A client asked for something.
    pub fn invoked(&mut self, client: ClientId, number: u32, operation: Operation) {
        self.asked.invoked(client, number, operation);
        self.history.invoked(client, number, operation);
        self.calls.asked((client, number));
    }

    /// A client is called, outside the system, and told of a request.
    pub fn told(&mut self, who: ClientId, of: telephone::Asked) {
        let ordered = self.reference.answer(Submitter::Client(of.0), of.1).is_some();
        self.calls.told(who, of, ordered);
    }

    /// What was ordered since this was last asked before something of which its client knew by telephone.
    pub fn anomalies(&mut self) -> Vec<telephone::Anomaly> {
        self.calls.news()
    }

    /// A client was answered.
    pub fn answered(&mut self, client: ClientId, number: u32, verdict: Verdict, unordered: bool, event: u64) {
        self.history.answered(client, number, verdict, unordered);
        if let (Verdict::Output(output), false, false, true) =
            (verdict, unordered, self.beyond_the_model, self.deterministic)
        {
            let finding = outputs::check(&self.reference, client, number, output);
            self.judge(outputs::NAME, event, finding);
        }
    }

    /// A replica's disk has what it can prove to others.
    pub fn proved(&mut self, replica: ReplicaId, slot: Slot, proof: (u64, u64), event: u64) {
        if !self.is_two_faced(replica) {
            let finding = self.proofs.check(replica, slot, proof);
            self.judge(proofs::NAME, event, finding);
        }
    }

    /// A replica says something of its own in this view.
    pub fn said(&mut self, replica: ReplicaId, view: u64, event: u64) {
        if !self.is_two_faced(replica) {
            let finding = self.views.check(replica, view);
            self.judge(views::NAME, event, finding);
        }
    }

    /// A replica leads in this ballot, term or view.
    pub fn leads(&mut self, replica: ReplicaId, epoch: Epoch, event: u64) {
        if self.misbehaving.get(&replica.place) != Some(&Behaviour::Twins) {
            let finding = self.leaders.check(replica, epoch);
            self.judge(election::NAME, event, finding);
        }
    }

    /// A replica learnt that a batch is chosen for a slot.
    pub fn committed(&mut self, replica: ReplicaId, slot: Slot, batch: &Batch, event: u64) {
        if self.is_two_faced(replica) {
            return;
        }
        let finding = agreement::check(&mut self.reference, replica, slot, batch);
        self.judge(agreement::NAME, event, finding);
        for (client, number) in self.reference.news() {
            self.history.ordered(client, number);
            self.calls.ordered((client, number));
        }
        let finding = self.asked.check(slot, batch);
        self.judge(validity::NAME, event, finding);
    }

    /// A replica executed a slot.
    pub fn executed(&mut self, replica: ReplicaId, slot: Slot, outputs: u64, state: Option<u64>, event: u64) {
        if !self.sound(replica) {
            return;
        }
        if self.reference.has_forgotten(slot) {
            return;
        }
        let after = reference::After { outputs, state: state.unwrap_or_default() };
        let expected = if self.deterministic { self.reference.after(slot) } else { self.divergence.first(slot, after) };
        let again = self.deterministic && exactly_once::explains(&self.reference, slot, after);
        let finding = self.divergence.check(replica, slot, after, expected);
        let promise = if again { exactly_once::NAME } else { divergence::NAME };
        let how = |how| if again { format!("{how}: it executed again what had been executed before") } else { how };
        self.judge(promise, event, finding.map_err(how));
        let kept = self.reference.executed().saturating_sub(reference::KEPT);
        self.divergence.forget_below(kept);
        self.own.forget_below(kept);
        self.proofs.forget_below(kept);
    }

    /// A replica took a checkpoint.
    pub fn checkpoint(&mut self, replica: ReplicaId, mark: Mark, event: u64) {
        if self.sound(replica) && !self.divergence.diverged(replica) {
            let finding = self.checkpoints.check(&self.reference, replica, mark);
            self.judge(checkpoints::NAME, event, finding);
        }
    }

    /// A replica has new members from a slot on.
    pub fn members(&mut self, replica: ReplicaId, from: Slot, members: Members, event: u64) {
        if self.is_two_faced(replica) {
            return;
        }
        let finding = membership::check(&self.reference, replica, from, members);
        self.judge(membership::NAME, event, finding);
        if members.epoch > self.members.epoch {
            self.own.left(self.members.iter().filter(|member| !members.contains(*member)));
            self.members = members;
            self.count_faulty();
        }
    }

    /// A replica was given a State, and has executed what it could since.
    pub fn installed(&mut self, replica: ReplicaId, slot: Slot, after: reference::After, event: u64) {
        self.corrupted.remove(&replica.place);
        self.divergence.began(replica);
        if self.deterministic {
            let finding = transfer::check(&self.reference, replica, slot, after);
            if finding.is_err() {
                self.divergence.blame(replica);
            }
            self.judge(transfer::NAME, event, finding);
        }
    }

    /// Looks at the clients' history as a whole.
    pub fn check_history(&mut self, event: u64) {
        if self.deterministic && !self.beyond_the_model {
            match self.history.check() {
                history::Judgement::Explained => {}
                history::Judgement::Undecided => self.undecided = true,
                history::Judgement::Broken(how) => self.judge(history::NAME, event, Err(how)),
            }
        }
    }

    /// Says that something was never answered.
    pub fn unanswered(&mut self, event: u64, how: String) {
        self.judge(LIVENESS, event, Err(how));
    }
}

fn has_place(members: &Members, place: Place) -> bool {
    members.iter().any(|member| member.place == place)
}
