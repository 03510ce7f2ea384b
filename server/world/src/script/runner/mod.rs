//! Performing a script, one statement at a time, over a world: lessons, demonstrations, tests and one line typed into
//! a live session go through here.
//!
//! No script can take unbounded time or memory: [`Limits`] bound all that takes either, and whatever exceeds them ends
//! with [`Outcome::TooMuch`], which says what was too much.

mod commands;
mod limits;

pub use commands::{commands, meaning};
pub use limits::Limits;
use limits::Spent;

use super::condition::{Condition, Moment};
use super::grammar::{Known, spell_time};
use super::statement::{Prediction, Run, Statement};
use super::universe::Universe;
use super::verbs::cluster::Cluster;
use super::witness::Witness;
use crate::orders::{self, Order};
use crate::trace::Watch;
use smr::Tick;
use smr::execute::MachineKind;
use smr::plant::Plants;
use wire::Traced;

/// How long `run until` waits where `within` does not say.
pub const USUAL_WAIT: Tick = 10_000_000;

/// How many of the last events a run keeps for those who look back.
pub const KEPT_EVENTS: usize = 1 << 16;

/// What came of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It was done.
    Done,
    /// An expectation holds, or what was waited for came.
    Holds {
        /// What was seen.
        seen: String,
    },
    /// An expectation does not hold, or what was waited for did not come in time.
    Failed {
        /// What was expected.
        expected: String,
        /// What was seen instead.
        seen: String,
    },
    /// It cannot be done now; nothing has happened.
    Refused {
        /// Why.
        why: String,
    },
    /// The script is larger than a script may be.
    TooMuch {
        /// What was too much.
        why: String,
    },
    /// A goal was set.
    Goal {
        /// What is to be reached.
        text: String,
        /// Whether it is reached already.
        reached: bool,
    },
    /// A question was asked.
    Asked(Prediction),
    /// Something was said.
    Said(String),
    /// The demonstration waits for whoever presents it.
    Waits,
}

impl Outcome {
    /// Whether the script has failed here.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::Refused { .. } | Self::TooMuch { .. })
    }

    /// Why the script has failed here, in a line; nothing if it has not.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::Failed { expected, seen } => format!("expected: {expected}; seen: {seen}"),
            Self::Refused { why } | Self::TooMuch { why } => why.clone(),
            _no_failure => String::new(),
        }
    }
}

/// A goal that was set, and whether it is reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goal {
    /// What is to be reached.
    pub text: String,
    /// When it is.
    pub condition: Condition,
    /// Whether it has been, at the end of some statement.
    pub reached: bool,
}

/// Performs a script.
pub struct Runner {
    world: Option<Box<dyn Universe>>,
    next: Option<(Cluster, Plants)>,
    witness: Witness,
    goals: Vec<Goal>,
    limits: Limits,
    spent: Spent,
}

impl Runner {
    /// Nothing has been performed yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            world: None,
            next: None,
            witness: Witness::default(),
            goals: Vec::new(),
            limits,
            spent: Spent::default(),
        }
    }

    /// Goes on with a world that there is already.
    #[must_use]
    pub fn over(world: Box<dyn Universe>, limits: Limits) -> Self {
        let mut runner = Self::new(limits);
        runner.witness.look(&*world, &mut |_| {});
        runner.world = Some(world);
        runner
    }

    /// The world, once something has happened in it.
    #[must_use]
    pub fn world(&self) -> Option<&dyn Universe> {
        self.world.as_deref()
    }

    /// What a condition is judged by, once something has happened.
    #[must_use]
    pub fn moment(&self) -> Option<Moment<'_>> {
        Some(Moment { world: self.world.as_deref()?, witness: &self.witness })
    }

    /// The goals that were set.
    #[must_use]
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The machine of the run, for reading the next line.
    #[must_use]
    pub fn machine(&self) -> MachineKind {
        let next = self.next.as_ref().and_then(|(cluster, _)| cluster.machine.clone());
        let world = self.world.as_ref().map(|world| world.configuration().machine.clone());
        if self.next.is_some() { next.unwrap_or_default() } else { world.unwrap_or_default() }
    }

    /// Reads a line as the next statement. An empty line, or a comment, is none.
    ///
    /// # Errors
    /// The line cannot be read.
    pub fn read(&self, line: &str) -> Result<Option<Statement>, super::Diagnostic> {
        let machine = self.machine();
        super::text::parse_line(line, 1, Known { machine: &machine, clients: self.limits.clients })
    }

    /// Performs one statement; `tell` is told every event.
    pub fn perform(&mut self, statement: &Statement, tell: &mut dyn FnMut(&Traced)) -> Outcome {
        self.spent.statements += 1;
        if let Err(too_much) = self.within_limits() {
            return too_much;
        }
        let outcome = self.perform_within(statement, tell);
        self.look_at_goals();
        outcome
    }

    fn perform_within(&mut self, statement: &Statement, tell: &mut dyn FnMut(&Traced)) -> Outcome {
        match statement {
            Statement::Cluster(cluster) => return self.prepare((**cluster).clone(), Plants::default()),
            Statement::Plant(plant) => {
                // Before `cluster` it would be forgotten there, and in a run it would come too late.
                let Some((cluster, plants)) = self.next.clone() else {
                    let why = "a bug is planted before a run begins: write it right behind `cluster`".to_owned();
                    return Outcome::Refused { why };
                };
                return self.prepare(cluster, plants.with(*plant));
            }
            Statement::Say(text) => return Outcome::Said(text.clone()),
            Statement::Predict(prediction) => return Outcome::Asked(prediction.clone()),
            Statement::Wait => return Outcome::Waits,
            _needs_a_world => {}
        }
        if let Err(outcome) = self.begin(tell) {
            return outcome;
        }
        match statement {
            Statement::Run(Run::For(time)) => self.run_for(*time, tell),
            Statement::Run(Run::Until(condition, within)) => self.run_until(condition, *within, tell),
            Statement::Step(count) => self.step(*count, tell),
            Statement::Expect(condition) => self.expect(condition),
            Statement::Goal(text, condition) => self.set_goal(text, condition),
            command => self.command(command, tell),
        }
    }

    /// A run is described, and begins with what is done first in it. What cannot be is told at the line that says so.
    fn prepare(&mut self, cluster: Cluster, plants: Plants) -> Outcome {
        let order = order_of(&cluster);
        if let Err(why) = order.check(&cluster.configuration_under(order, plants)) {
            return Outcome::Refused { why: why.to_string() };
        }
        (self.world, self.next) = (None, Some((cluster, plants)));
        Outcome::Done
    }

    /// Begins the run that `cluster` and `plant` described, if it has not begun.
    fn begin(&mut self, tell: &mut dyn FnMut(&Traced)) -> Result<(), Outcome> {
        if self.world.is_some() {
            return Ok(());
        }
        let Some((cluster, plants)) = self.next.take() else {
            return Err(Outcome::Refused { why: "no run has begun: write `cluster` first".to_owned() });
        };
        let order = order_of(&cluster);
        let configuration = cluster.configuration_under(order, plants);
        self.spent.replicas += u64::from(configuration.replicas);
        self.within_limits()?;
        let watch = Watch { keep: KEPT_EVENTS, narrate: true, promises: true };
        let world = order.world(configuration, watch);
        let world = world.map_err(|why| Outcome::Refused { why: why.to_string() })?;
        self.witness = Witness::default();
        self.goals.clear();
        self.world = Some(world);
        self.look(tell);
        Ok(())
    }

    fn look(&mut self, tell: &mut dyn FnMut(&Traced)) {
        if let Some(world) = &self.world {
            self.witness.look(&**world, tell);
        }
    }

    fn command(&mut self, statement: &Statement, tell: &mut dyn FnMut(&Traced)) -> Outcome {
        let Some(moment) = self.moment() else { return Outcome::Done };
        if let Some(named) = meaning(statement, &moment) {
            self.witness.former_leader = Some(named);
        }
        let Some(moment) = self.moment() else { return Outcome::Done };
        let commands = match commands(statement, &moment) {
            Ok(commands) => commands,
            Err(why) => return Outcome::Refused { why },
        };
        for command in commands {
            let Some(world) = &mut self.world else { return Outcome::Done };
            let before = world.trace().length();
            let given = world.command(&command);
            self.spent.events += world.trace().length() - before;
            self.look(tell);
            if let Err(refusal) = given {
                return Outcome::Refused { why: refusal.to_string() };
            }
            if let Err(too_much) = self.within_limits() {
                return too_much;
            }
        }
        Outcome::Done
    }

    /// Lets the next thing happen, if it comes before the deadline. Says whether it did, or what was too much.
    fn advance(&mut self, deadline: Tick, tell: &mut dyn FnMut(&Traced)) -> Result<bool, Outcome> {
        let Some(world) = &mut self.world else { return Ok(false) };
        let (before, began) = (world.trace().length(), world.now());
        let next = world.next_at().filter(|at| *at <= deadline);
        let stepped = next.is_some();
        if stepped {
            world.step();
        } else {
            world.run_until(deadline)
        };
        self.spent.events += world.trace().length() - before;
        self.spent.time += world.now() - began;
        self.look(tell);
        self.within_limits()?;
        Ok(stepped)
    }

    fn within_limits(&mut self) -> Result<(), Outcome> {
        self.spent.flying = self.world.as_ref().map_or(0, |world| world.view().flying.len());
        self.spent.over(&self.limits).map_or(Ok(()), |why| Err(Outcome::TooMuch { why }))
    }

    fn deadline(&self, time: Tick) -> Tick {
        self.world.as_ref().map_or(0, |world| world.now()).saturating_add(time)
    }

    fn run_for(&mut self, time: Tick, tell: &mut dyn FnMut(&Traced)) -> Outcome {
        let deadline = self.deadline(time);
        loop {
            match self.advance(deadline, tell) {
                Ok(true) => {}
                Ok(false) => return Outcome::Done,
                Err(too_much) => return too_much,
            }
        }
    }

    fn run_until(&mut self, condition: &Condition, within: Option<Tick>, tell: &mut dyn FnMut(&Traced)) -> Outcome {
        let within = within.unwrap_or(USUAL_WAIT);
        let deadline = self.deadline(within);
        let replicas = self.world.as_ref().map_or(0, |world| world.view().replicas.len());
        let facts = condition.facts() * replicas as u64;
        loop {
            self.spent.facts += facts;
            let holds = self.moment().is_some_and(|moment| condition.holds(&moment, true));
            let going = if holds { Ok(false) } else { self.advance(deadline, tell) };
            match going {
                Ok(true) => {}
                Ok(false) => {
                    let judged = self.moment().map(|moment| condition.judge(&moment));
                    let (holds, seen) = judged.map_or((false, String::new()), |judged| (judged.holds, judged.seen));
                    let expected = format!("{condition} within {}", spell_time(within));
                    return if holds { Outcome::Holds { seen } } else { Outcome::Failed { expected, seen } };
                }
                Err(too_much) => return too_much,
            }
        }
    }

    fn step(&mut self, count: u32, tell: &mut dyn FnMut(&Traced)) -> Outcome {
        for _ in 0..count {
            let next = self.world.as_mut().and_then(|world| world.next_at());
            let Some(next) = next else { return Outcome::Done };
            if let Err(too_much) = self.advance(next, tell) {
                return too_much;
            }
        }
        Outcome::Done
    }

    fn expect(&self, condition: &Condition) -> Outcome {
        let Some(moment) = self.moment() else { return Outcome::Done };
        let judged = condition.judge(&moment);
        match judged.holds {
            true => Outcome::Holds { seen: judged.seen },
            false => Outcome::Failed { expected: condition.to_string(), seen: judged.seen },
        }
    }

    fn set_goal(&mut self, text: &str, condition: &Condition) -> Outcome {
        if self.goals.len() == self.limits.goals {
            return too_much(format!("a script may set {} goals", self.limits.goals));
        }
        let reached = self.moment().is_some_and(|moment| condition.holds(&moment, false));
        self.goals.push(Goal { text: text.to_owned(), condition: condition.clone(), reached });
        Outcome::Goal { text: text.to_owned(), reached }
    }

    fn look_at_goals(&mut self) {
        let Some(world) = self.world.as_deref() else { return };
        let moment = Moment { world, witness: &self.witness };
        for goal in self.goals.iter_mut().filter(|goal| !goal.reached) {
            goal.reached = goal.condition.holds(&moment, false);
        }
    }
}

fn order_of(cluster: &Cluster) -> &'static Order {
    cluster.order.and_then(orders::named).unwrap_or(orders::usual())
}

const fn too_much(why: String) -> Outcome {
    Outcome::TooMuch { why }
}
