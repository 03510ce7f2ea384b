//! Each kind of machine that somebody may have.

use super::*;

/// Follows the plan on a machine on which the given steps succeed, and tells the steps taken and how it ended.
fn follow(mut facts: Facts, wants: Wants, succeeding: &[Step]) -> (Vec<Step>, Next) {
    let mut taken = Vec::new();
    loop {
        let step = match next(&facts, wants) {
            Next::Do(step) => step,
            end @ (Next::Ready | Next::Ask(_)) => return (taken, end),
        };
        taken.push(step);
        facts.attempted.insert(step);
        if succeeding.contains(&step) {
            match step {
                Step::AddTarget | Step::InstallCompiler => facts.makes_webassembly = true,
                Step::InstallChromium => facts.has_chromium = true,
            }
        }
    }
}

fn asks_for(end: &Next, commands: &[&str]) {
    let Next::Ask(message) = end else {
        panic!("should have asked, not {end:?}");
    };
    for command in commands {
        assert!(message.contains(command), "{command:?} is missing in:\n{message}");
    }
}

#[test]
fn a_machine_that_has_everything_is_left_alone() {
    let facts = Facts {
        makes_webassembly: true,
        has_chromium: true,
        has_rustup: true,
        is_debian: true,
        is_root: true,
        ..Facts::default()
    };
    assert_eq!(follow(facts, Wants::Everything, &[]), (vec![], Next::Ready));
}

#[test]
fn where_rustup_works_debian_is_not_touched_even_as_root() {
    let facts = Facts { has_rustup: true, has_chromium: true, is_debian: true, is_root: true, ..Facts::default() };
    let (taken, end) = follow(facts, Wants::Everything, &[Step::AddTarget, Step::InstallCompiler]);
    assert_eq!((taken, end), (vec![Step::AddTarget], Next::Ready));
}

#[test]
fn root_on_debian_without_rustups_servers_gets_debians_packages() {
    let facts = Facts { has_rustup: true, is_debian: true, is_root: true, ..Facts::default() };
    let (taken, end) = follow(facts, Wants::Everything, &[Step::InstallCompiler, Step::InstallChromium]);
    assert_eq!(taken, [Step::AddTarget, Step::InstallCompiler, Step::InstallChromium]);
    assert_eq!(end, Next::Ready);
}

#[test]
fn root_on_debian_with_only_debians_rust_never_asks_rustup() {
    let facts = Facts { is_debian: true, is_root: true, ..Facts::default() };
    let (taken, end) = follow(facts, Wants::WebAssembly, &[Step::InstallCompiler]);
    assert_eq!((taken, end), (vec![Step::InstallCompiler], Next::Ready));
}

#[test]
fn nobody_but_root_installs_packages() {
    let facts = Facts { has_rustup: true, is_debian: true, ..Facts::default() };
    let (taken, end) = follow(facts, Wants::Everything, &[]);
    assert_eq!(taken, [Step::AddTarget]);
    asks_for(
        &end,
        &[
            "rustup target add wasm32-unknown-unknown",
            "sudo apt-get install rustc-web cargo-web rust-web-src lld-22",
            "Tried: rustup",
        ],
    );
}

#[test]
fn elsewhere_than_on_debian_apt_is_never_mentioned() {
    for is_root in [false, true] {
        let facts = Facts { has_rustup: true, is_root, ..Facts::default() };
        let (taken, end) = follow(facts, Wants::Everything, &[]);
        assert_eq!(taken, [Step::AddTarget]);
        asks_for(&end, &["rustup target add wasm32-unknown-unknown"]);
        assert!(!format!("{end:?}").contains("apt-get"));
    }
}

#[test]
fn without_rustup_and_debian_the_message_starts_with_rustup() {
    let (taken, end) = follow(Facts::default(), Wants::WebAssembly, &[]);
    assert_eq!(taken, []);
    asks_for(&end, &["https://rustup.rs", "rustup target add wasm32-unknown-unknown"]);
}

#[test]
fn packages_that_fail_are_tried_once_and_then_named() {
    let facts = Facts { is_debian: true, is_root: true, ..Facts::default() };
    let (taken, end) = follow(facts, Wants::WebAssembly, &[]);
    assert_eq!(taken, [Step::InstallCompiler]);
    asks_for(&end, &["Tried: Debian's packages", "apt-get install rustc-web"]);
}

#[test]
fn a_browser_is_asked_for_only_by_commands_that_test() {
    let facts = Facts { makes_webassembly: true, ..Facts::default() };
    assert_eq!(next(&facts, Wants::WebAssembly), Next::Ready);
    asks_for(&next(&facts, Wants::Everything), &["Chromium", "CHROME=/path/to/chrome cargo xtask test"]);
}

#[test]
fn on_debian_without_root_the_command_for_the_browser_is_told() {
    let facts = Facts { makes_webassembly: true, is_debian: true, ..Facts::default() };
    asks_for(&next(&facts, Wants::Everything), &["sudo apt-get install chromium"]);
}
