//! Step 2: everything that the browser will ask for, with the address at which it will ask.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::mem;
use std::path::Path;

use super::Complaint;
use super::shorten::shorten;

/// One file as the browser sees it.
pub struct File {
    /// The path in its address, with the leading slash.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Does the path change whenever the bytes do?
    pub immutable: bool,
}

/// Gathers the bundle. Without `code`, the page says that it was not built.
pub fn collect(here: &Path, code: Option<&Path>) -> Result<Vec<File>, Complaint> {
    let mut hashed = BTreeMap::new();
    if let Some(code) = code {
        read_folder(code, "", &mut hashed)?;
        hashed.insert("start.js".to_owned(), read(&here.join("page/start.js"))?);
    }
    read_folder(&here.join("icons"), "", &mut hashed)?;
    hashed.insert("style.css".to_owned(), one_style_sheet(&here.join("style"))?);
    for (name, bytes) in &mut hashed {
        *bytes = shorten(name, mem::take(bytes))?;
    }

    let folder = format!("/assets/{}", fingerprint(&hashed));
    let front = if code.is_some() { "index.html" } else { "not_built.html" };
    let mut files = vec![page(here, front, "/", &folder)?, page(here, "not_found.html", "/not_found.html", &folder)?];
    files.extend(hashed.into_iter().map(|(name, bytes)| File {
        path: format!("{folder}/{name}"),
        bytes,
        immutable: true,
    }));
    Ok(files)
}

/// A page at a fixed address. It shares the beginning of its head with the others and names the hashed folder.
fn page(here: &Path, name: &str, path: &str, folder: &str) -> Result<File, Complaint> {
    let text = |name: &str| {
        String::from_utf8(read(&here.join("page").join(name))?)
            .map_err(|error| format!("page/{name} is not UTF-8: {error}"))
    };
    let page = text(name)?.replace("{{head}}", &text("head.html")?).replace("{{folder}}", folder);
    Ok(File { path: path.to_owned(), bytes: page.into_bytes(), immutable: false })
}

/// All style sheets as one, in the order of their names.
fn one_style_sheet(folder: &Path) -> Result<Vec<u8>, Complaint> {
    let mut sheets = BTreeMap::new();
    read_folder(folder, "", &mut sheets)?;
    Ok(sheets.into_values().collect::<Vec<_>>().join(&b'\n'))
}

/// Reads a folder and those inside it; the keys are the paths relative to it, with slashes.
fn read_folder(folder: &Path, prefix: &str, into: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Complaint> {
    let complain = |error| format!("cannot list {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(complain)? {
        let entry = entry.map_err(complain)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), into)?;
        } else {
            into.insert(name, read(&entry.path())?);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Complaint> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// The same for the same files with the same bytes. It guards against stale caches, not against attackers.
fn fingerprint(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = DefaultHasher::new();
    for (name, bytes) in files {
        hasher.write(name.as_bytes());
        hasher.write_usize(bytes.len());
        hasher.write(bytes);
    }
    format!("{:016x}", hasher.finish())
}
