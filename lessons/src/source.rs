//! A file and the places in it.

use std::ops::Range;
use world::script::Diagnostic;

/// The text of a file, and where its lines begin.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Source<'a> {
    /// Of this text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The line in which a byte stands, counted from 1.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// A line without its end; empty where there is no such line.
    #[must_use]
    pub fn line(&self, number: usize) -> &'a str {
        let start = number.checked_sub(1).and_then(|index| self.starts.get(index));
        let rest = start.and_then(|start| self.text.get(*start..));
        rest.and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    /// Lines with their numbers.
    pub fn lines(&self, numbers: Range<usize>) -> impl Iterator<Item = (usize, &'a str)> {
        numbers.map(|number| (number, self.line(number)))
    }

    /// Something is wrong with these bytes; if they go over several lines, the first is shown.
    #[must_use]
    pub fn at(&self, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        let line = self.line_of(range.start);
        let source = self.line(line).to_owned();
        let start = (range.start - self.starts.get(line - 1).copied().unwrap_or(0)).min(source.len());
        let end = (start + range.len()).min(source.len());
        Diagnostic { line, span: start..end, source, message: message.into(), help: None }
    }

    /// Something is wrong with this line.
    #[must_use]
    pub fn in_line(&self, line: usize, message: impl Into<String>) -> Diagnostic {
        let source = self.line(line).to_owned();
        let start = source.len() - source.trim_start().len();
        Diagnostic {
            line,
            span: start..source.trim_end().len().max(start),
            source,
            message: message.into(),
            help: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_in_their_line() {
        let source = Source::new("one\ntwo three\n\nfour");
        assert_eq!([0, 3, 4, 13, 14, 15].map(|offset| source.line_of(offset)), [1, 1, 2, 2, 3, 4]);
        assert_eq!([1, 2, 3, 4, 5].map(|number| source.line(number)), ["one", "two three", "", "four", ""]);
        let three = source.at(8..13, "odd");
        assert_eq!((three.line, three.span, three.source.as_str()), (2, 4..9, "two three"));
        let both = source.at(8..19, "odd");
        assert_eq!((both.line, both.span), (2, 4..9));
        assert_eq!(source.at(19..19, "odd").line, 4);
    }
}
