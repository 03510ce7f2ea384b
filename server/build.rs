//! Gathers the source of the orderings, so that the lab can show the code that runs where a line of pseudo-code is lit.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let orderings = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("smr/src/order");
    println!("cargo::rerun-if-changed={}", orderings.display());
    let mut files = Vec::new();
    gather(&orderings, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&orderings).map_err(io::Error::other)?;
        // A text is written the same on every system, and it fails for none.
        let _ =
            writeln!(table, "    ({:?}, include_str!({:?})),", name.display().to_string(), file.display().to_string());
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("orderings.rs"), table + "]\n")
}

/// What runs, in files of Rust; tests run beside it.
fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("tests") {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
