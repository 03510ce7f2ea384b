//! What `smr-lab` does besides serving: each command a file, each with a text for people and, with `--json`, one for
//! programs.
//!
//! - [`names`]: what can be chosen by name, from the lab's own tables, and what is said about a name that is in none.
//! - [`list`]: those tables.
//! - [`sweep`]: many seeds, every promise checked after every event.
//! - [`explore`]: every state of a small model.
//! - [`lessons`]: what authors of lessons and demos want to know.
//! - [`rehearse`]: a demo gone through alone before a class comes.
//! - [`bench`]: the figures that the lab promises to reach, measured.
//!
//! A command ends with 0 if all is well, with 1 if it found what must not be, and with 2 if it was asked for what there
//! is not. Results go to standard output; progress and complaints go to standard error.

pub mod bench;
pub mod explore;
pub mod figures;
pub mod lessons;
pub mod list;
pub mod names;
pub mod rehearse;
pub mod sweep;

use std::io::{self, Write as _};
use std::process::ExitCode;

use serde_json::Value as Json;

/// Prints a result: the words, or with `--json` the JSON.
///
/// Whoever reads may have heard enough, as `head` has: that is no mistake of anybody.
pub fn print(json: bool, words: impl FnOnce() -> String, value: impl FnOnce() -> Json) {
    let mut text = if json { value().to_string() } else { words() };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let _closed = io::stdout().lock().write_all(text.as_bytes());
}

/// Ends a command that found what must not be.
#[must_use]
pub fn verdict(all_is_well: bool) -> ExitCode {
    if all_is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
