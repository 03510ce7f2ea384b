//! The top level shows the rooms of the house and nothing else.

use std::fs;

use tests::place;

use crate::nothing_in;

const ALLOWED: [&str; 11] = [
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "assets",
    "frontend",
    "lessons",
    "server",
    "target",
    "tests",
];

#[test]
fn the_top_level_shows_the_rooms_of_the_house_and_nothing_else() {
    let complaints: Vec<String> = fs::read_dir(place::root())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !ALLOWED.contains(&name.as_str()))
        .map(|name| format!("{name}: it belongs into one of the folders"))
        .collect();
    nothing_in(&complaints);
}
