//! The orderings of the lab: one entry an ordering, and the only place where a new one is made known.
//!
//! Scripts, sweeps, lists and suggestions all read this table, so an ordering can be chosen everywhere from the moment
//! it stands here. An entry says under which conditions its promises are meant to hold: a sweep draws nothing beyond
//! them, and a cluster that could not work is refused with the reason.

use crate::cluster::World;
use crate::command::Behaviour;
use crate::configuration::{Configuration, Impossible};
use crate::needs::Needs;
use crate::promises::own::{Named, OF_CAUSAL, OF_FAIL_STOP, OF_GENERALS, OF_PBFT, OF_RAFT};
use crate::script::{Playable, Universe};
use crate::search::plan::Plan;
use crate::search::shrink::{self, Shrunk};
use crate::search::sweep::{self, Outcome};
use crate::trace::Watch;
use smr::order::causal::Causal;
use smr::order::fail_stop::FailStop;
use smr::order::generals::oral::MOST_GENERALS;
use smr::order::generals::{Generals, Oral, Written};
use smr::order::multi_paxos::MultiPaxos;
use smr::order::pbft::Pbft;
use smr::order::raft::Raft;
use smr::order::{Line, Ordering, Treason};
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
    /// What it promises besides what every ordering does, by name, each with what it says.
    pub promises: &'static [Named],
    /// Begins a run, as a script sees it.
    pub begin: fn(Configuration, Watch) -> Result<Box<dyn Universe>, Impossible>,
    /// Plays a plan to its end, or to the first broken promise.
    pub play: fn(&Plan) -> Outcome,
    /// The smallest script found that breaks the same promise as that run.
    pub shrink: fn(&Plan) -> Option<Shrunk>,
}

/// Every ordering; the first is the usual one.
///
/// A static, not a constant: every crate that read a constant would compile every cluster of every ordering once more.
pub static ORDERS: &[Order] = &[
    Order {
        says: "consensus: a series of Paxos instances that share one leader",
        // One witness is enough for it, and so it is for Raft.
        plants: &plants::<MultiPaxos, { MultiPaxos::PLANTS.len() + Plant::GENERAL.len() - 1 }>(&[Plant::OneWitness]),
        ..crash_tolerant::<MultiPaxos>()
    },
    Order {
        says: "consensus: a log that followers copy from the leader they elected",
        // To forget too early does harm where everybody who holds an entry loses power between taking a checkpoint and
        // having it on the disk. Multi-Paxos then chooses anew in slots that were chosen. A log of Raft says itself how
        // far it was forgotten, so nothing is chosen anew; it could only be that nobody has the State any more, which
        // none of 60,000 seeds shows.
        plants: &plants::<Raft, { Raft::PLANTS.len() + Plant::GENERAL.len() - 2 }>(&[
            Plant::ForgetTooEarly,
            Plant::OneWitness,
        ]),
        promises: OF_RAFT,
        ..crash_tolerant::<Raft>()
    },
    Order {
        says: "Byzantine order: replicas check each other, and any F of 3F+1 may lie about it",
        // Fewer than four replicas survive no lie, and then the others are quicker.
        replicas: 4..=(MOST_PLACES - 1) as u8,
        models: &[FailureModel::MaliciousUnsigned],
        withstands: |replicas| replicas.saturating_sub(1) / 3,
        survives: BYZANTINE,
        // Four members are an even number, and every read is ordered. To cut the log too early breaks nothing: the proofs
        // are kept until 2F+1 replicas have the State.
        plants: &plants::<Pbft, { Pbft::PLANTS.len() + Plant::GENERAL.len() - 3 }>(&[
            Plant::MinorityQuorum,
            Plant::ForgetTooEarly,
            Plant::ReadAnywhere,
        ]),
        promises: OF_PBFT,
        ..of::<Pbft>()
    },
    Order {
        says: "a primary and its backups, who know for certain which of them have stopped",
        needs: Needs { timely: true, ..Needs::NOTHING },
        withstands: |replicas| replicas.saturating_sub(1),
        promises: OF_FAIL_STOP,
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
        promises: OF_CAUSAL,
        ..of::<Causal>()
    },
];

/// What replicas may do among others who check whatever they say, and believe what was chosen only where one more says
/// so than can lie.
const BYZANTINE: &[Behaviour] = &[
    Behaviour::Twins,
    Behaviour::Mute,
    Behaviour::Lie,
    Behaviour::Collude,
    Behaviour::Equivocate,
    Behaviour::Forge,
    Behaviour::Misinform,
    Behaviour::Betray(Treason::Anything),
    Behaviour::Betray(Treason::Proposals),
    Behaviour::Betray(Treason::Silence),
    Behaviour::Betray(Treason::Votes),
    Behaviour::Betray(Treason::Views),
];

/// Orderings that the lab means to have, and the one of today that comes nearest.
pub const PLANNED: &[(&str, &str)] = &[
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
const fn crash_tolerant<O: Playable>() -> Order {
    Order {
        models: &FailureModel::ALL,
        survives: &[Behaviour::Mute, Behaviour::Lie, Behaviour::Collude, Behaviour::Equivocate, Behaviour::Forge],
        ..of::<O>()
    }
}

/// What the two algorithms of the generals have in common: some of their replicas may be traitors, and all of them need
/// rounds that begin at the same time.
const fn generals<O: Playable>() -> Order {
    Order {
        needs: Needs { timely: true, clocks: true, members: true, ..Needs::NOTHING },
        leads: false,
        // Two copies of a general would give two orders, each as its own.
        survives: BYZANTINE.split_at(1).1,
        promises: OF_GENERALS,
        ..of::<O>()
    }
}

/// What every entry has in common: how its worlds are made, and the mildest conditions.
pub(crate) const fn of<O: Playable>() -> Order {
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
        promises: &[],
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

    /// How many replicas are meant where it is not said: as usual, or the nearest to it.
    #[must_use]
    pub fn usual_replicas(&self) -> u8 {
        Configuration::default().replicas.clamp(*self.replicas.start(), *self.replicas.end())
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
            assert!(!order.says.is_empty() && !order.models.is_empty());
        }
        assert!(PLANNED.iter().all(|(_, nearest)| named(nearest).is_some()));
    }

    #[test]
    fn every_ordering_refuses_what_it_is_not_made_for_and_names_the_nearest_that_it_is() {
        for order in ORDERS {
            let refused = |replicas, failure_model| {
                let configuration = Configuration { replicas, failure_model, ..Configuration::default() };
                order.check(&configuration).err().map(|impossible| impossible.to_string())
            };
            let possible = *order.replicas.start();
            for model in FailureModel::ALL {
                let why = refused(possible, model);
                assert_eq!(why.is_none(), order.models.contains(&model), "{} under {model}: {why:?}", order.name);
                let names_one = |why: &String| order.models.iter().any(|nearest| why.ends_with(nearest.name()));
                assert!(why.is_none_or(|why| names_one(&why)), "{} under {model}", order.name);
            }
            let model = order.usual_model();
            for replicas in 0..=MOST_PLACES as u8 {
                let (why, bounds) = (refused(replicas, model), [order.replicas.start(), order.replicas.end()]);
                assert_eq!(why.is_none(), order.replicas.contains(&replicas), "{} with {replicas}", order.name);
                let names_one = |why: &String| bounds.iter().any(|bound| why.ends_with(&bound.to_string()));
                assert!(why.is_none_or(|why| names_one(&why)), "{} with {replicas}", order.name);
            }
        }
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
