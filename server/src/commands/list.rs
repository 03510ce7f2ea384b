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

/// A line a name, what more there is to know of it below, and what holds for all at the end.
fn words(kind: Kind) -> String {
    let entries = kind.entries();
    let lines = columns(entries.iter().map(|(name, says)| (*name, (*says).to_owned())).collect::<Vec<_>>());
    let mut text = String::new();
    for (line, (name, _)) in lines.lines().zip(entries) {
        text += &format!("{line}\n");
        text.extend(columns(kind.details(name)).lines().map(|detail| format!("    {detail}\n")));
    }
    if let Some(remark) = kind.remark() {
        text += &format!("\n{remark}\n");
    }
    text
}

fn value(kind: Kind) -> Json {
    let entry = |(name, says)| {
        let mut entry = json!({ "name": name, "says": says });
        let details = kind.details(name);
        if !details.is_empty() {
            entry["details"] = details.into_iter().map(|(name, says)| json!({ "name": name, "says": says })).collect();
        }
        entry
    };
    kind.entries().into_iter().map(entry).collect()
}
