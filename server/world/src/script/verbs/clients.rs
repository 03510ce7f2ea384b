//! `c1: …`, `workload` and `tell`: what clients ask, and tell each other.

use super::{Verb, options};
use crate::command::Workload;
use crate::script::diagnostic::nearest;
use crate::script::grammar::{Input, Parsed, keyword, meaning, position, symbol, time, wrong};
use crate::script::selector::client;
use crate::script::statement::Statement;
use winnow::stream::Stream;

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "c1:",
        usage: "CLIENT: OPERATION",
        does: "The client submits an operation. Which ones there are depends on the machine; `smr-lab list machines` \
               tells.",
        example: "c1: add 5",
        parse: submit,
    },
    Verb {
        name: "workload",
        usage: "workload CLIENT [inputs=100] [in-flight=4] [think=1ms]",
        does: "The client submits so many random operations, so many of them at once, and thinks so long before the next.",
        example: "workload c1 inputs=100 in-flight=4 think=1ms",
        parse: workload,
    },
    Verb {
        name: "tell",
        usage: "tell CLIENT after CLIENT",
        does: "The second client calls the first on the telephone, a channel that the system does not see, and tells it of \
               its last request. Whatever the first asks next comes after that request; if it is ordered before, that is \
               an anomaly: `happened anomaly` holds.",
        example: "tell c2 after c1",
        parse: tell,
    },
];

/// The most operations that one workload can have.
const MOST_INPUTS: u32 = 1_000_000;

pub(super) fn submit(input: &mut Input<'_>) -> Parsed<Statement> {
    let client = client(input)?;
    symbol(input, ":")?;
    let at = position(input);
    let machine = input.state.machine;
    let length = input.input.eof_offset();
    let text = input.next_slice(length).trim_end();
    let operation = machine.parse(text).map_err(|why| {
        let first = text.split_whitespace().next().unwrap_or_default();
        let known = machine.operations().iter().filter_map(|(usage, _)| usage.split(' ').next());
        let near = nearest(first, known).filter(|near| *near != first);
        let usage = machine.operations().iter().find(|(usage, _)| usage.split(' ').next() == near);
        wrong(at..at + text.len(), why, usage.map(|(usage, _)| format!("did you mean `{usage}`?")))
    })?;
    Ok(Statement::Submit(client, operation))
}

fn tell(input: &mut Input<'_>) -> Parsed<Statement> {
    let who = client(input)?;
    keyword(input, "after")?;
    Ok(Statement::Tell(who, client(input)?))
}

fn workload(input: &mut Input<'_>) -> Parsed<Statement> {
    let client = client(input)?;
    let mut workload = Workload { inputs: 100, in_flight: 1, think: 0 };
    let count = |read: &str| read.parse().ok().filter(|count| (1..=MOST_INPUTS).contains(count));
    options(input, &["inputs", "in-flight", "think"], |name, input| {
        match name {
            "inputs" => workload.inputs = meaning(input, "a number of operations, 1 to 1000000", count)?,
            "in-flight" => workload.in_flight = meaning(input, "a number of operations, 1 or more", count)?,
            _think => workload.think = time(input)?,
        }
        Ok(())
    })?;
    Ok(Statement::Workload(client, workload))
}
