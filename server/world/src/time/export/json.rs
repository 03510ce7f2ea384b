//! A run as JSON: its script, by what one knows it, and its events, each as `smr-lab run --json` prints it.
//!
//! The events are there for programs of others. To import is to play the script and to look whether it comes to
//! exactly these events.

use super::{TooMuch, within};
use crate::script::play::Told;
use crate::script::{Limits, Runner};
use crate::time::{Recording, Timeline, Unplayable};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use wire::Traced;

/// What the field `format` says.
const FORMAT: &str = "smr-lab run";

/// The version of the form.
pub const VERSION: u16 = 1;

/// How many events are exported.
pub const MOST_EVENTS: u64 = 500_000;

/// How large an imported text may be, in bytes.
pub const LARGEST: usize = 1 << 28;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exported<'e> {
    format: Cow<'e, str>,
    version: u16,
    script: Cow<'e, str>,
    hash: Cow<'e, str>,
    events: Cow<'e, [Traced]>,
}

/// Only what says whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u16,
}

/// Why a text is no run.
#[derive(Clone, PartialEq, Debug)]
pub enum CannotImport {
    /// It is larger than a run can be.
    TooLarge,
    /// It is not such JSON.
    Unreadable(String),
    /// It is of another version.
    OtherVersion(u16),
    /// Its script does not come to its events.
    Unplayable(Unplayable),
    /// Its script comes to its hash, but not to this event.
    OtherEvent(u64),
}

impl fmt::Display for CannotImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "it is larger than {LARGEST} bytes"),
            Self::Unreadable(why) => write!(f, "it is no run in JSON: {why}"),
            Self::OtherVersion(version) => write!(f, "it is of version {version}, and this lab reads {VERSION}"),
            Self::Unplayable(why) => write!(f, "{why}"),
            Self::OtherEvent(event) => write!(f, "event {event} was changed: its script comes to another one"),
        }
    }
}

impl std::error::Error for CannotImport {}

/// A whole run as JSON.
///
/// # Errors
/// It is longer than what is taken back.
pub fn export(timeline: &Timeline) -> Result<String, TooMuch> {
    within(timeline, 1..=u64::MAX, MOST_EVENTS)?;
    let recording = Recording::of(&*timeline.at(u64::MAX));
    let exported = Exported {
        format: FORMAT.into(),
        version: VERSION,
        script: recording.script.into(),
        hash: format!("{:016x}", recording.hash).into(),
        events: timeline.events(1..=u64::MAX).into(),
    };
    match serde_json::to_string(&exported) {
        Ok(text) => Ok(text),
        Err(error) => panic!("events are JSON: {error}"),
    }
}

/// What was read from JSON, and is not played yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// The run that it should be.
    pub recording: Recording,
    /// Its events.
    events: Vec<Traced>,
}

impl Import {
    /// Whether this is the event with this number that it tells.
    #[must_use]
    pub fn tells(&self, event: &Traced) -> bool {
        let index = event.id.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| self.events.get(index)) == Some(event)
    }
}

/// Reads a run from JSON. Whether it is one is known when it is played.
///
/// # Errors
/// It cannot be read.
pub fn read(text: &str) -> Result<Import, CannotImport> {
    if text.len() > LARGEST {
        return Err(CannotImport::TooLarge);
    }
    let unreadable = |error: serde_json::Error| CannotImport::Unreadable(error.to_string());
    let head: Head = serde_json::from_str(text).map_err(unreadable)?;
    if head.format != FORMAT {
        return Err(CannotImport::Unreadable(format!("its format is not `{FORMAT}`")));
    }
    if head.version != VERSION {
        return Err(CannotImport::OtherVersion(head.version));
    }
    let exported: Exported<'_> = serde_json::from_str(text).map_err(unreadable)?;
    let hash = u64::from_str_radix(&exported.hash, 16).map_err(|error| CannotImport::Unreadable(error.to_string()))?;
    let recording = Recording { script: exported.script.into_owned(), events: exported.events.len() as u64, hash };
    Ok(Import { recording, events: exported.events.into_owned() })
}

/// Plays a run from JSON, and looks whether it is the same run.
///
/// # Errors
/// It cannot be read or played, or is another run.
pub fn import(text: &str, limits: Limits) -> Result<Runner, CannotImport> {
    let import = read(text)?;
    let mut changed = None;
    let runner = import.recording.play_telling(limits, &mut |told| {
        if let Told::Event(event) = told
            && !import.tells(event)
        {
            changed.get_or_insert(event.id);
        }
    });
    let runner = runner.map_err(CannotImport::Unplayable)?;
    changed.map_or(Ok(runner), |event| Err(CannotImport::OtherEvent(event)))
}
