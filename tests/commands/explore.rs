//! `smr-lab explore`.

use crate::{ends, has, json, says};

#[test]
fn without_a_model_the_models_are_listed_with_their_figures() {
    says(&ends(&["explore"], 0).output, &["paxos-tiny", "3,921 states", "lamport-mutex", "724,274 states"]);
    let models = json(&["explore"], 0);
    assert!(models.as_array().expect("an array").iter().any(|model| model["expected"]["distinct"] == 185_369));
}

#[test]
fn a_model_reproduces_its_figures_beside_the_expected_ones() {
    let output = ends(&["explore", "paxos-tiny"], 0).output;
    says(&output, &["distinct states", "3,921", "depth", "17", "violations", "as expected", "states a second"]);
    assert!(!output.contains("NOT"), "{output}");
}

#[test]
fn a_planted_bug_is_shown_step_by_step() {
    says(&ends(&["explore", "paxos-tiny-minority"], 0).output, &["2,940", "A shortest way to break", "   1  "]);
    let found = json(&["explore", "paxos-tiny-minority"], 0);
    has(&found, &["name", "expected", "found", "as_expected", "seconds", "states_per_second", "example"]);
    assert_eq!(found["as_expected"], true);
    assert_eq!(found["found"]["distinct"], 12_513);
    assert!(!found["example"]["steps"].as_array().expect("steps").is_empty());
}
