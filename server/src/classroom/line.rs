//! A line that somebody types, as a command of the world.

use smr::execute::MachineKind;
use world::{Command, script};

/// The command in a line.
///
/// # Errors
/// There is none in it; the text says what was expected, and what would help.
pub fn parse(machine: &MachineKind, line: &str) -> Result<Command, String> {
    script::parse_command(line, machine).map_err(|wrong| match wrong.help {
        Some(help) => format!("{}; {help}", wrong.message),
        None => wrong.message,
    })
}
