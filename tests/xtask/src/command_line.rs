//! The commands. Parsed by hand: a library for it would take longer to compile than the rest of this tool.

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::errand::{self, Errand};
use crate::plan::Wants;
use crate::prepare::{self, Stuck};

const HELP: &str = "\
The developer tool of SMR Lab.

Usage: cargo xtask COMMAND

Commands:
  run      Prepares this machine, builds the lab and serves it on http://127.0.0.1:3000
  test     Prepares this machine and runs every test there is, in a real browser too
  check    Looks at formatting and lints, and changes nothing
  prepare  Installs what is missing to build and test the lab, or says how

Example:
  cargo xtask run

`cargo xtask COMMAND --help` says more about a command.";

const HELP_RUN: &str = "\
Prepares this machine, builds the lab in release and serves it until Ctrl-C.

Usage: cargo xtask run [OPTIONS OF smr-lab serve]

Examples:
  cargo xtask run
  cargo xtask run --listen 0.0.0.0:8080 --data ./lab-data";

const HELP_TEST: &str = "\
Prepares this machine and runs every test there is: all packages, the whole server over real sockets, and the page and the
simulator in a real Chromium. Ends with a summary.

Usage: cargo xtask test [ARGUMENTS OF cargo test]

Examples:
  cargo xtask test
  cargo xtask test --package tests --test browser";

const HELP_CHECK: &str = "\
Looks at formatting and lints, and changes nothing. `cargo fmt` repairs the formatting.

Usage: cargo xtask check

Example:
  cargo xtask check";

const HELP_PREPARE: &str = "\
Installs what is missing to build and test the lab, or says how: a compiler that makes WebAssembly and a Chromium.
It uses rustup where that works; Debian's packages are touched only as root on Debian, and only when rustup does not help.

Usage: cargo xtask prepare

Example:
  cargo xtask prepare";

/// A wrong command, as opposed to a command that failed.
const USAGE: u8 = 2;

/// Runs what the arguments of this process ask for.
pub fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprintln!("{HELP}");
        return ExitCode::from(USAGE);
    };
    let help = match command.as_str() {
        "run" => HELP_RUN,
        "test" => HELP_TEST,
        "check" => HELP_CHECK,
        "prepare" => HELP_PREPARE,
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        unknown => {
            eprintln!("xtask: there is no command {unknown:?}\n\n{HELP}");
            return ExitCode::from(USAGE);
        }
    };
    if rest.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{help}");
        return ExitCode::SUCCESS;
    }
    let passes_arguments_on = matches!(command.as_str(), "run" | "test");
    if !rest.is_empty() && !passes_arguments_on {
        eprintln!("xtask: {command} takes no arguments\n\n{help}");
        return ExitCode::from(USAGE);
    }
    let outcome = match command.as_str() {
        "run" => run(rest),
        "test" => test(rest),
        "check" => check(),
        _ => prepare::prepare(Wants::Everything).map(|()| println!("Everything is here.")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stuck) => {
            eprintln!("xtask: {stuck}");
            ExitCode::FAILURE
        }
    }
}

/// `run`: the server takes the place of this process, so that signals reach it and its exit status is ours.
fn run(arguments: &[String]) -> Result<(), Stuck> {
    prepare::prepare(Wants::WebAssembly)?;
    println!("Building the lab. The first time takes a few minutes; later ones take seconds.");
    let mut command = cargo();
    // Its package alone: with the others cargo would build for the lab what only the tests ask of the crates they share.
    command.args(["run", "--release", "--package", "smr-lab", "--", "serve"]);
    command.args(arguments.iter().filter(|argument| *argument != "--"));
    errand::become_program(command)
}

/// `test`: every test there is.
fn test(arguments: &[String]) -> Result<(), Stuck> {
    prepare::prepare(Wants::Everything)?;
    let mut tests = cargo();
    tests.arg("test");
    if arguments.is_empty() {
        tests.arg("--no-fail-fast");
    }
    tests.args(arguments);
    errand::run_all(vec![Errand::new("tests, in a browser too", tests)])
}

/// `check`: formatting and lints.
fn check() -> Result<(), Stuck> {
    prepare::prepare(Wants::WebAssembly)?;
    let mut formatting = cargo();
    formatting.args(["fmt", "--all", "--check"]);
    let mut lints = cargo();
    lints.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    errand::run_all(vec![Errand::new("formatting", formatting), Errand::new("lints", lints)])
}

/// The cargo that runs this tool, at the root of the workspace.
fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// The root of the workspace.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}
