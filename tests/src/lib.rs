//! What tests of the whole share: a server to talk to, a browser to look with, and places for their files.
//!
//! The tests themselves are in the folders beside this one: `tidy/` (the source), `server/` (the binary over real sockets) and
//! `browser/` (the page in a real Chromium). They start the very binary that people run, each its own, on a port that the system
//! picks, so they can all run at once. They wait for what they expect with a deadline, and never for a time to pass.

pub mod accessible;
pub mod browser;
pub mod http;
pub mod killing;
pub mod place;
pub mod server;
pub mod viewer;

use std::io::Write as _;
use std::time::Duration;

/// How long anything may take before a test gives up. Far more than it takes: a busy machine is no failure.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// Prints a measured figure in every run. Straight to the stream, because the test runner hides what passing tests print.
pub fn report(figure: &str) {
    let written = writeln!(std::io::stderr(), "{figure}");
    written.expect("standard error takes text");
}
