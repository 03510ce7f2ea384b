//! The developer tool: what a person types on a fresh machine, before anything else works.
//!
//! It compiles in seconds, because it uses nothing but the standard library and the crate that finds a toolchain. In reading
//! order:
//!
//! - [`command_line`]: the commands and their help.
//! - [`machine`]: what this machine has. Looks, changes nothing.
//! - [`plan`]: what to do about what is missing. A pure function of what the machine has, so each case is a test.
//! - [`prepare`]: does it, one step at a time, and looks again after each.
//! - [`errand`]: commands that are run one after the other, and the summary at the end.
//! - [`chromium`]: where browsers are; the browser tests use it too.

pub mod chromium;
pub mod command_line;
pub mod errand;
pub mod machine;
pub mod plan;
pub mod prepare;
