//! What a browser (or any stranger) and the server say to each other over the WebSocket.
//!
//! A stranger speaks JSON in text frames: `{"do":{"id":1,"line":"c1: add 5"}}`. A command is a line of the script
//! language. The server answers with keyframes and events, and with what became of each command.

use crate::{Traced, View};
use serde::{Deserialize, Serialize};

/// From the browser to the server.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToServer {
    /// Carry out a command.
    Do {
        /// The sender's own number for it, which the answer repeats.
        id: u32,
        /// A line of the script language.
        line: String,
    },
    /// Let virtual time run.
    Play {
        /// How fast.
        speed: Speed,
    },
    /// Stop virtual time.
    Pause,
    /// Let one event happen.
    Step,
}

/// From the server to the browser.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToBrowser {
    /// Everything, as of now. Always the first message, and whenever events were skipped.
    Keyframe {
        /// The version of this vocabulary.
        version: u16,
        /// Everything.
        view: Box<View>,
    },
    /// What has happened since the last keyframe or events.
    Events(Vec<Traced>),
    /// The virtual clock plays at this speed, or stands still.
    Playing(Option<Speed>),
    /// The command was carried out.
    Done {
        /// The number that the sender gave it.
        id: u32,
    },
    /// The command, or what was meant to be one, was refused.
    Refused {
        /// The number that the sender gave it; `None` if it could not be read.
        id: Option<u32>,
        /// What is wrong, and what to do about it.
        why: String,
    },
}

/// How fast virtual time runs, in thousandths of real time: 1000 is real time, 1 is slow enough to watch a message fly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Speed(pub u32);
