//! `smr-lab run`: playing scripts, and what comes out: the story, the events, a history, the language itself.

use std::fs;

use serde_json::Value;
use tests::place::{TemporaryFolder, root};

use crate::{ends, has, says};

const HOLDS: &str =
    "cluster replicas=3 seed=7\nrun until some leader\nc1: add 5\nrun until quiet\nexpect output c1 = 5\n";

/// A folder with this script in it, and the script's path.
pub fn script(text: &str) -> (TemporaryFolder, String) {
    let folder = TemporaryFolder::new("run");
    let file = folder.path().join("script.smr");
    fs::write(&file, text).expect("a temporary file can be written");
    (folder, file.display().to_string())
}

#[test]
fn a_run_that_is_as_expected_tells_its_story_and_is_status_0() {
    let (_folder, file) = script(&format!("{HOLDS}crash leader\n"));
    let story = ends(&["run", &file], 0).output;
    says(&story, &["> c1: add 5", "c1    is answered #1: 5", "  holds: c1#1 was answered `5`", "!  ", "r1    crashes"]);
    assert!(story.ends_with("  all expectations hold\n"), "{story}");
}

#[test]
fn a_failed_expectation_is_status_1_and_says_which_where_and_what_was_seen() {
    let (_folder, file) = script(&HOLDS.replace("= 5\n", "= 6\n"));
    let complaint = ends(&["run", &file], 1).complaint;
    says(
        &complaint,
        &["script.smr:5: `expect output c1 = 6`", "expected: output c1 = 6", "seen:     c1#1 was answered `5`"],
    );
}

#[test]
fn a_script_in_which_nothing_is_said_is_none() {
    let (_folder, file) = script("# Only a comment.\n");
    says(&ends(&["run", &file], 2).complaint, &["script.smr: there is nothing to play in it"]);
}

#[test]
fn a_broken_promise_is_marked() {
    let liar = root().join("tests/scripts/multi-paxos/planted_first_answer_believes_a_liar.smr");
    says(&ends(&["run", &liar.display().to_string()], 0).output, &["PROMISE BROKEN", "outputs"]);
}

#[test]
fn a_script_that_cannot_be_read_is_status_2_with_all_its_errors() {
    let (_folder, file) = script("cluster replicas=3\nc1: ad 5\nexpct all promises\ncrash leadr\n");
    let complaint = ends(&["run", &file], 2).complaint;
    says(&complaint, &["script.smr:2:5", "script.smr:3:1", "script.smr:4:7"]);
    says(
        &complaint,
        &["did you mean `add N`?", "did you mean `expect CONDITION`?", "did you mean `leader`?", "c1: ad 5"],
    );
}

#[test]
fn a_script_from_windows_is_read() {
    let (_folder, file) = script(&format!("\u{feff}{}", HOLDS.replace('\n', "\r\n")));
    ends(&["run", &file], 0);
}

#[test]
fn with_json_each_event_is_a_line() {
    let (_folder, file) = script(HOLDS);
    let output = ends(&["run", "--json", &file], 0).output;
    let events: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    for (number, event) in (1..).zip(&events) {
        has(event, &["id", "at", "cause", "event", "words"]);
        assert_eq!(event["id"], number);
        assert!(event["cause"].as_u64() < Some(number), "a cause comes before its effect: {event}");
    }
    assert!(events.iter().any(|event| event["event"].get("answered").is_some()));
}

/// Clients of two runs in one history would be judged for what nobody did.
#[test]
fn a_history_is_of_one_run_from_its_beginning() {
    let (folder, file) = script(&HOLDS.repeat(2));
    let history = folder.path().join("history.jsonl").display().to_string();
    for more in [&[][..], &["--from", "1s"]] {
        ends(&[&["run", &file, "--history", &history], more].concat(), 0);
        let written = fs::read_to_string(&history).expect("it was written");
        assert_eq!(written.lines().count(), 2, "{written}");
        ends(&["judge", &history, "--machine", "counter"], 0);
    }
    says(
        &ends(&["run", &file, &file, "--history", &history], 2).complaint,
        &["a history is about one run", "2 scripts"],
    );
}

#[test]
fn a_lessons_blocks_are_played() {
    let folder = TemporaryFolder::new("lesson");
    let file = folder.path().join("lesson.md");
    fs::write(&file, format!("# A lesson\n\n```smr\n{HOLDS}```\n")).expect("a temporary file can be written");
    says(&ends(&["run", &file.display().to_string()], 0).output, &["all expectations hold"]);
}

#[test]
fn a_script_is_rewritten_canonically_and_a_lesson_is_not() {
    let (folder, file) = script("cluster   seed=7 replicas=3 # three\n\n\nrun for 1000ms\n");
    ends(&["run", "--format", &file], 0);
    let formatted = fs::read_to_string(&file).expect("it is there");
    says(&formatted, &["cluster replicas=3 seed=7", "# three", "run for 1s"]);
    ends(&["run", "--format", &file], 0);
    assert_eq!(fs::read_to_string(&file).expect("it is there"), formatted);
    let lesson = folder.path().join("lesson.md");
    fs::write(&lesson, "```smr\ncluster\n```\n").expect("a temporary file can be written");
    says(&ends(&["run", "--format", &lesson.display().to_string()], 2).complaint, &["only .smr files are rewritten"]);
}

#[test]
fn the_reference_tells_the_language() {
    let reference = ends(&["run", "--reference"], 0).output;
    says(&reference, &["### `cluster [replicas=3]", "### `CLIENT: OPERATION`", "`former-leader`", "`all promises`"]);
}

#[test]
fn the_scripts_in_the_help_and_the_readme_are_there() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is one");
    for text in [ends(&["run", "--help"], 0).output, readme] {
        let named: Vec<&str> = text.split([' ', '`', '\n']).filter(|word| word.starts_with("tests/scripts/")).collect();
        assert!(!named.is_empty(), "an example names a script");
        for path in named {
            assert!(root().join(path).is_file(), "{path}");
        }
    }
}
