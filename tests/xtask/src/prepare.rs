//! Carries the plan out, one step at a time, and looks again after each: what counts is what the machine then has, not what an
//! installer says.

use std::collections::BTreeSet;
use std::fmt;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use crate::machine;
use crate::plan::{self, CHROMIUM_PACKAGES, COMPILER_PACKAGES, Next, Step, Wants};

/// Without a network, rustup may wait for minutes.
const PATIENCE_WITH_RUSTUP: Duration = Duration::from_secs(60);

/// Why a command of this tool ends without success, in words for the person who typed it.
#[derive(Debug)]
pub struct Stuck(String);

impl Stuck {
    /// A reason, which may have several lines.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for Stuck {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Stuck {}

/// Makes sure that the machine has what is wanted, or says what to type.
pub fn prepare(wants: Wants) -> Result<(), Stuck> {
    let mut attempted = BTreeSet::new();
    loop {
        match plan::next(&machine::look(&attempted), wants) {
            Next::Ready => return Ok(()),
            Next::Ask(message) => return Err(Stuck(message)),
            Next::Do(step) => {
                attempted.insert(step);
                if let Err(reason) = carry_out(step) {
                    println!("That did not help: {reason}");
                }
            }
        }
    }
}

fn carry_out(step: Step) -> Result<(), Stuck> {
    match step {
        Step::AddTarget => {
            println!("Asking rustup for the target {} …", toolchain::TARGET);
            let child = Command::new("rustup")
                .args(["target", "add", toolchain::TARGET])
                // A developer's own setting must not turn a missing network into a stack trace.
                .env("RUST_BACKTRACE", "0")
                .spawn()
                .map_err(|error| Stuck(format!("rustup cannot be started: {error}")))?;
            wait_at_most(PATIENCE_WITH_RUSTUP, child)
        }
        Step::InstallCompiler => {
            println!("Installing Debian's Rust with the sources of its standard library …");
            install(&COMPILER_PACKAGES)
        }
        Step::InstallChromium => {
            println!("Installing Debian's Chromium …");
            install(&CHROMIUM_PACKAGES)
        }
    }
}

fn install(packages: &[&str]) -> Result<(), Stuck> {
    apt_get(&["update"])?;
    let options = ["install", "--yes", "--no-install-recommends"];
    apt_get(&[&options, packages].concat())
}

fn apt_get(arguments: &[&str]) -> Result<(), Stuck> {
    let status = Command::new("apt-get")
        .arg("-qq")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .map_err(|error| Stuck(format!("apt-get cannot be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(Stuck(format!("apt-get {} failed", arguments[0]))) }
}

/// Waits for a process, and ends it when it takes too long.
fn wait_at_most(limit: Duration, mut child: Child) -> Result<(), Stuck> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(Stuck(format!("it ended with {status}"))),
            Ok(None) if start.elapsed() < limit => thread::sleep(Duration::from_millis(50)),
            Ok(None) => {
                // It may end by itself at this very moment, which is as good.
                let _ = child.kill();
                let _ = child.wait();
                return Err(Stuck(format!("no answer in {} seconds", limit.as_secs())));
            }
            Err(error) => return Err(Stuck(format!("it cannot be waited for: {error}"))),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_takes_too_long_is_ended() {
        let child = Command::new("sleep").arg("60").spawn().unwrap();
        let start = Instant::now();
        let outcome = wait_at_most(Duration::from_millis(100), child);
        assert!(outcome.is_err());
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}
