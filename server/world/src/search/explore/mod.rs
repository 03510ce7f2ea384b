//! The explorer: every state that a small model can reach, each exactly once.
//!
//! A test runs one schedule and a seed sweep runs many; the explorer runs *all* of them, for a model small enough to
//! be finished. It goes breadth first, level by level, so the first violation it meets lies at the end of a shortest
//! path, and it counts as TLC, the model checker of TLA+, counts:
//!
//! - *distinct* states, the initial one included, states outside [`Model::within`] excluded;
//! - *depth*, the number of states on the longest of the shortest paths: the initial state alone has depth 1.
//!
//! Those two figures do not depend on how a model enumerates its steps, so they can be compared with published ones,
//! and the registry [`MODELS`] names the figure each model must reproduce. How many steps were *generated* does
//! depend on it and is reported for curiosity only.
//!
//! Whole states are kept, not fingerprints, so "distinct" is exact and not merely probable. Models pack their state
//! into a few words; a path is found again by replaying it, so no step is ever stored.
//!
//! **Left out:** liveness, symmetry reduction, disk-backed queues, more than one core. The models here are finite and
//! fit into memory.

mod models;
mod mutual_exclusion;
mod paxos;
mod register_paxos;

pub use models::{Expected, MODELS, Named, named};
pub use mutual_exclusion::MutualExclusion;
pub use paxos::Paxos;
pub use register_paxos::RegisterPaxos;

use crate::index::Index;
use std::fmt::Display;
use std::hash::Hash;

/// A system small enough to visit all of its states.
pub trait Model {
    /// One state, packed tightly: millions are kept.
    type State: Clone + Eq + Hash;
    /// What leads from one state to the next, in words a path can be told with.
    type Action: Display;

    /// Where every run begins.
    fn initial(&self) -> Self::State;

    /// Every step that is possible here. A step may be listed twice, or lead back to the same state.
    fn next(&self, state: &Self::State, steps: &mut Vec<(Self::Action, Self::State)>);

    /// The promise that this state breaks, if it breaks one.
    fn violation(&self, state: &Self::State) -> Option<&'static str>;

    /// Whether the state belongs to the part that is explored; others are neither counted nor left.
    fn within(&self, _state: &Self::State) -> bool {
        true
    }
}

/// How far to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// The most distinct states to visit.
    pub states: usize,
    /// Whether the first violation ends the exploration.
    pub until_violation: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { states: 50_000_000, until_violation: false }
    }
}

/// What an exploration found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Distinct states visited.
    pub distinct: usize,
    /// The number of states on the longest shortest path.
    pub depth: usize,
    /// Steps taken, those to known states included.
    pub generated: usize,
    /// Distinct states that break a promise.
    pub violating: usize,
    /// A shortest path to a violation.
    pub example: Option<Example>,
    /// Whether everything was visited; if not, the budget ended the exploration.
    pub complete: bool,
}

/// A shortest way to break a promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// The broken promise.
    pub promise: &'static str,
    /// The steps that lead there from the initial state.
    pub steps: Vec<String>,
}

/// Visits every state of a model, breadth first.
pub fn explore<M: Model>(model: &M, budget: &Budget) -> Report {
    let mut seen = Seen::new(model);
    let mut steps = Vec::new();
    let mut report = Report { distinct: 0, depth: 0, generated: 0, violating: 0, example: None, complete: true };
    seen.add(model, model.initial(), 0, &mut report);
    let mut first_of_level = 0;
    'levels: while first_of_level < seen.states.len() {
        report.depth += 1;
        let end_of_level = seen.states.len();
        for position in first_of_level..end_of_level {
            if seen.states.len() >= budget.states || (budget.until_violation && report.violating > 0) {
                report.complete = false;
                break 'levels;
            }
            model.next(&seen.states[position], &mut steps);
            for (_, state) in steps.drain(..) {
                report.generated += 1;
                seen.add(model, state, position as u32, &mut report);
            }
        }
        first_of_level = end_of_level;
    }
    report.distinct = seen.states.len();
    report.example =
        seen.first_violation.map(|(position, promise)| Example { promise, steps: seen.path(model, position) });
    report
}

/// The states visited so far, in the order of their discovery, each with the one it was discovered from.
struct Seen<M: Model> {
    states: Vec<M::State>,
    parents: Vec<u32>,
    index: Index,
    first_violation: Option<(u32, &'static str)>,
}

impl<M: Model> Seen<M> {
    fn new(_model: &M) -> Self {
        Self { states: Vec::new(), parents: Vec::new(), index: Index::default(), first_violation: None }
    }

    fn add(&mut self, model: &M, state: M::State, parent: u32, report: &mut Report) {
        if !model.within(&state) {
            return;
        }
        let position = self.states.len() as u32;
        let states = &self.states;
        let known = self.index.find_or_insert(Index::digest(&state), position, |at| states[at as usize] == state);
        if known.is_some() {
            return;
        }
        if let Some(promise) = model.violation(&state) {
            report.violating += 1;
            self.first_violation.get_or_insert((position, promise));
        }
        self.states.push(state);
        self.parents.push(parent);
    }

    /// The steps from the initial state to this one, found again by taking them.
    fn path(&self, model: &M, target: u32) -> Vec<String> {
        let mut positions = vec![target];
        let mut position = target;
        while position != 0 {
            position = self.parents[position as usize];
            positions.push(position);
        }
        positions.reverse();
        let mut steps = Vec::new();
        let mut told = Vec::new();
        for pair in positions.windows(2) {
            let goal = &self.states[pair[1] as usize];
            model.next(&self.states[pair[0] as usize], &mut steps);
            let step = steps.drain(..).find(|(_, state)| state == goal);
            told.extend(step.map(|(action, _)| action.to_string()));
        }
        told
    }
}
