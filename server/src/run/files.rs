//! Which files are meant, and whether they can be scripts at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::about;

/// The scripts that are meant: files as they are given, and for a folder all `.smr` files in it, sorted.
pub fn scripts(given: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut scripts = Vec::new();
    for path in given {
        if path.is_dir() {
            let before = scripts.len();
            collect(path, &mut scripts)?;
            if scripts.len() == before {
                let why = format!("{}: there is no .smr file in this folder", path.display());
                return Err(io::Error::new(io::ErrorKind::NotFound, why));
            }
            scripts[before..].sort();
        } else {
            scripts.push(path.clone());
        }
    }
    Ok(scripts)
}

/// Links to folders are not followed: one could lead back.
fn collect(folder: &Path, scripts: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| about(folder, &error))? {
        let entry = entry.map_err(|error| about(folder, &error))?;
        let path = entry.path();
        if entry.file_type().map_err(|error| about(&path, &error))?.is_dir() {
            collect(&path, scripts)?;
        } else if path.extension().is_some_and(|extension| extension == "smr") {
            scripts.push(path);
        }
    }
    Ok(())
}

/// What is said of a file that is no text.
pub const NO_TEXT: &str = "this is not a text, so it is no script";

/// The text, unless the whole file is of another kind: then one sentence says more than an error for each of its lines.
pub fn script(text: &str) -> Result<&str, &'static str> {
    if text.contains('\0') {
        return Err(NO_TEXT);
    }
    // Editors on Windows like to put this mark before a text; it is no part of it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // No line of a script begins like this.
    if text.trim_start().starts_with(['{', '[']) {
        return Err(
            "this is JSON, and no script; a history of clients is for `smr-lab judge`, and a run that was exported ends in .json",
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_told_from_a_script() {
        for (text, why) in [("GIF89a\0\0", "not a text"), ("\u{feff}\n{\"process\": 0}", "JSON"), ("[1, 2]", "JSON")] {
            assert!(script(text).is_err_and(|complaint| complaint.contains(why)), "{why}");
        }
        assert_eq!(script("# [a comment]"), Ok("# [a comment]"));
        assert_eq!(script("\u{feff}cluster"), Ok("cluster"));
    }
}
