//! `smr-lab watch`: what happens in a session, told in a terminal.

use std::io::Write;
use std::process::ExitCode;

use wire::View;
use wire::message::{Known, Speed, ToBrowser};
use world::script::grammar::spell_moment;
use world::script::story;
use world::time::difference::describe;
use world::time::words;

use super::{Stream, Trouble, perform};

/// What to watch, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address of the lab.
    pub address: String,
    /// Whether every message is told, in JSON.
    pub json: bool,
    /// Whether every event is told, routine too.
    pub all: bool,
    /// Whether only the present is told.
    pub once: bool,
}

/// Watches until the session ends, or for one look.
pub fn run(options: &Options) -> ExitCode {
    perform(async |output| {
        let mut stream = Stream::open(&options.address).await?;
        loop {
            let message = stream.hear().await?;
            if options.json {
                serde_json::to_writer(&mut *output, &message).map_err(std::io::Error::from)?;
                writeln!(output)?;
            } else {
                tell(&message, options.all, output)?;
            }
            output.flush()?;
            if options.once && matches!(message, ToBrowser::Keyframe { .. }) {
                return Ok(());
            }
        }
    })
}

fn tell(message: &ToBrowser, all: bool, output: &mut impl Write) -> Result<(), Trouble> {
    match message {
        ToBrowser::Keyframe { view, .. } => present(view, output)?,
        ToBrowser::Events(events) => {
            for event in events {
                match story::tell(event) {
                    Some(telling) => writeln!(output, "{}", telling.line(event.at))?,
                    None if all => writeln!(output, "  {:>11} s        {}", spell_moment(event.at), words::say(event))?,
                    None => {}
                }
            }
        }
        ToBrowser::Playing(Some(Speed(speed))) => {
            writeln!(output, "-- time runs at {}.{:03} of real time", speed / 1_000, speed % 1_000)?;
        }
        ToBrowser::Playing(None) => writeln!(output, "-- time stands still")?,
        ToBrowser::Known(Known { branch, branches, .. }) => {
            if let Some(branch) = branches.get(usize::from(*branch)).filter(|_| branches.len() > 1) {
                writeln!(output, "-- branch `{}`, one of {}", branch.name, branches.len())?;
            }
        }
        ToBrowser::Goals(goals) => {
            for goal in goals {
                let reached = if goal.reached { "reached" } else { "not reached yet" };
                writeln!(output, "-- goal {reached}: {}", goal.text)?;
            }
        }
        ToBrowser::Refused { why, .. } => writeln!(output, "-- {why}")?,
        _answers_to_what_was_not_asked => {}
    }
    Ok(())
}

/// Everything as it is now.
fn present(view: &View, output: &mut impl Write) -> Result<(), Trouble> {
    let about = &view.about;
    writeln!(output, "== {} s, event {}: {} under {}", spell_moment(view.at), view.event, about.machine, about.order)?;
    for line in describe(view) {
        writeln!(output, "   {line}")?;
    }
    Ok(())
}
