//! `smr-lab play`: steers a session with a script, line by line.
//!
//! A line is sent when the one before was done. Where the script says `wait` or asks for a prediction, it waits for Enter: that
//! is the moment at which the instructor talks, and the class looks at the page.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};
use wire::message::{ToBrowser, ToServer};
use world::script::Statement;

use super::{Stream, Trouble, perform};
use crate::run::source;

/// So many lines go without a pause, and one more after each [`GAP`]: no lab refuses them as too many.
const WITHOUT_PAUSE: u32 = 15;

/// See [`WITHOUT_PAUSE`].
const GAP: Duration = Duration::from_millis(110);

/// What to play, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The script.
    pub file: PathBuf,
    /// The address of the lab.
    pub url: String,
    /// Whether nothing is waited for.
    pub no_wait: bool,
}

/// Plays the script to its end, or to the first line that is refused.
pub fn run(options: &Options) -> ExitCode {
    perform(async |output| {
        let script = source::read(&options.file).map_err(Trouble::Script)?;
        let mut stream = Stream::open(&options.url).await?;
        let begun = Instant::now();
        for (id, (line, statement)) in (0_u32..).zip(script.script.statements()) {
            match statement {
                Statement::Say(text) => writeln!(output, "\" {text}")?,
                Statement::Wait => pause(options, output, "").await?,
                Statement::Predict(prediction) => pause(options, output, &prediction.question).await?,
                command => {
                    sleep_until(begun + GAP * id.saturating_sub(WITHOUT_PAUSE)).await;
                    writeln!(output, "> {command}")?;
                    output.flush()?;
                    match carry_out(&mut stream, id, command.to_string()).await? {
                        Ok(Some(seen)) => writeln!(output, "  {seen}")?,
                        Ok(None) => {}
                        Err(why) => {
                            let place = format!("{}:{line}: `{command}`", script.name);
                            return Err(Trouble::Refused(format!("{place}\n  refused: {why}")));
                        }
                    }
                }
            }
        }
        Ok(())
    })
}

/// Sends a line and waits for what becomes of it.
async fn carry_out(stream: &mut Stream, number: u32, line: String) -> Result<Result<Option<String>, String>, Trouble> {
    stream.say(&ToServer::Do { id: number, line }).await?;
    loop {
        match stream.hear().await? {
            ToBrowser::Done { id, seen } if id == number => return Ok(Ok(seen)),
            ToBrowser::Refused { id: Some(id), why } if id == number => return Ok(Err(why)),
            _what_happens => {}
        }
    }
}

/// Waits for Enter, if somebody is there who can press it.
async fn pause(options: &Options, output: &mut impl std::io::Write, question: &str) -> Result<(), Trouble> {
    if !question.is_empty() {
        writeln!(output, "? {question}")?;
    }
    if options.no_wait || !std::io::stdin().is_terminal() {
        return Ok(());
    }
    write!(output, "  (Enter goes on) ")?;
    output.flush()?;
    let read = spawn_blocking(|| std::io::stdin().lock().read_line(&mut String::new())).await;
    // Whoever closes the terminal goes on, too.
    drop(read);
    Ok(())
}
