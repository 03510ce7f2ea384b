//! The orderings that a script can choose, by name.

use super::diagnostic::nearest;
use super::grammar::{Input, Parsed, peeked, position, word, wrong};
use super::universe::Universe;
use crate::configuration::{Configuration, Impossible};
use crate::trace::Watch;
use crate::{PaxosWorld, World};
use smr::order::Ordering;
use smr::order::multi_paxos::MultiPaxos;

/// Begins a run.
type Begin = fn(Configuration, Watch) -> Result<Box<dyn Universe>, Impossible>;

/// An ordering.
struct Order {
    name: &'static str,
    begin: Begin,
}

/// All of them; the first is the usual one.
const ORDERS: &[Order] = &[Order {
    name: MultiPaxos::NAME,
    begin: |configuration, watch| Ok(Box::new(PaxosWorld::new(configuration, watch)?)),
}];

/// Orderings that the lab means to have, and the one of today that comes nearest.
const PLANNED: &[(&str, &str)] = &[
    ("raft", "multi-paxos"),
    ("pbft", "multi-paxos"),
    ("viewstamped-replication", "multi-paxos"),
    ("zab", "multi-paxos"),
    ("fast-paxos", "multi-paxos"),
    ("egalitarian-paxos", "multi-paxos"),
    ("causal", "multi-paxos"),
];

/// The names of all orderings.
pub fn names() -> impl Iterator<Item = &'static str> {
    ORDERS.iter().map(|order| order.name)
}

/// Begins a run under the ordering of this name, or under the usual one.
///
/// # Errors
/// There can be no such run.
pub fn begin(name: Option<&str>, configuration: Configuration, watch: Watch) -> Result<Box<dyn Universe>, Impossible> {
    let order = ORDERS.iter().find(|order| name == Some(order.name)).unwrap_or(&ORDERS[0]);
    (order.begin)(configuration, watch)
}

/// Reads the name of an ordering.
pub(super) fn parse(input: &mut Input<'_>) -> Parsed<&'static str> {
    let at = position(input);
    let read = peeked(input);
    if let Some(order) = ORDERS.iter().find(|order| order.name == read) {
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

/// A world of any ordering, for those who know which.
pub fn boxed<O>(world: World<O>) -> Box<dyn Universe>
where
    O: Ordering + Send + Sync + 'static,
    O::Message: Send + Sync,
    O::Record: Send + Sync,
{
    Box::new(world)
}
