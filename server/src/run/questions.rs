//! What is asked of a run when it is over: why something happened, how it compares with another run, what it looks
//! like to other programs. The answer takes the place of the story.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use wire::Traced;
use world::script::grammar::{spell_moment, spell_time};
use world::script::runner::{Limits, Runner};
use world::time::causes::{Related, future, past, why};
use world::time::compare::{Comparison, compare};
use world::time::difference::describe;
use world::time::export::{json, shiviz, svg};
use world::time::words::say;
use world::time::{Moment, Recording, Timeline, link};

use super::teller::line_of_json;
use super::{Ending, about, searching, source, wrong};

/// How many causes are told at most.
const MOST_CAUSES: usize = 1_000;
/// How many events are searched at most for what hangs together with one.
const MOST_SEARCHED: u64 = 1_000_000;

/// What a run can be written as.
const FORMS: [&str; 4] = ["script", "json", "svg", "shiviz"];

/// What is told while a script is played.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// The story.
    Story,
    /// Every event, as JSON.
    Events,
    /// Nothing: what counts comes when it is over.
    Nothing,
}

/// What is asked. Where a script has several runs, its last is meant.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Questions, whose answer takes the place of the story")]
pub struct Questions {
    /// The chain of causes that ends in this event
    #[arg(long, value_name = "EVENT")]
    why: Option<u64>,
    /// Everything that this event can have come of
    #[arg(long, value_name = "EVENT")]
    past: Option<u64>,
    /// Everything that can have come of this event
    #[arg(long, value_name = "EVENT")]
    future: Option<u64>,
    /// Where the run parts from that of another script, and what differs at their ends; ends with 1 if they part
    #[arg(long, value_name = "FILE|LINK")]
    compare: Option<PathBuf>,
    /// A way on from the run's end to where this holds or a promise breaks, as a script; ends with 1 if none is found
    #[arg(long, value_name = "CONDITION")]
    search: Option<String>,
    /// A link to the run, which `smr-lab run` follows
    #[arg(long)]
    link: bool,
    /// Write the run as script, json, svg or shiviz; may be given more than once
    #[arg(long, num_args = 2, value_names = ["FORM", "FILE"])]
    export: Vec<String>,
}

impl Questions {
    /// Whether anything is asked.
    pub fn are_asked(&self) -> bool {
        let events = [self.why, self.past, self.future].iter().any(Option::is_some);
        events || self.compare.is_some() || self.search.is_some() || self.link || !self.export.is_empty()
    }

    /// Looks whether there is an answer, before anything is played.
    pub fn check(&self) -> io::Result<()> {
        let unknown = self.export.chunks_exact(2).find(|pair| !FORMS.contains(&pair[0].as_str()));
        let forms = FORMS.join(", ");
        unknown.map_or(Ok(()), |pair| Err(wrong(format!("a run cannot be written as `{}`: there is {forms}", pair[0]))))
    }

    /// Answers. The stretch says where the run is to end, and from where on one looks at it.
    pub fn answer(
        &self,
        runner: &Runner,
        (from, until): (Option<Moment>, Option<Moment>),
        json: bool,
        output: &mut dyn Write,
    ) -> io::Result<Ending> {
        if !self.are_asked() && (until.is_none() || json) {
            return Ok(Ending::Held);
        }
        let mut timeline = timeline(runner)?;
        if let Some(until) = until {
            timeline.seek(until);
            if !self.are_asked() {
                return standing(&timeline, output).map(|()| Ending::Held);
            }
            timeline = up_to_here(&timeline)?;
        }
        for (event, ask) in [(self.past, past as Ask), (self.why, causes), (self.future, future)] {
            if let Some(event) = event {
                related(&ask(&timeline, event, MOST_SEARCHED).map_err(wrong)?, json, output)?;
            }
        }
        for pair in self.export.chunks_exact(2) {
            write_as(&pair[0], Path::new(&pair[1]), &mut timeline, from)?;
        }
        if self.link {
            writeln!(output, "{}", link::link(&Recording::of(&*timeline.at(u64::MAX))).map_err(wrong)?)?;
        }
        let mut ending = Ending::Held;
        if let Some(wanted) = &self.search {
            ending = searching::search(&mut timeline, runner, wanted, json, output)?;
        }
        if let Some(other) = &self.compare {
            ending = ending.max(beside(&timeline, other, until, json, output)?);
        }
        Ok(ending)
    }
}

/// A question about an event.
type Ask = fn(&Timeline, u64, u64) -> Result<Related, world::time::causes::NoSuchEvent>;

fn causes(timeline: &Timeline, event: u64, _searched: u64) -> Result<Related, world::time::causes::NoSuchEvent> {
    why(timeline, event, MOST_CAUSES)
}

fn timeline(runner: &Runner) -> io::Result<Timeline> {
    Timeline::of(runner.world().ok_or_else(|| wrong("there is no run in it"))?).map_err(wrong)
}

/// The run that ends where this one stands.
fn up_to_here(timeline: &Timeline) -> io::Result<Timeline> {
    Timeline::of(timeline.world()).map_err(wrong)
}

/// What can be seen where a timeline stands.
fn standing(timeline: &Timeline, output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "at event {}, {}:", timeline.position(), spell_time(timeline.now()))?;
    describe(timeline.view()).iter().try_for_each(|line| writeln!(output, "  {line}"))
}

fn related(related: &Related, json: bool, output: &mut dyn Write) -> io::Result<()> {
    if !related.all {
        eprintln!("smr-lab: there is more than this; it was not looked for");
    }
    related.events.iter().try_for_each(|traced| match json {
        true => line_of_json(output, traced),
        false => writeln!(output, "{}", line(traced)),
    })
}

fn line(traced: &Traced) -> String {
    format!("{:>8} {:>11} s  {}", traced.id, spell_moment(traced.at), say(traced))
}

fn write_as(form: &str, path: &Path, timeline: &mut Timeline, from: Option<Moment>) -> io::Result<()> {
    let first = from.map_or(1, |from| match from {
        Moment::Event(event) => event,
        Moment::Time(0) => 1,
        Moment::Time(at) => timeline.seek_time(at - 1) + 1,
    });
    let text = match form {
        "json" => json::export(timeline).map_err(wrong)?,
        "svg" => svg::export(timeline, first..=u64::MAX).map_err(wrong)?,
        "shiviz" => shiviz::export(timeline, first..=u64::MAX).map_err(wrong)?,
        _script => Recording::of(&*timeline.at(u64::MAX)).script,
    };
    fs::write(path, text).map_err(|error| about(path, &error))
}

fn beside(
    timeline: &Timeline,
    other: &Path,
    until: Option<Moment>,
    json: bool,
    output: &mut dyn Write,
) -> io::Result<Ending> {
    let source = source::read(other).map_err(wrong)?;
    let mut runner = Runner::new(Limits::default());
    if let Err(failure) = source.play(&mut runner, &mut |_| {}) {
        eprintln!("{}", failure.complaint(&source.name));
    }
    let mut other = self::timeline(&runner)?;
    if let Some(until) = until {
        other.seek(until);
        other = up_to_here(&other)?;
    }
    let comparison = compare(timeline, &other, 0);
    match json {
        true => writeln!(output, "{}", as_json(&comparison))?,
        false => write!(output, "{comparison}")?,
    }
    Ok(if comparison.parting.is_none() { Ending::Held } else { Ending::Failed })
}

fn as_json(comparison: &Comparison) -> serde_json::Value {
    let differences = comparison.differences.iter().map(|difference| {
        let whose = difference.whose.to_string();
        json!({ "whose": whose, "what": difference.what, "left": difference.left, "right": difference.right })
    });
    let differences: Vec<serde_json::Value> = differences.collect();
    let parting = comparison.parting.as_ref();
    let parting = parting.map(|it| json!({ "event": it.event, "left": it.left, "right": it.right }));
    json!({ "parting": parting, "differences": differences })
}
