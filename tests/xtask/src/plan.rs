//! What to do about what is missing.
//!
//! A pure function from what the machine has to the next step, asked again after each step. It never proposes the same step
//! twice, so it ends; it touches Debian's packages only as root on Debian, and for the compiler only when rustup did not help;
//! and when it runs out of steps it says what a person can type.

use std::collections::BTreeSet;

/// Debian's compiler with the sources of its standard library, and a linker of the same LLVM.
pub const COMPILER_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// A browser, and letters for it to draw.
pub const CHROMIUM_PACKAGES: [&str; 2] = ["chromium", "fonts-dejavu-core"];

/// What the user's command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A compiler for the page.
    WebAssembly,
    /// That, and a browser for the tests.
    Everything,
}

/// What the machine has, and what was tried already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Some toolchain here compiles to WebAssembly.
    pub makes_webassembly: bool,
    /// A Chromium is here.
    pub has_chromium: bool,
    /// The command `rustup` works; whether it reaches its servers shows only when it is tried.
    pub has_rustup: bool,
    /// This is Debian itself.
    pub is_debian: bool,
    /// We may install packages.
    pub is_root: bool,
    /// The steps that were tried, with or without success.
    pub attempted: BTreeSet<Step>,
}

/// One change of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// `rustup target add`, with a limit in time.
    AddTarget,
    /// Debian's packages of a compiler for WebAssembly.
    InstallCompiler,
    /// Debian's packages of a browser.
    InstallChromium,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing is missing.
    Ready,
    /// Change the machine, then look again.
    Do(Step),
    /// Nothing is left to try: this is what a person can do.
    Ask(String),
}

/// Decides what comes next.
pub fn next(facts: &Facts, wants: Wants) -> Next {
    if !facts.makes_webassembly {
        return next_for_the_compiler(facts);
    }
    if wants == Wants::Everything && !facts.has_chromium {
        return next_for_chromium(facts);
    }
    Next::Ready
}

fn next_for_the_compiler(facts: &Facts) -> Next {
    let untried = |step| !facts.attempted.contains(&step);
    if facts.has_rustup && untried(Step::AddTarget) {
        return Next::Do(Step::AddTarget);
    }
    if facts.is_debian && facts.is_root && untried(Step::InstallCompiler) {
        return Next::Do(Step::InstallCompiler);
    }
    let mut message = "no toolchain on this machine can compile the page to WebAssembly.".to_owned();
    if facts.attempted.contains(&Step::AddTarget) {
        message += "\nTried: rustup target add (did it reach its servers?).";
    }
    if facts.attempted.contains(&Step::InstallCompiler) {
        message += "\nTried: Debian's packages.";
    }
    message += "\nDo this, then type the same command again:\n  ";
    if !facts.has_rustup {
        message += "install Rust as https://rustup.rs says, and then\n  ";
    }
    message += "rustup target add wasm32-unknown-unknown";
    if facts.is_debian {
        message += &format!("\nor, without rustup's servers:\n  {}", apt(&COMPILER_PACKAGES));
    }
    Next::Ask(message)
}

fn next_for_chromium(facts: &Facts) -> Next {
    let attempted = facts.attempted.contains(&Step::InstallChromium);
    if facts.is_debian && facts.is_root && !attempted {
        return Next::Do(Step::InstallChromium);
    }
    let mut message = "the browser tests need a Chromium, and none was found.".to_owned();
    if attempted {
        message += "\nTried: Debian's packages.";
    }
    message += "\nDo one of these, then type the same command again:";
    if facts.is_debian {
        message += &format!("\n  {}", apt(&CHROMIUM_PACKAGES));
    }
    message += "\n  install Chromium or Google Chrome\n  CHROME=/path/to/chrome cargo xtask test";
    Next::Ask(message)
}

fn apt(packages: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get install {}", packages.join(" "))
}

#[cfg(test)]
mod tests;
