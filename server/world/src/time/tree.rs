//! The tree of branches: who acts in the past forks, and nothing is lost.
//!
//! A branch is little: its commands, and how far it is known. Only the branch that somebody looks at has kept worlds,
//! and those before the fork serve both; so the memory of a session does not grow with the length of its branches, and
//! going over to another one is to replay from the fork.

use super::compare::{Comparison, compare};
use super::{End, Timeline};
use crate::command::{Command, Given, Refusal};
use crate::configuration::{Configuration, Impossible};
use crate::orders::Order;
use smr::Tick;
use std::fmt;
use std::sync::Arc;
use wire::Traced;

/// How many branches a tree can have.
pub const MOST_BRANCHES: usize = 1_024;

/// How long the name of a branch can be, in characters.
pub const LONGEST_NAME: usize = 40;

/// A branch of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    /// What people call it.
    pub name: String,
    /// Which branch it leaves, and after which event; `None` for the first.
    pub leaves: Option<(usize, u64)>,
    /// Its commands, from the beginning of the run.
    pub log: Arc<Vec<Given>>,
    /// How far it is known.
    pub end: End,
}

/// Why something cannot be done to a tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CannotBe {
    /// The world refuses the command.
    Refused(Refusal),
    /// There are as many branches as there can be.
    TooManyBranches,
    /// No branch has this number.
    NoSuchBranch(usize),
    /// Another branch has this name.
    NameTaken(String),
    /// A name is empty, too long, or more than one line.
    BadName,
    /// There can be no such run.
    Impossible(Impossible),
}

impl fmt::Display for CannotBe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Impossible(impossible) => write!(f, "{impossible}"),
            Self::TooManyBranches => {
                write!(f, "there are {MOST_BRANCHES} branches, and no room for another: act at the end of one")
            }
            Self::NoSuchBranch(branch) => write!(f, "there is no branch {branch}"),
            Self::NameTaken(name) => write!(f, "another branch is called `{name}`"),
            Self::BadName => write!(f, "a name is one line of 1 to {LONGEST_NAME} characters"),
        }
    }
}

impl std::error::Error for CannotBe {}

/// The branches of a run, one of them looked at.
pub struct Tree {
    timeline: Timeline,
    branches: Vec<Branch>,
    current: usize,
}

impl Tree {
    /// One branch, before anything has happened.
    ///
    /// # Errors
    /// There can be no such run.
    pub fn begin(order: &Order, configuration: Configuration) -> Result<Self, Impossible> {
        Timeline::begin(order, configuration).map(Self::over)
    }

    /// One branch: this run.
    #[must_use]
    pub fn over(timeline: Timeline) -> Self {
        let first =
            Branch { name: "main".to_owned(), leaves: None, log: Arc::clone(timeline.log()), end: timeline.end() };
        Self { timeline, branches: vec![first], current: 0 }
    }

    /// A tree that was written down; the present is a place in one of its branches, and the event that was the last
    /// there.
    ///
    /// # Errors
    /// There can be no such run, or no such branch.
    pub fn restore(
        order: &Order,
        configuration: Configuration,
        branches: Vec<Branch>,
        present: (usize, End, u64),
    ) -> Result<Self, CannotBe> {
        let (current, place, event) = present;
        let Branch { log, end, .. } = branches.get(current).ok_or(CannotBe::NoSuchBranch(current))?;
        let timeline = Timeline::replay(order, configuration, Arc::clone(log), *end);
        let mut timeline = timeline.map_err(CannotBe::Impossible)?;
        timeline.seek_place(place);
        if event < timeline.position() {
            timeline.seek_event(event);
        }
        Ok(Self { timeline, branches, current })
    }

    /// The branch that is looked at, as a run. To act is [`Tree::command`].
    #[must_use]
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Moves the present moment of the branch that is looked at.
    pub fn walk<T>(&mut self, walk: impl FnOnce(&mut Timeline) -> T) -> T {
        let walked = walk(&mut self.timeline);
        self.note();
        walked
    }

    /// Lets everything happen up to a moment, in the branch that is looked at.
    pub fn run_until(&mut self, moment: Tick, tell: &mut dyn FnMut(&Traced)) {
        self.timeline.run_until(moment, tell);
        self.note();
    }

    /// All branches, in the order in which they came to be.
    #[must_use]
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The branch that is looked at.
    #[must_use]
    pub const fn current(&self) -> usize {
        self.current
    }

    /// Acts at the present moment. If more is known than that, a new branch begins here.
    ///
    /// # Errors
    /// It cannot be carried out; nothing has happened.
    pub fn command(&mut self, command: &Command, tell: &mut dyn FnMut(&Traced)) -> Result<(), CannotBe> {
        let world = self.timeline.world();
        let before = world.trace().length();
        let forks = before < self.timeline.end().event || world.log().len() < self.timeline.log().len();
        if forks && self.branches.len() == MOST_BRANCHES {
            return Err(CannotBe::TooManyBranches);
        }
        let given = self.timeline.command(command, tell);
        if forks && self.timeline.world().trace().length() > before {
            let name = self.free_name();
            let (log, end) = (Arc::clone(self.timeline.log()), self.timeline.end());
            self.branches.push(Branch { name, leaves: Some((self.current, before)), log, end });
            self.current = self.branches.len() - 1;
        }
        self.note();
        given.map_err(CannotBe::Refused)
    }

    /// A run that was found elsewhere becomes a branch that leaves the present one; it is not looked at yet.
    ///
    /// # Errors
    /// There are too many.
    pub fn graft(&mut self, log: Arc<Vec<Given>>, end: End, leaves_after: u64) -> Result<usize, CannotBe> {
        if self.branches.len() == MOST_BRANCHES {
            return Err(CannotBe::TooManyBranches);
        }
        let name = self.free_name();
        self.branches.push(Branch { name, leaves: Some((self.current, leaves_after)), log, end });
        Ok(self.branches.len() - 1)
    }

    /// Looks at another branch, at the last moment that it has in common with the present one.
    ///
    /// # Errors
    /// There is no such branch.
    pub fn switch(&mut self, branch: usize) -> Result<(), CannotBe> {
        let to = self.branches.get(branch).ok_or(CannotBe::NoSuchBranch(branch))?;
        if branch != self.current {
            self.timeline.follow(Arc::clone(&to.log), to.end);
            self.current = branch;
        }
        Ok(())
    }

    /// Calls a branch something else.
    ///
    /// # Errors
    /// There is no such branch, or it cannot be called that.
    pub fn rename(&mut self, branch: usize, name: &str) -> Result<(), CannotBe> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(CannotBe::BadName);
        }
        if self.branches.iter().enumerate().any(|(index, other)| index != branch && other.name == name) {
            return Err(CannotBe::NameTaken(name.to_owned()));
        }
        let renamed = self.branches.get_mut(branch).ok_or(CannotBe::NoSuchBranch(branch))?;
        name.clone_into(&mut renamed.name);
        Ok(())
    }

    /// Two branches beside each other. The branch that is looked at, and its present moment, stay.
    ///
    /// # Errors
    /// There is no such branch.
    pub fn compare(&self, left: usize, right: usize) -> Result<Comparison, CannotBe> {
        Ok(compare(&self.run_of(left)?, &self.run_of(right)?, self.common(left, right)))
    }

    fn run_of(&self, branch: usize) -> Result<Timeline, CannotBe> {
        let branch = self.branches.get(branch).ok_or(CannotBe::NoSuchBranch(branch))?;
        Ok(self.timeline.beside(Arc::clone(&branch.log), branch.end))
    }

    /// The last event that two branches have in common by descent; what follows may still be the same.
    fn common(&self, left: usize, right: usize) -> u64 {
        let (mut left, mut right, mut event) = (left, right, u64::MAX);
        while left != right {
            // A branch is younger than the one it leaves.
            let younger = if left > right { &mut left } else { &mut right };
            let Some((parent, after)) = self.branches[*younger].leaves else { return 0 };
            (*younger, event) = (parent, event.min(after));
        }
        event.min(self.branches[left].end.event)
    }

    fn note(&mut self) {
        let branch = &mut self.branches[self.current];
        (branch.log, branch.end) = (Arc::clone(self.timeline.log()), self.timeline.end());
    }

    fn free_name(&self) -> String {
        let taken = |name: &String| self.branches.iter().any(|branch| branch.name == *name);
        let mut names = (self.branches.len()..).map(|number| format!("what if {number}"));
        names.find(|name| !taken(name)).unwrap_or_default()
    }
}
