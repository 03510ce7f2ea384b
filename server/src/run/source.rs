//! Where scripts come from: files of their own, the fenced `smr` blocks of Markdown files such as lessons, links, and
//! runs that were exported as JSON. A link and an export say which run they mean, and that is checked.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

use world::script::play::{Failure, Told, play_on};
use world::script::runner::{Outcome, Runner};
use world::script::{Diagnostic, Script, markdown};
use world::time::export::json::{self, CannotImport, Import};
use world::time::{Recording, link};

use super::{about, files};

/// A script that can be played.
pub struct Source {
    /// What to call it where somebody is told about it.
    pub name: String,
    /// The script.
    pub script: Script,
    /// What the run must come to, if that is known.
    recording: Option<Recording>,
    /// Its events one by one, if they were told.
    import: Option<Import>,
}

/// Why a script was not played to its end, or not to the end that it should have.
pub enum Unplayed {
    /// It failed.
    Failed(Box<Failure>),
    /// It is another run than the one that was meant.
    Another(CannotImport),
}

impl Source {
    /// Plays it in a runner, and looks whether that is the run that was meant.
    pub fn play(&self, runner: &mut Runner, tell: &mut dyn FnMut(Told<'_>)) -> Result<(), Unplayed> {
        let mut changed = None;
        let played = play_on(runner, &self.script, &mut |told| {
            if let (Told::Event(event), Some(import)) = (told, &self.import)
                && !import.tells(event)
            {
                changed.get_or_insert(event.id);
            }
            tell(told);
        });
        played.map_err(Unplayed::Failed)?;
        let other_run = self.recording.as_ref().and_then(|recording| recording.check(runner.world()).err());
        let other_event = changed.map(CannotImport::OtherEvent);
        other_run.map(CannotImport::Unplayable).or(other_event).map_or(Ok(()), |why| Err(Unplayed::Another(why)))
    }
}

impl Unplayed {
    /// What is told somebody who gave a script of this name.
    pub fn complaint(&self, name: &str) -> String {
        let Failure { line, statement, outcome } = match self {
            Self::Failed(failure) => &**failure,
            Self::Another(why) => return format!("{name}: {why}"),
        };
        let place = format!("{name}:{line}: `{statement}`");
        match outcome {
            Outcome::Failed { expected, seen } => format!("{place}\n  expected: {expected}\n  seen:     {seen}"),
            Outcome::Refused { why } => format!("{place}\n  cannot be done: {why}"),
            Outcome::TooMuch { why } => format!("{place}\n  too much: {why}"),
            _no_failure => place,
        }
    }
}

/// Reads a script; all that is wrong with it comes back as one text.
pub fn read(path: &Path) -> Result<Source, String> {
    let given = path.to_string_lossy();
    if given.starts_with(link::BEGINNING) && !path.exists() {
        let recording = link::follow(&given).map_err(|why| format!("smr-lab: {why}"))?;
        return recorded("the link".to_owned(), recording);
    }
    let name = path.display().to_string();
    let text = text_of(path).map_err(|error| format!("smr-lab: {}", about(path, &error)))?;
    let extension = path.extension().map(|extension| extension.to_string_lossy());
    let script = match extension.as_deref() {
        Some("json") => {
            let import = json::read(&text).map_err(|why| format!("smr-lab: {name}: {why}"))?;
            let source = recorded(name, import.recording.clone())?;
            return Ok(Source { import: Some(import), ..source });
        }
        Some("md" | "markdown") => Script::parse_numbered(markdown::script_lines(&text)),
        _ => {
            let text = files::script(&text).map_err(|why| format!("smr-lab: {name}: {why}"))?;
            Script::parse(text)
        }
    };
    let script = script.map_err(|wrong| shown(&name, &wrong))?;
    if script.statements().next().is_none() {
        return Err(format!("smr-lab: {name}: there is nothing to play in it, no line of a script that is a command"));
    }
    Ok(Source { name, script, recording: None, import: None })
}

/// No file is read that is larger than a run can be: one that never ends is none.
fn text_of(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(json::LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > json::LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than a script or a run can be"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, files::NO_TEXT))
}

fn recorded(name: String, recording: Recording) -> Result<Source, String> {
    let script = Script::parse(&recording.script).map_err(|wrong| shown(&name, &wrong))?;
    Ok(Source { name, script, recording: Some(recording), import: None })
}

fn shown(name: &str, wrong: &[Diagnostic]) -> String {
    let coloured = io::stderr().is_terminal();
    let shown: Vec<String> = wrong.iter().map(|diagnostic| diagnostic.render(name, coloured)).collect();
    shown.join("\n\n")
}
