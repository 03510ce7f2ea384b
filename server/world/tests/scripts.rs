//! The scripts in tests/scripts: a behaviour each, named like a sentence.
//!
//! `any/` runs under every ordering; the other folders each under their own. Beside a script there may be its story as
//! a golden file; `UPDATE_GOLDEN=1` writes it anew, for those that have one.

use std::fs;
use std::path::{Path, PathBuf};
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

fn read(path: &Path) -> Script {
    let text = fs::read_to_string(path).expect("a script is text");
    Script::parse(&text).unwrap_or_else(|wrong| {
        let wrong: Vec<String> = wrong.iter().map(|wrong| wrong.render(&shown(path), false)).collect();
        panic!("{}", wrong.join("\n"))
    })
}

/// Plays a script; returns its story, and how it failed if it did.
fn perform(path: &Path) -> (String, Option<String>) {
    let mut told = String::new();
    let played = play(&read(path), Limits::default(), &mut |what| match what {
        Told::Statement(_, statement) => told.push_str(&format!("> {statement}\n")),
        Told::Event(traced) => {
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
    (told, failed)
}

#[test]
fn every_script_holds() {
    let all = folders().into_iter().flat_map(|folder| scripts(&folder));
    let failures: Vec<String> = all.filter_map(|path| perform(&path).1).collect();
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
    for (promise, _) in world::promises::PROMISES {
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
        let (told, _) = perform(&path);
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
    assert_eq!(perform(&path), perform(&path));
}
