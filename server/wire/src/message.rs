//! What a browser (or any stranger) and the server say to each other over the WebSocket.
//!
//! A stranger speaks JSON in text frames: `{"do":{"id":1,"line":"c1: add 5"}}`. A command is a line of the script
//! language. The server answers with keyframes and events, and with what became of each command.

use crate::lesson::{Entry, Lesson};
use crate::room::{Answer, Ask, Backstage, Following, Room};
use crate::{Tick, Traced, UnderWay, View};
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
    /// Go one event on: one that is known already, or let one happen.
    Step,
    /// Go one event back.
    Back,
    /// Go to just after an event, as far as the run is known.
    Seek {
        /// Its number.
        event: u64,
    },
    /// Go to a moment, as far as the run is known.
    SeekTime {
        /// In microseconds of virtual time.
        at: Tick,
    },
    /// Look at another branch, at the last moment that it has in common with the present one.
    Branch {
        /// Its number.
        branch: u16,
    },
    /// Ask why an event happened.
    Why {
        /// The sender's own number for the question, which the answer repeats.
        id: u32,
        /// Which event.
        event: u64,
    },
    /// List the lessons and the demos.
    Lessons,
    /// Read a lesson.
    Lesson {
        /// Where it is, such as `course/03-determinism`.
        path: String,
    },
    /// Tell the events of a stretch of the present branch, as far as it is known; the present moment stays.
    Stretch {
        /// The sender's own number for the question, which the answer repeats.
        id: u32,
        /// The first event.
        from: u64,
        /// The last event.
        to: u64,
    },
    /// List the verbs of the script language.
    Verbs,
    /// List the lines of an ordering's pseudo-code.
    Lines {
        /// The ordering, such as `raft`.
        order: String,
    },
    /// Show what the cluster looked like after an event of the present branch, as far as it is known; the present moment stays.
    Look {
        /// The sender's own number for the question, which the answer repeats.
        id: u32,
        /// The event.
        event: u64,
    },
    /// Ask something of the room.
    Room(Ask),
}

/// At most so many events are told in one answer to [`ToServer::Stretch`]: the first ones of the stretch.
pub const LONGEST_STRETCH: u64 = 4096;

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
    /// How far the run is known, and its branches; again whenever another branch is looked at.
    Known(Known),
    /// The goals that were set, whenever one was set or reached.
    Goals(Vec<Goal>),
    /// The lessons and the demos, in their order.
    Lessons(Vec<Entry>),
    /// The lesson that was asked for.
    Lesson(Box<Lesson>),
    /// The command was carried out.
    Done {
        /// The number that the sender gave it.
        id: u32,
        /// What was seen, where the line asked for something.
        seen: Option<String>,
    },
    /// The chain of causes of an event, the event itself last.
    Because {
        /// The number that the sender gave the question.
        id: u32,
        /// The chain.
        chain: Vec<Cause>,
    },
    /// The command, or what was meant to be one, was refused.
    Refused {
        /// The number that the sender gave it; `None` if it could not be read.
        id: Option<u32>,
        /// What is wrong, and what to do about it.
        why: String,
    },
    /// The events of a stretch that was asked for.
    Stretch {
        /// The number that the sender gave the question.
        id: u32,
        /// The events, in their order; none of them changes the present moment.
        events: Vec<Traced>,
    },
    /// The verbs of the script language, in the order in which a reader wants to meet them.
    Verbs(Vec<Verb>),
    /// The pseudo-code of an ordering, as far as its lines are told when they run.
    Lines {
        /// The ordering.
        order: String,
        /// Its lines, in the order in which they are best read.
        lines: Vec<Line>,
    },
    /// What the cluster looked like at another moment.
    Look {
        /// The number that the sender gave the question.
        id: u32,
        /// What it looked like.
        view: Box<View>,
    },
    /// The room on this session, whenever something changed in it; none when it was closed.
    Room(Option<Box<Room>>),
    /// What only the owner of the session sees of its room.
    Backstage(Box<Backstage>),
    /// You follow, and are known by this.
    Following(Following),
    /// Your prediction is on the disk, and counts.
    Counted(Answer),
    /// A session that stands where this one does is yours.
    Forked {
        /// Its name: nobody else knows it.
        session: String,
    },
    /// What is under way at the replicas, of each that has something: whenever it has changed, though not more than some times
    /// a second while time runs.
    UnderWay(Vec<UnderWay>),
}

/// A line of pseudo-code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// What it is called where it runs.
    pub name: String,
    /// What it says.
    pub says: String,
}

/// A verb of the script language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verb {
    /// Its name.
    pub name: String,
    /// How it is used; words in capitals stand for something, square brackets for what may be left out.
    pub usage: String,
    /// What it does.
    pub does: String,
    /// An example.
    pub example: String,
}

/// How far the run is known. Whoever is before its end is in its past; to act there begins a branch.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Known {
    /// Distinguishes this run from any other, also from those of a server that was here before.
    pub run: u64,
    /// The branch that is looked at.
    pub branch: u16,
    /// All branches, in the order in which they came to be. Nothing that happened in one is lost.
    pub branches: Vec<Branch>,
}

/// A branch of the run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Branch {
    /// What people call it.
    pub name: String,
    /// Which branch it leaves, and after which event; none for the first.
    pub leaves: Option<(u16, u64)>,
    /// The last event that is known.
    pub event: u64,
    /// The last moment that is known.
    pub at: Tick,
}

/// Something to reach.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Goal {
    /// What is to be reached.
    pub text: String,
    /// Whether it has been.
    pub reached: bool,
    /// What was seen when it was last looked at: it says what is missing.
    pub seen: String,
}

/// An event in words, as a link in a chain of causes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cause {
    /// The event.
    pub event: u64,
    /// When it happened.
    pub at: Tick,
    /// What happened.
    pub words: String,
}

/// How fast virtual time runs, in thousandths of real time: 1000 is real time, 1 is slow enough to watch a message fly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Speed(pub u32);
