//! Playing a whole script: every statement in turn, up to the first failure.

use super::runner::{Limits, Outcome, Runner};
use super::statement::Statement;
use super::text::Script;
use wire::Traced;

/// What somebody who follows a script is told.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// The statement in this line is about to be performed.
    Statement(usize, &'a Statement),
    /// Something happened.
    Event(&'a Traced),
    /// This came of the statement.
    Outcome(&'a Outcome),
}

/// Why a script failed, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The line.
    pub line: usize,
    /// The statement.
    pub statement: Statement,
    /// What came of it.
    pub outcome: Outcome,
}

/// Plays a script to its end, or to its first failure.
///
/// # Errors
/// Where it failed, and why.
pub fn play(script: &Script, limits: Limits, tell: &mut dyn FnMut(Told<'_>)) -> Result<Runner, Box<Failure>> {
    let mut runner = Runner::new(limits);
    play_on(&mut runner, script, tell)?;
    Ok(runner)
}

/// Plays a script in a runner, which stands at the failure if there is one: whoever asks how it came to that can look.
///
/// # Errors
/// Where it failed, and why.
pub fn play_on(runner: &mut Runner, script: &Script, tell: &mut dyn FnMut(Told<'_>)) -> Result<(), Box<Failure>> {
    for (line, statement) in script.statements() {
        tell(Told::Statement(line, statement));
        let outcome = runner.perform(statement, &mut |traced| tell(Told::Event(traced)));
        tell(Told::Outcome(&outcome));
        if outcome.is_failure() {
            return Err(Box::new(Failure { line, statement: statement.clone(), outcome }));
        }
    }
    Ok(())
}
