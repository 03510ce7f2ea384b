//! `smr-lab lessons rehearse`: a demo or a lesson, gone through alone before a class comes.
//!
//! It is told as the class will see it, a step at a time, with what only the speaker knows: the notes, and which answer to each
//! prediction is right and what the run says to that. Enter goes on. At the end stands how long each step took, and whether all
//! of it is in the time that its head promises.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lessons::predict::Prediction;
use lessons::{Block, Kind, Lesson, Step};
use serde_json::{Value as Json, json};
use world::script::runner::{Limits, Outcome, Runner};
use world::script::{Script, Statement, story};

use super::{print, verdict};

/// Rehearses what stands in a file; returns whether all went as it claims.
#[must_use]
pub fn rehearse(file: &Path, no_wait: bool, json: bool) -> ExitCode {
    let name = file.display().to_string();
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(why) => {
            eprintln!("smr-lab: {name}: {why}");
            return ExitCode::from(2);
        }
    };
    let lesson = match lessons::read(&text) {
        Ok(lesson) => lesson,
        Err(wrong) => {
            let coloured = io::stderr().is_terminal();
            wrong.iter().for_each(|complaint| eprintln!("{}\n", complaint.render(&name, coloured)));
            return verdict(false);
        }
    };
    let mut output: Box<dyn Write> = if json { Box::new(io::sink()) } else { Box::new(io::stdout().lock()) };
    let waits = !no_wait && !json && io::stdin().is_terminal();
    let mut rehearsal = Rehearsal::of(&mut *output, waits);
    // Whoever reads may have heard enough: that is no mistake of anybody.
    let _closed = rehearsal.lesson(&lesson);
    let Rehearsal { steps, went_wrong, .. } = rehearsal;
    drop(output);
    if json {
        print(true, String::new, || told(&lesson, &steps, &went_wrong));
    }
    went_wrong.iter().for_each(|wrong| eprintln!("{name}:{wrong}"));
    verdict(went_wrong.is_empty())
}

fn told(lesson: &Lesson, steps: &[Rehearsed], went_wrong: &[String]) -> Json {
    let steps: Vec<Json> = steps.iter().map(Rehearsed::told).collect();
    json!({ "title": lesson.head.title, "minutes": lesson.head.minutes, "steps": steps, "wrong": went_wrong })
}

/// A step that was gone through.
#[derive(Debug)]
struct Rehearsed {
    title: String,
    /// How long it took whoever rehearses.
    took: Duration,
    /// How much virtual time passed, in microseconds.
    virtual_time: u64,
    predictions: Vec<Json>,
}

impl Rehearsed {
    fn told(&self) -> Json {
        json!({
            "title": self.title,
            "seconds": self.took.as_secs(),
            "virtual_microseconds": self.virtual_time,
            "predictions": self.predictions,
        })
    }
}

struct Rehearsal<'a> {
    output: &'a mut dyn Write,
    waits: bool,
    runner: Runner,
    /// What was asked and not shown yet.
    asked: Option<&'a Prediction>,
    /// What was not as claimed, each with its line; then nothing more is played.
    went_wrong: Vec<String>,
    steps: Vec<Rehearsed>,
}

impl<'a> Rehearsal<'a> {
    fn of(output: &'a mut dyn Write, waits: bool) -> Self {
        let runner = Runner::new(Limits::default());
        Self { output, waits, runner, asked: None, went_wrong: Vec::new(), steps: Vec::new() }
    }

    fn lesson(&mut self, lesson: &'a Lesson) -> io::Result<()> {
        let head = &lesson.head;
        let kind = if head.kind == Kind::Demo { "a demo" } else { "a lesson" };
        writeln!(self.output, "{}: {kind} of {} min", head.title, head.minutes)?;
        self.prose(&lesson.introduction)?;
        for (number, step) in lesson.steps.iter().enumerate() {
            writeln!(self.output, "\n{} of {}: {}", number + 1, lesson.steps.len(), step.title)?;
            self.step(step)?;
            if !self.went_wrong.is_empty() {
                return Ok(());
            }
        }
        for question in &head.ask {
            writeln!(self.output, "\nto ask: {question}")?;
        }
        let took = self.steps.iter().map(|step| step.took).sum();
        let (whole, meant) = (spelt(took), spelt(Duration::from_secs(u64::from(head.minutes) * 60)));
        writeln!(self.output, "\nall of it took {whole}; it is meant to take {meant}")
    }

    fn step(&mut self, step: &'a Step) -> io::Result<()> {
        let begun = Instant::now();
        self.steps.push(Rehearsed {
            title: step.title.clone(),
            took: Duration::ZERO,
            virtual_time: 0,
            predictions: Vec::new(),
        });
        for placed in &step.blocks {
            if self.went_wrong.is_empty() {
                self.block(&placed.block)?;
            }
        }
        if self.went_wrong.is_empty() {
            self.pause()?;
        }
        if let Some(rehearsed) = self.steps.last_mut() {
            rehearsed.took = begun.elapsed();
            let virtual_time = Duration::from_micros(rehearsed.virtual_time);
            let took = spelt(rehearsed.took);
            writeln!(self.output, "  this step took {took}, and {:.3} s of virtual time", virtual_time.as_secs_f64())?;
        }
        Ok(())
    }

    fn block(&mut self, block: &'a Block) -> io::Result<()> {
        match block {
            Block::Prose(text) => self.prose(text),
            Block::Notes(text) => self.marked("notes", text),
            Block::Hint(text) => self.marked("hint", text),
            Block::Question { question, answer } => {
                self.marked("question", question)?;
                self.marked("answer", answer)
            }
            Block::Prediction(prediction) => self.ask(prediction),
            Block::Script(script) => {
                self.play(script)?;
                self.show()
            }
            Block::Solution(script) => {
                writeln!(self.output, "a solution:")?;
                self.play(script)
            }
        }
    }

    fn prose(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() { Ok(()) } else { writeln!(self.output, "{text}") }
    }

    fn marked(&mut self, what: &str, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| writeln!(self.output, "{what} | {line}"))
    }

    fn ask(&mut self, prediction: &'a Prediction) -> io::Result<()> {
        writeln!(self.output, "? {}", prediction.question)?;
        for choice in &prediction.choices {
            let mark = if choice.right { "right" } else { "wrong" };
            writeln!(self.output, "  {mark}: {} ({})", choice.answer, choice.reason)?;
        }
        self.asked = Some(prediction);
        self.pause()
    }

    /// What the run says to what was asked.
    fn show(&mut self) -> io::Result<()> {
        let (Some(prediction), Some(moment)) = (self.asked.take(), self.runner.moment()) else { return Ok(()) };
        for choice in &prediction.choices {
            let judged = choice.condition.judge(&moment);
            if judged.holds != choice.right {
                let is = if judged.holds { "holds" } else { "does not hold" };
                let line = choice.line;
                self.went_wrong
                    .push(format!("{line}: `{}` {is} after the run; seen: {}", choice.condition, judged.seen));
            }
            if choice.right {
                writeln!(self.output, "= {}; seen: {}", choice.answer, judged.seen)?;
                let told = json!({
                    "question": prediction.question,
                    "right": choice.answer,
                    "holds": judged.holds,
                    "seen": judged.seen,
                });
                self.steps.iter_mut().last().into_iter().for_each(|step| step.predictions.push(told.clone()));
            }
        }
        Ok(())
    }

    /// Plays what the lab does, to the first line that goes wrong.
    fn play(&mut self, script: &Script) -> io::Result<()> {
        for (line, statement) in script.statements() {
            match statement {
                Statement::Wait => {
                    self.pause()?;
                    continue;
                }
                Statement::Say(text) => {
                    writeln!(self.output, "\" {text}")?;
                    continue;
                }
                statement => writeln!(self.output, "> {statement}")?,
            }
            let before = if matches!(statement, Statement::Cluster(_)) { 0 } else { self.now() };
            let outcome = self.perform(statement)?;
            let passed = self.now().saturating_sub(before);
            self.steps.iter_mut().last().into_iter().for_each(|step| step.virtual_time += passed);
            match outcome {
                Outcome::Failed { .. } | Outcome::Refused { .. } | Outcome::TooMuch { .. } => {
                    self.went_wrong.push(format!("{line}: `{statement}`: {}", outcome.why()));
                    return Ok(());
                }
                Outcome::Holds { seen } => writeln!(self.output, "  holds: {seen}")?,
                _told_by_its_events => {}
            }
        }
        Ok(())
    }

    /// Performs a statement, and tells what comes of it.
    fn perform(&mut self, statement: &Statement) -> io::Result<Outcome> {
        let mut told = Ok(());
        let Self { runner, output, .. } = self;
        let outcome = runner.perform(statement, &mut |traced| {
            if let (Ok(()), Some(telling)) = (&told, story::tell(traced)) {
                told = writeln!(output, "{}", telling.line(traced.at));
            }
        });
        told.map(|()| outcome)
    }

    fn now(&self) -> u64 {
        self.runner.world().map_or(0, world::script::Universe::now)
    }

    /// Waits for Enter, if somebody is there who can press it.
    fn pause(&mut self) -> io::Result<()> {
        if !self.waits {
            return Ok(());
        }
        write!(self.output, "  (Enter goes on) ")?;
        self.output.flush()?;
        // Whoever closes the terminal goes on, too.
        let _closed = io::stdin().lock().read_line(&mut String::new());
        Ok(())
    }
}

/// A time as clocks show it.
fn spelt(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}
