//! The words for taking a run along and for opening another one, and for what else the page offers.

use crate::tools::Tool;

/// What the page offers, what it is called in the palette, and what it does.
pub const TOOLS: &[(Tool, &str, &str)] = &[
    (Tool::Share, "share", "Copy a link to this moment, take the run along, open another one."),
    (Tool::Script, "script", "Write a script and run it."),
    (Tool::Tour, "tour", "Be shown around the page, in a minute."),
    (Tool::Projector, "projector", "The page large and clear, for a room; again to go back."),
];

pub const NO_ANSWER: &str = "The lab does not answer. Try again when it is connected.";
pub const SHARE: &str = "Share";
pub const SHARE_TITLE: &str = "Share this moment";
pub const SHARE_LINK: &str = "A link to this very moment";
pub const SHARE_LINK_HELP: &str =
    "Whoever opens it has the same run before them, and may go on with it without touching yours.";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied.";
pub const NOT_COPIED: &str = "Press Ctrl C to copy it.";
pub const TOO_LONG_FOR_A_LINK: &str = "So much was done in this run that no link holds it: save it as a script.";
pub const SAVE: &str = "Save the run up to this moment";
pub const SAVE_STAGE: &str = "Picture of the stage (PNG)";
pub const OPEN_RUN: &str = "Open another run";
pub const OPEN_RUN_HELP: &str = "A script, a run as JSON, or a link. It begins as a run of your own; this one stays.";
pub const OPEN_FILE: &str = "A file";
pub const OPEN_LINK: &str = "A link";
pub const OPEN: &str = "Open";
pub const NO_LINK: &str = "This address leads to no run: one that does has #smr-lab- in it.";
pub const NO_TEXT: &str = "This file is no text: open a script, or a run as JSON.";
pub const NO_JSON: &str =
    "This JSON is no run that a lab has saved: it has no script and hash in it, or ends too early.";
pub const OPENING: &str = "Opening the run…";
pub const OWN_RUN: &str = "Your run";
pub const TO_LIVE: &str = "To the live cluster";

/// As what a run can be saved: how the server calls it, and people.
pub const SHAPES: &[(&str, &str)] = &[
    ("script", "Script"),
    ("json", "All events (JSON)"),
    ("svg", "Space-time diagram (SVG)"),
    ("shiviz", "Log for ShiViz"),
    ("demo", "Demo to be finished"),
];
