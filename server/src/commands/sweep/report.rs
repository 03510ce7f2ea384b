//! What a sweep says: while it goes on, and when it is over.

use std::io::{self, IsTerminal as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serde_json::{Value as Json, json};
use world::promises::{self, Broken};
use world::search::shrink::Shrunk;

use super::{Played, Sweep, Totals, workers};
use crate::commands::figures::{a_second, columns, rounded, whole};

/// How often the progress is told.
const PAUSE: Duration = Duration::from_millis(200);

/// The worst that was found: that of the lowest seed, with its script where there is one.
pub struct Worst<'t> {
    seed: u64,
    what: What<'t>,
}

/// What was found.
enum What<'t> {
    /// A promise is broken.
    Broken { broken: Broken, script: String, statements: usize },
    /// The simulator panicked.
    Panic { message: &'t str },
}

/// A line on the terminal, if there is one, that replaces the one before.
#[derive(Default)]
pub struct Progress {
    last: Option<Duration>,
}

impl Progress {
    /// Tells how far the sweep is, if it is time to.
    pub fn tell(&mut self, sweep: &Sweep, totals: &Totals) {
        let early = self.last.is_some_and(|last| totals.elapsed < last + PAUSE);
        if early || totals.elapsed < PAUSE || !io::stderr().is_terminal() {
            return;
        }
        self.last = Some(totals.elapsed);
        let left = (sweep.seeds.count() - totals.seeds) as f64 / a_second(totals.seeds, totals.elapsed);
        let bad = if totals.bad.is_empty() { String::new() } else { format!(", {} bad", totals.bad.len()) };
        let line = format!(
            "{} of {} seeds{bad}, {} events a second, {left:.0} s left",
            whole(totals.seeds),
            whole(sweep.seeds.count()),
            rounded(a_second(totals.events, totals.elapsed)),
        );
        // A terminal that went away is told nothing more.
        let _gone = write!(io::stderr(), "\r{line:<78}");
    }

    /// Takes the line away.
    pub fn end(&self) {
        if self.last.is_some() {
            let _gone = write!(io::stderr(), "\r{:<78}\r", "");
        }
    }
}

/// The bad run of the lowest seed, played once more for its script.
pub fn worst<'t>(sweep: &Sweep, totals: &'t Totals) -> Option<Worst<'t>> {
    let Played { seed, outcome } = totals.bad.first()?;
    let what = match outcome {
        Err(message) => What::Panic { message },
        Ok(outcome) => {
            let shrunk = catch_unwind(AssertUnwindSafe(|| (sweep.order.shrink)(&sweep.plan(*seed))));
            match shrunk {
                Ok(Some(Shrunk { script, broken, statements })) => What::Broken { broken, script, statements },
                Ok(None) => return None,
                Err(panic) => {
                    let script = format!("# no script: {}\n", workers::words(panic.as_ref()));
                    What::Broken { broken: outcome.broken.clone()?, script, statements: 0 }
                }
            }
        }
    };
    Some(Worst { seed: *seed, what })
}

fn says(promise: &str) -> &'static str {
    promises::all().find(|(name, _)| *name == promise).map_or("", |(_, says)| says)
}

/// The command that plays one seed of this sweep again.
fn again(sweep: &Sweep, seed: u64) -> String {
    let mut command = format!(
        "smr-lab sweep --order {} --replicas {} --seeds {seed} --faults {}",
        sweep.order.name,
        sweep.replicas,
        sweep.faults.name()
    );
    for plant in sweep.plants.iter() {
        command += &format!(" --plant {}", plant.name());
    }
    command
}

/// The result for people.
pub fn words(sweep: &Sweep, totals: &Totals, worst: Option<&Worst<'_>>) -> String {
    let plants: Vec<&str> = sweep.plants.iter().map(smr::plant::Plant::name).collect();
    let figure = |figure: String| format!("{figure:>15}");
    let mut text = columns([
        ("order", format!("{}, {} replicas", sweep.order.name, sweep.replicas)),
        ("faults", format!("{}: {}", sweep.faults.name(), sweep.faults.says())),
        ("planted", if plants.is_empty() { "no bug".to_owned() } else { plants.join(", ") }),
        ("threads", sweep.threads.to_string()),
    ]);
    text += "\n";
    text += &columns([
        ("seeds", figure(whole(totals.seeds))),
        ("events", figure(whole(totals.events))),
        ("events per second", figure(rounded(a_second(totals.events, totals.elapsed)))),
        ("simulated seconds per second", figure(rounded(a_second(totals.simulated, totals.elapsed) / 1e6))),
        ("messages per second", figure(rounded(a_second(totals.messages, totals.elapsed)))),
        ("commands refused", figure(format!("{} of {}", whole(totals.refused), whole(totals.commands)))),
        ("undecided", figure(whole(totals.undecided))),
        ("violations", figure(whole(totals.bad.len() as u64))),
    ]);
    if totals.seeds < sweep.seeds.count() {
        let skipped = whole(sweep.seeds.count() - totals.seeds);
        text += &format!("\nThe sweep ended there; {skipped} seeds were not played (--keep-going plays them all).\n");
    }
    if let Some(worst) = worst {
        text += &worst.words(&again(sweep, worst.seed));
    }
    text
}

impl Worst<'_> {
    fn words(&self, again: &str) -> String {
        let seed = self.seed;
        match &self.what {
            What::Broken { broken: Broken { promise, event, how }, script, statements } => format!(
                "\nSeed {seed} breaks the promise of {promise}: {}.\n\nThe smallest script found that shows it has \
                 {statements} statements (`smr-lab run FILE` plays it).\nAt its event {}: {how}\n\n{script}",
                says(promise),
                whole(*event)
            ),
            What::Panic { message } => format!(
                "\nSeed {seed} made the simulator itself panic: {message}\nThat is a bug of SMR Lab, not of your \
                 cluster. Please report it with this command:\n  {again}\n"
            ),
        }
    }

    fn value(&self) -> Json {
        match &self.what {
            What::Broken { broken, script, statements } => json!({
                "seed": self.seed,
                "promise": broken.promise,
                "says": says(broken.promise),
                "event": broken.event,
                "how": broken.how,
                "script": script,
                "statements": statements,
            }),
            What::Panic { message } => json!({ "seed": self.seed, "panic": message }),
        }
    }
}

/// The result for programs.
pub fn value(sweep: &Sweep, totals: &Totals, worst: Option<&Worst<'_>>) -> Json {
    let bad = |played: &Played| match &played.outcome {
        Ok(outcome) => json!({ "seed": played.seed, "promise": outcome.broken.as_ref().map(|broken| broken.promise) }),
        Err(message) => json!({ "seed": played.seed, "panic": message }),
    };
    json!({
        "order": sweep.order.name,
        "replicas": sweep.replicas,
        "faults": sweep.faults.name(),
        "plants": sweep.plants.iter().map(smr::plant::Plant::name).collect::<Vec<_>>(),
        "threads": sweep.threads,
        "asked": { "from": sweep.seeds.from, "to": sweep.seeds.to },
        "seeds": totals.seeds,
        "events": totals.events,
        "messages": totals.messages,
        "seconds": totals.elapsed.as_secs_f64(),
        "events_per_second": a_second(totals.events, totals.elapsed),
        "simulated_seconds_per_second": a_second(totals.simulated, totals.elapsed) / 1e6,
        "messages_per_second": a_second(totals.messages, totals.elapsed),
        "commands": totals.commands,
        "refused": totals.refused,
        "undecided": totals.undecided,
        "violations": totals.bad.len(),
        "bad_seeds": totals.bad.iter().map(bad).collect::<Vec<_>>(),
        "worst": worst.map(Worst::value),
    })
}
