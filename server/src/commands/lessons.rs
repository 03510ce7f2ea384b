//! `smr-lab lessons check` and `smr-lab lessons list`: what an author of lessons and demos wants to know.
//!
//! Whatever is wrong comes with file, line and column on standard error; the exit status says whether all is well (0),
//! something is wrong in a lesson (1), or there is nothing to look at (2).

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lessons::{Block, Kind, Lesson, check, links, shelf};
use serde_json::{Value as Json, json};
use world::script::{Diagnostic, Statement};

use super::{print, verdict};

/// A file that was looked at.
struct Looked {
    path: PathBuf,
    text: String,
    found: Result<Lesson, Vec<Diagnostic>>,
}

/// Checks lessons and demos: files, or all of a folder.
#[must_use]
pub fn check(paths: &[PathBuf], json: bool) -> ExitCode {
    let files = match files(paths) {
        Ok(files) => files,
        Err(why) => return nothing(&why),
    };
    let mut looked: Vec<Looked> = files.lessons.into_iter().map(|(path, text)| checked(path, text)).collect();
    complain_of_same_orders(&mut looked);
    looked.extend(files.beside.into_iter().filter_map(|(path, text)| linked(path, text)));
    let wrong: usize = looked.iter().filter_map(|file| file.found.as_ref().err()).map(Vec::len).sum();
    if !json {
        complain(&looked);
    }
    let tally = Tally::of(&looked);
    print(
        json,
        || summary(&tally, wrong),
        || {
            json!({
                "lessons": tally.lessons,
                "demos": tally.demos,
                "predictions": tally.predictions,
                "goals": tally.goals,
                "wrong": looked.iter().flat_map(complaints).collect::<Vec<Json>>(),
            })
        },
    );
    verdict(wrong == 0)
}

/// Lists lessons and demos.
#[must_use]
pub fn list(paths: &[PathBuf], json: bool) -> ExitCode {
    let files = match files(paths) {
        Ok(files) => files,
        Err(why) => return nothing(&why),
    };
    let read = |(path, text): (PathBuf, String)| Looked { found: lessons::read(&text), path, text };
    let mut looked: Vec<Looked> = files.lessons.into_iter().map(read).collect();
    looked.sort_by_key(|file| (folder(&file.path), file.found.as_ref().map_or(0, |lesson| lesson.head.order)));
    if !json {
        complain(&looked);
    }
    let readable = || looked.iter().filter_map(|file| Some((file, file.found.as_ref().ok()?)));
    let line = |(file, lesson): (&Looked, &Lesson)| {
        let head = &lesson.head;
        let path = file.path.display();
        format!("{:>3}  {:<58}  {:>2} min  {path}\n", head.order, head.title, head.minutes)
    };
    print(json, || readable().map(line).collect(), || readable().map(|(file, lesson)| listed(file, lesson)).collect());
    verdict(looked.iter().all(|file| file.found.is_ok()))
}

fn listed(file: &Looked, lesson: &Lesson) -> Json {
    let head = &lesson.head;
    let kind = match head.kind {
        Kind::Lesson => "lesson",
        Kind::Demo => "demo",
    };
    let steps: Vec<&str> = lesson.steps.iter().map(|step| step.title.as_str()).collect();
    json!({
        "file": file.path.display().to_string(),
        "kind": kind,
        "order": head.order,
        "title": head.title,
        "section": head.section,
        "minutes": head.minutes,
        "steps": steps,
        "remember": head.remember,
    })
}

fn nothing(why: &str) -> ExitCode {
    eprintln!("smr-lab: {why}");
    ExitCode::from(2)
}

fn checked(path: PathBuf, text: String) -> Looked {
    Looked { found: check::check(&text, &path, &|path| fs::read_to_string(path).ok()), path, text }
}

/// A file that is no lesson, if one of its links leads nowhere.
fn linked(path: PathBuf, text: String) -> Option<Looked> {
    let wrong = links::follow(&lessons::source::Source::new(&text), &path, &|path| fs::read_to_string(path).ok());
    (!wrong.is_empty()).then_some(Looked { found: Err(wrong), path, text })
}

/// Two lessons of one folder cannot both be the third.
fn complain_of_same_orders(looked: &mut [Looked]) {
    let mut first: BTreeMap<(PathBuf, u16), String> = BTreeMap::new();
    for file in looked {
        let Ok(lesson) = &file.found else { continue };
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = (folder(&file.path), lesson.head.order);
        if let Some(other) = first.get(&place) {
            file.found = Err(vec![check::same_order(&file.text, other)]);
        } else {
            first.insert(place, name);
        }
    }
}

fn folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

fn complain(looked: &[Looked]) {
    let coloured = io::stderr().is_terminal();
    for file in looked {
        let name = file.path.display().to_string();
        for complaint in file.found.as_ref().err().into_iter().flatten() {
            eprintln!("{}\n", complaint.render(&name, coloured));
        }
    }
}

fn complaints(file: &Looked) -> Vec<Json> {
    let told = |complaint: &Diagnostic| {
        json!({
            "file": file.path.display().to_string(),
            "line": complaint.line,
            "column": complaint.column(),
            "message": complaint.message,
            "help": complaint.help,
        })
    };
    file.found.as_ref().err().into_iter().flatten().map(told).collect()
}

/// What there is.
#[derive(Default)]
struct Tally {
    lessons: usize,
    demos: usize,
    predictions: usize,
    goals: usize,
}

impl Tally {
    fn of(looked: &[Looked]) -> Self {
        let mut tally = Self::default();
        for lesson in looked.iter().filter_map(|file| file.found.as_ref().ok()) {
            match lesson.head.kind {
                Kind::Lesson => tally.lessons += 1,
                Kind::Demo => tally.demos += 1,
            }
            for placed in lesson.blocks() {
                match &placed.block {
                    Block::Prediction(_) => tally.predictions += 1,
                    Block::Script(script) => tally.goals += script.statements().filter(|(_, it)| is_goal(it)).count(),
                    _other => {}
                }
            }
        }
        tally
    }
}

const fn is_goal(statement: &Statement) -> bool {
    matches!(statement, Statement::Goal(..))
}

fn summary(tally: &Tally, wrong: usize) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (lessons, demos) = (counted(tally.lessons, "lesson"), counted(tally.demos, "demo"));
    let (predictions, goals) = (counted(tally.predictions, "prediction"), counted(tally.goals, "goal"));
    let there = format!("{lessons} and {demos}, with {predictions} and {goals}: all is as claimed");
    match wrong {
        0 => there,
        _ => format!("{there}; {} elsewhere", counted(wrong, "complaint")),
    }
}

/// Files and their texts.
#[derive(Default)]
struct Files {
    lessons: Vec<(PathBuf, String)>,
    beside: Vec<(PathBuf, String)>,
}

/// The files that are meant: those that are named, and the Markdown in folders that are named and in theirs.
fn files(paths: &[PathBuf]) -> Result<Files, String> {
    let mut found = Files::default();
    for path in paths {
        visit(path, true, &mut found).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    if found.lessons.is_empty() {
        let named: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(format!("no lesson, that is, no file that ends with .md, is in {}", named.join(", ")));
    }
    Ok(found)
}

fn visit(path: &Path, named: bool, found: &mut Files) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.is_dir() {
        let mut inside = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
        inside.sort();
        return inside.iter().try_for_each(|path| visit(path, false, found));
    }
    if !named && path.extension().is_none_or(|extension| extension != "md") {
        return Ok(());
    }
    let text = fs::read_to_string(path)?;
    let beside = shelf::BESIDE.iter().any(|beside| *beside == name);
    if beside { &mut found.beside } else { &mut found.lessons }.push((path.to_owned(), text));
    Ok(())
}
