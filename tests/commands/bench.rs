//! `smr-lab bench`: that every figure is taken and told. How high it is depends on the machine, so nothing is asked of it here.

use crate::{ends, has, json, says};

#[test]
fn every_figure_stands_beside_what_is_asked() {
    let output = ends(&["bench", "--quick", "--rounds", "1"], 0).output;
    says(
        &output,
        &[
            ">= 500,000",
            ">= 3,000,000",
            ">= 1,000",
            "< 200",
            "< 20.0",
            "< 5.00",
            "< 50.0",
            "omnipaxos",
            "of the speed of bare ordering",
            "under raft",
            ">= 0.50",
            "under pbft",
            ">= 0.25",
        ],
    );
}

#[test]
fn every_figure_is_told_to_programs() {
    let measured = json(&["bench", "--quick", "--rounds", "3"], 0);
    assert_eq!((&measured["rounds"], &measured["quick"]), (&3.into(), &true.into()));
    assert!(measured["ratio_to_omnipaxos"].as_f64().is_some_and(|ratio| ratio > 0.0));
    let figures = measured["figures"].as_array().expect("an array");
    for figure in figures {
        has(figure, &["key", "name", "how", "asked", "measured", "lowest", "highest", "samples", "reached"]);
    }
    for (key, part) in [("raft_inputs_per_second", 0.5), ("pbft_inputs_per_second", 0.25)] {
        let found = figures.iter().find(|figure| figure["key"] == key);
        let figure = found.unwrap_or_else(|| panic!("{key} stands beside multi-paxos"));
        assert_eq!(figure["asked"]["at_least_of_multi_paxos"], part, "{key}");
        assert!(figure["of_multi_paxos"].as_f64().is_some_and(|part| part > 0.0), "{key}");
    }
    let taken =
        |key: &str| figures.iter().find(|figure| figure["key"] == key).map(|figure| figure["samples"].as_array());
    assert_eq!(taken("ordered_inputs_per_second").flatten().map(Vec::len), Some(3));
    assert_eq!(taken("bytes_per_event").flatten().map(Vec::len), Some(1));
}
