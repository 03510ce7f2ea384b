//! The command line. `serve` is what happens when nothing else is asked for, so that `cargo run` alone shows the lab.
//!
//! A mistake of the user (a port in use, a folder that cannot be written) is one line on standard error and exit status 2, the
//! status that a wrong option has too: a script can tell "you asked for the wrong thing" from "the lab is broken".

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::serve;

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
    #[command(after_help = "Example:\n  smr-lab serve --listen 0.0.0.0:3000 --data ./lab-data")]
    Serve(ServeOptions),
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
}

/// Runs the command that the arguments of this process ask for.
pub fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let Command::Serve(options) = command_line.command.unwrap_or(Command::Serve(command_line.serve));
    let options = serve::Options { listen: options.listen, data: options.data.unwrap_or_else(default_data_folder) };
    match serve::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("smr-lab: {error}");
            ExitCode::from(error.exit_status())
        }
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

    #[test]
    fn options_of_serve_may_stand_without_the_word() {
        let short = CommandLine::try_parse_from(["smr-lab", "--listen", "127.0.0.1:0"]).unwrap();
        assert!(short.command.is_none());
        assert_eq!(short.serve.listen, "127.0.0.1:0");
    }
}
