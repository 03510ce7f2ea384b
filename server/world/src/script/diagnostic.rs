//! What is shown where a line cannot be read: the place, the line itself, what was expected, and what would help.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::ops::Range;

/// Why a line of a script cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The line, counted from 1.
    pub line: usize,
    /// The line itself.
    pub source: String,
    /// Which bytes of it are meant.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would help, such as the nearest word that exists.
    pub help: Option<String>,
}

impl Diagnostic {
    /// The column, counted from 1 in characters.
    #[must_use]
    pub fn column(&self) -> usize {
        let before = self.source.get(..self.span.start).unwrap_or(&self.source);
        before.chars().count() + 1
    }

    /// As a compiler would show it: file, line and column, the line, what is wrong in it, what would help.
    #[must_use]
    pub fn render(&self, file: &str, coloured: bool) -> String {
        let end = self.span.end.min(self.source.len());
        let span = self.span.start.min(end)..end;
        let here = AnnotationKind::Primary.span(span).label("here");
        let snippet = Snippet::source(self.source.as_str()).line_start(self.line).path(file).annotation(here);
        let error = Level::ERROR.primary_title(self.message.as_str()).element(snippet);
        let error = match &self.help {
            Some(help) => error.element(Level::HELP.message(help.as_str())),
            None => error,
        };
        let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[error])
    }
}

/// The nearest of these names, if one is near enough to be a slip of the finger.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&word, &name.to_lowercase());
    let near = |name: &str| {
        let longest = word.chars().count().max(name.chars().count());
        distance(name) <= longest.div_ceil(3)
    };
    names.into_iter().filter(|name| near(name)).min_by_key(|name| distance(name))
}

/// Names in a row: `a`, `b` or `c`.
#[must_use]
pub fn any_of(names: &[impl AsRef<str>]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", first.join(", "), last.as_ref())
        }
    }
}
