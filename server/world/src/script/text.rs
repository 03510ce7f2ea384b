//! A whole script: lines, their comments, and the canonical form of both.

use super::diagnostic::Diagnostic;
use super::grammar::{Known, Wrong};
use super::statement::Statement;
use super::verbs;
use super::verbs::cluster::Cluster;
use crate::command::Command;
use crate::configuration::MOST_CLIENTS;
use smr::execute::MachineKind;
use std::fmt;
use winnow::LocatingSlice;
use winnow::stream::Stateful;

/// The longest line, in bytes.
pub const LONGEST_LINE: usize = 2_000;
/// The most lines of a script.
pub const MOST_LINES: usize = 20_000;
/// How many unreadable lines are told; a text that is no script at all has no other kind.
const MOST_DIAGNOSTICS: usize = 50;

/// A line.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Line {
    /// Where it stands, counted from 1.
    pub number: usize,
    /// What it says, if it says something.
    pub statement: Option<Statement>,
    /// The comment at its end, without the sign.
    pub comment: Option<String>,
}

/// A script.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Script {
    /// Its lines, blank ones too.
    pub lines: Vec<Line>,
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// Every line that cannot be read.
    pub fn parse(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Self::parse_numbered(text.lines().zip(1..).map(|(line, number)| (number, line)))
    }

    /// Reads lines that stand somewhere in a file.
    ///
    /// # Errors
    /// Every line that cannot be read.
    pub fn parse_numbered<'a>(numbered: impl IntoIterator<Item = (usize, &'a str)>) -> Result<Self, Vec<Diagnostic>> {
        let mut machine = MachineKind::default();
        let mut clients = MOST_CLIENTS;
        let mut lines = Vec::new();
        let mut diagnostics = Vec::new();
        for (number, source) in numbered {
            if lines.len() == MOST_LINES || diagnostics.len() == MOST_DIAGNOSTICS {
                let message = match diagnostics.len() {
                    MOST_DIAGNOSTICS => format!("{MOST_DIAGNOSTICS} lines cannot be read; the rest was not tried"),
                    _ => format!("a script may have {MOST_LINES} lines"),
                };
                diagnostics.push(at_line(number, source, message));
                break;
            }
            let (_, comment) = split_comment(source);
            let statement = match parse_line(source, number, Known { machine: &machine, clients }) {
                Ok(statement) => statement,
                Err(diagnostic) => {
                    // The lines after a `cluster` that cannot be read are still read by its machine.
                    machine = guess_machine(source).unwrap_or(machine);
                    diagnostics.push(diagnostic);
                    None
                }
            };
            if let Some(Statement::Cluster(cluster)) = &statement {
                let Cluster { machine: of_it, clients: most, .. } = &**cluster;
                (machine, clients) = (of_it.clone().unwrap_or_default(), most.unwrap_or(MOST_CLIENTS));
            }
            lines.push(Line { number, statement, comment: comment.map(|comment| comment.trim().to_owned()) });
        }
        if diagnostics.is_empty() { Ok(Self { lines }) } else { Err(diagnostics) }
    }

    /// The statements, each with the line that it stands in.
    pub fn statements(&self) -> impl Iterator<Item = (usize, &Statement)> {
        self.lines.iter().filter_map(|line| Some((line.number, line.statement.as_ref()?)))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blank = if self.comment.as_deref() == Some("") { "" } else { " " };
        match (&self.statement, &self.comment) {
            (None, None) => Ok(()),
            (Some(statement), None) => statement.fmt(f),
            (None, Some(comment)) => write!(f, "#{blank}{comment}"),
            (Some(statement), Some(comment)) => write!(f, "{statement}  #{blank}{comment}"),
        }
    }
}

impl fmt::Display for Script {
    /// The canonical form: one blank line where there were several, none at the beginning or the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blank = false;
        let mut began = false;
        for line in &self.lines {
            if line.statement.is_none() && line.comment.is_none() {
                blank = began;
                continue;
            }
            if blank {
                writeln!(f)?;
            }
            writeln!(f, "{line}")?;
            (blank, began) = (false, true);
        }
        Ok(())
    }
}

/// A line without its comment, and the comment. A `#` begins one at the beginning of the line or after a blank, unless
/// it stands in double quotes.
fn split_comment(line: &str) -> (&str, Option<&str>) {
    let mut quoted = false;
    let mut after_blank = true;
    for (index, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if after_blank && !quoted => return (&line[..index], Some(&line[index + 1..])),
            _ => {}
        }
        after_blank = c.is_whitespace();
    }
    (line, None)
}

/// Reads one line; an empty one, or a comment, says nothing.
///
/// # Errors
/// The line cannot be read.
pub fn parse_line(source: &str, number: usize, known: Known<'_>) -> Result<Option<Statement>, Diagnostic> {
    if source.len() > LONGEST_LINE {
        return Err(at_line(number, "", format!("this line is longer than {LONGEST_LINE} bytes")));
    }
    let (code, _) = split_comment(source);
    if code.trim().is_empty() {
        return Ok(None);
    }
    let mut input = Stateful { input: LocatingSlice::new(code), state: known };
    verbs::statement(&mut input).map(Some).map_err(|error| match error.into_inner() {
        Ok(wrong) => diagnose(number, source, &wrong),
        Err(_incomplete) => at_line(number, source, "this line cannot be read".to_owned()),
    })
}

fn diagnose(line: usize, source: &str, wrong: &Wrong) -> Diagnostic {
    let (source, span) = (source.to_owned(), wrong.span.clone());
    let first = source.split_whitespace().next().unwrap_or_default();
    let usage = verbs::named(first).map(|verb| format!("it is used like this: {}", verb.usage));
    Diagnostic { line, span, message: wrong.message(), help: wrong.help.clone().or(usage), source }
}

fn at_line(line: usize, source: &str, message: String) -> Diagnostic {
    let length = source.len().min(LONGEST_LINE);
    let source = source.get(..length).unwrap_or_default().to_owned();
    Diagnostic { line, span: 0..source.len(), source, message, help: None }
}

fn guess_machine(source: &str) -> Option<MachineKind> {
    let words = source.split_whitespace().filter_map(|word| word.strip_prefix("machine="));
    words.rev().find_map(MachineKind::from_name)
}

/// Reads a line that must be a command about particular replicas and messages, as [`Command`]'s `Display` writes it.
///
/// # Errors
/// The line cannot be read, or names somebody by a role, which only a world can look up.
pub fn parse_command(line: &str, machine: &MachineKind) -> Result<Command, Diagnostic> {
    let statement = parse_line(line, 1, Known { machine, clients: MOST_CLIENTS })?;
    let command = statement.and_then(|statement| Command::try_from(&statement).ok());
    command.ok_or_else(|| {
        at_line(1, line, "expected a command about replicas that are named, such as `crash r2`".to_owned())
    })
}
