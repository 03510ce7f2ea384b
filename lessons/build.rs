//! Says that the crate holds the files of the course: a new one is no change of its sources.

fn main() {
    for changed in ["course", "demos", "glossary.md"] {
        println!("cargo::rerun-if-changed={changed}");
    }
}
