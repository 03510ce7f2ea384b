//! The words around a script that is written here.

pub const SCRIPT: &str = "Script";
pub const SCRIPT_TITLE: &str = "A script";
pub const SCRIPT_HELP: &str = "One command a line. The lab offers words while you write (Tab takes one) and marks what it \
    cannot read. Ctrl Enter runs the script as a run of your own.";
pub const RUN_SCRIPT: &str = "Run it";
pub const SEE_HOW_FAR: &str = "Look at the run where it stopped";
pub const TAKE_RUN: &str = "Write down the run I see";
pub const NEXT_WORDS: &str = "Words that may come next";

/// What stands there before anything was written.
pub const FIRST_SCRIPT: &str = "\
# The leader dies when a majority has the Input.
cluster replicas=3 order=multi-paxos machine=counter seed=7
c1: add 5
run until stored on majority
crash leader
run until output c1 = 5
";

pub fn line_number(line: usize) -> String {
    format!("Line {line}")
}
