//! A text of a lesson as a page shows it.
//!
//! HTML that stands in the Markdown is shown as it is written: a lesson of a stranger can say everything and do nothing.
//! Links to files beside it become addresses of the lab.

use super::links::{anchor, headings_among};
use super::read::MARKDOWN;
use pulldown_cmark::{CowStr, Event, Parser, Tag, html};

/// Where the lab shows lessons.
pub const ADDRESS: &str = "/lessons";

/// The text as HTML. `folder` is the folder of its file, such as `course`.
#[must_use]
pub fn render(text: &str, folder: &str) -> String {
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, MARKDOWN).map(|event| shown(event, folder)).collect();
    name_headings(&mut events);
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    page
}

/// The text as HTML, without a paragraph around it if it is one paragraph.
#[must_use]
pub fn render_line(text: &str, folder: &str) -> String {
    let page = render(text, folder);
    let line = page.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    line.filter(|line| !line.contains("<p>")).map_or_else(|| page.clone(), str::to_owned)
}

/// A text as it is, in HTML: between tags, or in an attribute between double quotes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut page = String::new();
    html::push_html(&mut page, [Event::Text(text.into())].into_iter());
    page.replace('"', "&quot;")
}

fn shown<'a>(event: Event<'a>, folder: &str) -> Event<'a> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: address(&dest_url, folder), title, id })
        }
        other => other,
    }
}

/// The address of what a link leads to. Only what leads to the web or to another lesson leads anywhere.
fn address(link: &str, folder: &str) -> CowStr<'static> {
    if link.starts_with("https://") || link.starts_with("http://") || link.starts_with('#') {
        return link.to_owned().into();
    }
    let (file, part) = link.split_once('#').map_or((link, String::new()), |(file, part)| (file, format!("#{part}")));
    let Some(file) = file.strip_suffix(".md") else { return "#".into() };
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in file.split('/') {
        match part {
            ".." => drop(path.pop()),
            "." | "" => {}
            part => path.push(part),
        }
    }
    format!("{ADDRESS}/{}{part}", path.join("/")).into()
}

/// Gives each heading the name by which links lead to it.
fn name_headings(events: &mut [Event<'_>]) {
    let mut names = headings_among(events).into_iter().map(|heading| anchor(&heading));
    for event in events {
        if let Event::Start(Tag::Heading { id, .. }) = event {
            *id = names.next().map(CowStr::from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::headings;

    #[test]
    fn links_between_lessons_lead_to_their_pages() {
        let page = render("See [log](../glossary.md#log), [next](02-x.md), [web](https://a.example/b.md).", "course");
        assert!(page.contains("href=\"/lessons/glossary#log\""), "{page}");
        assert!(page.contains("href=\"/lessons/course/02-x\""), "{page}");
        assert!(page.contains("href=\"https://a.example/b.md\""), "{page}");
    }

    #[test]
    fn what_could_act_is_shown_instead() {
        let page = render("<script>alert(1)</script>\n\n[x](javascript:alert(1)) <b onclick='x'>b</b>", "course");
        assert!(!page.contains("<script") && !page.contains("<b ") && !page.contains("javascript:"), "{page}");
        let page = render("# A \" onclick=x <i>", "course");
        assert!(page.contains("<h1 id=\"a--onclickx-i\">") && !page.contains("<i>"), "{page}");
    }

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
    }

    /// An author is told that a link leads somewhere by the same names.
    #[test]
    fn a_heading_has_the_name_by_which_links_are_followed() {
        let text = "# A \"quoted\" `word` <i>x</i>";
        let [heading] = &headings(text)[..] else { panic!("one heading") };
        let name = anchor(heading);
        assert!(render(text, "").contains(&format!("id=\"{name}\"")), "{name} in {}", render(text, ""));
    }

    #[test]
    fn headings_have_names_and_lines_no_paragraph() {
        assert!(render("## State Machine", "").contains("<h2 id=\"state-machine\">"));
        assert_eq!(render_line("Is it `5`?", ""), "Is it <code>5</code>?");
    }
}
