//! `run` and `step`: time passes.

use super::Verb;
use crate::script::condition::Condition;
use crate::script::grammar::{Input, Parsed, at_end, meaning, says, time, unknown};
use crate::script::statement::{Run, Statement};

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "run",
        usage: "run for TIME, or run until CONDITION [within TIME]",
        does: "Lets time pass: for so long, or until something holds. If it does not hold in time (10s, unless \
               `within` says otherwise), that is a failed expectation.",
        example: "run until output c1 = 5 within 2s",
        parse: run,
    },
    Verb {
        name: "step",
        usage: "step [COUNT]",
        does: "Lets the next thing happen: a message arrives, a timer fires, a disk has written, a client wakes.",
        example: "step 10",
        parse: step,
    },
];

fn run(input: &mut Input<'_>) -> Parsed<Statement> {
    if says(input, "for") {
        return time(input).map(|time| Statement::Run(Run::For(time)));
    }
    if !says(input, "until") {
        return Err(unknown(input, "`for TIME` or `until CONDITION`", ["for", "until"]));
    }
    let condition = Condition::parse(input)?;
    let within = says(input, "within").then(|| time(input)).transpose()?;
    Ok(Statement::Run(Run::Until(condition, within)))
}

fn step(input: &mut Input<'_>) -> Parsed<Statement> {
    if at_end(input) {
        return Ok(Statement::Step(1));
    }
    let count = |read: &str| read.parse().ok().filter(|count| (1..=1_000_000).contains(count));
    meaning(input, "a number of steps, 1 to 1000000", count).map(Statement::Step)
}
