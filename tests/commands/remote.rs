//! `smr-lab watch` and `smr-lab play`, with a lab that runs.

use serde_json::Value;
use tests::place::TemporaryFolder;
use tests::server::Server;

use crate::{ends, says};

const SESSION: &str = "0123456789abcdef";

#[test]
fn a_script_steers_a_session_and_a_terminal_shows_it() {
    let server = Server::start();
    let own = server.url(&format!("/?session={SESSION}"));
    let script = "cluster replicas=5 machine=queue seed=7\nsay \"Look at the leader.\"\nc1: enqueue 7\nwait\n\
                  run until all answered\ncrash leader\nexpect all promises\n";
    let folder = TemporaryFolder::with("play", &[("crash.smr", script)]);
    let file = folder.path().join("crash.smr").display().to_string();
    let played = ends(&["play", &file, "--url", &own], 0).output;
    says(&played, &["> c1: enqueue 7\n", "\" Look at the leader.", "> crash leader\n", "hold"]);

    let seen = ends(&["watch", &own, "--once"], 0).output;
    says(&seen, &["queue under multi-paxos", "r5 "]);
    says(&ends(&["watch", &server.url("/"), "--once"], 0).output, &["counter under multi-paxos"]);
    let message: Value = serde_json::from_str(&ends(&["watch", &own, "--once", "--json"], 0).output).expect("JSON");
    assert_eq!(message["keyframe"]["view"]["about"]["machine"], "queue");
}

#[test]
fn a_line_that_is_refused_ends_the_play_and_says_where() {
    let server = Server::start();
    let folder = TemporaryFolder::with("play", &[("wrong.smr", "cluster\n\nrestart r2\n"), ("bad.smr", "crsh r1")]);
    let file = |name: &str| folder.path().join(name).display().to_string();
    let url = server.url("");
    let refused = ends(&["play", &file("wrong.smr"), "--url", &url], 1);
    says(&refused.complaint, &["wrong.smr:3: `restart r2`", "refused:"]);
    says(&ends(&["play", &file("bad.smr"), "--url", &url], 2).complaint, &["bad.smr", "crash"]);
    says(&ends(&["play", &file("none.smr"), "--url", &url], 2).complaint, &["none.smr"]);
}

#[test]
fn a_demo_can_be_played_in_a_live_lab() {
    let server = Server::start();
    let folder = tests::place::root().join("lessons/demos");
    let mut files: Vec<_> = folder.read_dir().expect("the demos").map(|file| file.expect("a demo").path()).collect();
    files.sort();
    let demo = files.into_iter().find(|file| file.extension().is_some_and(|extension| extension == "md")).expect("one");
    ends(&["play", &demo.display().to_string(), "--url", &server.url("/")], 0);
}

#[test]
fn where_no_lab_answers_one_is_told_what_to_look_at() {
    let gone = {
        let server = Server::start();
        server.url("/")
    };
    says(&ends(&["watch", &gone], 2).complaint, &["no lab answers", "is it running"]);
    says(&ends(&["watch", "ftp://lab.example"], 2).complaint, &["not the address of a lab", "http://127.0.0.1:3000"]);
    says(&ends(&["watch", &Server::start().url("/?session=short")], 2).complaint, &["no lab answers", "400"]);
}
