//! Which files are meant, and what is in them.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use world::script::{Script, markdown};

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

pub fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md" || extension == "markdown")
}

/// Reads a script; all that is wrong with it comes back as one text.
pub fn read(path: &Path) -> Result<Script, String> {
    let bytes = fs::read(path).map_err(|error| format!("smr-lab: {}", about(path, &error)))?;
    let text = text_of_a_script(bytes).map_err(|why| format!("smr-lab: {}: {why}", path.display()))?;
    let script =
        if is_markdown(path) { Script::parse_numbered(markdown::script_lines(&text)) } else { Script::parse(&text) };
    script.map_err(|diagnostics| {
        let coloured = io::stderr().is_terminal();
        let name = path.display().to_string();
        let shown: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.render(&name, coloured)).collect();
        shown.join("\n\n")
    })
}

/// The text, unless the whole file is of another kind: then one sentence says more than an error for each of its lines.
fn text_of_a_script(bytes: Vec<u8>) -> Result<String, &'static str> {
    const NO_TEXT: &str = "this is not a text, so it is no script";
    let text = String::from_utf8(bytes).map_err(|_| NO_TEXT)?;
    if text.contains('\0') {
        return Err(NO_TEXT);
    }
    // No line of a script begins like this.
    if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        return Err("this is JSON, and no script; a history of clients is for `smr-lab judge`");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_told_from_a_script() {
        for (bytes, why) in [
            (&b"\x7fELF\x02\xff"[..], "not a text"),
            (b"GIF89a\0\0", "not a text"),
            (b"\xef\xbb\xbf\n{\"process\": 0}", "JSON"),
            (b"[1, 2]", "JSON"),
        ] {
            assert!(text_of_a_script(bytes.to_vec()).is_err_and(|complaint| complaint.contains(why)), "{why}");
        }
        assert_eq!(text_of_a_script(b"# [a comment]".to_vec()).as_deref(), Ok("# [a comment]"));
    }
}
