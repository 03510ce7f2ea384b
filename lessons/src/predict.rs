//! Predictions: a question with answers, each with the condition under which it is the right one.
//!
//! The star of the script language's `predict` says which answer its author believes to be right. A lesson says as well
//! how one sees it, so that the run decides, and an author who is wrong is told.

use super::source::Source;
use std::ops::Range;
use world::script::{Condition, Diagnostic, Script, Statement};

/// A question to be answered before a run goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prediction {
    /// The question.
    pub question: String,
    /// What may be answered.
    pub choices: Vec<Choice>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The line in which it stands.
    pub line: usize,
    /// The answer.
    pub answer: String,
    /// Whether its author says that it is right.
    pub right: bool,
    /// It is right if this holds after the run.
    pub condition: Condition,
    /// What is said to those who chose it.
    pub reason: String,
}

/// How one is written; shown where one cannot be read.
const USAGE: &str = "an answer is written: - [ ] words `condition`, the right one: - [x] words `condition`";

/// Reads the lines of a `predict` block.
pub(crate) fn read(source: &Source<'_>, lines: Range<usize>, complaints: &mut Vec<Diagnostic>) -> Prediction {
    let mut prediction = Prediction { question: String::new(), choices: Vec::new() };
    let opening = lines.start - 1;
    let before = complaints.len();
    for (number, line) in source.lines(lines) {
        if line.trim_start().starts_with("- ") {
            match choice(source, number, line) {
                Ok(choice) => prediction.choices.push(choice),
                Err(complaint) => complaints.push(*complaint),
            }
        } else {
            let text = prediction.choices.last_mut().map_or(&mut prediction.question, |choice| &mut choice.reason);
            join(text, line.trim());
        }
    }
    if complaints.len() > before {
        return prediction;
    }
    let right = prediction.choices.iter().filter(|choice| choice.right).count();
    let wrong = if prediction.question.is_empty() {
        "a prediction begins with its question"
    } else if prediction.choices.len() < 2 {
        "a prediction needs two answers or more"
    } else if right != 1 {
        "exactly one answer of a prediction is right"
    } else if prediction.choices.iter().any(|choice| choice.reason.is_empty()) {
        "each answer needs a reason below it: why it is right, or what it overlooks"
    } else {
        return prediction;
    };
    complaints.push(Diagnostic { help: Some(USAGE.to_owned()), ..source.in_line(opening, wrong) });
    prediction
}

fn join(text: &mut String, line: &str) {
    if !text.is_empty() && !line.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

fn choice(source: &Source<'_>, number: usize, line: &str) -> Result<Choice, Box<Diagnostic>> {
    let unreadable =
        |message: &str| Box::new(Diagnostic { help: Some(USAGE.to_owned()), ..source.in_line(number, message) });
    let rest = line.trim_start().trim_start_matches("- ").trim();
    let (right, rest) = match (rest.strip_prefix("[x]"), rest.strip_prefix("[ ]")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        (None, None) => return Err(unreadable("expected `[ ]`, or `[x]` before the right answer")),
    };
    let parts = rest.strip_suffix('`').and_then(|rest| rest.rsplit_once('`'));
    let Some((answer, condition)) = parts else {
        return Err(unreadable("this answer does not end with the condition, in backticks, under which it is right"));
    };
    if answer.trim().is_empty() {
        return Err(unreadable("this answer has no words"));
    }
    let condition = read_condition(source, number, line, condition)?;
    Ok(Choice { line: number, answer: answer.trim().to_owned(), right, condition, reason: String::new() })
}

fn read_condition(
    source: &Source<'_>,
    number: usize,
    line: &str,
    condition: &str,
) -> Result<Condition, Box<Diagnostic>> {
    const VERB: &str = "expect ";
    let statement = format!("{VERB}{condition}");
    let script = Script::parse_numbered([(number, statement.as_str())]).map_err(|complaints| {
        let start = line.rfind(condition).unwrap_or_default();
        let place = |at: usize| start + at.saturating_sub(VERB.len());
        complaints.into_iter().next().map_or_else(
            || Box::new(source.in_line(number, "this condition cannot be read")),
            |complaint| {
                let span = place(complaint.span.start)..place(complaint.span.end);
                Box::new(Diagnostic { source: line.to_owned(), span, ..complaint })
            },
        )
    })?;
    match script.statements().next() {
        Some((_, Statement::Expect(condition))) => Ok(condition.clone()),
        _other => Err(Box::new(source.in_line(number, "the condition of this answer is missing"))),
    }
}
