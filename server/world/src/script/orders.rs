//! Reading the name of an ordering.

use super::diagnostic::nearest;
use super::grammar::{Input, Parsed, peeked, position, word, wrong};
use crate::orders::{ORDERS, Order, PLANNED, named};

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
