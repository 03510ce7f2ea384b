//! `smr-lab list KIND`: what there is, a line each.

use std::process::ExitCode;

use serde_json::{Value as Json, json};

use super::figures::columns;
use super::names::Kind;
use super::print;

/// Prints the table of a kind; without a kind, the kinds.
#[must_use]
pub fn run(kind: Option<Kind>, json: bool) -> ExitCode {
    match kind {
        Some(kind) => print(json, || words(kind), || value(kind)),
        None => print(
            json,
            || columns(Kind::LISTED.map(|kind| (kind.name(), format!("{} of them", kind.entries().len())))),
            || Kind::LISTED.iter().map(|kind| (kind.name().to_owned(), value(*kind))).collect(),
        ),
    }
    ExitCode::SUCCESS
}

fn words(kind: Kind) -> String {
    columns(kind.entries().into_iter().map(|(name, says)| (name, says.to_owned())).collect::<Vec<_>>())
}

fn value(kind: Kind) -> Json {
    kind.entries().into_iter().map(|(name, says)| json!({ "name": name, "says": says })).collect()
}
