//! The command line. `serve` is what happens when nothing else is asked for, so that `cargo run` alone shows the lab.
//!
//! A mistake of the user (a port in use, a folder that cannot be written) is one line on standard error and exit status 2, the
//! status that a wrong option has too: a script can tell "you asked for the wrong thing" from "the lab is broken".

use std::env;
use std::io::IsTerminal as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use bundle::Bundle;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::commands::names::{Kind, NameOf, NameOfKind};
use crate::commands::sweep::Seeds;
use crate::commands::{bench, explore, lessons, list, rehearse, sweep};
use crate::limits::Limits;
use crate::{judge, remote, run, serve};

/// A lab in which you run, break and repair replicated state machines.
#[derive(Debug, Parser)]
#[command(
    name = "smr-lab",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Example:\n  smr-lab serve --listen 0.0.0.0:3000 --data ./lab-data"
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
}

/// What the lab can do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the lab to browsers (what happens without any command)
    #[command(after_help = "Examples:\n  smr-lab serve --listen 0.0.0.0:3000 --data ./lab-data\n  \
                      smr-lab serve --listen 0.0.0.0:3000 --public")]
    Serve(ServeOptions),
    /// Play scripts and tell what happens
    #[command(after_help = "Examples:\n  smr-lab run tests/scripts/any/a_crashed_leader_loses_no_stored_input.smr\n  \
                      smr-lab run lost.smr --until 1500ms\n  smr-lab run lost.smr --why 4711\n  \
                      smr-lab run lost.smr --from 4000 --export svg lost.svg\n  smr-lab run lost.smr --compare found.smr\n  \
                      smr-lab run lost.smr --search \"leaders = 2\"\n\n\
                      An event's number is its `id` in --json.\n\n\
                      Ends with 0 if all expectations hold, 1 if one fails or two runs part, 2 if something cannot be read \
                      or done.")]
    Run(run::Arguments),
    /// Run a cluster once for each seed, faults and all, and check every promise after every event
    #[command(after_help = "Examples:\n  smr-lab sweep --replicas 5 --seeds 1..10000\n  \
                      smr-lab sweep --seeds 1..1000 --plant vote/first-answer\n\n\
                      Ends with 0 if every promise holds, and with 1 if one is broken. A run whose clients' history could \
                      not be judged in time counts as undecided: neither.")]
    Sweep(SweepOptions),
    /// Visit every state of a small model, and compare the counts with published ones
    #[command(
        after_help = "Examples:\n  smr-lab explore            lists the models\n  smr-lab explore paxos-small\n\n\
                      Ends with 0 if all counts are as expected, and with 1 if not."
    )]
    Explore(ExploreOptions),
    /// Tell whether a client history is linearizable
    #[command(after_help = "Example:\n  smr-lab judge history.jsonl --machine register\n\n\
                      A history has a JSON object a line, as Jepsen writes it:\n  \
                      {\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":1}\n\n\
                      Ends with 0 if it is linearizable, 1 if not, 2 if it cannot be read, 3 if the search was given up.")]
    Judge(JudgeOptions),
    /// Check, list or rehearse lessons and demos
    #[command(subcommand, after_help = "Example:\n  smr-lab lessons check lessons/course/14-fail.md")]
    Lessons(LessonsCommand),
    /// Say what there is to choose from
    #[command(after_help = "Example:\n  smr-lab list plants")]
    List(ListOptions),
    /// Tell in a terminal what happens in a session of a lab that runs
    #[command(after_help = "Examples:\n  smr-lab watch http://127.0.0.1:3000\n  \
                      smr-lab watch http://lab.example:3000/?session=0123456789abcdef --all\n  \
                      smr-lab watch http://127.0.0.1:3000 --once\n\n\
                      Ends with Ctrl-C, with 0 after --once, and with 2 when the lab cannot be reached any more.")]
    Watch(WatchOptions),
    /// Steer a session of a lab that runs with a script, while others look on
    #[command(
        after_help = "Examples:\n  smr-lab play lessons/demos/01-a-lying-replica.md --url http://127.0.0.1:3000\n  \
                      smr-lab play lost.smr --url http://lab.example:3000/?session=0123456789abcdef --no-wait\n\n\
                      Where the script says `wait` or asks for a prediction, it waits for Enter.\n\
                      Ends with 0 if every line was carried out, 1 if one was refused, 2 if something cannot be read or \
                      reached."
    )]
    Play(PlayOptions),
    /// Measure how fast the lab is, beside what it promises to be
    #[command(after_help = "Example:\n  smr-lab bench --rounds 9 --json\n\n\
                      Measure on a machine that does nothing else, with a release build.")]
    Bench(BenchOptions),
}

/// The most replicas that a cluster begins with.
const MOST_REPLICAS: i64 = smr::place::MOST_PLACES as i64 - 1;

/// Which runs, and what is done to them.
#[derive(Args, Clone, Debug)]
struct SweepOptions {
    /// The protocol that orders the Inputs
    #[arg(long, value_name = "ORDER", default_value = "multi-paxos", value_parser = NameOf(Kind::Orders))]
    order: &'static str,
    /// How many replicas the cluster has
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=MOST_REPLICAS))]
    replicas: u8,
    /// The seeds: 7 alone, 1..1000 without its end, 1..=1000 with it
    #[arg(long, value_name = "A..B", default_value = "1..1000")]
    seeds: Seeds,
    /// How much goes wrong
    #[arg(long, value_name = "LEVEL", default_value = "full", value_parser = NameOf(Kind::Faults))]
    faults: &'static str,
    /// Take out this rule, as `smr-lab list plants` names it; may be given more than once
    #[arg(long, value_name = "BUG", value_parser = NameOf(Kind::Plants), hide_possible_values = true)]
    plant: Vec<&'static str>,
    /// How many seeds to play at once [default: one on each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Go on after a violation, and count them all
    #[arg(long)]
    keep_going: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Which model.
#[derive(Args, Clone, Debug)]
struct ExploreOptions {
    /// The model; without it all models are listed
    #[arg(value_name = "MODEL", value_parser = NameOf(Kind::Models), hide_possible_values = true)]
    model: Option<&'static str>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Which history, and what it is a history of.
#[derive(Args, Clone, Debug)]
struct JudgeOptions {
    /// The history; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the clients were talking to
    #[arg(long, value_name = "MACHINE", value_parser = NameOf(Kind::Judges))]
    machine: &'static str,
    /// What a register holds, or a counter shows, at first
    #[arg(long, value_name = "VALUE")]
    initial: Option<String>,
    /// Give up after so many steps of the search
    #[arg(long, value_name = "STEPS")]
    budget: Option<u64>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// What can be asked about lessons.
#[derive(Clone, Debug, Subcommand)]
enum LessonsCommand {
    /// Run every block, and tell everything that is not as a lesson claims
    #[command(after_help = "Example:\n  smr-lab lessons check lessons/course/14-fail.md\n\n\
                      Ends with 0 if all is well, with 1 if something is wrong, and with 2 if there is no lesson.")]
    Check(LessonsOptions),
    /// Say which lessons and demos there are
    #[command(after_help = "Example:\n  smr-lab lessons list lessons/demos")]
    List(LessonsOptions),
    /// Go through a demo or a lesson step by step before the class comes, with its notes and right answers
    #[command(after_help = "Example:\n  smr-lab lessons rehearse lessons/demos/01-a-lying-replica.md\n\n\
                      Enter goes on. At the end it says how long each step took.\n\
                      Ends with 0 if every line and prediction went as it claims (`lessons check` also tries the goals), \
                      with 1 if not, and with 2 if the file cannot be read.")]
    Rehearse(RehearseOptions),
}

/// What to rehearse.
#[derive(Args, Clone, Debug)]
struct RehearseOptions {
    /// A demo or a lesson
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Wait for nobody
    #[arg(long)]
    no_wait: bool,
    /// Answer in JSON, and wait for nobody
    #[arg(long)]
    json: bool,
}

/// Which lessons.
#[derive(Args, Clone, Debug)]
struct LessonsOptions {
    /// Lessons and demos, or folders of them
    #[arg(value_name = "FILE|FOLDER", default_value = "lessons")]
    paths: Vec<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Which table.
#[derive(Args, Clone, Debug)]
struct ListOptions {
    /// What to list; without it the kinds are listed
    #[arg(value_name = "KIND", value_parser = NameOfKind)]
    kind: Option<Kind>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// How much is measured.
#[derive(Args, Clone, Debug)]
struct BenchOptions {
    /// How many times each figure is taken
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Do a hundredth of the work: shows that everything runs, and measures nothing
    #[arg(long)]
    quick: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Which session of which lab, and what is told.
#[derive(Args, Clone, Debug)]
struct WatchOptions {
    /// The address of the lab, with ?session=NAME for a session of one's own
    #[arg(value_name = "URL")]
    address: String,
    /// Tell every event: messages, timers and writes too
    #[arg(long)]
    all: bool,
    /// Say what can be seen now, and end
    #[arg(long)]
    once: bool,
    /// Print the messages of the lab, one JSON object a line
    #[arg(long)]
    json: bool,
}

/// What to play, and where.
#[derive(Args, Clone, Debug)]
struct PlayOptions {
    /// A script, a lesson, a demo, a run exported as .json, or a link
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The address of the lab, with ?session=NAME for a session of one's own
    #[arg(long, value_name = "URL")]
    url: String,
    /// Wait for nobody, whatever the script says
    #[arg(long)]
    no_wait: bool,
}

/// Where the lab is reached and where it keeps its sessions.
#[derive(Args, Clone, Debug)]
struct ServeOptions {
    /// The address and port to serve on; 0.0.0.0 lets other machines in, port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: String,
    /// The folder for the lab's sessions; it is made when it is missing [default: the user's data folder]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// A folder of your own lessons and demos; the lab shows them beside its course
    #[arg(long, value_name = "FOLDER")]
    lessons: Option<PathBuf>,
    /// The lab is open to everybody: each may ask less of it
    #[arg(long)]
    public: bool,
    /// What the log on standard error is for: people, or programs, an object a line
    #[arg(long, value_name = "FORM", value_enum, default_value_t = LogForm::Text)]
    log: LogForm,
}

/// The form of the log.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum LogForm {
    Text,
    Json,
}

/// Runs the command that the arguments of this process ask for.
pub fn main(bundle: Bundle) -> ExitCode {
    let command_line = CommandLine::parse();
    match command_line.command.unwrap_or(Command::Serve(command_line.serve)) {
        Command::Serve(options) => serve(options, bundle),
        Command::Run(arguments) => run::run(&arguments),
        Command::Sweep(options) => sweep::run(&options.into()),
        Command::Explore(ExploreOptions { model, json }) => explore::run(&explore::Options { model, json }),
        Command::Judge(options) => judge::run(&options.into()),
        Command::Lessons(LessonsCommand::Check(LessonsOptions { paths, json })) => lessons::check(&paths, json),
        Command::Lessons(LessonsCommand::List(LessonsOptions { paths, json })) => lessons::list(&paths, json),
        Command::Lessons(LessonsCommand::Rehearse(RehearseOptions { file, no_wait, json })) => {
            rehearse::rehearse(&file, no_wait, json)
        }
        Command::List(ListOptions { kind, json }) => list::run(kind, json),
        Command::Watch(WatchOptions { address, all, once, json }) => {
            remote::watch::run(&remote::watch::Options { address, json, all, once })
        }
        Command::Play(PlayOptions { file, url, no_wait }) => {
            remote::play::run(&remote::play::Options { file, url, no_wait })
        }
        Command::Bench(BenchOptions { rounds, quick, json }) => bench::run(&bench::Options { rounds, quick, json }),
    }
}

fn serve(options: ServeOptions, bundle: Bundle) -> ExitCode {
    let wanted = std::env::var("RUST_LOG").ok().and_then(|targets| targets.parse::<Targets>().ok());
    let filter = wanted.unwrap_or_else(|| Targets::new().with_default(Level::INFO));
    // Colours are for people: a file full of their codes cannot be searched.
    let colours = std::io::stderr().is_terminal();
    let printed = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    let ServeOptions { listen, data, lessons, public, log } = options;
    match log {
        LogForm::Text => tracing_subscriber::registry().with(printed).with(filter).init(),
        LogForm::Json => tracing_subscriber::registry().with(printed.json()).with(filter).init(),
    }
    let limits = if public { Limits::PUBLIC } else { Limits::USUAL };
    let options = serve::Options { listen, data: data.unwrap_or_else(default_data_folder), lessons, limits };
    match serve::run(&options, bundle) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("smr-lab: {error}");
            ExitCode::from(error.exit_status())
        }
    }
}

impl From<SweepOptions> for sweep::Options {
    fn from(options: SweepOptions) -> Self {
        let SweepOptions { order, replicas, seeds, faults, plant, threads, keep_going, json } = options;
        Self { order, replicas, seeds, faults, plants: plant, threads, keep_going, json }
    }
}

impl From<JudgeOptions> for judge::Options {
    fn from(options: JudgeOptions) -> Self {
        let JudgeOptions { file, machine, initial, budget, json } = options;
        Self { file, machine: machine.to_owned(), initial, json, budget }
    }
}

/// Where programs of this user keep their data, by the customs of the system.
fn default_data_folder() -> PathBuf {
    let folder = |variable: &str| env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("XDG_DATA_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(".local/share")))
        .unwrap_or_else(env::temp_dir)
        .join("smr-lab")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    /// Whoever tries an example finds the files of the lab that it names.
    #[test]
    fn the_examples_name_files_that_are_there() {
        fn look(command: &clap::Command, root: &std::path::Path, found: &mut usize) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for path in
                help.split_whitespace().filter(|word| word.starts_with("tests/") || word.starts_with("lessons/"))
            {
                assert!(root.join(path).exists(), "there is no {path}");
                *found += 1;
            }
            command.get_subcommands().for_each(|command| look(command, root, found));
        }
        let (mut found, root) = (0, std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        look(&CommandLine::command(), &root, &mut found);
        assert!(found >= 4, "{found} files");
    }

    #[test]
    fn options_of_serve_may_stand_without_the_word() {
        let short = CommandLine::try_parse_from(["smr-lab", "--listen", "127.0.0.1:0"]).unwrap();
        assert!(short.command.is_none());
        assert_eq!(short.serve.listen, "127.0.0.1:0");
    }
}
