//! A room: a class that looks at one session together.
//!
//! # Who is who
//!
//! | who | how the server knows them | what they may |
//! |---|---|---|
//! | the owner | by the name of the session, which nobody guesses | everything |
//! | a follower | by the room's code, and by a key of their own | look, predict, raise a hand, fork |
//! | who steers | the owner, and the follower to whom control was handed over | command, walk and point as well |
//!
//! The owner opens the stream of the session, `/stream?session=NAME`, and says [`Ask::Open`]. A room is on a session of one's
//! own: the one that everybody shares has no owner, so there [`Ask::Open`] is refused; [`Ask::Fork`] makes a session of one's own
//! that stands where the shared one does. The room and all that is in it but [`Room::selected`], hands and control outlive the
//! process, and so does who follows.
//!
//! Others follow with `/stream?room=CODE`. The page for that is at `/join/CODE`, its address as a QR code at
//! `/api/rooms/CODE/qr`. Each gets a number and a key, [`Following`]. Whoever comes back, after a cut or in a reloaded page, adds
//! `&key=KEY` and is the same follower: a page keeps the key for as long as its tab lives. A key that the room does not know is
//! not complained of: whoever brings it is new, and gets another one.
//!
//! # What everybody is told
//!
//! All get what happens in the session, at the same moment, as on any stream. Whoever is in a room gets the [`Room`] too: at the
//! beginning, and whenever something in it changed, at most 30 times a second; the owner gets the [`Backstage`] with it. A
//! [`Room`] is always whole, and replaces the one before. When the room is closed the owner is told that there is none, and the
//! connections of those who follow are closed with the reason "the room is closed".
//!
//! # Predictions
//!
//! Each [`Poll`] has a number, which an [`Answer`] repeats, so that nobody answers a question that they have not read. A follower
//! has one vote, and may change it until the answers are revealed. It is acknowledged when it is on the disk, by the same
//! [`Answer`] as `counted`; a follower who comes back is told again what they chose. [`Poll::answered`] grows before the eyes of
//! all, the tally is the owner's alone until it is revealed.
//!
//! # Looking around
//!
//! Virtual time is one for all in the session, so a follower does not move it. To look at another moment privately, ask for the
//! View of it, [`ToServer::Look`](crate::message::ToServer::Look), and for the events after it,
//! [`ToServer::Stretch`](crate::message::ToServer::Stretch). To act privately, [`Ask::Fork`].

use serde::{Deserialize, Serialize};

/// The longest text that all in a room see, in bytes.
pub const LONGEST_TEXT: usize = 500;

/// The longest notes, in bytes.
pub const LONGEST_NOTES: usize = 3_000;

/// What somebody asks of a room. What is not theirs to ask is refused, with the reason, and changes nothing.
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
    /// Ask everybody for a prediction, in place of what was asked before. The owner alone.
    Poll {
        /// The question.
        question: String,
        /// What may be answered: 2 to 8 choices.
        choices: Vec<String>,
    },
    /// Show everybody what was predicted; from then on nobody changes their answer. The owner alone.
    Reveal,
    /// Put the question away. The owner alone.
    EndPoll,
    /// Predict. Those who follow; the last answer counts.
    Answer(Answer),
    /// Raise the hand, or take it down. Those who follow.
    Hand {
        /// Whether it is up.
        up: bool,
    },
    /// Take a hand down that was seen, or all of them. The owner alone.
    Lower {
        /// Whose; all if nobody's.
        whose: Option<u32>,
    },
    /// Hand control over to one who follows, or take it back. The owner alone.
    HandOver {
        /// The number of whom.
        to: Option<u32>,
    },
    /// Keep notes that the owner alone sees, in place of those before. The owner alone.
    Notes {
        /// All of them.
        text: String,
    },
    /// Begin a session of one's own that stands where this one does, to walk and act in without anybody seeing it; with or
    /// without a room. Everybody.
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
    /// Whose hands are up, in the order in which they went up.
    pub hands: Vec<u32>,
    /// The question that is asked.
    pub poll: Option<Poll>,
}

/// A question, and what was predicted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Poll {
    /// Its number: no other question of this room has it.
    pub number: u32,
    /// The question.
    pub question: String,
    /// What may be answered.
    pub choices: Vec<String>,
    /// How many have answered.
    pub answered: u32,
    /// How many chose each; none until it is revealed.
    pub tally: Option<Vec<u32>>,
}

/// A prediction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// The number of the question.
    pub poll: u32,
    /// The number of the choice, from 0 on.
    pub choice: u8,
}

/// Who a follower is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Following {
    /// By this number the others know them.
    pub number: u32,
    /// By this key, which nobody else is told, the server knows them again.
    pub key: String,
}

/// What only the owner sees of a room.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Backstage {
    /// How many chose each answer to the question, as it is now.
    pub tally: Vec<u32>,
    /// The notes.
    pub notes: String,
}
