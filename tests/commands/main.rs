//! The commands as people and programs call them: the real binary, its exit status, what it prints and what it complains of.

mod bench;
mod explore;
mod folders;
mod judge;
mod lessons;
mod list;
mod names;
mod questions;
mod remote;
mod run;
mod sweep;

use serde_json::Value;
use tests::server::Ending;

/// Runs a command that should end with this status.
#[track_caller]
fn ends(arguments: &[&str], status: i32) -> Ending {
    let ending = tests::server::run(arguments);
    assert_eq!(ending.status.code(), Some(status), "{arguments:?}: {ending:?}");
    ending
}

/// Runs a command whose answer, with `--json`, should be JSON and nothing else.
#[track_caller]
fn json(arguments: &[&str], status: i32) -> Value {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    let ending = ends(&arguments, status);
    serde_json::from_str(&ending.output).unwrap_or_else(|error| panic!("{error}: {ending:?}"))
}

/// The text contains each of these.
#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
}

/// The object has each of these members.
#[track_caller]
fn has(object: &Value, members: &[&str]) {
    for member in members {
        assert!(object.get(member).is_some(), "{member:?} is missing in {object}");
    }
}

#[test]
fn every_command_shows_an_example_in_its_help() {
    for command in ["serve", "run", "sweep", "explore", "judge", "lessons", "list", "bench", "watch", "play"] {
        let help = ends(&[command, "--help"], 0).output;
        says(&help, &["Example", &format!("  smr-lab {command}")]);
    }
}
