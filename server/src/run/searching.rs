//! `--search`: what could happen from the end of the run until a condition holds, or a promise breaks.

use std::io::{self, IsTerminal as _, Write};

use serde_json::json;
use world::script::runner::Runner;
use world::script::statement::Run;
use world::script::{Condition, Statement};
use world::time::searching::{Budget, Finding, Found, Progress, Search};
use world::time::{Recording, Timeline};

use super::{Ending, wrong};

/// After so many events somebody who waits is told how far it is.
const REPORT_EVERY: u64 = 200_000;

/// Searches, and prints what was found as a script.
pub fn search(
    timeline: &mut Timeline,
    runner: &Runner,
    text: &str,
    json: bool,
    output: &mut dyn Write,
) -> io::Result<Ending> {
    let (wanted, budget) = read(runner, text)?;
    let end = timeline.end();
    timeline.seek_event(end.event);
    if timeline.now() < end.at {
        timeline.seek_time(end.at);
    }
    let mut search = Search::from(timeline, Some(wanted), budget, 1);
    loop {
        match search.advance(REPORT_EVERY) {
            Progress::Searching(spent) | Progress::Shrinking(spent) => {
                if io::stderr().is_terminal() {
                    eprint!("\r{} tries, {} events\r", spent.tries, spent.events);
                }
            }
            Progress::Found(finding) => return tell(timeline, &finding, json, output).map(|()| Ending::Held),
            Progress::Nothing(spent) => {
                let (tries, events) = (spent.tries, spent.events);
                eprintln!("smr-lab: nothing was found in {tries} tries of {events} events, which proves nothing");
                return Ok(Ending::Failed);
            }
        }
    }
}

/// A condition as after `run until`; what it says of time is how far each try goes.
fn read(runner: &Runner, text: &str) -> io::Result<(Condition, Budget)> {
    let line = format!("run until {text}");
    match runner.read(&line).map_err(|diagnostic| wrong(diagnostic.render("--search", io::stderr().is_terminal())))? {
        Some(Statement::Run(Run::Until(condition, within))) => {
            let usual = Budget::default();
            Ok((condition, Budget { ahead: within.unwrap_or(usual.ahead), ..usual }))
        }
        _another => Err(wrong(format!("`{text}` is no condition"))),
    }
}

fn tell(timeline: &Timeline, finding: &Finding, json: bool, output: &mut dyn Write) -> io::Result<()> {
    let there = timeline.beside(finding.log.clone(), finding.end);
    let script = Recording::of(&*there.at(u64::MAX)).script;
    let found = match &finding.found {
        Found::Wanted(seen) => seen.clone(),
        Found::Broken(promise) => format!("the promise of {promise} is broken"),
    };
    if json {
        let (added, event) = (finding.added, finding.end.event);
        return writeln!(output, "{}", json!({ "found": found, "added": added, "event": event, "script": script }));
    }
    writeln!(output, "{script}# Here: {}", found.replace('\n', " "))
}
