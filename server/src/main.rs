//! SMR Lab.
fn main() {}
