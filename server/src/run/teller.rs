//! The story of a run, told while it is played; or its events; or only what its clients saw.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde::Serialize;
use world::script::play::Told;
use world::script::runner::{Goal, Outcome};
use world::script::{Script, Statement, jepsen, story};
use world::time::Moment;

use super::questions::Format;

/// Which part of a script's last run is told.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    from: Option<Moment>,
    until: Option<Moment>,
    /// How many runs begin before the one that is meant is over.
    runs: usize,
}

impl Stretch {
    /// From a moment of the last run of a script to another.
    pub fn of(from: Option<Moment>, until: Option<Moment>, script: &Script) -> Self {
        let begins = |statement: &Statement| matches!(statement, Statement::Cluster(_));
        Self { from, until, runs: script.statements().filter(|(_, statement)| begins(statement)).count() }
    }
}

/// Whether it is time to tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Time {
    Early,
    Right,
    Over,
}

/// Tells what happens.
pub struct Teller<'a> {
    output: &'a mut dyn Write,
    format: Format,
    history: Option<&'a mut BufWriter<File>>,
    writer: Option<jepsen::Writer>,
    stretch: Stretch,
    time: Time,
}

impl<'a> Teller<'a> {
    /// Nothing is told yet.
    pub fn new(
        output: &'a mut dyn Write,
        format: Format,
        history: Option<&'a mut BufWriter<File>>,
        stretch: Stretch,
    ) -> Self {
        let time = if stretch.from.is_some() { Time::Early } else { Time::Right };
        Self { output, format, history, writer: None, stretch, time }
    }

    /// Whether the moment is past at which the run is to end.
    pub fn has_ended(&self) -> bool {
        self.time == Time::Over
    }

    /// Says which script it is.
    pub fn title(&mut self, name: &str) -> io::Result<()> {
        if self.format == Format::Story { writeln!(self.output, "{name}") } else { Ok(()) }
    }

    /// Says that all went as expected.
    pub fn holds(&mut self, goals: &[Goal]) -> io::Result<()> {
        for goal in goals {
            let reached = if goal.reached { "reached" } else { "not reached yet" };
            self.story(|| format!("  goal {reached}: {}", goal.text))?;
        }
        self.story(|| "  all expectations hold".to_owned())
    }

    /// Tells one thing, if it is time.
    pub fn tell(&mut self, told: Told<'_>) -> io::Result<()> {
        if let Told::Statement(_, Statement::Cluster(cluster)) = told {
            let machine = cluster.machine.clone().unwrap_or_default();
            self.writer = Some(jepsen::Writer::new(machine.name()));
            self.stretch.runs = self.stretch.runs.saturating_sub(1);
        }
        self.look_at_time(told);
        self.remember(told)?;
        if self.time != Time::Right {
            return Ok(());
        }
        match told {
            Told::Statement(_, Statement::Say(_) | Statement::Predict(_) | Statement::Wait) => Ok(()),
            Told::Statement(_, statement) => self.story(|| format!("> {statement}")),
            Told::Event(traced) => {
                if self.format == Format::Events {
                    return line_of_json(&mut *self.output, traced);
                }
                story::tell(traced).map_or(Ok(()), |telling| self.story(|| telling.line(traced.at)))
            }
            Told::Outcome(outcome) => match outcome {
                Outcome::Holds { seen } => self.story(|| format!("  holds: {seen}")),
                Outcome::Said(text) => self.story(|| format!("\" {text}")),
                Outcome::Asked(prediction) => self.story(|| format!("? {}", prediction.question)),
                Outcome::Goal { text, reached } => {
                    self.story(|| format!("  goal{}: {text}", if *reached { ", reached already" } else { "" }))
                }
                _told_by_its_events => Ok(()),
            },
        }
    }

    /// Writes what the clients of the last run saw, from its beginning on, wherever the story begins: clients of two runs
    /// in one history, or an answer without its question, would be judged for what nobody did.
    fn remember(&mut self, told: Told<'_>) -> io::Result<()> {
        let Told::Event(traced) = told else { return Ok(()) };
        if self.stretch.runs > 0 || self.time == Time::Over {
            return Ok(());
        }
        let (Some(history), Some(writer)) = (&mut self.history, &mut self.writer) else { return Ok(()) };
        writer.entry(traced).map_or(Ok(()), |entry| line_of_json(&mut **history, &entry))
    }

    fn look_at_time(&mut self, told: Told<'_>) {
        let Told::Event(traced) = told else { return };
        if self.stretch.runs > 0 {
            return;
        }
        if self.time == Time::Early && self.stretch.from.is_some_and(|from| from.is_reached_by(traced)) {
            self.time = Time::Right;
        }
        if self.stretch.until.is_some_and(|until| until.is_before(traced)) {
            self.time = Time::Over;
        }
    }

    fn story(&mut self, line: impl FnOnce() -> String) -> io::Result<()> {
        if self.format == Format::Story { writeln!(self.output, "{}", line()) } else { Ok(()) }
    }
}

/// A value as a line of JSON.
pub fn line_of_json(output: &mut (impl Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    writeln!(output)
}
