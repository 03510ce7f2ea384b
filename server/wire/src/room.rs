//! A room: a class that looks at one session together.
//!
//! Whoever owns the session opens the room on it; others follow with the room's code. Those who follow see what happens in the
//! session and what whoever steers it points at, answer predictions and raise their hands; they steer only while the owner has
//! handed control over to them.

use serde::{Deserialize, Serialize};

/// What somebody asks of a room.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Open a room on this session. The owner alone.
    Open,
    /// Close it: those who follow leave. The owner alone.
    Close,
    /// Point at something, which the page knows by this name, or at nothing. Whoever steers.
    Select {
        /// What, such as `r2`.
        what: Option<String>,
    },
    /// Ask everybody for a prediction. The owner alone.
    Poll {
        /// The question.
        question: String,
        /// What may be answered.
        choices: Vec<String>,
    },
    /// Show everybody what was predicted. The owner alone.
    Reveal,
    /// Put the question away. The owner alone.
    EndPoll,
    /// Predict. Those who follow; the last answer counts.
    Answer {
        /// The number of the choice, from 0 on.
        choice: u8,
    },
    /// Raise the hand, or take it down. Those who follow.
    Hand {
        /// Whether it is up.
        up: bool,
    },
    /// Hand control over to one who follows, or take it back. The owner alone.
    HandOver {
        /// The number of whom.
        to: Option<u32>,
    },
    /// Keep notes that the owner alone sees.
    Notes {
        /// All of them.
        text: String,
    },
    /// Begin a session of one's own that stands where this one does, to walk and act in without anybody seeing it.
    Fork,
}

/// A room, as everybody in it sees it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Room {
    /// With this code one follows.
    pub code: String,
    /// How many follow.
    pub followers: u32,
    /// Who among them steers; the owner if nobody.
    pub steering: Option<u32>,
    /// What whoever steers points at.
    pub selected: Option<String>,
    /// The question that is asked.
    pub poll: Option<Poll>,
}

/// A question, and what was predicted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Poll {
    /// The question.
    pub question: String,
    /// What may be answered.
    pub choices: Vec<String>,
    /// How many have answered.
    pub answered: u32,
    /// How many chose each; none until it is revealed.
    pub tally: Option<Vec<u32>>,
}

/// What only the owner sees of a room.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Backstage {
    /// How many chose each answer to the question, as it is now.
    pub tally: Vec<u32>,
    /// Whose hands are up, in the order in which they went up.
    pub hands: Vec<u32>,
    /// The notes.
    pub notes: String,
}
