//! `smr-lab run` with questions about the run: causes, comparison, search, links and exports.

use std::fs;

use serde_json::Value;

use crate::run::script;
use crate::{ends, has, json, says};

const RUN: &str = "cluster replicas=3 seed=7\nrun until some leader\nc1: add 5\nrun until quiet\n";

/// The number of the first event in which this stands, in JSON.
fn event(file: &str, what: &str) -> String {
    let output = ends(&["run", "--json", file], 0).output;
    let line = output.lines().find(|line| line.contains(what)).expect("it happens");
    serde_json::from_str::<Value>(line).expect("a line is JSON")["id"].to_string()
}

#[test]
fn an_answer_is_led_back_to_the_command_that_asked_for_it() {
    let (_folder, file) = script(RUN);
    let answer = event(&file, "\"answered\"");
    let chain = ends(&["run", &file, "--why", &answer], 0).output;
    let told: Vec<&str> = chain.lines().collect();
    says(told[0], &["c1: add 5"]);
    says(told.last().expect("it is not empty"), &[&answer, "c1"]);
    let past = ends(&["run", &file, "--past", &answer], 0).output;
    assert!(told.iter().all(|line| past.contains(line)), "the chain is part of the past");
    let first = event(&file, "\"invoked\"");
    assert!(ends(&["run", &file, "--future", &first], 0).output.contains(told[told.len() - 1]));
    says(&ends(&["run", &file, "--why", "999999"], 2).complaint, &["there is no event 999999", "1 to "]);
}

#[test]
fn a_moment_is_told_by_what_can_be_seen_there() {
    let (_folder, file) = script(RUN);
    let there = ends(&["run", &file, "--until", "100ms"], 0).output;
    says(&there, &["\nat event ", "100ms:\n", "r1   State: 0", "r1   leader: none"]);
    says(&ends(&["run", &file, "--until", "9 o'clock"], 2).complaint, &["is no moment", "1500ms"]);
}

#[test]
fn two_runs_are_compared_by_where_they_part_and_what_differs() {
    let (_folder, file) = script(RUN);
    let (_other_folder, other) = script(&RUN.replace("add 5", "add 6"));
    says(&ends(&["run", &file, "--compare", &file], 0).output, &["they are the same run"]);
    let told = ends(&["run", &file, "--compare", &other], 1).output;
    says(&told, &["they part at event ", "c1: add 5", "c1: add 6", "r1   State: 5 | 6"]);
    let told = json(&["run", &file, "--compare", &other], 1);
    has(&told["parting"], &["event", "left", "right"]);
    let differences = told["differences"].as_array().expect("an array");
    assert!(differences.iter().any(|it| it["what"] == "State" && it["left"] == "5" && it["right"] == "6"), "{told}");
}

#[test]
fn what_a_search_finds_is_a_script_that_plays() {
    let (folder, file) = script(RUN);
    let found = ends(&["run", &file, "--search", "leaders = 2"], 0).output;
    let again = folder.path().join("found.smr");
    fs::write(&again, format!("{found}\nexpect leaders = 2\n")).expect("a temporary file can be written");
    ends(&["run", &again.display().to_string()], 0);
    says(&ends(&["run", &file, "--search", "ledaers = 2"], 2).complaint, &["--search:1", "did you mean `leaders`?"]);
    says(
        &ends(&["run", &file, "--search", "members = 9 within 1ms"], 1).complaint,
        &["nothing was found in ", "tries"],
    );
}

#[test]
fn a_link_leads_to_the_run_and_a_damaged_one_is_refused_with_the_reason() {
    let (_folder, file) = script(RUN);
    let link = ends(&["run", &file, "--link"], 0).output.trim().to_owned();
    says(&ends(&["run", &link, "--compare", &file], 0).output, &["they are the same run"]);
    let other_version = link.replacen("smr-lab-2-", "smr-lab-3-", 1);
    for (bad, why) in [
        (&link[..link.len() - 3], "cut off or changed"),
        (other_version.as_str(), "made by version 3"),
        ("smr-lab-", "this is no link to a run"),
    ] {
        says(&ends(&["run", bad], 2).complaint, &[why]);
    }
}

#[test]
fn a_run_is_written_in_every_form_and_read_again_from_two_of_them() {
    let (folder, file) = script(RUN);
    for (form, first) in [("script", "cluster replicas=3"), ("json", "{"), ("svg", "<svg"), ("shiviz", "r1 begins")] {
        let name = if form == "json" { "run.json" } else { "run.smr" };
        let path = folder.path().join(name).display().to_string();
        ends(&["run", &file, "--export", form, &path], 0);
        let written = fs::read_to_string(&path).expect("it was written");
        assert!(written.starts_with(first), "{form}: {}", &written[..60]);
        if ["script", "json"].contains(&form) {
            says(&ends(&["run", &path, "--compare", &file], 0).output, &["they are the same run"]);
        }
    }
    says(&ends(&["run", &file, "--export", "sgv", "picture"], 2).complaint, &["`sgv`", "script, json, svg, shiviz"]);
    says(&ends(&["run", &file, &file, "--link"], 2).complaint, &["a question is about one run"]);
}
