//! Where scripts come from: files of their own, the fenced `smr` blocks of Markdown files such as lessons, links, and
//! runs that were exported as JSON. A link and an export say which run they mean, and that is checked.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

use world::script::{Diagnostic, Limits, Script, markdown};
use world::time::export::json;
use world::time::{Recording, link};

use super::{about, files};

/// A script that can be played.
pub struct Source {
    /// What to call it where somebody is told about it.
    pub name: String,
    /// The script.
    pub script: Script,
    /// What the run must come to, if that is known.
    pub recording: Option<Recording>,
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
            let runner = json::import(&text, Limits::default()).map_err(|why| format!("smr-lab: {name}: {why}"))?;
            let world = runner.world().ok_or_else(|| format!("smr-lab: {name}: there is no run in it"))?;
            return recorded(name, Recording::of(world));
        }
        Some("md" | "markdown") => Script::parse_numbered(markdown::script_lines(&text)),
        _ => {
            let text = files::script(&text).map_err(|why| format!("smr-lab: {name}: {why}"))?;
            Script::parse(text)
        }
    };
    let script = script.map_err(|wrong| shown(&name, &wrong))?;
    Ok(Source { name, script, recording: None })
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
    Ok(Source { name, script, recording: Some(recording) })
}

fn shown(name: &str, wrong: &[Diagnostic]) -> String {
    let coloured = io::stderr().is_terminal();
    let shown: Vec<String> = wrong.iter().map(|diagnostic| diagnostic.render(name, coloured)).collect();
    shown.join("\n\n")
}
