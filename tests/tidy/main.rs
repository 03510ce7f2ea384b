//! The source itself, kept tidy from the first day, without exceptions for what is there already.

mod links;
mod purity;
mod sizes;
mod top_level;

use std::fs;
use std::path::{Path, PathBuf};

use tests::place;

/// Every file of the workspace with this ending, without what was built and what is hidden.
fn files(ending: &str) -> Vec<PathBuf> {
    fn visit(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("folders of the workspace can be listed").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            let built = path == place::root().join("target");
            if name.starts_with('.') || built {
                continue;
            }
            if path.is_dir() {
                visit(&path, ending, found);
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    visit(place::root(), ending, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no {ending} anywhere: is the root right?");
    found
}

/// The path as a person would write it.
fn shown(path: &Path) -> String {
    path.strip_prefix(place::root()).unwrap_or(path).display().to_string()
}

/// Fails with all complaints at once.
#[track_caller]
fn nothing_in(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
