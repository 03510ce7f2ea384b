//! `smr-lab run`: time that is walked, runs that are compared, written down and sent.

use std::fs;

use serde_json::Value;
use tests::place::TemporaryFolder;

use crate::{ends, json, says};

const SCRIPT: &str = "cluster replicas=3 machine=counter seed=7\nc1: add 5\nrun until stored on majority\ncrash leader\n\
                      c2: add 1\nrun for 1s\nrestart former-leader\nrun until output c2 = 6\nrun for 500ms\n\
                      expect all promises\n";

/// A folder with the script in it, and the paths of files there.
struct Folder(TemporaryFolder);

impl Folder {
    fn new() -> Self {
        let folder = Self(TemporaryFolder::new("run"));
        folder.write("lost.smr", SCRIPT);
        folder
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).expect("a temporary file can be written");
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it was written")
    }
}

fn events(output: &str) -> Vec<Value> {
    output.lines().map(|line| serde_json::from_str(line).expect("an event is JSON")).collect()
}

/// What the lab prints of a script's events, and the number of the event with these words.
fn event_that(folder: &Folder, says: &str) -> (Vec<Value>, u64) {
    let all = events(&ends(&["run", &folder.path("lost.smr"), "--json"], 0).output);
    let found = all.iter().find(|event| event.to_string().contains(says)).expect("it happens");
    let id = found["id"].as_u64().expect("a number");
    (all, id)
}

#[test]
fn the_story_can_begin_late_and_end_early() {
    let folder = Folder::new();
    let script = folder.path("lost.smr");
    let whole = ends(&["run", &script], 0).output;
    says(&whole, &["> crash leader", "> restart former-leader", "all expectations hold"]);
    let early = ends(&["run", &script, "--until", "600ms"], 0).output;
    says(
        &early,
        &["> crash leader", ", 600ms:\n", "  r1   server: ", "  c2   waits for: ", "net  messages on their way"],
    );
    assert!(!early.contains("restart former-leader") && !early.contains("all expectations"), "{early}");
    let late = ends(&["run", &script, "--from", "600ms"], 0).output;
    assert!(!late.contains("> crash leader"), "{late}");
    says(&late, &["> restart former-leader", "all expectations hold"]);
    let (all, _) = event_that(&folder, "crash");
    let some = events(&ends(&["run", &script, "--from", "100", "--until", "200", "--json"], 0).output);
    assert_eq!(some, all[99..200]);
}

#[test]
fn what_fails_after_the_end_does_not_count() {
    let folder = Folder::new();
    let fails = folder.write("fails.smr", &format!("{SCRIPT}run for 1s\nexpect output c1 = 99\n"));
    let ending = ends(&["run", &fails], 1);
    says(&ending.complaint, &["fails.smr:12: `expect output c1 = 99`", "expected", "seen"]);
    ends(&["run", &fails, "--until", "600ms"], 0);
}

#[test]
fn why_leads_back_to_a_command() {
    let folder = Folder::new();
    let script = folder.path("lost.smr");
    let (_, crash) = event_that(&folder, "\"crashed\"");
    let chain = ends(&["run", &script, "--why", &crash.to_string()], 0).output;
    says(&chain, &["the user says `crash r1`\n", "r1 crashes"]);
    let (_, answer) = event_that(&folder, "\"answered\"");
    let chain = ends(&["run", &script, "--why", &answer.to_string()], 0).output;
    let lines: Vec<&str> = chain.lines().collect();
    says(lines[0], &["r1 begins"]);
    says(lines[lines.len() - 1], &[&answer.to_string(), "c1", "is answered"]);
    let past = events(&ends(&["run", &script, "--past", &answer.to_string(), "--json"], 0).output);
    let future = events(&ends(&["run", &script, "--future", &answer.to_string(), "--json"], 0).output);
    assert!(past.len() > lines.len());
    assert_eq!((past.last(), past[0]["id"].as_u64()), (future.first(), Some(1)));
    // A run that fails can be asked too, which is when one wants to.
    let fails = folder.write("fails.smr", &format!("{SCRIPT}expect output c1 = 99\n"));
    let ending = ends(&["run", &fails, "--why", &answer.to_string()], 1);
    assert_eq!(ending.output, chain);
    says(&ending.complaint, &["expected"]);
    says(&ends(&["run", &script, "--why", "99999999"], 2).complaint, &["there is no event 99999999", "1 to "]);
}

#[test]
fn a_link_is_followed_and_a_damaged_one_refused() {
    let folder = Folder::new();
    let script = folder.path("lost.smr");
    let link = ends(&["run", &script, "--link"], 0).output.trim().to_owned();
    assert!(link.starts_with("smr-lab-1-") && link.len() < 400, "{link}");
    let (all, _) = event_that(&folder, "crash");
    assert_eq!(events(&ends(&["run", &link, "--json"], 0).output), all);
    says(&ends(&["run", &link[..link.len() - 5]], 2).complaint, &["cut off or changed"]);
    says(&ends(&["run", &link.replacen("-1-", "-9-", 1)], 2).complaint, &["version 9"]);
    let early = ends(&["run", &script, "--until", "300", "--link"], 0).output;
    let early = events(&ends(&["run", early.trim(), "--json"], 0).output);
    assert!(early.len() >= 300 && early.len() < 320 && early[..] == all[..early.len()]);
}

#[test]
fn two_runs_are_compared() {
    let folder = Folder::new();
    let script = folder.path("lost.smr");
    says(&ends(&["run", &script, "--compare", &script], 0).output, &["they are the same run"]);
    let other = folder.write("found.smr", &SCRIPT.replace("c2: add 1", "c2: add 2").replace("c2 = 6", "c2 = 7"));
    let output = ends(&["run", &script, "--compare", &other], 1).output;
    says(&output, &["they part at event", "left:  ", "`c2: add 1`", "`c2: add 2`", "r2   State: 6 | 7"]);
    let compared = json(&["run", &script, "--compare", &other], 1);
    assert!(compared["parting"]["left"].is_object() && compared["parting"]["event"].as_u64() > Some(50));
    assert!(compared["differences"].as_array().is_some_and(|all| all.iter().any(|it| it["what"] == "State")));
}

#[test]
fn a_run_is_written_in_each_form_and_read_again() {
    let folder = Folder::new();
    let script = folder.path("lost.smr");
    let (all, _) = event_that(&folder, "crash");
    let mut arguments = vec!["run".to_owned(), script.clone()];
    for form in ["script", "json", "svg", "shiviz"] {
        let name = if form == "script" { "again.smr".to_owned() } else { format!("run.{form}") };
        arguments.extend(["--export".to_owned(), form.to_owned(), folder.path(&name)]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(ends(&arguments, 0).output, "");
    for name in ["again.smr", "run.json"] {
        assert_eq!(events(&ends(&["run", &folder.path(name), "--json"], 0).output), all, "{name}");
    }
    assert!(folder.read("run.svg").starts_with("<svg ") && folder.read("run.svg").ends_with("</svg>\n"));
    assert_eq!(folder.read("run.shiviz").lines().count(), 2 * all.len());
    let path = folder.path("late.shiviz");
    ends(&["run", &script, "--from", "101", "--until", "200", "--export", "shiviz", &path], 0);
    let count = folder.read("late.shiviz").lines().count();
    assert!((200..240).contains(&count), "{count}");
    let changed = folder.read("run.json").replacen("\"at\":", "\"at\":1", 1);
    let changed = folder.write("changed.json", &changed);
    says(&ends(&["run", &changed], 2).complaint, &["changed.json", "event 1 was changed"]);
}

#[test]
fn what_cannot_be_asked_is_told() {
    let folder = Folder::new();
    let script = folder.path("lost.smr");
    says(&ends(&["run", &script, "--until", "soon"], 2).complaint, &["`soon` is no moment", "1500ms"]);
    says(&ends(&["run", &script, &script, "--link"], 2).complaint, &["about one run"]);
    says(&ends(&["run", &script, "--export", "gif", "run.gif"], 2).complaint, &["`gif`", "script, json, svg, shiviz"]);
    let nothing = folder.write("nothing.smr", "# nothing\n");
    says(&ends(&["run", &nothing, "--link"], 2).complaint, &["there is no run"]);
}

#[test]
fn a_search_answers_with_a_script_that_plays() {
    let folder = Folder::new();
    let script = folder.path("lost.smr");
    let found = ends(&["run", &script, "--until", "300ms", "--search", "leaders = 2 within 3s"], 0).output;
    says(&found, &["cluster replicas=3", "c1: add 5\n", "crash r1\n", "# Here: leaders: r"]);
    let found = folder.write("found.smr", &format!("{found}expect leaders = 2\n"));
    ends(&["run", &found], 0);
    let ending = ends(&["run", &script, "--search", "members = 9 within 1ms"], 1);
    says(&ending.complaint, &["nothing was found in"]);
    says(&ends(&["run", &script, "--search", "leeders = 2"], 2).complaint, &["leeders", "--search"]);
}
