//! `smr-lab list`.

use crate::{ends, json, says};

const KINDS: [&str; 6] = ["orders", "machines", "faults", "plants", "models", "promises"];

#[test]
fn every_kind_is_a_line_a_name_with_an_explanation() {
    for kind in KINDS {
        let output = ends(&["list", kind], 0).output;
        let entries = json(&["list", kind], 0);
        let entries = entries.as_array().expect("an array");
        let lines = output.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with(' '));
        assert_eq!(lines.clone().count(), entries.len());
        for (line, entry) in lines.zip(entries) {
            let (name, explanation) = (entry["name"].as_str().unwrap(), entry["says"].as_str().unwrap());
            assert!(line.starts_with(name) && line.ends_with(explanation), "{line}");
            assert!(!explanation.is_empty(), "{name}");
        }
    }
}

#[test]
fn without_a_kind_the_kinds_are_listed() {
    says(&ends(&["list"], 0).output, &KINDS);
    assert_eq!(json(&["list"], 0).as_object().expect("an object").len(), KINDS.len());
}

#[test]
fn there_are_at_least_fifteen_planted_bugs() {
    assert!(ends(&["list", "plants"], 0).output.lines().count() >= 15);
}

#[test]
fn machines_come_with_their_operations() {
    says(&ends(&["list", "machines"], 0).output, &["\n    transfer FROM TO AMOUNT  moves AMOUNT", "\n    add N "]);
    let machines = json(&["list", "machines"], 0);
    assert_eq!(machines[0]["details"][0]["name"], "add N");
}

#[test]
fn orders_and_faults_say_what_is_survived_and_what_the_voter_needs() {
    let orders = ends(&["list", "orders"], 0).output;
    says(&orders, &["survives          mute, lie", "does not survive  ", "twins", "fail-stop, F+1 are enough"]);
    says(
        &ends(&["list", "faults"], 0).output,
        &["multi-paxos  ", "wrong behaviour: mute", "fail-stop, F+1 are enough"],
    );
}
