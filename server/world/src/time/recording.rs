//! A whole run, written down: its script, exact to the last thing that happened, and by what one knows it again.
//!
//! A recording that is played elsewhere must come to the same events. If it does not, then another version of the lab
//! made it, or somebody changed it by hand; both are told, since a discussion about two different runs helps nobody.

use crate::script::diagnostic::Diagnostic;
use crate::script::play::{Failure, Told, play};
use crate::script::{Limits, Runner, Script, Universe};
use crate::search::render::recording;
use std::fmt;

/// A whole run, written down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recording {
    /// What was done, in the script language.
    pub script: String,
    /// How many events there were.
    pub events: u64,
    /// The hash of them all.
    pub hash: u64,
}

/// Why a recording cannot be played.
#[derive(Clone, PartialEq, Debug)]
pub enum Unplayable {
    /// Its script cannot be read.
    Unreadable(Vec<Diagnostic>),
    /// Its script cannot be performed.
    Failed(Box<Failure>),
    /// It has no run in it.
    Empty,
    /// It plays, and comes to other events.
    Different {
        /// The events it should come to.
        expected: (u64, u64),
        /// Those it comes to.
        found: (u64, u64),
    },
}

impl fmt::Display for Unplayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(wrong) => match wrong.first() {
                Some(first) => write!(f, "its script cannot be read: line {}: {}", first.line, first.message),
                None => write!(f, "its script cannot be read"),
            },
            Self::Failed(failure) => {
                write!(f, "line {} of its script, `{}`, cannot be performed: ", failure.line, failure.statement)?;
                write!(f, "{}", failure.outcome.why())
            }
            Self::Empty => write!(f, "there is no run in it"),
            Self::Different { expected: (events, hash), found: (found_events, found_hash) } => write!(
                f,
                "this lab plays it otherwise: {found_events} events with hash {found_hash:016x}, where there were \
                 {events} with hash {hash:016x}; another version of the lab made it"
            ),
        }
    }
}

impl std::error::Error for Unplayable {}

impl Recording {
    /// The run of a world up to where it stands.
    #[must_use]
    pub fn of(world: &dyn Universe) -> Self {
        Self { script: recording(world), events: world.trace().length(), hash: world.trace().hash() }
    }

    /// Plays it to its end, and looks whether it is the same run.
    ///
    /// # Errors
    /// It cannot be played, or is another run.
    pub fn play(&self, limits: Limits) -> Result<Runner, Unplayable> {
        self.play_telling(limits, &mut |_| {})
    }

    /// The same; `tell` is told everything that happens.
    ///
    /// # Errors
    /// It cannot be played, or is another run.
    pub fn play_telling(&self, limits: Limits, tell: &mut dyn FnMut(Told<'_>)) -> Result<Runner, Unplayable> {
        let script = Script::parse(&self.script).map_err(Unplayable::Unreadable)?;
        let runner = play(&script, limits, tell).map_err(Unplayable::Failed)?;
        self.check(runner.world())?;
        Ok(runner)
    }

    /// Whether a world in which the script was played has come to the same run.
    ///
    /// # Errors
    /// It is another run, or none.
    pub fn check(&self, world: Option<&dyn Universe>) -> Result<(), Unplayable> {
        let trace = world.ok_or(Unplayable::Empty)?.trace();
        let (expected, found) = ((self.events, self.hash), (trace.length(), trace.hash()));
        if expected == found { Ok(()) } else { Err(Unplayable::Different { expected, found }) }
    }
}
