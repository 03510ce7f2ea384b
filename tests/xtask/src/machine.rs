//! What this machine has. Looks, changes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

use crate::chromium;
use crate::plan::{Facts, Step};

/// Everything on which the plan depends.
pub fn look(attempted: &BTreeSet<Step>) -> Facts {
    Facts {
        makes_webassembly: toolchain::detect().is_some(),
        has_chromium: chromium::find().is_some(),
        has_rustup: succeeds("rustup", &["--version"]),
        is_debian: is_debian(),
        is_root: is_root(),
        attempted: attempted.clone(),
    }
}

/// Debian itself: its descendants name and build these packages differently.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
