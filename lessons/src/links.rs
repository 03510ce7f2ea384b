//! Following the links of a lesson, as far as they lead to files beside it.

use super::read::MARKDOWN;
use super::source::Source;
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};
use std::path::Path;
use world::script::Diagnostic;
use world::script::diagnostic::nearest;

/// Gives the text of the file at a path, if there is one.
pub type Shelf<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// Follows the links in the Markdown at this path; says which lead nowhere.
#[must_use]
pub fn follow(source: &Source<'_>, path: &Path, shelf: Shelf<'_>) -> Vec<Diagnostic> {
    let mut complaints = Vec::new();
    for (event, range) in Parser::new_ext(source.text, MARKDOWN).into_offset_iter() {
        let (Event::Start(Tag::Link { dest_url, .. }) | Event::Start(Tag::Image { dest_url, .. })) = event else {
            continue;
        };
        if dest_url.contains("://") || dest_url.starts_with("mailto:") {
            continue;
        }
        if let Err((message, help)) = lead(source, path, shelf, &dest_url) {
            complaints.push(Diagnostic { help, ..source.at(range, message) });
        }
    }
    complaints
}

/// Whether a link leads somewhere.
fn lead(source: &Source<'_>, path: &Path, shelf: Shelf<'_>, link: &CowStr<'_>) -> Result<(), (String, Option<String>)> {
    let (file, part) = link.split_once('#').map_or((&**link, None), |(file, part)| (file, Some(part)));
    let text = if file.is_empty() {
        source.text.to_owned()
    } else {
        let target = path.parent().unwrap_or(Path::new("")).join(file);
        shelf(&target).ok_or_else(|| (format!("there is no {}", target.display()), None))?
    };
    let Some(part) = part else { return Ok(()) };
    let headings: Vec<String> = headings(&text).into_iter().map(|heading| anchor(&heading)).collect();
    if headings.iter().any(|heading| heading == part) {
        return Ok(());
    }
    let near = nearest(part, headings.iter().map(String::as_str));
    Err((format!("nothing there has the heading #{part}"), near.map(|near| format!("did you mean #{near}?"))))
}

/// The headings of a Markdown text.
#[must_use]
pub fn headings(text: &str) -> Vec<String> {
    headings_among(&Parser::new_ext(text, MARKDOWN).collect::<Vec<_>>())
}

/// The headings of a Markdown text that is read already, in their order. HTML is shown as it is written, so it is text.
pub(crate) fn headings_among(events: &[Event<'_>]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                inside = true;
                found.push(String::new());
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) if inside => {
                found.iter_mut().last().into_iter().for_each(|heading| heading.push_str(text));
            }
            _elsewhere => {}
        }
    }
    found
}

/// What leads to a heading, behind the `#` of a link: its words in small letters, joined by hyphens.
#[must_use]
pub fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}
