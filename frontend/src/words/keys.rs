//! The words of the command palette, and what the keys do.

pub const COMMANDS: &str = "All commands";
pub const COMMANDS_SHORT: &str = "Commands";
pub const COMMANDS_KEY: &str = "Ctrl K";
pub const PALETTE_HELP: &str =
    "Type a command and press Enter. The arrow keys choose one from the list; Escape closes.";
pub const NO_VERB_FITS: &str = "No command fits.";
pub const KEYS_TITLE: &str = "Keys";
pub const LETTERS_ARE_KEYS: &str = "Letters and signs are keys; Ctrl K always is";
pub const KEYS_KEY: &str = "?";

/// The keys, each with what it does.
pub const KEYS: &[(&str, &str)] = &[
    ("Space", "let virtual time run, or stop it"),
    ("→", "one event on"),
    ("←", "one event back"),
    ("Home", "to the beginning"),
    ("End", "to the latest moment"),
    ("Ctrl K  or  /", "all commands"),
    ("a … z", "the commands that begin with the letter; P alone is for a projector"),
    ("P", "large and clear, for a projector; again to go back"),
    ("?", "these keys"),
    ("Escape", "while you draw a wall: there shall be none"),
    ("Page Down  Page Up", "when you present: what comes next, the step before"),
    ("← →  + −  Enter", "in the diagram: choose an event, zoom, go there"),
];
