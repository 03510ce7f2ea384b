//! Searching from here: is there a way on from the present moment to something that somebody wants to see?
//!
//! A try goes on from the moment with a few things done to the run, drawn at random: a message dropped, delayed or
//! doubled, a server crashed or paused, a partition, a request. Only what an honest cluster must survive is drawn, so
//! that a promise which breaks is worth a look. Tries with little done come first. What is found is cut down to what
//! it needs, and is an ordinary run: its commands, and an end, which [`super::Tree::graft`] takes as a branch.
//!
//! Nothing here runs by itself. Whoever wants an answer calls [`Search::advance`] as often as he likes, each time for
//! so many events, and can stop at any time.

mod attempt;
mod draw;

use super::Timeline;
use super::replay::{End, end_of};
use crate::command::{Command, Given};
use crate::script::{Condition, Universe, Witness};
use attempt::{Attempt, Deeds, Going};
use draw::Draws;
use smr::Tick;
use std::sync::Arc;

/// How far a search goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// How many tries are made.
    pub tries: u64,
    /// How many events all tries together may have.
    pub events: u64,
    /// How far each try goes, in virtual time.
    pub ahead: Tick,
}

impl Default for Budget {
    fn default() -> Self {
        Self { tries: 10_000, events: 5_000_000, ahead: 5_000_000 }
    }
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// What was wanted; this is what was seen.
    Wanted(String),
    /// This promise breaks.
    Broken(&'static str),
}

/// A way on.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// What is there at its end.
    pub found: Found,
    /// The commands of the whole run, those before the moment included.
    pub log: Arc<Vec<Given>>,
    /// Where it ends.
    pub end: End,
    /// The last event before the moment from which it was searched.
    pub leaves_after: u64,
    /// How many of the commands come after that moment.
    pub added: usize,
}

/// What a search has used of its budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Spent {
    /// How many tries were begun.
    pub tries: u64,
    /// How many events they had.
    pub events: u64,
}

/// How far a search is.
#[derive(Clone, PartialEq, Debug)]
pub enum Progress {
    /// It goes on.
    Searching(Spent),
    /// Something was found, and is being cut down to what it needs.
    Shrinking(Spent),
    /// This is what was found.
    Found(Box<Finding>),
    /// The budget is used up, and nothing was found.
    Nothing(Spent),
}

/// What is being done.
enum Stage {
    Searching,
    /// What was found, and which of its commands is left out next, counted from the last.
    Shrinking(Finding, usize),
    Done(Option<Finding>),
}

/// A search, from one moment of a run.
pub struct Search {
    start: Box<dyn Universe>,
    witness: Witness,
    wanted: Option<Condition>,
    budget: Budget,
    seed: u64,
    spent: Spent,
    stage: Stage,
    attempt: Option<Attempt>,
}

impl Search {
    /// A search from the present moment of a timeline, for a condition, or for a broken promise alone. Other seeds try
    /// other things.
    #[must_use]
    pub fn from(timeline: &Timeline, wanted: Option<Condition>, budget: Budget, seed: u64) -> Self {
        let witness = timeline.witness(timeline.world().trace().length());
        let (start, spent, stage) = (timeline.world().fork(), Spent::default(), Stage::Searching);
        Self { start, witness, wanted, budget, seed, spent, stage, attempt: None }
    }

    /// Goes on for about so many events.
    pub fn advance(&mut self, events: u64) -> Progress {
        let until = self.spent.events.saturating_add(events.max(1));
        while self.spent.events < until && !matches!(self.stage, Stage::Done(_)) {
            if self.attempt.is_none() {
                self.begin();
            }
            self.go_on(until);
        }
        match &self.stage {
            Stage::Searching => Progress::Searching(self.spent),
            Stage::Shrinking(..) => Progress::Shrinking(self.spent),
            Stage::Done(Some(finding)) => Progress::Found(Box::new(finding.clone())),
            Stage::Done(None) => Progress::Nothing(self.spent),
        }
    }

    /// The next try begins, or there is none.
    fn begin(&mut self) {
        let exhausted = self.spent.tries >= self.budget.tries || self.spent.events >= self.budget.events;
        let begun = self.start.now();
        let deeds = match &mut self.stage {
            Stage::Searching if exhausted => {
                self.stage = Stage::Done(None);
                return;
            }
            // The first try does nothing at all: what comes by itself needs no help.
            Stage::Searching if self.spent.tries == 0 => Deeds::Given(Vec::new().into()),
            Stage::Searching => {
                let draws = Draws::new(self.seed, self.spent.tries);
                Deeds::drawn(draws, 1 + self.spent.tries / 32, begun, self.budget.ahead)
            }
            Stage::Shrinking(finding, next) => {
                let added = commands(&finding.log[self.start.log().len()..]);
                let Some(without) = added.len().checked_sub(1 + *next).filter(|_| !exhausted) else {
                    self.stage = Stage::Done(Some(finding.clone()));
                    return;
                };
                let kept = added.into_iter().enumerate().filter(|(index, _)| *index != without);
                Deeds::Given(kept.map(|(_, deed)| deed).collect())
            }
            Stage::Done(_) => return,
        };
        self.spent.tries += 1;
        let ends = begun.saturating_add(self.budget.ahead);
        self.attempt = Some(Attempt::new(self.start.fork(), self.witness.clone(), deeds, ends));
    }

    /// The present try goes on, and may end.
    fn go_on(&mut self, until: u64) {
        let Some(attempt) = &mut self.attempt else { return };
        let before = attempt.world().trace().length();
        let most = until.min(self.budget.events).saturating_sub(self.spent.events).max(1);
        let going = attempt.go_on(self.wanted.as_ref(), self.start.broken().len(), most);
        self.spent.events += attempt.world().trace().length() - before;
        let found = match going {
            Going::On if self.spent.events < self.budget.events => return,
            Going::On | Going::Over => None,
            Going::Found(found) => {
                let (world, leaves_after) = (attempt.world(), self.start.trace().length());
                let added = world.log().len() - self.start.log().len();
                Some(Finding { found, log: Arc::clone(world.log()), end: end_of(world), leaves_after, added })
            }
        };
        self.attempt = None;
        match (&mut self.stage, found) {
            (Stage::Searching, Some(finding)) => self.stage = Stage::Shrinking(finding, 0),
            // Only the same thing will do: who looks for a broken promise wants to know what breaks this one.
            (Stage::Shrinking(best, next), Some(finding)) if same(&best.found, &finding.found) => {
                // As many come after the one that is left out as before.
                let kept = *next;
                self.stage = Stage::Shrinking(finding, kept);
            }
            (Stage::Shrinking(_, next), _) => *next += 1,
            _still_searching => {}
        }
    }
}

fn same(left: &Found, right: &Found) -> bool {
    match (left, right) {
        (Found::Broken(left), Found::Broken(right)) => left == right,
        (Found::Wanted(_), Found::Wanted(_)) => true,
        _another => false,
    }
}

fn commands(log: &[Given]) -> Vec<(Tick, Command)> {
    log.iter().map(|given| (given.at, given.command.clone())).collect()
}
