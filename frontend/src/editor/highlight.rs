//! What a script looks like while it is written: each word in the colour of what it is, and a line below what cannot be
//! read. It lies below the field in which one writes, letter upon letter.

use super::Mistake;
use std::fmt::Write as _;

/// What a letter is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Verb,
    Client,
    Text,
    Number,
    Option,
    Comment,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Verb => "verb",
            Self::Client => "client",
            Self::Text => "text",
            Self::Number => "number",
            Self::Option => "option",
            Self::Comment => "comment",
        }
    }
}

/// The script as HTML, with what is wrong in it.
pub fn html(script: &str, mistakes: &[Mistake]) -> String {
    let mut html = String::new();
    for (number, line) in (1..).zip(script.split('\n')) {
        let letters: Vec<char> = line.chars().collect();
        let kinds = kinds(&letters);
        let is_wrong = |column: usize| {
            mistakes.iter().any(|it| it.line == number && (it.column..it.column + it.length.max(1)).contains(&column))
        };
        let looks = |index: usize| (kinds[index], is_wrong(index + 1));
        let mut from = 0;
        while from < letters.len() {
            let look = looks(from);
            let to = (from..letters.len()).find(|index| looks(*index) != look).unwrap_or(letters.len());
            let (kind, wrong) = look;
            // Writing to a String does not fail.
            let _ = write!(html, "<span class=\"{}{}\">", kind.class(), if wrong { " wrong" } else { "" });
            letters[from..to].iter().for_each(|letter| escaped(*letter, &mut html));
            html.push_str("</span>");
            from = to;
        }
        html.push('\n');
    }
    html
}

fn escaped(letter: char, html: &mut String) {
    match letter {
        '<' => html.push_str("&lt;"),
        '&' => html.push_str("&amp;"),
        other => html.push(other),
    }
}

/// What each letter of a line is part of.
fn kinds(line: &[char]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Plain; line.len()];
    let (mut at, mut is_first) = (0, true);
    while at < line.len() {
        let ends = |from: usize, is_end: fn(char) -> bool| {
            (from..line.len()).find(|index| is_end(line[*index])).unwrap_or(line.len())
        };
        let (kind, to) = match line[at] {
            '#' => (Kind::Comment, line.len()),
            '"' => (Kind::Text, ends(at + 1, |letter| letter == '"') + 1),
            space if space.is_ascii_whitespace() => (Kind::Plain, at + 1),
            letter => {
                let to = ends(at + 1, |letter| letter.is_ascii_whitespace() || matches!(letter, '#' | '"' | '='));
                let kind = match (line[to - 1], line.get(to)) {
                    (':', _) => Kind::Client,
                    (_, Some('=')) => Kind::Option,
                    _ if is_first => Kind::Verb,
                    _ if letter.is_ascii_digit() || letter == '=' => Kind::Number,
                    _ => Kind::Plain,
                };
                is_first = false;
                (kind, to)
            }
        };
        let to = to.min(line.len());
        kinds[at..to].fill(kind);
        at = to;
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(line: usize, column: usize, length: usize) -> Mistake {
        Mistake { line, column, length, why: String::new() }
    }

    #[test]
    fn every_word_is_seen_as_what_it_is() {
        let html = html("cluster seed=7\nc1: add 5 # <b>\nsay \"a # b\"", &[]);
        for part in [
            "<span class=\"verb\">cluster</span>",
            "<span class=\"option\">seed</span><span class=\"number\">=7</span>",
            "<span class=\"client\">c1:</span>",
            "<span class=\"number\">5</span>",
            "<span class=\"comment\"># &lt;b></span>",
            "<span class=\"text\">\"a # b\"</span>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn what_is_wrong_is_marked_where_it_is_and_nothing_else() {
        let html = html("cluster\ncrsh r1", &[mistake(2, 1, 4)]);
        assert!(html.contains("<span class=\"verb wrong\">crsh</span><span class=\"\"> r1</span>"), "{html}");
        assert_eq!(html.matches("wrong").count(), 1);
    }

    #[test]
    fn an_open_quote_and_an_empty_line_are_no_trouble() {
        assert!(html("say \"open\n\nä=", &[mistake(9, 9, 9)]).contains("<span class=\"text\">\"open</span>\n\n"));
    }
}
