//! `partition`, `cut`, `heal`, `network`, `slow`: what the network does to everybody's messages.

use super::cluster::network_option;
use super::{Verb, options};
use crate::script::grammar::{Input, Parsed, at_end, has, meaning, position, symbol, wrong};
use crate::script::selector::{Parties, Replicas};
use crate::script::statement::{Deed, NetworkChange, Statement};

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "partition",
        usage: "partition PARTY… | PARTY… [| …]",
        does: "Only parties of the same group reach each other. Who is in no group reaches everybody; `others` are all \
               servers that no group names.",
        example: "partition leader c1 | others",
        parse: partition,
    },
    Verb {
        name: "cut",
        usage: "cut PARTY -> PARTY",
        does: "Messages in this direction do not arrive. The other direction stays as it is.",
        example: "cut leader -> followers",
        parse: cut,
    },
    Verb {
        name: "heal",
        usage: "heal",
        does: "Mends every partition and every cut.",
        example: "heal",
        parse: |_| Ok(Statement::Heal),
    },
    Verb {
        name: "network",
        usage: "network [delay=500us..1500us] [loss=5%] [duplicate=1%] [reorder=1%]",
        does: "The network behaves like this from now on; what is not said is as when the run began.",
        example: "network delay=1ms..20ms loss=5%",
        parse: network,
    },
    Verb {
        name: "slow",
        usage: "slow REPLICA TIMES",
        does: "Its messages take so many times as long; once as long is as usual.",
        example: "slow r3 20",
        parse: slow,
    },
];

fn partition(input: &mut Input<'_>) -> Parsed<Statement> {
    let at = position(input);
    let mut groups = vec![group(input)?];
    while has(input, "|") {
        groups.push(group(input)?);
    }
    let end = position(input);
    let others = groups.iter().flatten().filter(|party| **party == Parties::Others).count();
    if others > 1 {
        return Err(wrong(at..end, "`others` can be in one group only", None));
    }
    if groups.len() < 2 {
        let help = "write `partition leader | others`, or `cut leader -> r2` for one direction";
        return Err(wrong(at..end, "a partition has two groups at least", Some(help.to_owned())));
    }
    Ok(Statement::Partition(groups))
}

fn group(input: &mut Input<'_>) -> Parsed<Vec<Parties>> {
    let mut group = vec![Parties::parse(input)?];
    while !at_end(input) && !input.input.starts_with('|') {
        group.push(Parties::parse(input)?);
    }
    Ok(group)
}

fn cut(input: &mut Input<'_>) -> Parsed<Statement> {
    let from = Parties::parse(input)?;
    symbol(input, "->")?;
    Ok(Statement::Cut(from, Parties::parse(input)?))
}

fn network(input: &mut Input<'_>) -> Parsed<Statement> {
    let mut change = NetworkChange::default();
    options(input, &["delay", "loss", "duplicate", "reorder"], |name, input| network_option(name, input, &mut change))?;
    Ok(Statement::Network(change))
}

fn slow(input: &mut Input<'_>) -> Parsed<Statement> {
    let who = Replicas::parse(input)?;
    let times = |read: &str| read.parse().ok().filter(|times| (1..=10_000).contains(times));
    let times = meaning(input, "how many times as long, 1 to 10000", times)?;
    Ok(Statement::At(who, Deed::Slow(times)))
}
