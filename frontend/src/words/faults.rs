//! The words of what can go wrong, for those who ask for more.

/// Something that can go wrong at a replica: what begins it, what ends it, and what it does.
pub struct Wrong {
    pub begin: &'static str,
    pub end: &'static str,
    pub says: &'static str,
}

pub const MORE: &str = "More…";
pub const SLOW: Wrong = Wrong { begin: "Slow", end: "Usual speed", says: "its messages take 20 times as long" };
pub const MUTE: Wrong = Wrong { begin: "Mute", end: "Unmute", says: "it hears, but sends nothing" };
pub const BREAK_AUDIT: Wrong = Wrong { begin: "Break audit", end: "Mend audit", says: "nobody checks it any more" };
pub const CORRUPT_CHECKPOINT: Wrong =
    Wrong { begin: "Corrupt checkpoint", end: "", says: "flips a bit of what it would send to others" };
pub const LOSE_DISK: Wrong =
    Wrong { begin: "Lose disk", end: "Sound disk", says: "at its next start nothing is on it" };
pub const QUIT: Wrong = Wrong { begin: "Quit", end: "", says: "leaves the members, some slots later" };

pub fn more_on(place: u8) -> String {
    format!("More that can happen to r{place}")
}

pub fn act_on(label: &str, place: u8) -> String {
    format!("{label}: r{place}")
}

pub fn add_replica(place: u8) -> String {
    format!("Add r{place}")
}

pub const ADD_REPLICA_SAYS: &str = "It observes, is given the State, and then joins the members.";

pub const DIVIDE: &str = "Divide the network…";
pub const DIVIDE_HELP: &str =
    "Tick who is on the other side, or drag a wall across the stage. Messages between the sides are lost.";
pub const DIVIDE_NOBODY: &str = "nobody is ticked, or all are";
pub const DIVIDE_NOW: &str = "Divide";
pub const CUT_CHOOSE: &str = "choose";
pub const CUT_FROM: &str = "From";
pub const CUT_TO: &str = "to";
pub const CUT_NOBODY: &str = "one way only: choose two";
pub const CUT_NOW: &str = "Cut";

pub const NETWORK: &str = "Delay, loss and disorder…";
pub const NETWORK_HELP: &str = "How the messages between any two fare from now on.";
pub const KNOB_TAKES: &str = "A message takes";
pub const KNOB_LOST: &str = "is lost";
pub const KNOB_TWICE: &str = "arrives twice";
pub const KNOB_OVERTAKEN: &str = "is overtaken";
