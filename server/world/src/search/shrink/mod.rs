//! The minimiser: makes a run that breaks a promise smaller, as long as it still breaks that promise.
//!
//! It goes two ways, one after the other. A plan is shrunk fast ([`plan`]), without narration and many commands at
//! once. What is left becomes a script, and the script is shrunk statement by statement ([`statements`]): what a person
//! reads in the end has no statement that could be left out, says nothing about the cluster that does not matter, and
//! lets time pass in round figures where it can.

mod plan;
mod statements;

use super::plan::Plan;
use super::render;
use super::sweep::play;
use crate::promises::Broken;
use crate::script::{Script, Statement};
use crate::trace::Watch;
use smr::order::Ordering;

pub use plan::shrink;
use statements::smaller;
pub use statements::{breaks, without};

/// What is left of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shrunk {
    /// A script that breaks the promise.
    pub script: String,
    /// How it does, and at which of its own events.
    pub broken: Broken,
    /// How many statements it has, the expectation at its end included.
    pub statements: usize,
}

/// The smallest script that could be found within a budget of runs and breaks the same promise as this plan; `None` if
/// the plan breaks none.
#[must_use]
pub fn to_script<O: Ordering>(plan: &Plan, budget: u32) -> Option<Shrunk> {
    let smallest = shrink::<O>(plan.clone(), budget);
    let (world, outcome) = play::<O>(&smallest, Watch::ALL);
    let broken = outcome.broken?;
    let script = render::script(&world, O::NAME);
    let mut statements: Vec<Statement> = match Script::parse(&script) {
        Ok(script) => script.statements().map(|(_, statement)| statement.clone()).collect(),
        Err(wrong) => panic!("what is rendered can be read: {wrong:?}"),
    };
    let expectation = statements.pop();
    let Some((statements, broken)) = smaller(statements, broken.promise, budget) else {
        // Only the plan sees this: a script takes less for peace and quiet than a sweep does.
        let statements = script.lines().count();
        return Some(Shrunk { script, broken, statements });
    };
    let all = statements.iter().chain(&expectation);
    let script = all.map(|statement| format!("{statement}\n")).collect();
    Some(Shrunk { script, broken, statements: statements.len() + 1 })
}
