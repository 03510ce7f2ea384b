//! `skew`, `drift`, `disk`: the server's clock and disk.

use super::Verb;
use crate::disk::DiskFault;
use crate::script::grammar::{Input, Parsed, meaning, named, signed_time};
use crate::script::selector::Replicas;
use crate::script::statement::{Deed, Statement};

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "skew",
        usage: "skew REPLICA TIME",
        does: "The server's clock goes so far ahead; behind, where the time is negative.",
        example: "skew r2 -500ms",
        parse: skew,
    },
    Verb {
        name: "drift",
        usage: "drift REPLICA MICROSECONDS",
        does: "The server's clock gains so many microseconds a second; loses them, where the number is negative.",
        example: "drift r2 200000",
        parse: drift,
    },
    Verb {
        name: "disk",
        usage: "disk REPLICA slow|full|corrupt|lost|sound",
        does: "Writes take twenty times as long; none is acknowledged; what is on it is unreadable, or gone, at the \
               next start; or all is right again.",
        example: "disk r2 full",
        parse: disk,
    },
];

fn skew(input: &mut Input<'_>) -> Parsed<Statement> {
    let who = Replicas::parse(input)?;
    Ok(Statement::At(who, Deed::Skew(signed_time(input)?)))
}

fn drift(input: &mut Input<'_>) -> Parsed<Statement> {
    let who = Replicas::parse(input)?;
    let possible = |read: &str| read.parse().ok().filter(|gains| (-900_000..=9_000_000).contains(gains));
    let gains = meaning(input, "microseconds a second, -900000 to 9000000", possible)?;
    Ok(Statement::At(who, Deed::Drift(gains)))
}

fn disk(input: &mut Input<'_>) -> Parsed<Statement> {
    let who = Replicas::parse(input)?;
    let mut states: Vec<(&'static str, Deed)> =
        DiskFault::ALL.iter().map(|fault| (fault.name(), Deed::Disk(*fault))).collect();
    states.push(("sound", Deed::DiskSound));
    let deed = named(input, "slow, full, corrupt, lost or sound", &states)?;
    Ok(Statement::At(who, deed))
}
