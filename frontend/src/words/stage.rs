//! The words of messages in flight and of what stands in their way.

use wire::{Party, UnderWay};

pub const IN_FLIGHT: &str = "Messages in flight…";
pub const IN_FLIGHT_HELP: &str =
    "Point at a message on the stage, or choose one here: time stops, and you say what becomes of it.";
pub const DELIVER: &str = "Deliver now";
pub const DROP: &str = "Drop";
pub const DUPLICATE: &str = "Duplicate";
pub const DELAY: &str = "Delay 100 ms";
pub const STAGE_HELP: &str = "Point at a message to take it in hand. Drag across the stage to build a wall, or from one to another to cut that way.";
pub const WALL_IN_VAIN: &str = "nobody is divided by this";
pub const LEGEND_WALL: &str = "nothing gets through";
pub const LEGEND_VOTES: &str = "votes to lead";
pub const LEGEND_TIMER: &str = "timer, running out";

pub fn message(number: u64, kind: &str, from: Party, to: Party, slot: u64) -> String {
    let about = if slot > 0 { format!(", slot {slot}") } else { String::new() };
    format!("{number}: {kind} {from} → {to}{about}")
}

pub const HAS_QUIT: &str = "⊘ quit";

/// When each timer of a replica fires, and which of so many members have voted for it.
pub fn under_way(its: &UnderWay, members: usize) -> String {
    let timers = its.timers.iter().map(|timer| format!("{} at {}", timer.name, super::moment(timer.fires)));
    let mut said: Vec<String> = timers.collect();
    if !its.votes.is_empty() {
        let votes: Vec<_> = its.votes.iter().map(|place| format!("r{place}")).collect();
        said.push(format!("votes: {} of {members}", votes.join(" ")));
    }
    said.join(", ")
}

pub fn recovers(status: &str) -> String {
    format!("↻ {status}")
}
