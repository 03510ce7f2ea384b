//! Reading the name of an ordering, and finding out whether a script is for it.

use super::diagnostic::nearest;
use super::grammar::{Input, Parsed, peeked, position, word, wrong};
use super::statement::{Deed, Statement};
use super::text::Script;
use crate::command::Command;
use crate::network::Conditions;
use crate::orders::{ORDERS, Order, PLANNED, named};
use smr::plant::Plants;
use wire::Party;

/// The names of all orderings.
pub fn names() -> impl Iterator<Item = &'static str> {
    ORDERS.iter().map(|order: &Order| order.name)
}

/// Reads the name of an ordering.
pub(super) fn parse(input: &mut Input<'_>) -> Parsed<&'static str> {
    let at = position(input);
    let read = peeked(input);
    if let Some(order) = named(read) {
        word(input, "an ordering")?;
        return Ok(order.name);
    }
    let span = at..at + read.len();
    if let Some((name, instead)) = PLANNED.iter().find(|(name, _)| *name == read) {
        let says = format!("the ordering `{name}` is not in this lab yet");
        return Err(wrong(span, says, Some(format!("the nearest that there is: `order={instead}`"))));
    }
    let known: Vec<&str> = names().collect();
    let help = match nearest(read, names()) {
        Some(near) => format!("did you mean `order={near}`?"),
        None => format!("there is {}", known.join(", ")),
    };
    Err(wrong(span, format!("there is no ordering `{read}`"), Some(help)))
}

/// Whether a script does nothing that an ordering is not made for: so that one script can be tried under many.
#[must_use]
pub fn suits(order: &Order, script: &Script) -> bool {
    let named_leader = |statement: &Statement| {
        let text = statement.to_string();
        text.contains("leader") || text.contains("follower") || text.starts_with("lead ")
    };
    let allowed = |statement: &Statement| match statement {
        Statement::Cluster(cluster) => {
            let configuration = cluster.configuration_under(order, Plants::default());
            let network = configuration.network;
            order.check(&configuration).is_ok() && order.needs.better(network) == network
        }
        Statement::Plant(plant) => order.plants.contains(plant),
        Statement::At(_, Deed::Behave(behaviour)) => {
            order.survives.contains(behaviour) && order.needs.allow(&Command::Behave(1, *behaviour))
        }
        Statement::At(_, deed) => order.needs.allow(&deed.command(1)),
        Statement::Partition(_) => order.needs.allow(&Command::Partition(Vec::new())),
        Statement::Cut(..) => order.needs.allow(&Command::Cut(Party::Client(1), Party::Client(2))),
        Statement::ByHand(on) => order.needs.allow(&Command::ByHand(*on)),
        Statement::Network(change) => order.needs.allow(&Command::Network(change.of(Conditions::default()))),
        _harms_nobody => true,
    };
    script.statements().all(|(_, statement)| allowed(statement) && (order.leads || !named_leader(statement)))
}
