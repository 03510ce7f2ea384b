//! The language's reference and its completion, from the declarations of verbs, facts and roles themselves: they
//! cannot drift from what the parser reads.

use super::condition::FACTS;
use super::selector::ROLES;
use super::verbs::{self, FAMILIES};
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
pub fn complete(line: &str) -> Vec<&'static str> {
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
        [verb, ..] if verbs::named(verb).is_some() => roles().collect(),
        _ => Vec::new(),
    };
    let mut found: Vec<&'static str> = Vec::new();
    for candidate in candidates {
        if candidate.starts_with(last) && !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found
}
