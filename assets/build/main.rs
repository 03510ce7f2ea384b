//! The bundler: turns the frontend's source, the styles, the icons and the pages into one table of bytes in the binary.
//!
//! In the order in which it happens:
//!
//! 1. [`frontend`] compiles the page to WebAssembly and writes its JavaScript side.
//! 2. [`collect`] gathers everything that the browser will ask for, and [`shorten`]s what people may read. One hash over all of
//!    it becomes the name of the folder under which it is served, so a browser may keep each file for ever: a new build has a
//!    new folder. Only the pages themselves have fixed addresses.
//! 3. [`embed`] compresses each file once, here, so that the server never compresses anything, and writes the table.
//!
//! `SMR_LAB_SKIP_FRONTEND=1` leaves step 1 out, for editors and for tools that only read code: the lab then serves a page that
//! says so.

mod collect;
mod embed;
mod frontend;
mod shorten;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

/// What stopped the bundler, for a person; several lines are allowed.
type Complaint = String;

fn main() -> ExitCode {
    match bundle() {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            for line in complaint.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn bundle() -> Result<(), Complaint> {
    const SKIP: &str = "SMR_LAB_SKIP_FRONTEND";
    let here = folder_from("CARGO_MANIFEST_DIR")?;
    let out = folder_from("OUT_DIR")?;
    let root = here.parent().ok_or("the assets package has to be inside the workspace")?;

    println!("cargo::rerun-if-env-changed={SKIP}");
    for watched in ["build", "page", "style", "icons"] {
        println!("cargo::rerun-if-changed={}", here.join(watched).display());
    }
    for watched in ["frontend", "server/wire", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }

    let wanted = env::var_os(SKIP).is_none_or(|value| value.is_empty() || value == "0");
    let code = if wanted { Some(frontend::build(root, &out)?) } else { None };
    let files = collect::collect(&here, code.as_deref())?;
    embed::embed(&files, &out)
}

fn folder_from(variable: &str) -> Result<PathBuf, Complaint> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| format!("cargo did not set {variable}"))
}
