//! Whether what a lesson claims is so, and whether it has what makes it a lesson.

use super::glossary::{self, Glossary};
use super::head::Kind;
use super::lesson::{Block, Lesson};
use super::links::{self, Shelf};
use super::read::read;
use super::rehearse::rehearse;
use super::source::Source;
use std::path::Path;
use world::script::{Diagnostic, Statement};

/// Checks the lesson at this path; says everything that is wrong with it.
///
/// # Errors
/// What is wrong, by line.
pub fn check(text: &str, path: &Path, shelf: Shelf<'_>) -> Result<Lesson, Vec<Diagnostic>> {
    let source = Source::new(text);
    let mut complaints = links::follow(&source, path, shelf);
    complaints.extend(glossary_of(path, shelf).unexplained(&source));
    let lesson = match read(text) {
        Ok(lesson) => {
            complaints.extend(parts(&lesson, &source));
            complaints.extend(misnumbered(&lesson, &source, path));
            complaints.extend(rehearse(&lesson, &source));
            Some(lesson)
        }
        Err(unreadable) => {
            complaints.extend(unreadable);
            None
        }
    };
    complaints.sort_by_key(|complaint| complaint.line);
    match lesson {
        Some(lesson) if complaints.is_empty() => Ok(lesson),
        _wrong => Err(complaints),
    }
}

/// The glossary beside a lesson, or beside its folder.
fn glossary_of(path: &Path, shelf: Shelf<'_>) -> Glossary {
    let folder = path.parent().unwrap_or(Path::new(""));
    let candidates = [folder.join(glossary::FILE), folder.join("..").join(glossary::FILE)];
    candidates.iter().find_map(|candidate| shelf(candidate)).map(|text| Glossary::read(&text)).unwrap_or_default()
}

/// What is missing of what every lesson, or every demo, has.
fn parts(lesson: &Lesson, source: &Source<'_>) -> Vec<Diagnostic> {
    let has = |wanted: fn(&Block) -> bool| lesson.blocks().any(|placed| wanted(&placed.block));
    let asks = has(|block| matches!(block, Block::Prediction(_)));
    let missing: &[(bool, &str)] = match lesson.head.kind {
        Kind::Lesson => &[
            (asks, "a lesson needs a `predict` block: who predicts sees more"),
            (has(|block| matches!(block, Block::Solution(_))), "a lesson needs a goal for the learner to reach"),
            (has(|block| matches!(block, Block::Question { .. })), "a lesson needs a `question` block, to look back"),
            (!lesson.head.sources.is_empty(), "a lesson names its sources"),
        ],
        Kind::Demo => &[
            (asks, "a demo needs a `predict` block for the audience"),
            (has(waits), "a demo needs a pause: the statement `wait`"),
            (has(|block| matches!(block, Block::Notes(_))), "a demo needs `notes` for the speaker"),
            (!lesson.head.ask.is_empty(), "a demo says what to ask the audience: ask = [\"…\"] in its head"),
        ],
    };
    missing.iter().filter(|(there, _)| !there).map(|(_, message)| source.in_line(1, *message)).collect()
}

/// A file whose name begins with a number begins with that of its place.
fn misnumbered(lesson: &Lesson, source: &Source<'_>, path: &Path) -> Option<Diagnostic> {
    let name = path.file_name()?.to_str()?;
    let number: u16 = name.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    let message = format!("the name of the file says {number}, and this says {}", lesson.head.order);
    (number != lesson.head.order).then(|| source.in_line(line_of_order(source), message))
}

fn line_of_order(source: &Source<'_>) -> usize {
    source.text.lines().position(|line| line.trim_start().starts_with("order")).map_or(1, |index| index + 1)
}

fn waits(block: &Block) -> bool {
    let Block::Script(script) = block else { return false };
    script.statements().any(|(_, statement)| matches!(statement, Statement::Wait))
}

/// What is said of a lesson whose place another one in its folder has.
#[must_use]
pub fn same_order(text: &str, other: &str) -> Diagnostic {
    let source = Source::new(text);
    source.in_line(line_of_order(&source), format!("{other} has the same place in the order"))
}
