//! What a run is given before it begins. Together with the commands and their times it determines every event.

use crate::network::Conditions;
use crate::trace::Watch;
use smr::execute::MachineKind;
use smr::log::LogKind;
use smr::order::Setup;
use smr::place::{FailureModel, MOST_PLACES, Members};
use smr::plant::{Plant, Plants};
use smr::{Tick, replica};
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The most clients a run can have.
pub const MOST_CLIENTS: u16 = 1024;

/// What a run is given before it begins.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Configuration {
    /// The seed of all randomness.
    pub seed: u64,
    /// How many replicas there are in Start.
    pub replicas: u8,
    /// The service.
    pub machine: MachineKind,
    /// The failures to survive.
    pub failure_model: FailureModel,
    /// Whether the log outlives a crash.
    pub log: LogKind,
    /// A log with this many entries makes a replica submit CHECKPOINT.
    pub checkpoint_threshold: usize,
    /// Checksums are compared after every so many slots.
    pub audit_every: u64,
    /// The rules that are taken out.
    pub plants: Plants,
    /// How the network is unless a command changes it.
    pub network: Conditions,
    /// How long the disk takes to write, at least and at most.
    pub disk: (Tick, Tick),
    /// How long a client waits for an Output before it sends its request again.
    pub retry: Tick,
    /// How long it waits before it takes FAIL for the answer.
    pub patience: Tick,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            seed: 1,
            replicas: 3,
            machine: MachineKind::default(),
            failure_model: FailureModel::default(),
            log: LogKind::default(),
            checkpoint_threshold: 64,
            audit_every: 8,
            plants: Plants::default(),
            network: Conditions::default(),
            disk: (100, 300),
            retry: 250_000,
            patience: 2_000_000,
        }
    }
}

/// Why there can be no such run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Impossible {
    /// Too few or too many replicas.
    Replicas(u8),
    /// The log could never be checkpointed.
    CheckpointThreshold,
    /// The audit could never run.
    AuditEvery,
    /// The ordering is not made for so few replicas, or so many.
    ReplicasUnder {
        /// The ordering.
        order: &'static str,
        /// How many there can be.
        possible: RangeInclusive<u8>,
        /// How many were asked for.
        replicas: u8,
    },
    /// The ordering is not made for these failures.
    ModelUnder {
        /// The ordering.
        order: &'static str,
        /// The failures.
        model: FailureModel,
        /// The nearest that it is made for.
        nearest: FailureModel,
    },
    /// The ordering has no such rule.
    PlantUnder {
        /// The ordering.
        order: &'static str,
        /// The rule that was to be taken out.
        plant: Plant,
    },
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replicas(count) => {
                write!(f, "{count} replicas cannot be: a cluster has 1 to {}", MOST_PLACES - 1)
            }
            Self::CheckpointThreshold => write!(f, "a checkpoint threshold of 0 cannot be: 1 is the least"),
            Self::AuditEvery => write!(f, "an audit every 0 slots cannot be: 1 is the least"),
            Self::ReplicasUnder { order, possible, replicas } if replicas < possible.start() => {
                let least = possible.start();
                write!(f, "{replicas} replicas cannot be: a cluster under {order} has at least {least}")
            }
            Self::ReplicasUnder { order, possible, replicas } => {
                let most = possible.end();
                write!(f, "{replicas} replicas cannot be: a cluster under {order} has at most {most}")
            }
            Self::ModelUnder { order, model, nearest } => {
                write!(
                    f,
                    "{order} is not made for the failure model {model}; the nearest that it is made for is {nearest}"
                )
            }
            Self::PlantUnder { order, plant } => {
                write!(f, "{order} has no rule that {} could take out", plant.name())
            }
        }
    }
}

impl std::error::Error for Impossible {}

impl Configuration {
    /// Whether there can be such a run.
    ///
    /// # Errors
    /// What is impossible about it.
    pub fn check(&self) -> Result<(), Impossible> {
        match self {
            Self { replicas, .. } if *replicas == 0 || *replicas as usize >= MOST_PLACES => {
                Err(Impossible::Replicas(*replicas))
            }
            Self { checkpoint_threshold: 0, .. } => Err(Impossible::CheckpointThreshold),
            Self { audit_every: 0, .. } => Err(Impossible::AuditEvery),
            _ => Ok(()),
        }
    }

    /// What each replica is told of it.
    pub(crate) fn of_a_replica(&self, watch: Watch) -> Arc<replica::Configuration> {
        let usual = replica::Configuration::new(self.machine.clone(), self.replicas);
        Arc::new(replica::Configuration {
            first_members: Members::first(self.replicas),
            failure_model: self.failure_model,
            log: self.log,
            checkpoint_threshold: self.checkpoint_threshold,
            audit_every: self.audit_every,
            watch_states: watch.promises,
            show_states: watch.narrate,
            order: Setup { plants: self.plants, ..usual.order },
            ..usual
        })
    }
}
