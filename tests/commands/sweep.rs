//! `smr-lab sweep`.

use std::fs;

use serde_json::Value;
use tests::place::TemporaryFolder;

use crate::{ends, has, json, says};

/// A bug that the very first seeds find.
const PLANTED: [&str; 5] = ["sweep", "--plant", "vote/first-answer", "--seeds", "1..1000"];

#[test]
fn a_sweep_without_a_violation_prints_its_figures() {
    let output = ends(&["sweep", "--seeds", "1..9"], 0).output;
    let figures = [
        "seeds ",
        "events ",
        "events per second",
        "simulated seconds per second",
        "messages per second",
        "commands refused ",
        "undecided ",
        "violations ",
    ];
    says(&output, &figures);
    says(&output, &["multi-paxos, 3 replicas", "full", "no bug"]);
}

#[test]
fn the_figures_of_what_happened_do_not_depend_on_the_number_of_threads() {
    let count = |threads: &str| {
        let found =
            json(&["sweep", "--replicas", "5", "--faults", "light", "--seeds", "1..=8", "--threads", threads], 0);
        has(&found, &["order", "faults", "plants", "asked", "seconds", "events_per_second", "worst", "bad_seeds"]);
        has(&found, &["simulated_seconds_per_second", "messages_per_second", "commands", "refused"]);
        assert_eq!(found["undecided"], 0);
        assert_eq!((&found["seeds"], &found["violations"]), (&Value::from(8), &Value::from(0)));
        (found["events"].clone(), found["messages"].clone())
    };
    assert_eq!(count("1"), count("3"));
}

#[test]
fn a_violation_is_status_1_the_seed_the_promise_in_words_and_a_script() {
    let output = ends(&PLANTED, 1).output;
    says(
        &output,
        &["Seed ", "breaks the promise of", "At its event", " statements (", "plant vote/first-answer\n", "\nrun for "],
    );
    says(&output, &["\ncluster replicas=3 order=multi-paxos"]);
    assert!(output.ends_with("expect all promises\n"), "{output}");
}

#[test]
fn the_violation_of_the_lowest_seed_is_reported_whatever_the_number_of_threads() {
    let worst = |threads| {
        let found = json(&[&PLANTED[..], &["--threads", threads]].concat(), 1);
        has(&found["worst"], &["seed", "promise", "says", "event", "how", "script", "statements"]);
        found["worst"].clone()
    };
    let alone = worst("1");
    assert_eq!(alone, worst("4"));
    let seed = alone["seed"].to_string();
    let again = json(&["sweep", "--plant", "vote/first-answer", "--seeds", &seed], 1);
    assert_eq!(again["worst"], alone, "its seed alone finds it again");
}

#[test]
fn seeds_and_replicas_that_cannot_be_are_refused_with_what_can() {
    says(&ends(&["sweep", "--seeds", "5..2"], 2).complaint, &["5..6"]);
    says(&ends(&["sweep", "--seeds", "many"], 2).complaint, &["1..1000"]);
    says(&ends(&["sweep", "--replicas", "0"], 2).complaint, &["1..="]);
    says(&ends(&["sweep", "--threads", "0"], 2).complaint, &["--threads"]);
}

#[test]
fn the_script_that_a_sweep_prints_breaks_the_same_promise_again() {
    let worst = json(&PLANTED, 1)["worst"].clone();
    let folder = TemporaryFolder::new("script");
    let file = folder.path().join("found.smr");
    fs::write(&file, worst["script"].as_str().expect("a script")).unwrap();
    let story = ends(&["run", &file.display().to_string()], 1).output;
    says(&story, &["PROMISE BROKEN", worst["promise"].as_str().expect("a name")]);
}
