//! `smr-lab judge`.

use std::fs;

use tests::place::TemporaryFolder;
use tests::server::Ending;

use crate::{ends, json, says};

const WRITTEN: &str = r#"{"process":0,"type":"invoke","f":"write","value":1}
{"process":0,"type":"ok","f":"write","value":1}
{"process":1,"type":"invoke","f":"read"}
"#;

#[track_caller]
fn judged(history: &str, status: i32, machine: &str) -> Ending {
    in_a_file(history, |file| ends(&["judge", file, "--machine", machine], status))
}

fn in_a_file<T>(history: &str, judge: impl FnOnce(&str) -> T) -> T {
    let folder = TemporaryFolder::new("history");
    let file = folder.path().join("history.jsonl");
    fs::write(&file, history).expect("a temporary file can be written");
    judge(&file.display().to_string())
}

fn reading(value: &str) -> String {
    format!("{WRITTEN}{{\"process\":1,\"type\":\"ok\",\"f\":\"read\",\"value\":{value}}}\n")
}

#[test]
fn a_linearizable_history_is_status_0() {
    says(&judged(&reading("1"), 0, "register").output, &["linearizable (2 operations"]);
}

#[test]
fn one_that_is_not_is_status_1_with_the_evidence_in_words() {
    let output = judged(&reading("2"), 1, "register").output;
    says(&output, &["not linearizable", "No order of the operations explains", "line 3: process 1 asked read"]);
    let verdict = in_a_file(&reading("2"), |file| json(&["judge", file, "--machine", "register"], 1));
    assert_eq!(verdict["verdict"], "not-linearizable");
    assert_eq!(verdict["evidence"]["operation"]["line"], 3);
}

#[test]
fn what_cannot_be_read_is_status_2_with_its_line() {
    says(&judged(&format!("{WRITTEN}garbage\n"), 2, "register").complaint, &["line 4", "expected a JSON object"]);
    says(&ends(&["judge", "nowhere.jsonl", "--machine", "register"], 2).complaint, &["nowhere.jsonl"]);
    let verdict = in_a_file("garbage", |file| json(&["judge", file, "--machine", "queue"], 2));
    assert_eq!(verdict["verdict"], "unreadable");
}

/// What the lab writes, it can judge: every machine but the one that is none.
#[test]
fn what_the_lab_wrote_is_judged_by_the_labs_own_machine_refusals_included() {
    let folder = TemporaryFolder::new("own-histories");
    for machine in ["counter", "turnstile", "register", "key-value", "bank", "lock", "queue", "table"] {
        let (script, history) = (folder.path().join("run.smr"), folder.path().join("history.jsonl"));
        let workload = "in-flight=2 think=0us";
        let text = format!(
            "cluster replicas=3 machine={machine} seed=1\nrun until some leader\nworkload c1 inputs=30 {workload}\n\
             workload c2 inputs=30 {workload}\nrun until all answered\n"
        );
        fs::write(&script, text).expect("a temporary file can be written");
        let (script, path) = (script.display().to_string(), history.display().to_string());
        ends(&["run", "--history", &path, &script], 0);
        let judge = ["judge", &path, "--machine", machine];
        says(&ends(&judge, 0).output, &["linearizable (60 operations"]);
        let true_one = fs::read_to_string(&history).expect("it was written");
        let (before, last) = true_one.rsplit_once("\"output\":\"").expect("somebody was told something");
        let (_, after) = last.split_once('"').expect("the text ends");
        fs::write(&history, format!("{before}\"output\":\"what nobody says\"{after}")).expect("it can be written");
        ends(&judge, 1);
    }
}

#[test]
fn a_bank_in_jepsens_shape_is_judged_without_the_labs_words() {
    let transfer = r#"{"process":0,"type":"invoke","f":"transfer","value":{"from":"alice","to":"bob","amount":30}}
{"process":0,"type":"ok","f":"transfer","value":{"from":"alice","to":"bob","amount":30}}
{"process":1,"type":"invoke","f":"balance","value":"alice"}
"#;
    let told =
        |balance: u32| format!("{transfer}{{\"process\":1,\"type\":\"ok\",\"f\":\"balance\",\"value\":{balance}}}\n");
    judged(&told(70), 0, "bank");
    judged(&told(100), 1, "bank");
}
