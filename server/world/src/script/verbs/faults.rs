//! `corrupt`, `break-audit` and the ways to misbehave: replicas that go wrong.

use super::{Verb, at};
use crate::command::Behaviour;
use crate::script::grammar::{Input, Parsed, at_end, keyword, named};
use crate::script::selector::Replicas;
use crate::script::statement::{Deed, Statement};
use smr::order::Treason;

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "corrupt",
        usage: "corrupt REPLICA [checkpoint]",
        does: "Flips one bit of the replica's State, or of its checkpoint.",
        example: "corrupt r2 checkpoint",
        parse: corrupt,
    },
    Verb {
        name: "lie",
        usage: "lie REPLICA",
        does: "The replica answers clients wrongly.",
        example: "lie r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Lie)),
    },
    Verb {
        name: "collude",
        usage: "collude REPLICA",
        does: "The replica answers clients wrongly, and equally to all others that collude.",
        example: "collude r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Collude)),
    },
    Verb {
        name: "equivocate",
        usage: "equivocate REPLICA",
        does: "The replica tells each other another checksum, and clients wrong Outputs.",
        example: "equivocate r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Equivocate)),
    },
    Verb {
        name: "forge",
        usage: "forge REPLICA",
        does: "The State that the replica gives to others is false.",
        example: "forge r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Forge)),
    },
    Verb {
        name: "misinform",
        usage: "misinform REPLICA",
        does: "The log entries that the replica gives to others are false, and so is what it reports of itself.",
        example: "misinform r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Misinform)),
    },
    Verb {
        name: "mute",
        usage: "mute REPLICA",
        does: "The replica sends nothing any more, but hears.",
        example: "mute r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Mute)),
    },
    Verb {
        name: "twins",
        usage: "twins REPLICA",
        does: "Two copies of the replica run under one name.",
        example: "twins r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Twins)),
    },
    Verb {
        name: "betray",
        usage: "betray REPLICA [proposals | silence | votes | views]",
        does: "The replica lies to the others about the order, or about this part of it, where the ordering has an answer \
               to treason; and it answers clients wrongly.",
        example: "betray r2 proposals",
        parse: betray,
    },
    Verb {
        name: "honest",
        usage: "honest REPLICA",
        does: "The replica sends what it should again.",
        example: "honest r2",
        parse: |input| at(input, Deed::Behave(Behaviour::Honest)),
    },
    Verb {
        name: "break-audit",
        usage: "break-audit REPLICA",
        does: "The Audit process at that server does nothing any more.",
        example: "break-audit r2",
        parse: |input| at(input, Deed::BreakAudit),
    },
    Verb {
        name: "mend-audit",
        usage: "mend-audit REPLICA",
        does: "The Audit process at that server works again.",
        example: "mend-audit r2",
        parse: |input| at(input, Deed::MendAudit),
    },
];

fn betray(input: &mut Input<'_>) -> Parsed<Statement> {
    let who = Replicas::parse(input)?;
    let mut treason = Treason::Anything;
    if !at_end(input) {
        let treasons = Treason::ALL.map(|treason| (treason.name(), treason));
        treason = named(input, "what it lies about (`proposals`, `silence`, `votes` or `views`)", &treasons)?;
    }
    Ok(Statement::At(who, Deed::Behave(Behaviour::Betray(treason))))
}

fn corrupt(input: &mut Input<'_>) -> Parsed<Statement> {
    let who = Replicas::parse(input)?;
    if at_end(input) {
        return Ok(Statement::At(who, Deed::Corrupt));
    }
    keyword(input, "checkpoint")?;
    Ok(Statement::At(who, Deed::CorruptCheckpoint))
}
