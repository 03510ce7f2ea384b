//! `cluster` and `plant`: a run begins.

use super::{Verb, options};
use crate::configuration::{Configuration, MOST_CLIENTS};
use crate::network::Conditions;
use crate::orders::Order;
use crate::script::grammar::{
    Input, Parsed, meaning, named, number, position, read_time, spell_time, time, word, wrong,
};
use crate::script::orders;
use crate::script::selector::share;
use crate::script::statement::{NetworkChange, Statement};
use smr::Tick;
use smr::execute::MachineKind;
use smr::log::LogKind;
use smr::place::{FailureModel, MOST_PLACES};
use smr::plant::{Plant, Plants};
use std::fmt;

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "cluster",
        usage: "cluster [replicas=3] [order=multi-paxos] [machine=counter] [model=random] [seed=7] [log=durable] …",
        does: "Begins a new run. Further options: checkpoint-threshold=64, audit-every=8, clients=4 (no other may be \
               named), retry=250ms and patience=2s (after which a client sends again, or takes FAIL), disk=100us..300us, \
               delay=500us..1500us, loss=0%, duplicate=0%, reorder=0%.",
        example: "cluster replicas=5 order=multi-paxos machine=key-value seed=7 log=memory loss=5%",
        parse: cluster,
    },
    Verb {
        name: "plant",
        usage: "plant BUG",
        does: "Takes a rule out of the run that is about to begin, for everybody. `smr-lab list plants` tells which.",
        example: "plant multi-paxos/skip-promise-check",
        parse: plant,
    },
];

/// What a run begins with, as far as it was said.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Cluster {
    /// How many replicas there are in Start.
    pub replicas: Option<u8>,
    /// The ordering.
    pub order: Option<&'static str>,
    /// The service.
    pub machine: Option<MachineKind>,
    /// The failures to survive.
    pub model: Option<FailureModel>,
    /// The seed of all randomness.
    pub seed: Option<u64>,
    /// Whether the log outlives a crash.
    pub log: Option<LogKind>,
    /// A log with this many entries makes a replica submit CHECKPOINT.
    pub checkpoint_threshold: Option<usize>,
    /// Checksums are compared after every so many slots.
    pub audit_every: Option<u64>,
    /// The highest client that may be named.
    pub clients: Option<u16>,
    /// How long a client waits before it sends again.
    pub retry: Option<Tick>,
    /// How long a client waits before it takes FAIL.
    pub patience: Option<Tick>,
    /// How long the disk takes to write.
    pub disk: Option<(Tick, Tick)>,
    /// How the network is unless something changes it.
    pub network: NetworkChange,
}

/// The options of `cluster`.
pub const OPTIONS: &[&str] = &[
    "replicas",
    "order",
    "machine",
    "model",
    "seed",
    "log",
    "checkpoint-threshold",
    "audit-every",
    "clients",
    "retry",
    "patience",
    "disk",
    "delay",
    "loss",
    "duplicate",
    "reorder",
];

/// The kinds of log, by their names.
const LOGS: [(&str, LogKind); 2] = [("durable", LogKind::Durable), ("memory", LogKind::Memory)];

fn cluster(input: &mut Input<'_>) -> Parsed<Statement> {
    let mut cluster = Cluster::default();
    options(input, OPTIONS, |name, input| {
        match name {
            "replicas" => cluster.replicas = Some(replicas(input)?),
            "order" => cluster.order = Some(orders::parse(input)?),
            "machine" => cluster.machine = Some(machine(input)?),
            "model" => {
                let models = FailureModel::ALL.map(|model| (model.name(), model));
                cluster.model = Some(named(input, "a failure model (fail-stop, random, …)", &models)?);
            }
            "seed" => cluster.seed = Some(number(input, "a seed (a whole number)")?),
            "log" => cluster.log = Some(named(input, "`durable` or `memory`", &LOGS)?),
            "checkpoint-threshold" => cluster.checkpoint_threshold = Some(at_least_one(input)?),
            "audit-every" => cluster.audit_every = Some(at_least_one(input)? as u64),
            "clients" => {
                let clients = |read: &str| read.parse().ok().filter(|count| (1..=MOST_CLIENTS).contains(count));
                cluster.clients = Some(meaning(input, "a number of clients, 1 to 1024", clients)?);
            }
            "retry" => cluster.retry = Some(time(input)?),
            "patience" => cluster.patience = Some(time(input)?),
            "disk" => cluster.disk = Some(range(input)?),
            network => network_option(network, input, &mut cluster.network)?,
        }
        Ok(())
    })?;
    Ok(Statement::Cluster(Box::new(cluster)))
}

/// One option that says how the network is.
pub(super) fn network_option(name: &str, input: &mut Input<'_>, change: &mut NetworkChange) -> Parsed<()> {
    match name {
        "delay" => change.delay = Some(range(input)?),
        "loss" => change.loss = Some(share(input)?),
        "duplicate" => change.duplicate = Some(share(input)?),
        _reorder => change.reorder = Some(share(input)?),
    }
    Ok(())
}

fn replicas(input: &mut Input<'_>) -> Parsed<u8> {
    let possible = |count: &u8| (1..MOST_PLACES).contains(&usize::from(*count));
    meaning(input, "a number of replicas, 1 to 31", |read| read.parse().ok().filter(possible))
}

fn at_least_one(input: &mut Input<'_>) -> Parsed<usize> {
    meaning(input, "a number of slots, 1 or more", |read| read.parse().ok().filter(|count| *count > 0))
}

fn range(input: &mut Input<'_>) -> Parsed<(Tick, Tick)> {
    meaning(input, "a time like 1ms, or a range like 500us..1500us", |read| {
        let (least, most) = read.split_once("..").unwrap_or((read, read));
        let range = (read_time(least)?, read_time(most)?);
        (range.0 <= range.1).then_some(range)
    })
}

fn machine(input: &mut Input<'_>) -> Parsed<MachineKind> {
    let index: Vec<(&'static str, usize)> = MachineKind::NAMES.iter().copied().zip(0..).collect();
    let index = named(input, "a machine (counter, key-value, …)", &index)?;
    Ok(MachineKind::from_name(MachineKind::NAMES[index]).unwrap_or_default())
}

fn plant(input: &mut Input<'_>) -> Parsed<Statement> {
    let plants: Vec<(&'static str, Plant)> = Plant::ALL.iter().map(|plant| (plant.name(), *plant)).collect();
    let at = position(input);
    let start = *input;
    let planted = named(input, "a planted bug (see `smr-lab list plants`)", &plants);
    let Err(error) = planted else { return planted.map(Statement::Plant) };
    // Bugs are filed under what they break; whoever leaves that out means the only one of that name.
    *input = start;
    let read = word(input, "a planted bug")?;
    let same = |plant: &&Plant| plant.name().split('/').nth(1) == Some(read);
    match Plant::ALL.iter().find(same) {
        Some(plant) => {
            let help = Some(format!("write `{}`", plant.name()));
            Err(wrong(at..at + read.len(), format!("there is no planted bug `{read}`"), help))
        }
        None => Err(error),
    }
}

impl Cluster {
    /// The configuration that it describes; what was not said is as usual.
    #[must_use]
    pub fn configuration(&self, plants: Plants) -> Configuration {
        let usual = Configuration::default();
        Configuration {
            seed: self.seed.unwrap_or(usual.seed),
            replicas: self.replicas.unwrap_or(usual.replicas),
            machine: self.machine.clone().unwrap_or(usual.machine),
            failure_model: self.model.unwrap_or(usual.failure_model),
            log: self.log.unwrap_or(usual.log),
            checkpoint_threshold: self.checkpoint_threshold.unwrap_or(usual.checkpoint_threshold),
            audit_every: self.audit_every.unwrap_or(usual.audit_every),
            plants,
            network: self.network.of(usual.network),
            disk: self.disk.unwrap_or(usual.disk),
            retry: self.retry.unwrap_or(usual.retry),
            patience: self.patience.unwrap_or(usual.patience),
        }
    }

    /// The configuration that it describes under an ordering, for which another failure model and more
    /// replicas may be usual.
    #[must_use]
    pub fn configuration_under(&self, order: &Order, plants: Plants) -> Configuration {
        let failure_model = self.model.unwrap_or(order.usual_model());
        let replicas = self.replicas.unwrap_or(order.usual_replicas());
        Configuration { failure_model, replicas, ..self.configuration(plants) }
    }

    /// The statement that describes a configuration, without what is as usual; the plants are not in it.
    #[must_use]
    pub fn of(configuration: &Configuration, order: &'static str) -> Self {
        let usual = Configuration::default();
        let Conditions { delay, loss, duplicate, reorder } = configuration.network;
        let (was, now) = (&usual, configuration);
        Self {
            replicas: Some(now.replicas),
            order: Some(order),
            machine: Some(now.machine.clone()),
            model: (now.failure_model != was.failure_model).then_some(now.failure_model),
            seed: Some(now.seed),
            log: (now.log != was.log).then_some(now.log),
            checkpoint_threshold: unusual(now.checkpoint_threshold, was.checkpoint_threshold),
            audit_every: unusual(now.audit_every, was.audit_every),
            clients: None,
            retry: unusual(now.retry, was.retry),
            patience: unusual(now.patience, was.patience),
            disk: unusual(now.disk, was.disk),
            network: NetworkChange {
                delay: unusual(delay, was.network.delay),
                loss: unusual(loss, was.network.loss),
                duplicate: unusual(duplicate, was.network.duplicate),
                reorder: unusual(reorder, was.network.reorder),
            },
        }
    }
}

fn unusual<T: PartialEq>(now: T, usual: T) -> Option<T> {
    (now != usual).then_some(now)
}

impl fmt::Display for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn option<T: fmt::Display>(f: &mut fmt::Formatter<'_>, name: &str, value: Option<T>) -> fmt::Result {
            value.map_or(Ok(()), |value| write!(f, " {name}={value}"))
        }
        let log = self.log.and_then(|log| LOGS.iter().find(|(_, kind)| *kind == log)).map(|(name, _)| *name);
        f.write_str("cluster")?;
        option(f, "replicas", self.replicas)?;
        option(f, "order", self.order)?;
        option(f, "machine", self.machine.as_ref().map(MachineKind::name))?;
        option(f, "model", self.model)?;
        option(f, "seed", self.seed)?;
        option(f, "log", log)?;
        option(f, "checkpoint-threshold", self.checkpoint_threshold)?;
        option(f, "audit-every", self.audit_every)?;
        option(f, "clients", self.clients)?;
        option(f, "retry", self.retry.map(spell_time))?;
        option(f, "patience", self.patience.map(spell_time))?;
        option(f, "disk", self.disk.map(|(least, most)| format!("{}..{}", spell_time(least), spell_time(most))))?;
        self.network.options().iter().try_for_each(|option| write!(f, " {option}"))
    }
}
