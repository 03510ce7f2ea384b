//! Commands that are run one after the other. All of them run, even when an early one fails: one look at the summary then says
//! everything that is wrong.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::prepare::Stuck;

/// One command with a name for the summary.
pub struct Errand {
    name: &'static str,
    command: Command,
}

impl Errand {
    /// A command that the summary calls `name`.
    pub fn new(name: &'static str, command: Command) -> Self {
        Self { name, command }
    }
}

/// Runs all of them and prints a summary; an error says how many failed.
pub fn run_all(errands: Vec<Errand>) -> Result<(), Stuck> {
    let outcomes: Vec<(&str, bool, Duration)> = errands
        .into_iter()
        .map(|mut errand| {
            println!("\n── {} ──", errand.name);
            let start = Instant::now();
            let succeeded = errand.command.status().is_ok_and(|status| status.success());
            (errand.name, succeeded, start.elapsed())
        })
        .collect();
    println!("\n── summary ──");
    for (name, succeeded, duration) in &outcomes {
        let verdict = if *succeeded { "ok" } else { "FAILED" };
        println!("{verdict:<7} {:>6.1} s  {name}", duration.as_secs_f32());
    }
    let failed = outcomes.iter().filter(|(_, succeeded, _)| !succeeded).count();
    if failed == 0 {
        return Ok(());
    }
    Err(Stuck::new(format!("{failed} of {} failed; the reasons are above the summary", outcomes.len())))
}

/// Gives this process to the command. Returns only when that is impossible.
#[cfg(unix)]
pub fn become_program(mut command: Command) -> Result<(), Stuck> {
    use std::os::unix::process::CommandExt as _;
    Err(Stuck::new(format!("cargo cannot be started: {}", command.exec())))
}

/// Runs the command to its end, which is as near as this system comes to giving it the process.
#[cfg(not(unix))]
pub fn become_program(mut command: Command) -> Result<(), Stuck> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Stuck::new(format!("the lab ended with {status}"))),
        Err(error) => Err(Stuck::new(format!("cargo cannot be started: {error}"))),
    }
}
