//! The goals of a run: what a lesson asks a learner to reach. One that was reached stays so, wherever one walks in time.

use std::collections::VecDeque;

use wire::message::Goal;
use world::script::Statement;
use world::script::condition::{Condition, Judged, Moment};

use super::saved::SavedGoal;

/// So many goals are kept; a lesson has fewer.
const MOST_GOALS: usize = 16;

/// What a goal was seen to be, until somebody looks.
const NOT_LOOKED_AT: &str = "";

/// The goals of a run.
#[derive(Debug, Default)]
pub struct Goals(VecDeque<(Goal, Condition)>);

impl Goals {
    /// Sets a goal; one with the same text is replaced by it.
    pub fn set(&mut self, text: &str, condition: &Condition) {
        self.0.retain(|(goal, _)| goal.text != text);
        if self.0.len() == MOST_GOALS {
            self.0.pop_front();
        }
        let goal = Goal { text: text.to_owned(), reached: false, seen: NOT_LOOKED_AT.to_owned() };
        self.0.push_back((goal, condition.clone()));
    }

    /// As they are to be kept.
    pub fn saved(&self) -> Vec<SavedGoal> {
        let saved = |(goal, condition): &(Goal, Condition)| SavedGoal {
            line: Statement::Goal(goal.text.clone(), condition.clone()).to_string(),
            reached: goal.reached,
            seen: goal.seen.clone(),
        };
        self.0.iter().map(saved).collect()
    }

    /// One that was kept is set again.
    pub fn put_back(&mut self, text: &str, condition: &Condition, reached: bool, seen: &str) {
        let goal = Goal { text: text.to_owned(), reached, seen: seen.to_owned() };
        self.0.push_back((goal, condition.clone()));
    }

    /// Whether there is none left to reach.
    pub fn are_reached(&self) -> bool {
        self.0.iter().all(|(goal, _)| goal.reached)
    }

    /// Looks whether they are reached now; says whether there is anything new.
    pub fn look(&mut self, moment: &Moment<'_>) -> bool {
        let mut news = false;
        for (goal, condition) in self.0.iter_mut().filter(|(goal, _)| !goal.reached) {
            let Judged { holds, seen } = condition.judge(moment);
            news |= holds || goal.seen != seen;
            (goal.reached, goal.seen) = (holds, seen);
        }
        news
    }

    /// As those who watch are told.
    pub fn told(&self) -> Vec<Goal> {
        self.0.iter().map(|(goal, _)| goal.clone()).collect()
    }
}
