//! The binary behind `cargo xtask`. Everything is in the library beside it, so that tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::command_line::main()
}
