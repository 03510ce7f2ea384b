//! `smr-lab run`: plays scripts and tells what happened.
//!
//! A script is a file of its own (`.smr`) or the fenced `smr` blocks of a Markdown file, such as a lesson; a folder stands
//! for all `.smr` files in it. What comes out is the story of the run, or its events, or what its clients saw; the exit
//! status says whether all expectations hold (0), one failed (1), or something could not be read (2).

mod files;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use world::script::play::{Failure, Told, play};
use world::script::runner::{Limits, Outcome};
use world::script::{Script, Statement, jepsen, reference, story};

/// What is to be played, and what is to be told of it.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// Scripts: .smr files, Markdown files with fenced smr blocks, or folders with .smr files
    #[arg(value_name = "FILE|FOLDER", required_unless_present = "reference")]
    files: Vec<PathBuf>,
    /// Print the events, one JSON object a line, instead of the story
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write what the clients saw to a file, in Jepsen's shape, for `smr-lab judge`
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// Rewrite .smr files in their canonical form, and play nothing
    #[arg(long)]
    format: bool,
    /// Print the language's reference
    #[arg(long)]
    reference: bool,
}

/// How it ended; the worst of several files counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    Held,
    Failed,
    Unreadable,
}

/// Plays the scripts.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut output = BufWriter::new(io::stdout().lock());
    let ending = match perform(arguments, &mut output).and_then(|ending| output.flush().map(|()| ending)) {
        Ok(ending) => ending,
        // Whoever reads the story has seen enough of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ending::Held,
        Err(error) => {
            eprintln!("smr-lab: {error}");
            Ending::Unreadable
        }
    };
    ExitCode::from(ending as u8)
}

fn perform(arguments: &Arguments, output: &mut dyn Write) -> io::Result<Ending> {
    if arguments.reference {
        output.write_all(reference::reference().as_bytes())?;
        return Ok(Ending::Held);
    }
    let mut history = match &arguments.history {
        Some(path) => Some(BufWriter::new(File::create(path).map_err(|error| about(path, &error))?)),
        None => None,
    };
    let mut endings = Vec::new();
    for path in &files::scripts(&arguments.files)? {
        let ending = match files::read(path) {
            Ok(script) if arguments.format => reformat(path, &script).map(|()| Ending::Held)?,
            Ok(script) => {
                let mut teller = Teller { output, json: arguments.json, history: history.as_mut(), writer: None };
                tell_file(path, &script, &mut teller)?
            }
            Err(complaint) => {
                eprintln!("{complaint}");
                Ending::Unreadable
            }
        };
        endings.push((path.clone(), ending));
    }
    history.map_or(Ok(()), |mut history| history.flush())?;
    if endings.len() > 1 && !arguments.json && !arguments.format {
        summarise(&endings, output)?;
    }
    Ok(endings.iter().map(|(_, ending)| *ending).max().unwrap_or(Ending::Held))
}

/// How many scripts held, and which did not.
fn summarise(endings: &[(PathBuf, Ending)], output: &mut dyn Write) -> io::Result<()> {
    let ended = |as_this| endings.iter().filter(move |(_, ending)| *ending == as_this);
    let [held, failed, unreadable] = [Ending::Held, Ending::Failed, Ending::Unreadable].map(|this| ended(this).count());
    writeln!(output, "{} scripts: {held} hold, {failed} failed, {unreadable} unreadable", endings.len())?;
    for (path, _) in ended(Ending::Failed) {
        writeln!(output, "  failed: {}", path.display())?;
    }
    for (path, _) in ended(Ending::Unreadable) {
        writeln!(output, "  unreadable: {}", path.display())?;
    }
    Ok(())
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn reformat(path: &Path, script: &Script) -> io::Result<()> {
    if files::is_markdown(path) {
        let why = format!("{}: only .smr files are rewritten; a lesson's blocks are yours", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    let formatted = script.to_string();
    if fs::read_to_string(path)? == formatted { Ok(()) } else { fs::write(path, formatted) }
}

/// Tells what happens.
struct Teller<'a> {
    output: &'a mut dyn Write,
    json: bool,
    history: Option<&'a mut BufWriter<File>>,
    writer: Option<jepsen::Writer>,
}

fn tell_file(path: &Path, script: &Script, teller: &mut Teller<'_>) -> io::Result<Ending> {
    if !teller.json {
        writeln!(teller.output, "{}", path.display())?;
    }
    let mut trouble = Ok(());
    let played = play(script, Limits::default(), &mut |told| {
        if trouble.is_ok() {
            trouble = teller.tell(told);
        }
    });
    trouble?;
    match played {
        Ok(runner) if !teller.json => {
            for goal in runner.goals() {
                let reached = if goal.reached { "reached" } else { "not reached yet" };
                writeln!(teller.output, "  goal {reached}: {}", goal.text)?;
            }
            writeln!(teller.output, "  all expectations hold")?;
            Ok(Ending::Held)
        }
        Ok(_) => Ok(Ending::Held),
        Err(failure) => {
            teller.output.flush()?;
            eprintln!("{}", complaint(path, &failure));
            Ok(Ending::Failed)
        }
    }
}

fn complaint(path: &Path, Failure { line, statement, outcome }: &Failure) -> String {
    let place = format!("{}:{line}: `{statement}`", path.display());
    match outcome {
        Outcome::Failed { expected, seen } => format!("{place}\n  expected: {expected}\n  seen:     {seen}"),
        Outcome::Refused { why } => format!("{place}\n  cannot be done: {why}"),
        Outcome::TooMuch { why } => format!("{place}\n  too much: {why}"),
        _no_failure => place,
    }
}

impl Teller<'_> {
    fn tell(&mut self, told: Told<'_>) -> io::Result<()> {
        match told {
            Told::Statement(_, Statement::Cluster(cluster)) => {
                let machine = cluster.machine.clone().unwrap_or_default();
                self.writer = Some(jepsen::Writer::new(machine.name()));
                self.story(|| format!("> {cluster}"))
            }
            Told::Statement(_, Statement::Say(_) | Statement::Predict(_) | Statement::Wait) => Ok(()),
            Told::Statement(_, statement) => self.story(|| format!("> {statement}")),
            Told::Event(traced) => {
                if let (Some(history), Some(writer)) = (&mut self.history, &mut self.writer)
                    && let Some(entry) = writer.entry(traced)
                {
                    serde_json::to_writer(&mut **history, &entry)?;
                    writeln!(history)?;
                }
                if self.json {
                    serde_json::to_writer(&mut *self.output, traced)?;
                    return writeln!(self.output);
                }
                story::tell(traced).map_or(Ok(()), |telling| writeln!(self.output, "{}", telling.line(traced.at)))
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

    fn story(&mut self, line: impl FnOnce() -> String) -> io::Result<()> {
        if self.json { Ok(()) } else { writeln!(self.output, "{}", line()) }
    }
}
