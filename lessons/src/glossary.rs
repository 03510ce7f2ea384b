//! Whether the words of a lesson are explained where they are first used.
//!
//! The words are the headings of the second level of a `glossary.md`. They are looked for as they are written there, so
//! that `State` is a word of the article and `state` is anybody's, also with a large first letter and in the plural.

use super::links::{anchor, headings};
use super::read::MARKDOWN;
use super::source::Source;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::ops::Range;
use world::script::Diagnostic;

/// The name of the file.
pub const FILE: &str = "glossary.md";

/// The words that a glossary explains.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    /// How a word may be written, and what leads to its explanation; the longest first.
    forms: Vec<(String, String)>,
}

impl Glossary {
    /// Reads a glossary.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut forms = Vec::new();
        // The first heading is the title.
        for word in headings(text).iter().skip(1) {
            let plural = match word.strip_suffix('y') {
                Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
                _other => format!("{word}s"),
            };
            for form in [word.clone(), plural] {
                forms.push((capitalised(&form), anchor(word)));
                forms.push((form, anchor(word)));
            }
        }
        forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        Self { forms }
    }

    /// Which words of a lesson are first used without a link to their explanation.
    #[must_use]
    pub fn unexplained(&self, source: &Source<'_>) -> Vec<Diagnostic> {
        let mut complaints = Vec::new();
        let mut explained = BTreeSet::new();
        let (mut linked, mut skipped) = (false, 0);
        for (event, range) in Parser::new_ext(source.text, MARKDOWN).into_offset_iter() {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    linked = true;
                    explained.extend(dest_url.split_once(&format!("{FILE}#")).map(|(_, word)| word.to_owned()));
                }
                Event::End(TagEnd::Link) => linked = false,
                Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => skipped += 1,
                Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => skipped -= 1,
                Event::Text(text) if skipped == 0 && !linked => {
                    for (place, form, word) in self.words(&text) {
                        if explained.insert(word.to_owned()) {
                            let place = range.start + place.start..range.start + place.end;
                            let message = format!("here `{form}` is used first, and does not lead to the glossary");
                            let help = Some(format!("write [{form}](…/{FILE}#{word})"));
                            complaints.push(Diagnostic { help, ..source.at(place, message) });
                        }
                    }
                }
                _elsewhere => {}
            }
        }
        complaints
    }

    /// The words of the glossary in a text, the longest where several begin at one place.
    fn words(&self, text: &str) -> Vec<(Range<usize>, &str, &str)> {
        let mut found = Vec::new();
        let mut at = 0;
        let mut before = None;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let begins = |(form, _): &&(String, String)| {
                let ends = |tail: &str| !tail.starts_with(|c: char| c.is_alphanumeric() || c == '-');
                rest.strip_prefix(form.as_str()).is_some_and(ends)
            };
            let word = if before.is_some_and(is_of_word) { None } else { self.forms.iter().find(begins) };
            let length = rest.chars().next().map_or(1, char::len_utf8);
            let length = word.map_or(length, |(form, _)| form.len());
            found.extend(word.map(|(form, word)| (at..at + length, form.as_str(), word.as_str())));
            before = rest[..length].chars().next_back();
            at += length;
        }
        found
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
