//! The words of messages in flight and of what stands in their way.

use wire::{Party, UnderWay};

pub const IN_FLIGHT: &str = "Messages in flight…";
pub const IN_FLIGHT_HELP: &str =
    "Point at a message on the stage, or choose one here: time stops, and you say what becomes of it.";
pub fn first_of(listed: usize, all: usize) -> String {
    format!("The oldest {listed} of {all}:")
}

pub const DELIVER: &str = "Deliver now";
pub const DROP: &str = "Drop";
pub const DUPLICATE: &str = "Duplicate";
pub const DELAY: &str = "Delay 100 ms";
pub const STAGE_HELP: &str = "Point at a message to take it in hand, or at a replica to see its card. Drag across the stage to build a wall, or from one to another to cut that way.";
pub const WALL_IN_VAIN: &str = "this would change nothing";
pub const DRAW_WALLS: &str = "Draw walls";
pub const HEAL: &str = "Heal";
pub const LEGEND_WALL: &str = "nothing gets through";
pub const LEGEND_CUT: &str = "not this way; the way back is open";
pub const LEGEND_VOTES: &str = "votes to lead";
pub const LEGEND_TIMER: &str = "timer, running out";

pub fn message(number: u64, kind: &str, from: Party, to: Party, slot: u64) -> String {
    let about = if slot > 0 { format!(", slot {slot}") } else { String::new() };
    format!("{number}: {kind} {from} → {to}{about}")
}

pub const HAS_QUIT: &str = "has quit";

/// A fault of a replica, after its name. What it does is a verb.
pub fn ailment(fault: &str) -> String {
    let does = ["lie", "collude", "equivocate", "forge", "misinform", "betray"].contains(&fault);
    format!(", {fault}{}", if does { "s" } else { "" })
}

/// Who does not reach whom, from a line of the script language.
pub fn divided(line: &str) -> String {
    line.replace("cut ", "").replace("->", "does not reach").replace("partition", "divided:").replace("|", "from")
}

/// When each timer of a replica fires, and which of so many members have voted for it.
pub fn under_way(its: &UnderWay, members: usize) -> String {
    let timers = its.timers.iter().map(|timer| format!("{} at {}", timer.name, super::moment(timer.fires)));
    let timers = timers.collect::<Vec<_>>().join(", ");
    let votes = its.votes.iter().map(|place| format!("r{place}")).collect::<Vec<_>>().join(" ");
    match (timers.is_empty(), votes.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("Timers: {timers}."),
        (true, false) => format!("Votes: {votes} of {members}."),
        (false, false) => format!("Timers: {timers}. Votes: {votes} of {members}."),
    }
}

pub fn recovers(status: &str) -> String {
    format!("↻ {status}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Timer;

    #[test]
    fn what_is_under_way_is_said_as_far_as_there_is_something() {
        assert_eq!(under_way(&UnderWay::default(), 5), "");
        let timer = |name: &'static str, fires| Timer { name: name.into(), set: 0, fires };
        let timers = vec![timer("heartbeat", 40_000), timer("lead", 150_000)];
        let both = UnderWay { place: 1, timers, votes: vec![1, 3] };
        let said = under_way(&both, 5).replace('\u{202f}', " ");
        assert_eq!(said, "Timers: heartbeat at 0.040 000 s, lead at 0.150 000 s. Votes: r1 r3 of 5.");
    }
}
