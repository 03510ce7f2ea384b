//! `by-hand`, `deliver`, `drop`, `duplicate`, `delay`: messages, one by one.

use super::Verb;
use crate::script::grammar::{Input, Parsed, named, time};
use crate::script::selector::Messages;
use crate::script::statement::{Handling, Statement};

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "by-hand",
        usage: "by-hand on|off",
        does: "Every message waits for `deliver` or `drop`; when it is switched off, those that wait arrive.",
        example: "by-hand on",
        parse: |input| named(input, "`on` or `off`", &[("on", true), ("off", false)]).map(Statement::ByHand),
    },
    Verb {
        name: "deliver",
        usage: "deliver MESSAGE",
        does: "The message arrives now. A message is a number, or a description: `accept leader -> r2` is the oldest \
               that fits, `all to r3` is every one.",
        example: "deliver accept leader -> r2",
        parse: |input| handle(input, Handling::Deliver),
    },
    Verb {
        name: "drop",
        usage: "drop MESSAGE",
        does: "The message is lost.",
        example: "drop all to r3",
        parse: |input| handle(input, Handling::Drop),
    },
    Verb {
        name: "duplicate",
        usage: "duplicate MESSAGE",
        does: "The message arrives twice.",
        example: "duplicate request from c1",
        parse: |input| handle(input, Handling::Duplicate),
    },
    Verb {
        name: "delay",
        usage: "delay MESSAGE TIME",
        does: "The message takes so much longer.",
        example: "delay accept leader -> r2 300ms",
        parse: delay,
    },
];

fn handle(input: &mut Input<'_>, handling: Handling) -> Parsed<Statement> {
    Messages::parse(input).map(|messages| Statement::Message(handling, messages))
}

fn delay(input: &mut Input<'_>) -> Parsed<Statement> {
    let messages = Messages::parse(input)?;
    Ok(Statement::Message(Handling::Delay(time(input)?), messages))
}
