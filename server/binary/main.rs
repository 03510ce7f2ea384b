//! The binary `smr-lab`: the library `server` and the page, put together.
//!
//! They meet here and nowhere else, so that a change of the page does not compile the library again.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::command_line::main(assets::BUNDLE)
}
