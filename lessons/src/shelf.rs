//! The lessons that come with the lab, inside the program.

use include_dir::{Dir, include_dir};

static COURSE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/course");
static DEMOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demos");

/// Files of a folder that are no lessons, but may be linked to by them.
pub const BESIDE: [&str; 2] = [crate::glossary::FILE, "README.md"];

/// The text of the glossary.
pub const GLOSSARY: &str = include_str!("../glossary.md");

/// The lessons and the demos, each with its path, such as `course/03-determinism.md`, in their order.
pub fn all() -> impl Iterator<Item = (String, &'static str)> {
    [("course", &COURSE), ("demos", &DEMOS)].into_iter().flat_map(|(folder, files)| {
        let mut texts: Vec<_> = files.files().filter_map(|file| Some((file.path(), file.contents_utf8()?))).collect();
        texts.sort_unstable();
        texts.into_iter().map(move |(path, text)| (format!("{folder}/{}", path.display()), text))
    })
}
