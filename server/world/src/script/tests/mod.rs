//! Tests of the language: what it reads, what it writes, what it says where it cannot read, and what it survives.

mod errors;
mod garbage;
mod reading;
mod running;

use super::{Diagnostic, Script};

/// The one thing that is wrong with a line.
fn wrong(line: &str) -> Diagnostic {
    Script::parse(line).expect_err("this cannot be read").remove(0)
}

/// The canonical form of a line.
fn canonical(line: &str) -> String {
    match Script::parse(line) {
        Ok(script) => script.to_string().trim_end().to_owned(),
        Err(wrong) => panic!("{}", wrong[0].render("test", false)),
    }
}
