//! The verbs: one declaration each, a family of them a file.
//!
//! A declaration holds all that is known of a verb: its name, how it is used, what it does, and an example that a test
//! reads and writes again. The reference, the help under an error, and completion derive from them.

pub mod administration;
pub mod clients;
pub mod cluster;
pub mod faults;
pub mod hardware;
pub mod messages;
pub mod network;
pub mod power;
pub mod teaching;
pub mod time;

use super::diagnostic::nearest;
use super::grammar::{Input, Parsed, end, expected, has, peeked, position, word, wrong};
use super::selector::{Replicas, is_client};
use super::statement::{Deed, Statement};
use winnow::stream::Stream;

/// A verb.
#[derive(Debug)]
pub struct Verb {
    /// Its name: the first word of the line.
    pub name: &'static str,
    /// How it is used; words in capitals stand for something, square brackets for what may be left out.
    pub usage: &'static str,
    /// What it does.
    pub does: &'static str,
    /// An example, in its canonical form.
    pub example: &'static str,
    /// Reads the rest of the line.
    pub parse: fn(&mut Input<'_>) -> Parsed<Statement>,
}

/// A family of verbs.
#[derive(Debug)]
pub struct Family {
    /// What they have in common.
    pub title: &'static str,
    /// The verbs.
    pub verbs: &'static [Verb],
}

/// All verbs, in the order in which a reader wants to meet them.
pub const FAMILIES: &[Family] = &[
    Family { title: "A run begins", verbs: cluster::VERBS },
    Family { title: "Clients", verbs: clients::VERBS },
    Family { title: "Time", verbs: time::VERBS },
    Family { title: "Looking", verbs: teaching::VERBS },
    Family { title: "Power", verbs: power::VERBS },
    Family { title: "The network", verbs: network::VERBS },
    Family { title: "Messages, one by one", verbs: messages::VERBS },
    Family { title: "Clocks and disks", verbs: hardware::VERBS },
    Family { title: "Replicas that go wrong", verbs: faults::VERBS },
    Family { title: "Administration", verbs: administration::VERBS },
];

/// Every verb.
pub fn all() -> impl Iterator<Item = &'static Verb> {
    FAMILIES.iter().flat_map(|family| family.verbs)
}

/// The verb of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Verb> {
    all().find(|verb| verb.name == name)
}

/// Reads a line without its comment.
pub fn statement(input: &mut Input<'_>) -> Parsed<Statement> {
    let at = position(input);
    let start = input.checkpoint();
    let first = word(input, "a verb")?;
    if is_client(first) || has(input, ":") {
        input.reset(&start);
        return clients::submit(input);
    }
    let Some(verb) = named(first) else {
        let near = nearest(first, all().map(|verb| verb.name));
        let help = near.and_then(named).map(|verb| format!("did you mean `{}`?", verb.usage));
        let help = help.or_else(|| {
            Some("all verbs are in the palette of the page, and `smr-lab run --reference` tells them".to_owned())
        });
        return Err(wrong(at..at + first.len(), format!("there is no verb `{first}`"), help));
    };
    let statement = (verb.parse)(input)?;
    end(input)?;
    Ok(statement)
}

/// Reads whom a deed is done to.
pub(super) fn at(input: &mut Input<'_>, deed: Deed) -> Parsed<Statement> {
    Replicas::parse(input).map(|who| Statement::At(who, deed))
}

/// Reads options until something else comes: `name=` and what `value` makes of it.
pub(super) fn options(
    input: &mut Input<'_>,
    names: &[&'static str],
    mut value: impl FnMut(&str, &mut Input<'_>) -> Parsed<()>,
) -> Parsed<()> {
    let mut seen: Vec<&str> = Vec::new();
    while !super::grammar::at_end(input) {
        let at = position(input);
        let read = peeked(input);
        let Some(name) = names.iter().find(|name| **name == read) else {
            return Err(super::grammar::unknown(
                input,
                format!("an option ({})", names.join(", ")),
                names.iter().copied(),
            ));
        };
        if seen.contains(name) {
            return Err(wrong(at..at + read.len(), format!("`{name}` is given twice"), None));
        }
        seen.push(name);
        word(input, "an option")?;
        if !has(input, "=") {
            return Err(expected(input, "`=`"));
        }
        value(name, input)?;
    }
    Ok(())
}
