//! `smr-lab run` with folders and with files of another kind.

use std::fs;

use tests::place::TemporaryFolder;

use crate::{ends, says};

const HOLDS: &str = "cluster replicas=3\nexpect members = 3\n";
const FAILS: &str = "cluster replicas=3\nexpect members = 4\n";

fn folder(files: &[(&str, &str)]) -> TemporaryFolder {
    TemporaryFolder::with("scripts", files)
}

#[test]
fn a_folder_stands_for_the_scripts_in_it_sorted_with_a_summary() {
    let folder = folder(&[("b.smr", HOLDS), ("a/deep.smr", HOLDS), ("notes.txt", "no script")]);
    let output = ends(&["run", &folder.path().display().to_string()], 0).output;
    says(&output, &["2 scripts: 2 hold, 0 failed, 0 unreadable"]);
    assert!(output.find("deep.smr") < output.find("b.smr"), "{output}");
}

#[test]
fn the_summary_names_what_did_not_hold_and_the_worst_counts() {
    let folder = folder(&[("a.smr", FAILS), ("b.smr", HOLDS), ("c.smr", "{}")]);
    let path = folder.path().display().to_string();
    let ending = ends(&["run", &path], 2);
    says(&ending.output, &["3 scripts: 1 hold, 1 failed, 1 unreadable", "  failed: ", "a.smr", "  unreadable: "]);
    fs::remove_file(folder.path().join("c.smr")).expect("it is there");
    says(&ends(&["run", &path], 1).output, &["2 scripts: 1 hold, 1 failed, 0 unreadable"]);
}

#[test]
fn a_folder_without_scripts_and_a_file_of_another_kind_get_one_sentence() {
    let empty = folder(&[("notes.txt", "no script")]);
    says(&ends(&["run", &empty.path().display().to_string()], 2).complaint, &["there is no .smr file in this folder"]);
    for (text, why) in [("{\"a\": 1}\n{\"b\": 2}\n", "this is JSON"), ("\0\u{1}\n\0\n", "this is not a text")] {
        let folder = folder(&[("odd.smr", text)]);
        let complaint = ends(&["run", &folder.path().join("odd.smr").display().to_string()], 2).complaint;
        says(&complaint, &["odd.smr", why]);
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
}
