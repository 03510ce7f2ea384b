//! What can be looked up and is the same in every session: the verbs of the script language, and the lines of the papers.

use wire::message::{Line, ToBrowser, Verb};
use world::orders;
use world::script::verbs;

/// The verbs of the script language.
pub fn verbs() -> ToBrowser {
    let told = |verb: &verbs::Verb| Verb {
        name: verb.name.to_owned(),
        usage: verb.usage.to_owned(),
        does: verb.does.to_owned(),
        example: verb.example.to_owned(),
    };
    ToBrowser::Verbs(verbs::all().map(told).collect())
}

/// The pseudo-code of an ordering.
pub fn lines(order: &str) -> ToBrowser {
    let Some(known) = orders::named(order) else {
        let names: Vec<&str> = orders::ORDERS.iter().map(|order| order.name).collect();
        let why = format!("there is no ordering `{order}`; there are {}", names.join(", "));
        return ToBrowser::Refused { id: None, why };
    };
    let told = |line: &smr::order::Line| Line { name: line.name.to_owned(), says: line.says.to_owned() };
    ToBrowser::Lines { order: order.to_owned(), lines: known.lines.iter().map(told).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_and_every_line_can_be_looked_up() {
        assert!(matches!(verbs(), ToBrowser::Verbs(verbs) if verbs.iter().any(|verb| verb.name == "partition")));
        for order in orders::ORDERS {
            assert!(matches!(lines(order.name), ToBrowser::Lines { lines, .. } if !lines.is_empty()), "{}", order.name);
        }
        assert!(matches!(lines("paxos"), ToBrowser::Refused { why, .. } if why.contains("multi-paxos")));
    }
}
