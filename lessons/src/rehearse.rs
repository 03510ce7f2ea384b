//! Running a lesson as a learner would who does exactly what the solutions say.
//!
//! So every block is performed, in order, and what it claims is compared with what happens: an expectation holds, a
//! goal is reached by the solution and neither before it nor by waiting, and of the answers to a prediction exactly the
//! one holds that its author calls right.

use super::lesson::{Block, Lesson, Step};
use super::predict::{Choice, Prediction};
use super::source::Source;
use world::script::condition::Judged;
use world::script::runner::{Limits, Outcome, Runner};
use world::script::statement::Run as Waiting;
use world::script::{Condition, Diagnostic, Script, Statement};

/// So long a learner might just look on, in microseconds of the run; a goal that is reached by that is no task.
const LOOKING_ON: u64 = 5_000_000;

/// Runs a lesson; says what is not as it claims.
#[must_use]
pub fn rehearse(lesson: &Lesson, source: &Source<'_>) -> Vec<Diagnostic> {
    let mut rehearsal = Rehearsal {
        source,
        runner: Runner::new(Limits::default()),
        since_cluster: Vec::new(),
        goals: Vec::new(),
        asked: None,
        run: Run::Same,
        complaints: Vec::new(),
    };
    for step in &lesson.steps {
        rehearsal.step(step);
    }
    rehearsal.complaints
}

/// What a run is to different learners.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    /// The same to all of them.
    Same,
    /// Each has done with it what they wanted.
    Own,
    /// It has failed, and what comes after it says nothing.
    Failed,
}

struct Goal<'a> {
    line: usize,
    condition: &'a Condition,
    reached: bool,
}

struct Rehearsal<'a> {
    source: &'a Source<'a>,
    runner: Runner,
    since_cluster: Vec<&'a Statement>,
    goals: Vec<Goal<'a>>,
    asked: Option<(usize, &'a Prediction)>,
    run: Run,
    complaints: Vec<Diagnostic>,
}

impl<'a> Rehearsal<'a> {
    fn step(&mut self, step: &'a Step) {
        self.goals.clear();
        let mut solved = false;
        for placed in &step.blocks {
            match &placed.block {
                Block::Script(script) => {
                    self.script(script);
                    self.compare();
                }
                Block::Prediction(prediction) => {
                    self.leave_nothing_asked();
                    self.asked = Some((placed.line, prediction));
                }
                Block::Solution(script) => {
                    solved = true;
                    self.solution(script, placed.line);
                }
                Block::Prose(_) | Block::Hint(_) | Block::Question { .. } | Block::Notes(_) => {}
            }
        }
        self.leave_nothing_asked();
        if let (false, Some(goal)) = (solved, self.goals.first()) {
            let complaint =
                self.source.in_line(goal.line, "this step has a goal and no `smr solution` that reaches it");
            self.complaints.push(complaint);
        }
    }

    fn leave_nothing_asked(&mut self) {
        if let Some((line, _)) = self.asked.take() {
            let message =
                "no `smr` block between this prediction and the next, or the end of the step, shows who is right";
            self.complaints.push(self.source.in_line(line, message));
        }
    }

    /// What the lab does by itself.
    fn script(&mut self, script: &'a Script) {
        for (line, statement) in script.statements() {
            let begins = matches!(statement, Statement::Cluster(_));
            match self.run {
                _ if begins => self.run = Run::Same,
                Run::Same => {}
                Run::Own => {
                    let message = "here each learner's cluster is in another State: begin a run anew, with `cluster`";
                    self.complaints.push(self.source.in_line(line, message));
                    self.run = Run::Failed;
                }
                Run::Failed => {}
            }
            if self.run == Run::Failed {
                return;
            }
            self.perform(line, statement);
            self.look_at_goals(|goal| {
                (goal.line != line).then_some("this goal is reached before the learner has done anything")
            });
        }
    }

    fn perform(&mut self, line: usize, statement: &'a Statement) {
        if matches!(statement, Statement::Cluster(_)) {
            self.since_cluster.clear();
        }
        self.since_cluster.push(statement);
        let outcome = self.runner.perform(statement, &mut |_| {});
        if let Some(complaint) = complaint(self.source, line, &outcome) {
            self.complaints.push(complaint);
            self.run = Run::Failed;
        }
        if let (Statement::Goal(_, condition), Outcome::Goal { reached, .. }) = (statement, outcome) {
            self.goals.push(Goal { line, condition, reached });
            if reached {
                self.complaints.push(self.source.in_line(line, "this goal is reached already when it is set"));
            }
        }
    }

    /// Notes the goals that are reached by now; `amiss` says what is wrong with that, if something is.
    fn look_at_goals(&mut self, amiss: impl Fn(&Goal<'_>) -> Option<&'static str>) {
        for goal in self.goals.iter_mut().filter(|goal| !goal.reached) {
            goal.reached = judge(&self.runner, goal.condition).holds;
            if let (true, Some(message)) = (goal.reached, amiss(goal)) {
                self.complaints.push(self.source.in_line(goal.line, message));
            }
        }
    }

    /// Goals that come by themselves to a learner who looks on.
    fn look_on(&mut self) {
        if self.run == Run::Failed || self.goals.is_empty() {
            return;
        }
        let mut other = Runner::new(Limits::default());
        let waiting = Statement::Run(Waiting::For(LOOKING_ON));
        for statement in self.since_cluster.iter().copied().chain([&waiting]) {
            other.perform(statement, &mut |_| {});
        }
        for goal in self.goals.iter().filter(|goal| !goal.reached && judge(&other, goal.condition).holds) {
            let message = "this goal is reached by waiting for five seconds, so it is no task";
            self.complaints.push(self.source.in_line(goal.line, message));
        }
    }

    /// What the learner does.
    fn solution(&mut self, script: &'a Script, opening: usize) {
        if self.goals.is_empty() && self.run != Run::Failed {
            self.complaints.push(self.source.in_line(opening, "this solution is of no goal: none is set in this step"));
        }
        self.look_on();
        for (line, statement) in script.statements() {
            if self.run == Run::Failed {
                return;
            }
            self.perform(line, statement);
            self.look_at_goals(|_| None);
        }
        if self.run == Run::Failed {
            return;
        }
        self.run = Run::Own;
        for goal in self.goals.iter().filter(|goal| !goal.reached) {
            let mut complaint = self.source.in_line(goal.line, "the solution of this step does not reach this goal");
            complaint.help = Some(format!("seen at the end: {}", judge(&self.runner, goal.condition).seen));
            self.complaints.push(complaint);
        }
    }

    /// Compares what was predicted with what happened.
    fn compare(&mut self) {
        if self.run == Run::Failed {
            self.asked = None;
        }
        let Some((_, prediction)) = self.asked.take() else { return };
        for choice in &prediction.choices {
            let Judged { holds, seen } = judge(&self.runner, &choice.condition);
            if let Some(message) = amiss(choice, holds) {
                let mut complaint = self.source.in_line(choice.line, message);
                complaint.help = Some(format!("seen after the run: {seen}"));
                self.complaints.push(complaint);
            }
        }
    }
}

fn amiss(choice: &Choice, holds: bool) -> Option<&'static str> {
    match (choice.right, holds) {
        (true, false) => Some("this answer is called right, and its condition does not hold after the run"),
        (false, true) => Some("this answer is called wrong, and its condition holds after the run"),
        (true, true) | (false, false) => None,
    }
}

fn judge(runner: &Runner, condition: &Condition) -> Judged {
    let Some(moment) = runner.moment() else {
        return Judged { holds: false, seen: "no run has begun".to_owned() };
    };
    condition.judge(&moment)
}

/// What is said of a statement that went wrong.
fn complaint(source: &Source<'_>, line: usize, outcome: &Outcome) -> Option<Diagnostic> {
    let (message, help) = match outcome {
        Outcome::Failed { expected, seen } => (format!("expected: {expected}"), Some(format!("seen: {seen}"))),
        Outcome::Refused { why } => (format!("this cannot be done: {why}"), None),
        Outcome::TooMuch { why } => (why.clone(), None),
        _no_failure => return None,
    };
    Some(Diagnostic { help, ..source.in_line(line, message) })
}
