//! The few parsers that every verb and condition is built from, and the error that they share.
//!
//! Each reads one thing and skips the blanks before it. An error knows where it is and what was expected there. Where
//! several ways were tried, the error that got furthest is the one to tell; where they got equally far, whatever any
//! of them expected would have done.

use super::diagnostic::{any_of, nearest};
use smr::Tick;
use smr::execute::MachineKind;
use std::borrow::Cow;
use std::ops::Range;
use winnow::LocatingSlice;
use winnow::Parser;
use winnow::ascii::space0;
use winnow::combinator::eof;
use winnow::error::{ErrMode, ModalResult, ParserError};
use winnow::stream::{Location, Stateful, Stream};
use winnow::token::{literal, take_while};

/// What must be known to read a line: what clients may ask depends on the machine.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The machine of the cluster.
    pub machine: &'a MachineKind,
    /// The highest client that may be named.
    pub clients: u16,
}

/// What is still to be read of a line.
pub type Input<'a> = Stateful<LocatingSlice<&'a str>, Known<'a>>;

/// What a parser returns.
pub type Parsed<T> = ModalResult<T, Wrong>;

/// What is wrong with a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// Which bytes are meant.
    pub span: Range<usize>,
    /// What stands there.
    found: String,
    /// What is wrong, where that can be said better than by what was expected.
    says: Option<String>,
    expected: Vec<Cow<'static, str>>,
    /// What would help.
    pub help: Option<String>,
}

impl Wrong {
    /// What is wrong, in a sentence.
    #[must_use]
    pub fn message(&self) -> String {
        if let Some(says) = &self.says {
            return says.clone();
        }
        let found = match self.found.as_str() {
            "" => "but the line ends".to_owned(),
            found => format!("not `{found}`"),
        };
        if self.expected.is_empty() {
            return format!("this cannot be read: {found}");
        }
        format!("expected {}, {found}", any_of(&self.expected))
    }

    fn here(input: &Input<'_>) -> Self {
        let rest = input.input.peek_finish();
        let blank = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let end = rest.find(|c: char| !in_word(c)).unwrap_or(rest.len());
        let length = end.max(rest.chars().next().map_or(0, char::len_utf8));
        let from = input.current_token_start() + blank;
        let found = rest[..length].to_owned();
        Self { span: from..from + length, found, says: None, expected: Vec::new(), help: None }
    }
}

impl<'a> ParserError<Input<'a>> for Wrong {
    type Inner = Self;

    fn from_input(input: &Input<'a>) -> Self {
        Self::here(input)
    }

    fn or(mut self, mut other: Self) -> Self {
        if self.span.start != other.span.start {
            return if self.span.start > other.span.start { self } else { other };
        }
        if self.says.is_none() && other.says.is_some() {
            std::mem::swap(&mut self, &mut other);
        }
        for expected in other.expected {
            if !self.expected.contains(&expected) {
                self.expected.push(expected);
            }
        }
        self.help = self.help.or(other.help);
        self
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

/// An error here: this was expected.
pub fn expected(input: &Input<'_>, what: impl Into<Cow<'static, str>>) -> ErrMode<Wrong> {
    ErrMode::Backtrack(Wrong { expected: vec![what.into()], ..Wrong::here(input) })
}

/// An error at these bytes that no other way of reading the line would mend.
pub fn wrong(span: Range<usize>, says: impl Into<String>, help: Option<String>) -> ErrMode<Wrong> {
    ErrMode::Cut(Wrong { span, found: String::new(), says: Some(says.into()), expected: Vec::new(), help })
}

/// An error here: one of these names was expected; the nearest helps.
pub fn unknown<'n>(
    input: &Input<'_>,
    what: impl Into<Cow<'static, str>>,
    names: impl IntoIterator<Item = &'n str>,
) -> ErrMode<Wrong> {
    let here = Wrong::here(input);
    let help = nearest(&here.found, names).map(|name| format!("did you mean `{name}`?"));
    ErrMode::Backtrack(Wrong { expected: vec![what.into()], help, ..here })
}

/// Whether a character can stand in a word.
const fn in_word(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | '|' | '=' | '<' | '>' | '!' | ',' | ':')
}

/// Where the next thing begins.
pub fn position(input: &mut Input<'_>) -> usize {
    let blank = space0::<_, ErrMode<Wrong>>.parse_next(input).is_ok();
    debug_assert!(blank, "there may always be no blanks");
    input.current_token_start()
}

/// A word: a name, a number, a time.
pub fn word<'a>(input: &mut Input<'a>, what: &'static str) -> Parsed<&'a str> {
    position(input);
    let rest: &'a str = input.input.peek_finish();
    let mut length = rest.find(|c: char| !in_word(c)).unwrap_or(rest.len());
    if rest[..length].ends_with('-') && rest[length..].starts_with('>') {
        length -= 1;
    }
    if length == 0 {
        return Err(expected(input, what));
    }
    Ok(input.next_slice(length))
}

/// The next word, left where it is.
pub fn peeked<'a>(input: &mut Input<'a>) -> &'a str {
    let start = input.checkpoint();
    let read = word(input, "").unwrap_or("");
    input.reset(&start);
    read
}

/// This very word.
pub fn keyword(input: &mut Input<'_>, this: &'static str) -> Parsed<()> {
    if says(input, this) { Ok(()) } else { Err(unknown(input, format!("`{this}`"), [this])) }
}

/// Whether this word comes next; if so, it is read.
pub fn says(input: &mut Input<'_>, this: &'static str) -> bool {
    peeked(input) == this && word(input, this).is_ok()
}

/// This very sign.
pub fn symbol(input: &mut Input<'_>, this: &'static str) -> Parsed<()> {
    position(input);
    let found: Result<&str, ErrMode<Wrong>> = literal(this).parse_next(input);
    found.map(|_| ()).map_err(|_| expected(input, format!("`{this}`")))
}

/// Whether this sign comes next; if so, it is read.
pub fn has(input: &mut Input<'_>, this: &'static str) -> bool {
    symbol(input, this).is_ok()
}

/// A text in double quotes, which holds none.
pub fn quoted<'a>(input: &mut Input<'a>, what: &'static str) -> Parsed<&'a str> {
    position(input);
    if literal::<_, _, ErrMode<Wrong>>("\"").parse_next(input).is_err() {
        return Err(expected(input, format!("{what} in double quotes")));
    }
    let start = input.current_token_start();
    let text: &'a str = take_while(0.., |c| c != '"').parse_next(input)?;
    let closed: Result<&str, ErrMode<Wrong>> = literal("\"").parse_next(input);
    closed
        .map(|_| text)
        .map_err(|_| wrong(start - 1..start + text.len(), "this text has no end", Some("add `\"`".into())))
}

/// The end of the line.
pub fn end(input: &mut Input<'_>) -> Parsed<()> {
    position(input);
    let ends: Result<&str, ErrMode<Wrong>> = eof.parse_next(input);
    ends.map(|_| ()).map_err(|_| expected(input, "the end of the line"))
}

/// Whether nothing more comes.
pub fn at_end(input: &mut Input<'_>) -> bool {
    position(input);
    input.input.peek_finish().is_empty()
}

/// A word that means something, or the error that it does not.
pub fn meaning<T>(input: &mut Input<'_>, what: &'static str, means: impl FnOnce(&str) -> Option<T>) -> Parsed<T> {
    let start = input.checkpoint();
    let read = word(input, what)?;
    means(read).ok_or_else(|| {
        input.reset(&start);
        expected(input, what)
    })
}

/// One of these names.
pub fn one_of<T: Copy>(
    input: &mut Input<'_>,
    what: &'static str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Parsed<T> {
    let read = peeked(input);
    let found = all.iter().copied().find(|one| name(*one) == read);
    let Some(found) = found else { return Err(unknown(input, what, all.iter().map(|one| name(*one)))) };
    word(input, what)?;
    Ok(found)
}

/// One name of a table, by its own spelling.
pub fn named<T: Copy>(input: &mut Input<'_>, what: &'static str, table: &[(&'static str, T)]) -> Parsed<T> {
    let index: Vec<usize> = (0..table.len()).collect();
    one_of(input, what, &index, |index| table[index].0).map(|index| table[index].1)
}

/// A whole number.
pub fn number<N: std::str::FromStr>(input: &mut Input<'_>, what: &'static str) -> Parsed<N> {
    meaning(input, what, |read| read.parse().ok())
}

/// The longest time that a script can name: an hour. Longer ones would only be typing errors.
pub const LONGEST: Tick = 3_600_000_000;

/// A time: `2s`, `500ms`, `100us`.
pub fn time(input: &mut Input<'_>) -> Parsed<Tick> {
    let (at, read) = (position(input), peeked(input));
    if read_any_time(read).is_some_and(|time| time > LONGEST) {
        let help = Some(format!("the longest is {}", spell_time(LONGEST)));
        return Err(wrong(at..at + read.len(), format!("`{read}` is longer than a script may say"), help));
    }
    meaning(input, "a time like 2s, 500ms or 100us", read_time)
}

/// A time that may be negative.
pub fn signed_time(input: &mut Input<'_>) -> Parsed<i64> {
    meaning(input, "a time like 2s, -500ms or 100us", |read| {
        let (sign, read) = read.strip_prefix('-').map_or((1, read), |rest| (-1, rest));
        i64::try_from(read_time(read)?).ok().map(|time| sign * time)
    })
}

/// The time that a word stands for.
#[must_use]
pub fn read_time(read: &str) -> Option<Tick> {
    read_any_time(read).filter(|time| *time <= LONGEST)
}

fn read_any_time(read: &str) -> Option<Tick> {
    let digits = read.find(|c: char| !c.is_ascii_digit())?;
    let unit: Tick = match &read[digits..] {
        "us" | "µs" => 1,
        "ms" => 1_000,
        "s" => 1_000_000,
        _ => return None,
    };
    read[..digits].parse::<Tick>().ok()?.checked_mul(unit)
}

/// A time as it is spelled: in the largest unit that holds it without a rest.
#[must_use]
pub fn spell_time(time: Tick) -> String {
    match time {
        0 => "0us".to_owned(),
        _ if time.is_multiple_of(1_000_000) => format!("{}s", time / 1_000_000),
        _ if time.is_multiple_of(1_000) => format!("{}ms", time / 1_000),
        _ => format!("{time}us"),
    }
}

/// A moment of a run, in seconds to the microsecond.
#[must_use]
pub fn spell_moment(at: Tick) -> String {
    format!("{}.{:06}", at / 1_000_000, at % 1_000_000)
}

/// A word as it is spelled: in double quotes where it would not be read as one.
#[must_use]
pub fn spell_word(text: &str) -> String {
    let plain = !text.is_empty() && text.chars().all(in_word) && !text.starts_with('#');
    if plain && !text.contains("->") { text.to_owned() } else { format!("\"{text}\"") }
}
