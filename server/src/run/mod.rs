//! `smr-lab run`: plays scripts, tells what happened, and answers questions about it.
//!
//! What comes out is the story of the run, or its events, or what its clients saw, or the answer to a question; the
//! exit status says whether all expectations hold (0), one failed (1), or something could not be read (2).
//!
//! - [`files`]: which files are meant; a folder stands for all `.smr` files in it.
//! - [`source`]: where scripts come from: files, lessons, links, exported runs.
//! - [`teller`]: the story, while a script is played.
//! - [`questions`]: what is asked of a run when it is over; [`searching`]: what could come next.

mod files;
mod questions;
mod searching;
pub mod source;
mod teller;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use world::script::runner::{Limits, Runner};
use world::script::{Script, reference};
use world::time::Moment;

use questions::{Format, Questions};
use source::{Source, Unplayed};
use teller::{Stretch, Teller};

/// What is to be played, and what is to be told of it.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// Scripts: .smr files, folders of them, Markdown files with fenced smr blocks, runs exported as .json, links
    #[arg(value_name = "FILE|FOLDER|LINK", required_unless_present = "reference")]
    files: Vec<PathBuf>,
    /// Print the events, one JSON object a line, instead of the story; the answer to a question likewise
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write what the clients of the last run saw to a file, in Jepsen's shape, for `smr-lab judge`
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// Rewrite .smr files in their canonical form, and play nothing
    #[arg(long)]
    format: bool,
    /// Print the language's reference
    #[arg(long)]
    reference: bool,
    /// Tell the story from this moment on: an event's number, or a time such as 1500ms
    #[arg(long, value_name = "EVENT|TIME", help_heading = "Time")]
    from: Option<Moment>,
    /// Let the run end at this moment, and say what can be seen there
    #[arg(long, value_name = "EVENT|TIME", help_heading = "Time")]
    until: Option<Moment>,
    #[command(flatten)]
    questions: Questions,
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
    arguments.questions.check()?;
    let scripts = files::scripts(&arguments.files)?;
    one_run(arguments, scripts.len())?;
    let mut history = match &arguments.history {
        Some(path) => Some(BufWriter::new(File::create(path).map_err(|error| about(path, &error))?)),
        None => None,
    };
    let mut endings = Vec::new();
    for path in &scripts {
        let ending = match source::read(path) {
            Ok(source) if arguments.format => reformat(path, &source.script).map(|()| Ending::Held)?,
            Ok(source) => tell_file(arguments, &source, output, history.as_mut())?,
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

/// What is about one run cannot be had of several scripts.
fn one_run(arguments: &Arguments, scripts: usize) -> io::Result<()> {
    let about_one = match (arguments.questions.are_asked(), &arguments.history) {
        (true, _) => "a question",
        (false, Some(_)) => "a history",
        (false, None) => return Ok(()),
    };
    if scripts == 1 {
        return Ok(());
    }
    let why = format!("{about_one} is about one run, and these are {scripts} scripts");
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
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

/// Somebody asked for what cannot be.
fn wrong(why: impl fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why.to_string())
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn reformat(path: &Path, script: &Script) -> io::Result<()> {
    if path.extension().is_none_or(|extension| extension != "smr") {
        return Err(wrong(format!("{}: only .smr files are rewritten; a lesson's blocks are yours", path.display())));
    }
    let formatted = script.to_string();
    if fs::read_to_string(path)? == formatted { Ok(()) } else { fs::write(path, formatted) }
}

fn tell_file(
    arguments: &Arguments,
    source: &Source,
    output: &mut dyn Write,
    history: Option<&mut BufWriter<File>>,
) -> io::Result<Ending> {
    let Arguments { from, until, questions, .. } = arguments;
    let format = match (questions.are_asked(), arguments.json) {
        (false, false) => Format::Story,
        (false, true) => Format::Events,
        (true, _) => Format::Nothing,
    };
    let stretch = Stretch::of(*from, *until, &source.script);
    let mut teller = Teller::new(&mut *output, format, history, stretch);
    teller.title(&source.name)?;
    let mut runner = Runner::new(Limits::default());
    let mut trouble = Ok(());
    let played = source.play(&mut runner, &mut |told| {
        if trouble.is_ok() {
            trouble = teller.tell(told);
        }
    });
    trouble?;
    // What comes after the moment at which the run is to end does not count.
    let ended = teller.has_ended();
    let failure = match played {
        Err(another @ Unplayed::Another(_)) => {
            eprintln!("{}", another.complaint(&source.name));
            return Ok(Ending::Failed);
        }
        played => played.err().filter(|_| !ended),
    };
    if failure.is_none() && !ended {
        teller.holds(runner.goals())?;
    }
    let answer = questions.answer(&runner, (*from, *until), arguments.json, output)?;
    output.flush()?;
    Ok(failure.map_or(answer, |failure| {
        eprintln!("{}", failure.complaint(&source.name));
        answer.max(Ending::Failed)
    }))
}
