//! The binary `smr-lab`. Everything is in the library beside it, so that tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    smr_lab::command_line::main()
}
