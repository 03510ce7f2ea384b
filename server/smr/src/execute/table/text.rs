//! The small text form of a table: a row a line, `#` begins a comment, blank lines are skipped.

use super::{NotATable, Row, Table};
use crate::word::Word;
use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// Why a text is no table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotAText {
    /// A line is no row.
    Line {
        /// Which one, counted from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// The rows are no State Machine.
    Rows(NotATable),
}

impl fmt::Display for NotAText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, why } => write!(f, "line {line}: {why}"),
            Self::Rows(why) => why.fmt(f),
        }
    }
}

impl Error for NotAText {}

impl FromStr for Table {
    type Err = NotAText;

    fn from_str(text: &str) -> Result<Self, NotAText> {
        let mut rows = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line_without_comment = line.split('#').next().unwrap_or_default();
            if !line_without_comment.trim().is_empty() {
                let row = parse_row(line_without_comment).map_err(|why| NotAText::Line { line: index + 1, why })?;
                rows.push(row);
            }
        }
        Self::new(&rows).map_err(NotAText::Rows)
    }
}

fn parse_row(line: &str) -> Result<Row, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [state, input, "->", next, "/", output] = words.as_slice() else {
        return Err(format!("expected \"STATE INPUT -> NEXT / OUTPUT\", not \"{}\"", line.trim()));
    };
    let word = |text: &str| Word::new(text).map_err(|why| format!("\"{text}\": {why}"));
    Ok(Row { state: word(state)?, input: word(input)?, next: word(next)?, output: word(output)? })
}

/// Writes the text form, Start's rows first, so that reading it again gives the same table.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, later): (Vec<&Row>, Vec<&Row>) = self.rows().partition(|row| row.state == self.start);
        for Row { state, input, next, output } in first.into_iter().chain(later) {
            writeln!(f, "{state} {input} -> {next} / {output}")?;
        }
        Ok(())
    }
}
