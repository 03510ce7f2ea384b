//! The language's reference and its completion, from the declarations of verbs, facts and roles themselves: they
//! cannot drift from what the parser reads.

use super::condition::FACTS;
use super::selector::ROLES;
use super::verbs::cluster::OPTIONS;
use super::verbs::{self, FAMILIES};
use crate::orders::ORDERS;
use smr::execute::MachineKind;
use smr::place::FailureModel;
use std::fmt::Write as _;

/// The reference, as Markdown.
#[must_use]
pub fn reference() -> String {
    let mut text = String::from(
        "# The script language\n\n\
         A script is a list of lines, performed one after the other. `#` begins a comment. Times are written `2s`, \
         `500ms` or `100us`, shares `5%`, texts in double quotes.\n",
    );
    for family in FAMILIES {
        let _ = write!(text, "\n## {}\n", family.title);
        for verb in family.verbs {
            let _ = write!(text, "\n### `{}`\n\n{}\n\n```text\n{}\n```\n", verb.usage, verb.does, verb.example);
        }
    }
    text.push_str("\n## Who is meant\n\n");
    for (role, means) in ROLES {
        let _ = writeln!(text, "- `{role}`: {means}");
    }
    text.push_str(
        "\n## Conditions\n\nFacts, joined by `and`, `or`, `not` and parentheses. A fact about several replicas holds \
         where it holds for each.\n\n",
    );
    for fact in FACTS {
        let _ = writeln!(text, "- `{}`: {}. Example: `{}`", fact.usage, fact.means, fact.example);
    }
    text
}

/// What may come next on a line that is being typed: whole words that begin with its last one.
#[must_use]
pub fn complete(line: &str, machine: &MachineKind) -> Vec<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let (last, before) = words.split_last().unwrap_or((&"", &[]));
    let roles = || ROLES.iter().map(|(role, _)| *role);
    let facts = || FACTS.iter().filter_map(|fact| fact.example.split(' ').next());
    let candidates: Vec<&'static str> = match before {
        [] => verbs::all().map(|verb| verb.name).collect(),
        ["run"] => vec!["for", "until"],
        ["expect"] | ["run", "until"] => facts().chain(roles()).collect(),
        [.., "and" | "or" | "not"] => facts().chain(roles()).collect(),
        ["plant"] => smr::plant::Plant::ALL.iter().map(|plant| plant.name()).collect(),
        ["cluster", ..] => return options(last, before),
        [client] if client.ends_with(':') => {
            machine.operations().iter().filter_map(|(usage, _)| usage.split(' ').next()).collect()
        }
        [verb, ..] if verbs::named(verb).is_some() => roles().collect(),
        _ => Vec::new(),
    };
    beginning(last, candidates.into_iter().map(str::to_owned))
}

/// Those that begin like this, each once.
fn beginning(typed: &str, candidates: impl Iterator<Item = String>) -> Vec<String> {
    let mut found = Vec::new();
    for candidate in candidates.filter(|candidate| candidate.starts_with(typed)) {
        if !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found
}

/// The options of `cluster` that are not given yet: first their names, then what can stand behind them.
fn options(typed: &str, before: &[&str]) -> Vec<String> {
    let values: [(&str, Vec<&str>); 4] = [
        ("order", ORDERS.iter().map(|order| order.name).collect()),
        ("machine", MachineKind::NAMES.to_vec()),
        ("model", FailureModel::ALL.iter().map(|model| model.name()).collect()),
        ("log", vec!["durable", "memory"]),
    ];
    let known = values.iter().find(|(name, _)| typed.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')));
    if let Some((name, values)) = known {
        return beginning(typed, values.iter().map(|value| format!("{name}={value}")));
    }
    let given = |name: &str| before.iter().any(|word| word.split('=').next() == Some(name));
    beginning(typed, OPTIONS.iter().filter(|name| !given(name)).map(|name| format!("{name}=")))
}
