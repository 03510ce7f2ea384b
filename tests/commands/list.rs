//! `smr-lab list`.

use crate::{ends, json, says};

const KINDS: [&str; 6] = ["orders", "machines", "faults", "plants", "models", "promises"];

#[test]
fn every_kind_is_a_line_a_name_with_an_explanation() {
    for kind in KINDS {
        let output = ends(&["list", kind], 0).output;
        let entries = json(&["list", kind], 0);
        let entries = entries.as_array().expect("an array");
        assert_eq!(output.lines().count(), entries.len());
        for (line, entry) in output.lines().zip(entries) {
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
