//! From Markdown to a lesson.
//!
//! Steps begin at headings of the second level. Fenced blocks at the top level whose language is one of ours are parts
//! of the step; everything else is prose, and is kept as it is written.

use super::head;
use super::lesson::{Block, Lesson, Placed, Step};
use super::predict;
use super::source::Source;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use world::script::diagnostic::nearest;
use world::script::{Diagnostic, Script, Statement};

/// What the Markdown of lessons has besides the common.
pub(crate) const MARKDOWN: Options = Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS.union(Options::ENABLE_TABLES);

/// The languages of fenced blocks that mean something to the lab.
const LANGUAGES: [&str; 6] = ["smr", "smr solution", "predict", "hint", "question", "notes"];

/// Reads a lesson.
///
/// # Errors
/// Everything that cannot be read, with its place.
pub fn read(text: &str) -> Result<Lesson, Vec<Diagnostic>> {
    let source = Source::new(text);
    let (skeleton, mut complaints) = skeleton(&source);
    let scripts = scripts(&source, &skeleton.fences, &mut complaints);
    let head = match skeleton.head.map(|range| head::read(&source, range)) {
        Some(Ok(head)) => Some(head),
        Some(Err(complaint)) => {
            complaints.push(complaint);
            None
        }
        None => {
            let mut complaint = source.in_line(1, "a lesson begins with a head, between two lines of `+++`");
            complaint.help = Some("the head is TOML: title = \"…\", section = \"…\" and so on".to_owned());
            complaints.push(complaint);
            None
        }
    };
    let mut builder = Builder { source: &source, scripts, introduction: String::new(), steps: Vec::new(), complaints };
    let mut fences = skeleton.fences.into_iter().peekable();
    let mut at = skeleton.prose_from;
    for heading in skeleton.headings.iter().map(Some).chain([None]) {
        let end = heading.map_or(text.len(), |heading| heading.range.start);
        while let Some(fence) = fences.next_if(|fence| fence.range.start < end) {
            builder.prose(at..fence.range.start);
            at = fence.range.end;
            builder.fence(&fence);
        }
        builder.prose(at..end);
        if let Some(Heading { range, title }) = heading {
            let line = source.line_of(range.start);
            builder.steps.push(Step { title: title.clone(), line, blocks: Vec::new() });
            at = range.end;
        }
    }
    let Builder { introduction, steps, mut complaints, .. } = builder;
    if steps.is_empty() {
        complaints.push(source.in_line(1, "a lesson has steps, and each begins with a heading: ## Title"));
    }
    complaints.sort_by_key(|complaint| complaint.line);
    match head {
        Some(head) if complaints.is_empty() => Ok(Lesson { head, introduction, steps }),
        _unreadable => Err(complaints),
    }
}

struct Skeleton {
    head: Option<Range<usize>>,
    prose_from: usize,
    headings: Vec<Heading>,
    fences: Vec<Fence>,
}

struct Heading {
    range: Range<usize>,
    title: String,
}

struct Fence {
    language: &'static str,
    range: Range<usize>,
    lines: Range<usize>,
}

/// Where the parts of a lesson are.
fn skeleton(source: &Source<'_>) -> (Skeleton, Vec<Diagnostic>) {
    let mut found = Skeleton { head: None, prose_from: 0, headings: Vec::new(), fences: Vec::new() };
    let mut complaints = Vec::new();
    let mut depth = 0_usize;
    let mut heading: Option<Heading> = None;
    let mut in_head = false;
    for (event, range) in Parser::new_ext(source.text, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(Tag::MetadataBlock(MetadataBlockKind::PlusesStyle)) => {
                (in_head, found.prose_from) = (true, range.end);
            }
            Event::End(TagEnd::MetadataBlock(_)) => in_head = false,
            Event::Text(_) if in_head => {
                let start = found.head.as_ref().map_or(range.start, |head| head.start);
                found.head = Some(start..range.end);
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) if depth == 0 => {
                heading = Some(Heading { range, title: String::new() });
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                complaints.push(source.at(range, "the title of a lesson stands in its head; steps begin with ##"));
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => found.headings.extend(heading.take()),
            Event::Text(text) | Event::Code(text) if heading.is_some() => {
                heading.iter_mut().for_each(|heading| heading.title.push_str(&text));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(information))) => {
                match fence(source, &information, range, depth) {
                    Ok(fence) => found.fences.extend(fence),
                    Err(complaint) => complaints.push(complaint),
                }
            }
            Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => depth -= 1,
            _part_of_prose => {}
        }
    }
    (found, complaints)
}

/// A fenced block, if it is one of ours.
fn fence(
    source: &Source<'_>,
    information: &str,
    range: Range<usize>,
    depth: usize,
) -> Result<Option<Fence>, Diagnostic> {
    let opening = source.line_of(range.start);
    let language = language(information).map_err(|help| {
        let message = format!("there is no block `{}`", information.trim());
        Diagnostic { help: Some(help), ..source.in_line(opening, message) }
    })?;
    let Some(language) = language else { return Ok(None) };
    if depth > 0 {
        let message = "this block stands in a list or a quotation; a part of a step begins at the margin";
        return Err(source.in_line(opening, message));
    }
    let closing = source.line_of(range.end.saturating_sub(1));
    let sign = source.line(opening).trim_start().chars().next().unwrap_or('`');
    if closing == opening || !source.line(closing).trim_start().starts_with(sign) {
        return Err(source.in_line(opening, "this block has no end"));
    }
    Ok(Some(Fence { language, lines: opening + 1..closing, range }))
}

/// Which of our languages a fenced block is in; none where it is in a foreign one.
fn language(information: &str) -> Result<Option<&'static str>, String> {
    let words = information.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(language) = LANGUAGES.iter().find(|language| **language == words) {
        return Ok(Some(language));
    }
    let first = words.split(' ').next().unwrap_or_default();
    let near = nearest(&words, LANGUAGES).or_else(|| LANGUAGES.into_iter().find(|language| *language == first));
    near.map_or(Ok(None), |near| Err(format!("did you mean `{near}`?")))
}

/// Reads all scripts at once, because lines are read by the machine of the `cluster` above them, in whatever block.
fn scripts(source: &Source<'_>, fences: &[Fence], complaints: &mut Vec<Diagnostic>) -> Script {
    let of_scripts = fences.iter().filter(|fence| fence.language.starts_with("smr"));
    let lines = of_scripts.flat_map(|fence| source.lines(fence.lines.clone()));
    let script = Script::parse_numbered(lines).unwrap_or_else(|unreadable| {
        complaints.extend(unreadable);
        Script::default()
    });
    for (line, statement) in script.statements() {
        if matches!(statement, Statement::Predict(_)) {
            let mut complaint =
                source.in_line(line, "a lesson asks in a `predict` block, whose answers the run decides");
            complaint.help = Some("answers are written: - [x] words `condition`".to_owned());
            complaints.push(complaint);
        }
    }
    script
}

struct Builder<'a> {
    source: &'a Source<'a>,
    scripts: Script,
    introduction: String,
    steps: Vec<Step>,
    complaints: Vec<Diagnostic>,
}

impl Builder<'_> {
    fn prose(&mut self, range: Range<usize>) {
        let text = self.source.text.get(range.clone()).unwrap_or_default();
        let prose = text.trim().to_owned();
        if prose.is_empty() {
            return;
        }
        let line = self.source.line_of(range.start + text.len() - text.trim_start().len());
        match self.steps.last_mut() {
            Some(step) => step.blocks.push(Placed { line, block: Block::Prose(prose) }),
            None => self.introduction.push_str(&prose),
        }
    }

    fn fence(&mut self, fence: &Fence) {
        let line = fence.lines.start - 1;
        let lines: Vec<&str> = self.source.lines(fence.lines.clone()).map(|(_, line)| line).collect();
        let text = lines.join("\n").trim().to_owned();
        if text.is_empty() {
            self.complaints.push(self.source.in_line(line, "this block is empty"));
        }
        let block = match fence.language {
            "smr" => Block::Script(self.script(fence)),
            "smr solution" => Block::Solution(self.script(fence)),
            "predict" => Block::Prediction(predict::read(self.source, fence.lines.clone(), &mut self.complaints)),
            "hint" => Block::Hint(text),
            "question" => self.question(line, &text),
            _notes => Block::Notes(text),
        };
        match self.steps.last_mut() {
            Some(step) => step.blocks.push(Placed { line, block }),
            None => {
                let message = "a block belongs to a step, and a step begins with a heading: ## Title";
                self.complaints.push(self.source.in_line(line, message));
            }
        }
    }

    fn script(&self, fence: &Fence) -> Script {
        let lines = self.scripts.lines.iter().filter(|line| fence.lines.contains(&line.number));
        Script { lines: lines.cloned().collect() }
    }

    fn question(&mut self, line: usize, text: &str) -> Block {
        let (question, answer) = text.split_once("\n---\n").unwrap_or((text, ""));
        if answer.trim().is_empty() {
            let message = "a question is followed by a line `---` and an answer to compare with";
            self.complaints.push(self.source.in_line(line, message));
        }
        Block::Question { question: question.trim().to_owned(), answer: answer.trim().to_owned() }
    }
}
