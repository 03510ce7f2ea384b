//! The scripts in tests/scripts: a behaviour each, named like a sentence.
//!
//! `any/` runs under every ordering that it suits: that is made for its failures, and needs nothing that it takes away.
//! The other folders run each under the ordering of their name. Beside a script there may be its story as a golden file;
//! `UPDATE_GOLDEN=1` writes it anew, for those that have one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use wire::{Event, Traced};
use world::orders::{ORDERS, Order};
use world::script::orders::suits;
use world::script::play::{Told, play};
use world::script::{Limits, Script, story};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scripts")
}

fn scripts(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("there is such a folder").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "smr")).collect();
    files.sort();
    files
}

fn folders() -> Vec<PathBuf> {
    let folders = fs::read_dir(root()).expect("there are scripts").flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a script is text")
}

fn parse(path: &Path, text: &str) -> Script {
    Script::parse(text).unwrap_or_else(|wrong| {
        let wrong: Vec<String> = wrong.iter().map(|wrong| wrong.render(&shown(path), false)).collect();
        panic!("{}", wrong.join("\n"))
    })
}

fn read(path: &Path) -> Script {
    parse(path, &text(path))
}

/// Scripts for all that do not hold under these orderings, each for a reason that lies in the ordering.
const EXCEPTIONS: &[(&str, &[&str])] = &[
    // Under their own failure models another number of Outputs is believed.
    ("a_question_may_be_asked_before_the_run_goes_on", &["fail-stop"]),
    ("a_wall_clock_makes_correct_replicas_differ", &["fail-stop", "generals-oral", "generals-signed"]),
    ("fewer_than_a_majority_answer_and_the_voter_says_FAIL", &["fail-stop"]),
    ("where_replicas_may_lie_a_read_is_ordered_like_any_input", &["fail-stop"]),
    ("two_copies_cannot_tell_who_is_wrong", &["generals-oral", "generals-signed"]),
    ("a_quit_that_leaves_no_sound_majority_is_a_system_failure", &["generals-oral", "generals-signed"]),
    // Whoever crashes has forgotten everything and returns as another; if all do, all is lost.
    ("a_replica_with_a_durable_log_comes_back_as_itself", &["fail-stop", "generals-oral", "generals-signed"]),
    ("all_replicas_crash_at_once_and_nothing_answered_is_lost", &["fail-stop", "generals-oral", "generals-signed"]),
    ("a_dead_replica_looks_silent", &["fail-stop"]),
    ("who_begins_again_goes_on_from_the_checkpoint_on_its_disk", &["fail-stop", "generals-oral", "generals-signed"]),
    // Time itself fills the log, with a slot a round.
    ("an_administrator_has_a_checkpoint_taken", &["generals-oral", "generals-signed"]),
    // The State that it transfers happens to have nothing in common with Start.
    ("a_transfer_sends_only_what_differs", &["fail-stop"]),
    // Of five replicas three are a majority, but no quorum where one may lie.
    ("the_majority_side_of_a_partition_goes_on", &["pbft"]),
    // Each set of members begins with a primary of its own, whoever led before.
    ("a_replica_that_was_removed_while_away_deposes_nobody_when_it_is_back", &["pbft"]),
    // Nobody is waited for at the beginning, so it is earlier than the script supposes.
    ("a_delayed_request_is_answered_later", &["fail-stop", "generals-oral", "generals-signed", "causal"]),
];

fn is_excepted(order: &Order, path: &Path) -> bool {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    EXCEPTIONS.iter().any(|(script, orders)| *script == name && orders.contains(&order.name))
}

/// The scripts that an ordering must pass, each under it: its own, and those for all.
fn of_order(order: &Order) -> Vec<(PathBuf, Script)> {
    let chosen = |path: PathBuf| {
        let text = text(&path).replace("cluster replicas=", &format!("cluster order={} replicas=", order.name));
        // Where nobody leads, nobody is waited for.
        let text = if order.leads { text } else { text.replace("run until some leader\n", "") };
        let script = parse(&path, &text);
        (path, script)
    };
    let general = scripts(&root().join("any")).into_iter().filter(|path| !is_excepted(order, path)).map(chosen);
    let general = general.filter(|(_, script)| suits(order, script));
    let own = scripts(&root().join(order.name)).into_iter().map(|path| (path.clone(), read(&path)));
    general.chain(own).collect()
}

/// What a script has shown of an ordering.
#[derive(PartialEq, Debug, Default)]
struct Shown {
    /// The lines of pseudo-code that ran.
    lines: BTreeSet<String>,
    /// What was done to the system through the order, or instead of it: of [`SYSTEM`].
    system: BTreeSet<&'static str>,
}

/// What the system does beside executing what clients ask.
const SYSTEM: [&str; 4] = ["JOIN", "QUIT", "CHECKPOINT", "state transfer"];

impl Shown {
    fn look(&mut self, traced: &Traced) {
        let said = |what: &str| traced.words.as_deref().is_some_and(|words| words.contains(what));
        match &traced.event {
            Event::Rule { line, .. } => {
                self.lines.insert(line.to_string());
            }
            Event::Submitted { .. } => self.system.extend(SYSTEM.iter().filter(|input| said(input))),
            Event::Installed { .. } => self.system.extend(SYSTEM.last()),
            _another => {}
        }
    }
}

/// Plays a script; returns its story, how it failed if it did, and what it has shown.
fn perform(path: &Path, script: &Script) -> (String, Option<String>, Shown) {
    let (mut told, mut shown_by) = (String::new(), Shown::default());
    let played = play(script, Limits::default(), &mut |what| match what {
        Told::Statement(_, statement) => told.push_str(&format!("> {statement}\n")),
        Told::Event(traced) => {
            shown_by.look(traced);
            if let Some(telling) = story::tell(traced) {
                told.push_str(&telling.line(traced.at));
                told.push('\n');
            }
        }
        Told::Outcome(_) => {}
    });
    let failed = played
        .err()
        .map(|failure| format!("{}:{}: `{}`: {:?}", shown(path), failure.line, failure.statement, failure.outcome));
    (told, failed, shown_by)
}

/// At least so many of a hundred lines of a protocol's pseudo-code must run in its scripts.
const COVERED: usize = 90;

#[test]
fn every_script_holds_under_every_ordering_and_reaches_its_pseudo_code() {
    let mut failures = Vec::new();
    for order in ORDERS {
        let mut seen = Shown::default();
        for (path, script) in of_order(order) {
            let (_, failed, shown_by) = perform(&path, &script);
            failures.extend(failed.map(|failed| format!("under {}: {failed}", order.name)));
            seen.lines.extend(shown_by.lines);
            seen.system.extend(shown_by.system);
        }
        let silent: Vec<&str> =
            order.lines.iter().map(|line| line.name).filter(|name| !seen.lines.contains(*name)).collect();
        let (all, reached) = (order.lines.len(), order.lines.len() - silent.len());
        let scripts = of_order(order).len();
        println!("{}: {scripts} scripts; {reached} of {all} lines run; not {silent:?}", order.name);
        if reached * 100 < all * COVERED {
            failures.push(format!("under {}: only {reached} of {all} lines run, not {silent:?}", order.name));
        }
        let missing = SYSTEM.iter().filter(|what| !seen.system.contains(*what));
        failures.extend(missing.map(|what| format!("under {}: no script shows {what}", order.name)));
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn there_are_scripts_enough_and_each_is_written_canonically() {
    let all: Vec<PathBuf> = folders().iter().flat_map(|folder| scripts(folder)).collect();
    assert!(all.len() >= 60, "{} scripts", all.len());
    for path in all {
        let text = fs::read_to_string(&path).expect("a script is text");
        assert_eq!(read(&path).to_string(), text, "{}: `smr-lab run --format` writes it", shown(&path));
    }
}

#[test]
fn every_planted_bug_and_every_promise_has_a_script_that_breaks_it() {
    let text: String = folders()
        .iter()
        .flat_map(|folder| scripts(folder))
        .map(|path| fs::read_to_string(path).expect("a script is text"))
        .collect();
    for (promise, _) in world::promises::all() {
        let broken = text.contains(&format!("promise \"{promise}\" broken"));
        assert!(broken, "no script breaks \"{promise}\"");
    }
    for plant in smr::plant::Plant::ALL {
        let planted = text.contains(&format!("plant {}\n", plant.name()));
        assert!(planted, "no script plants {}", plant.name());
    }
}

#[test]
fn stories_are_as_their_golden_files_say() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for path in folders().iter().flat_map(|folder| scripts(folder)) {
        let golden = path.with_extension("golden");
        if !golden.exists() {
            continue;
        }
        let (told, ..) = perform(&path, &read(&path));
        if update {
            fs::write(&golden, &told).expect("a golden file can be written");
        }
        let expected = fs::read_to_string(&golden).expect("a golden file is text");
        assert_eq!(told, expected, "{}: if it is right, UPDATE_GOLDEN=1 writes it anew", shown(&path));
    }
}

#[test]
fn the_same_script_tells_the_same_story_again() {
    let path = root().join("any/a_cluster_goes_on_while_leaders_crash_again_and_again.smr");
    assert_eq!(perform(&path, &read(&path)), perform(&path, &read(&path)));
}
