//! What stands at the head of a lesson, as TOML between two lines of `+++`.

use super::source::Source;
use serde::Deserialize;
use std::ops::Range;
use world::script::Diagnostic;

/// The head of a lesson or a demo.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// What it is called.
    pub title: String,
    /// For whom it is made.
    #[serde(default)]
    pub kind: Kind,
    /// Which part of the article it is about.
    pub section: String,
    /// How long it takes.
    pub minutes: u8,
    /// Its place among those in the same folder, counted from 1.
    pub order: u16,
    /// The one sentence to take home.
    pub remember: String,
    /// What to ask an audience afterwards.
    #[serde(default)]
    pub ask: Vec<String>,
    /// Where one can read more, and where what it claims comes from.
    pub sources: Vec<Reference>,
}

/// For whom a lesson is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// For a learner.
    #[default]
    Lesson,
    /// For somebody who lectures.
    Demo,
}

/// Something published.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Who wrote it.
    pub author: String,
    /// What it is called.
    pub title: String,
    /// When it was published.
    pub year: u16,
    /// Which part is meant, if not the whole.
    pub section: Option<String>,
}

/// Reads the head that stands at these bytes of a file.
///
/// # Errors
/// It cannot be read, and where.
pub fn read(source: &Source<'_>, range: Range<usize>) -> Result<Head, Diagnostic> {
    let text = source.text.get(range.clone()).unwrap_or_default();
    toml::from_str(text).map_err(|error| {
        // What is missing altogether has no place: then the whole head is meant.
        let place = error.span().filter(|span| !span.is_empty()).unwrap_or(0..text.len());
        let mut diagnostic =
            source.at(range.start + place.start..range.start + place.end, error.message().to_owned());
        diagnostic.help = Some(
            "a head has title, section, minutes, order, remember and sources; that of a demo also kind = \"demo\" and ask"
                .to_owned(),
        );
        diagnostic
    })
}
