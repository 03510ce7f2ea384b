//! A run as it is kept, and how it comes back: its configuration and its commands are played again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smr::execute::MachineKind;
use smr::plant::Plants;
use world::orders::{self, Order};
use world::script::grammar::Known;
use world::script::{Statement, Witness, text};
use world::search::render::opening;
use world::time::{Branch, End, Recording, Tree, link};
use world::{Command, Configuration, Given, MOST_CLIENTS, Place};

use super::goals::Goals;
use super::{Memory, Run, complaint};
use crate::classroom::catalogue::Exported;

/// A run as it is kept.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    /// Distinguishes the run from all others.
    pub begun: u64,
    /// The lines with which it begins.
    pub opening: String,
    /// Its branches, with their commands.
    pub branches: Vec<Branch>,
    /// The branch that is looked at.
    pub branch: usize,
    /// Where the world stands in it.
    pub place: End,
    /// The last event that is looked at; the others of the same thing are still to be seen.
    pub event: u64,
    /// By what the run up to there is known again.
    pub hash: u64,
    /// Whom the last `leader` meant.
    pub former_leader: Option<Place>,
    /// The goals that were set.
    pub goals: Vec<SavedGoal>,
}

/// A goal as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SavedGoal {
    /// The line that set it.
    pub line: String,
    /// Whether it has been reached.
    pub reached: bool,
    /// What was seen when it was last looked at.
    pub seen: String,
}

impl Saved {
    /// The service that runs in it, and the order of its Inputs.
    ///
    /// # Errors
    /// The lines with which it begins do not begin a run.
    pub fn configuration(opening: &str) -> Result<(&'static Order, Configuration), String> {
        let (mut cluster, mut plants) = (None, Plants::default());
        for line in opening.lines() {
            match read(line, &MachineKind::default())? {
                Statement::Cluster(begins) => cluster = Some(begins),
                Statement::Plant(plant) => plants = plants.with(plant),
                other => return Err(format!("`{other}` does not begin a run")),
            }
        }
        let cluster = cluster.ok_or("there is no `cluster` in it")?;
        let order = match cluster.order {
            Some(name) => orders::named(name).ok_or("it has no ordering")?,
            None => orders::usual(),
        };
        Ok((order, cluster.configuration_under(order, plants)))
    }
}

/// A command, as a script says it.
///
/// # Errors
/// It is none.
pub fn command(line: &str, machine: &MachineKind) -> Result<Command, String> {
    let statement = read(line, machine)?;
    Command::try_from(&statement).map_err(|_| format!("`{line}` means something only in a world"))
}

fn read(line: &str, machine: &MachineKind) -> Result<Statement, String> {
    let known = Known { machine, clients: MOST_CLIENTS };
    text::parse_line(line, 1, known).map_err(complaint)?.ok_or_else(|| "an empty line".to_owned())
}

/// How many of its first commands a branch shares with another.
pub fn shared(log: &[Given], other: &[Given]) -> usize {
    log.iter().zip(other).take_while(|(one, other)| one == other).count()
}

impl Run {
    /// As it is to be kept.
    pub fn saved(&self) -> Saved {
        let timeline = self.tree.timeline();
        let world = timeline.world();
        Saved {
            begun: self.begun,
            opening: opening(world.configuration(), world.order()),
            branches: self.tree.branches().to_vec(),
            branch: self.tree.current(),
            place: timeline.place(),
            event: timeline.position(),
            hash: world.trace().hash(),
            former_leader: self.memory.witness.former_leader,
            goals: self.goals.saved(),
        }
    }

    /// Up to where it stands, for somebody who takes it along.
    pub fn exported(&self) -> Exported {
        let recording = Recording::of(self.tree.timeline().world());
        let link = link::link(&recording).ok();
        Exported { script: recording.script, link }
    }

    /// Another run takes its place, before the eyes of the same viewers.
    pub fn become_run(&mut self, next: Self) {
        *self = Self { jumps: self.jumps + 1, ..next };
    }

    /// The run that was kept, where it stood.
    ///
    /// # Errors
    /// It cannot be played again, or comes to something else: another version of the lab kept it.
    pub fn restore(saved: &Saved) -> Result<Self, String> {
        let (order, configuration) = Saved::configuration(&saved.opening)?;
        let machine = configuration.machine.clone();
        let present = (saved.branch, saved.place, saved.event);
        let tree = Tree::restore(order, configuration, saved.branches.clone(), present);
        let tree = tree.map_err(|cannot| cannot.to_string())?;
        let (place, hash) = (tree.timeline().place(), tree.timeline().world().trace().hash());
        if (place, hash) != (saved.place, saved.hash) {
            return Err(format!(
                "it was kept at {} events with hash {:016x}, and this lab plays it to {} with hash {hash:016x}",
                saved.place.event, saved.hash, place.event
            ));
        }
        let mut goals = Goals::default();
        for SavedGoal { line, reached, seen } in &saved.goals {
            match read(line, &machine)? {
                Statement::Goal(text, condition) => goals.put_back(&text, &condition, *reached, seen),
                other => return Err(format!("`{other}` is no goal")),
            }
        }
        let mut run = Self::over(tree, saved.begun);
        run.goals = goals;
        let mut witness = Witness::default();
        witness.former_leader = saved.former_leader;
        run.memory = Memory { witness, stale: true };
        Ok(run)
    }
}

/// A log of the first commands of another one and some of its own.
pub fn continued(log: &[Given], shared: usize, own: Vec<Given>) -> Option<Arc<Vec<Given>>> {
    let mut whole = log.get(..shared)?.to_vec();
    whole.extend(own);
    Some(Arc::new(whole))
}
