//! A script that somebody is writing: what is wrong with it, and what may come next.

use axum::Json;
use serde::{Deserialize, Serialize};
use smr::execute::MachineKind;
use utoipa::ToSchema;
use world::script::reference::complete;
use world::script::{Diagnostic, Script};

use super::answer::{Given, Wrong};

/// A script that somebody is writing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Draft {
    /// All of it.
    script: String,
    /// What stands before the place where one writes: the end of the script is not the end of what is written.
    before: String,
}

/// What there is to say about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Review {
    /// Everything that cannot be read.
    wrong: Vec<Mistake>,
    /// The words that may stand where one writes, instead of the one that is begun there.
    words: Vec<String>,
}

/// Something that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Mistake {
    /// The line, counted from 1.
    line: usize,
    /// The column, counted from 1 in characters.
    column: usize,
    /// How many characters are meant.
    length: usize,
    /// What is wrong.
    message: String,
    /// What would help.
    help: Option<String>,
}

impl From<Diagnostic> for Mistake {
    fn from(wrong: Diagnostic) -> Self {
        let length = wrong.source.get(wrong.span.clone()).map_or(0, |meant| meant.chars().count());
        Self { line: wrong.line, column: wrong.column(), length, message: wrong.message, help: wrong.help }
    }
}

/// No more words are told than anybody reads, and no more mistakes.
const MOST_WORDS: usize = 12;
const MOST_MISTAKES: usize = 100;

/// Says what is wrong with a script, and what may come next where it is written. Nothing is played.
#[utoipa::path(post, path = "/api/script", tag = "scripts", request_body = Draft, responses(
    (status = 200, description = "What there is to say about it.", body = Review),
    (status = 400, description = "The body is no JSON.", body = Wrong),
    (status = 413, description = "The body is too long.", body = Wrong),
    (status = 415, description = "The body is not said to be JSON.", body = Wrong),
    (status = 422, description = "The body is something else.", body = Wrong),
))]
pub async fn review(Given(Draft { script, before }): Given<Draft>) -> Json<Review> {
    let wrong = Script::parse(&script).err().unwrap_or_default();
    let line = before.lines().next_back().filter(|_| !before.ends_with('\n')).unwrap_or_default();
    let mut words = if line.contains('#') { Vec::new() } else { complete(line.trim_start(), &machine_of(&before)) };
    words.truncate(MOST_WORDS);
    Json(Review { wrong: wrong.into_iter().take(MOST_MISTAKES).map(Mistake::from).collect(), words })
}

/// The service that runs where one writes.
fn machine_of(before: &str) -> MachineKind {
    let cluster = before.lines().rfind(|line| line.trim_start().starts_with("cluster"));
    let named = cluster.and_then(|line| line.split("machine=").nth(1)?.split_whitespace().next());
    named.and_then(MachineKind::from_name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_draft_is_told_its_mistakes_and_what_may_come_next() {
        let review = async |script: &str, before: &str| {
            review(Given(Draft { script: script.to_owned(), before: before.to_owned() })).await.0
        };
        let told = review("cluster machine=bank\n  crsh r1 # no\n", "cluster machine=bank\n  cr").await;
        assert_eq!(told.words, ["crash"]);
        let Mistake { line, column, length, message, .. } = &told.wrong[0];
        assert_eq!((*line, *column, *length, message.contains("crsh")), (2, 3, 4, true));
        assert!(review("", "cluster machine=bank\nc1: tr").await.words.contains(&"transfer".to_owned()));
        assert!(review("cluster\n", "# cr").await.words.is_empty());
        assert!(review("cluster\n", "cluster\n").await.words.contains(&"workload".to_owned()));
    }
}
