//! The orderings of the lab: one entry an ordering, and the only place where a new one is made known.
//!
//! Scripts, sweeps, lists and suggestions all read this table, so an ordering can be chosen everywhere from the moment
//! it stands here. An entry says under which conditions its promises are meant to hold: a sweep draws nothing beyond
//! them, and a cluster that could not work is refused with the reason.

use crate::cluster::World;
use crate::command::Behaviour;
use crate::configuration::{Configuration, Impossible};
use crate::needs::Needs;
use crate::promises::PROMISES;
use crate::script::Universe;
use crate::search::plan::Plan;
use crate::search::shrink::{self, Shrunk};
use crate::search::sweep::{self, Outcome};
use crate::trace::Watch;
use smr::order::causal::Causal;
use smr::order::fail_stop::FailStop;
use smr::order::generals::oral::MOST_GENERALS;
use smr::order::generals::{Generals, Oral, Written};
use smr::order::multi_paxos::MultiPaxos;
use smr::order::raft::Raft;
use smr::order::{Line, Ordering};
use smr::place::{FailureModel, MOST_PLACES};
use smr::plant::Plant;
use std::ops::RangeInclusive;

/// How many runs are spent on making a script smaller.
const SHRINKING: u32 = 4_000;

/// An ordering that can be asked for by name.
pub struct Order {
    /// Its name in scripts and on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub says: &'static str,
    /// The failures that its clusters can be built to survive.
    pub models: &'static [FailureModel],
    /// How many replicas a cluster may begin with.
    pub replicas: RangeInclusive<u8>,
    /// How a wrong replica may behave while the others still agree on the order.
    pub survives: &'static [Behaviour],
    /// What it needs of the world besides.
    pub needs: Needs,
    /// Of so many replicas, how many may fail and the others still agree on the order.
    pub withstands: fn(usize) -> usize,
    /// Whether one of its replicas leads the others.
    pub leads: bool,
    /// Whether a replica that crashed can go on as itself.
    pub remembers: bool,
    /// Its pseudo-code.
    pub lines: &'static [Line],
    /// The rules that can be taken out of it.
    pub plants: &'static [Plant],
    /// What it promises, by name, each with what it says.
    pub promises: &'static [(&'static str, &'static str)],
    /// Begins a run, as a script sees it.
    pub begin: fn(Configuration, Watch) -> Result<Box<dyn Universe>, Impossible>,
    /// Plays a plan to its end, or to the first broken promise.
    pub play: fn(&Plan) -> Outcome,
    /// The smallest script found that breaks the same promise as that run.
    pub shrink: fn(&Plan) -> Option<Shrunk>,
}

/// Every ordering; the first is the usual one.
pub const ORDERS: &[Order] = &[
    Order {
        says: "consensus: a series of Paxos instances that share one leader",
        plants: &plants::<MultiPaxos, { MultiPaxos::PLANTS.len() + Plant::GENERAL.len() }>(&[]),
        ..crash_tolerant::<MultiPaxos>()
    },
    Order {
        says: "consensus: a log that followers copy from the leader they elected",
        // A log of Raft says itself how far it was forgotten, and nothing is chosen anew there: 60,000 seeds show no harm.
        plants: &plants::<Raft, { Raft::PLANTS.len() + Plant::GENERAL.len() - 1 }>(&[Plant::ForgetTooEarly]),
        ..crash_tolerant::<Raft>()
    },
    Order {
        says: "a primary and its backups, who know for certain which of them have stopped",
        needs: Needs { timely: true, ..Needs::NOTHING },
        withstands: |replicas| replicas.saturating_sub(1),
        ..of::<FailStop>()
    },
    Order {
        says: "Byzantine generals in synchronous rounds, by word of mouth: OM(m)",
        models: &[FailureModel::MaliciousUnsigned],
        replicas: 1..=MOST_GENERALS,
        withstands: |replicas| replicas.saturating_sub(1) / 3,
        ..generals::<Generals<Oral>>()
    },
    Order {
        says: "Byzantine generals in synchronous rounds, with signed orders: SM(m)",
        models: &[FailureModel::MaliciousSigned],
        ..generals::<Generals<Written>>()
    },
    Order {
        says: "causes before effects, and a total order by logical clocks; every replica must take part",
        // Not fail-stop: there a read goes beside the order, and what one replica has answered another need not know of.
        models: &[FailureModel::Random, FailureModel::MaliciousSigned, FailureModel::MaliciousUnsigned],
        needs: Needs { everybody: true, ..Needs::NOTHING },
        leads: false,
        withstands: |_| 0,
        ..of::<Causal>()
    },
];

/// Orderings that the lab means to have, and the one of today that comes nearest.
pub const PLANNED: &[(&str, &str)] = &[
    ("pbft", "multi-paxos"),
    ("viewstamped-replication", "multi-paxos"),
    ("zab", "multi-paxos"),
    ("fast-paxos", "multi-paxos"),
    ("egalitarian-paxos", "multi-paxos"),
];

/// The ordering of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Order> {
    ORDERS.iter().find(|order| order.name == name)
}

/// The usual ordering.
#[must_use]
pub const fn usual() -> &'static Order {
    &ORDERS[0]
}

/// The rules that can be taken out of a cluster under this ordering: its own, and those of the house but for some that
/// it has no need of.
const fn plants<O: Ordering, const COUNT: usize>(needless: &[Plant]) -> [Plant; COUNT] {
    let mut all = [Plant::MinorityQuorum; COUNT];
    let (mut at, mut from) = (0, 0);
    while at < COUNT {
        let own = O::PLANTS.len();
        all[at] = if from < own { O::PLANTS[from] } else { Plant::GENERAL[from - own] };
        from += 1;
        if !has(needless, all[at]) {
            at += 1;
        }
    }
    all
}

const fn has(plants: &[Plant], plant: Plant) -> bool {
    let mut at = 0;
    while at < plants.len() {
        if plants[at] as u8 == plant as u8 {
            return true;
        }
        at += 1;
    }
    false
}

/// What entries have in common whose replicas order by majorities and trust each other. What a failed replica tells
/// clients is the voter's to find out. Among themselves replicas may stop and forget nothing, but not vote twice: so
/// no twins, whatever the model says of the voter. They take each other's word for what was chosen, too: so nobody who
/// misinforms. A State is believed only where others vouch for it: so one who forges it is survived.
const fn crash_tolerant<O>() -> Order
where
    O: Ordering + Send + Sync + 'static,
    O::Message: Send + Sync,
    O::Record: Send + Sync,
{
    Order {
        models: &FailureModel::ALL,
        survives: &[Behaviour::Mute, Behaviour::Lie, Behaviour::Collude, Behaviour::Equivocate, Behaviour::Forge],
        ..of::<O>()
    }
}

/// What the two algorithms of the generals have in common: some of their replicas may be traitors, and all of them need
/// rounds that begin at the same time.
const fn generals<O>() -> Order
where
    O: Ordering + Send + Sync + 'static,
    O::Message: Send + Sync,
    O::Record: Send + Sync,
{
    Order {
        needs: Needs { timely: true, clocks: true, members: true, ..Needs::NOTHING },
        leads: false,
        survives: &[Behaviour::Mute, Behaviour::Lie, Behaviour::Collude, Behaviour::Equivocate, Behaviour::Betray],
        ..of::<O>()
    }
}

/// What every entry has in common: how its worlds are made, and the mildest conditions.
pub(crate) const fn of<O>() -> Order
where
    O: Ordering + Send + Sync + 'static,
    O::Message: Send + Sync,
    O::Record: Send + Sync,
{
    Order {
        name: O::NAME,
        says: "",
        models: &[FailureModel::FailStop],
        replicas: 1..=(MOST_PLACES - 1) as u8,
        survives: &[],
        needs: Needs::NOTHING,
        withstands: |replicas| replicas.saturating_sub(1) / 2,
        leads: true,
        remembers: O::REMEMBERS,
        lines: O::LINES,
        plants: O::PLANTS,
        promises: PROMISES,
        begin: |configuration, watch| Ok(Box::new(World::<O>::new(configuration, watch)?)),
        play: |plan| sweep::play::<O>(plan, Watch::PROMISES).1,
        shrink: |plan| shrink::to_script::<O>(plan, SHRINKING),
    }
}

impl Order {
    /// Begins a run under this ordering.
    ///
    /// # Errors
    /// There can be no such run.
    pub fn world(&self, configuration: Configuration, watch: Watch) -> Result<Box<dyn Universe>, Impossible> {
        self.check(&configuration)?;
        (self.begin)(configuration, watch)
    }

    /// Whether this ordering can work so.
    ///
    /// # Errors
    /// It is not made for this many replicas, for these failures, or has no such rule to take out.
    pub fn check(&self, configuration: &Configuration) -> Result<(), Impossible> {
        let (replicas, model) = (configuration.replicas, configuration.failure_model);
        if !self.replicas.contains(&replicas) {
            return Err(Impossible::ReplicasUnder { order: self.name, possible: self.replicas.clone(), replicas });
        }
        if !self.models.contains(&model) {
            return Err(Impossible::ModelUnder { order: self.name, model, nearest: self.nearest_model(model) });
        }
        match configuration.plants.iter().find(|plant| !self.plants.contains(plant)) {
            Some(plant) => Err(Impossible::PlantUnder { order: self.name, plant }),
            None => Ok(()),
        }
    }

    /// The failure model that is meant where none is named: the usual one, or the nearest to it.
    #[must_use]
    pub fn usual_model(&self) -> FailureModel {
        self.nearest_model(FailureModel::default())
    }

    fn nearest_model(&self, model: FailureModel) -> FailureModel {
        let distance = |other: &FailureModel| (*other as u8).abs_diff(model as u8);
        self.models.iter().copied().min_by_key(distance).unwrap_or(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smr::plant::Plants;

    #[test]
    fn names_are_unique_and_none_is_only_planned() {
        for order in ORDERS {
            assert_eq!(ORDERS.iter().filter(|other| other.name == order.name).count(), 1);
            assert!(PLANNED.iter().all(|(planned, _)| *planned != order.name));
            assert!(!order.says.is_empty() && !order.models.is_empty() && !order.promises.is_empty());
        }
        assert!(PLANNED.iter().all(|(_, nearest)| named(nearest).is_some()));
    }

    #[test]
    fn what_an_ordering_is_not_made_for_is_refused_with_the_reason() {
        let picky = Order { replicas: 4..=31, models: &[FailureModel::Random], plants: &[], ..of::<MultiPaxos>() };
        let refused = |configuration: Configuration| picky.check(&configuration).unwrap_err().to_string();
        let four = Configuration { replicas: 4, ..Configuration::default() };
        assert!(picky.check(&four).is_ok());
        assert_eq!(
            refused(Configuration::default()),
            "3 replicas cannot be: a cluster under multi-paxos has at least 4"
        );
        let few = Order { replicas: 1..=10, ..of::<MultiPaxos>() };
        assert_eq!(
            few.check(&Configuration { replicas: 11, ..four.clone() }).unwrap_err().to_string(),
            "11 replicas cannot be: a cluster under multi-paxos has at most 10"
        );
        assert_eq!(
            refused(Configuration { failure_model: FailureModel::FailStop, ..four.clone() }),
            "multi-paxos is not made for the failure model fail-stop; the nearest that it is made for is random"
        );
        let plants = Plants::default().with(Plant::FirstAnswer);
        assert_eq!(
            refused(Configuration { plants, ..four }),
            "multi-paxos has no rule that vote/first-answer could take out"
        );
    }
}
