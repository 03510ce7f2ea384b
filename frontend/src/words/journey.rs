//! The way of an Input through the six steps, in words.

use super::why_fail;
use wire::{Asked, Fate, Replica, Verdict};

pub const JOURNEY: &str = "The way of an Input";
pub const JOURNEY_EMPTY: &str = "Submit an Input, and follow it here through the six steps: where it is, what it waits for, \
    and what each replica has done with it.";
pub const JOURNEY_CHOOSE: &str = "Input";
pub const JOURNEY_NEWEST: &str = "the newest";

/// The six steps, by name, each with what it is about.
pub const STEPS_OF_SMR: [(&str, &str); 6] = [
    ("Place", "copies on independent servers"),
    ("Receive", "the client's request as an Input"),
    ("Order", "one slot, the same everywhere"),
    ("Execute", "in that order, at each replica"),
    ("Respond", "the voter decides"),
    ("Monitor", "the audit compares checksums"),
];

pub const NOT_HEARD_OF: &str = "Not heard of yet.";
pub const LACKS_LEADER: &str = "Received. Nobody leads, so a leader has to be elected first.";
pub const IS_ORDERED_NOW: &str = "Received. The replicas have to agree on its slot.";
pub const ORDER_LATER: &str = "A replica has to receive it first.";
pub const EXECUTE_LATER: &str = "It has no slot yet.";
pub const RESPOND_LATER: &str = "No Output has come yet.";
pub const MONITOR_LATER: &str = "Its slot was not audited yet.";

pub fn request_name(request: Asked, input: &str) -> String {
    format!("{request} {input}")
}

pub fn placed(up: usize, members: usize) -> String {
    if up == members { format!("{members} replicas.") } else { format!("{up} of {members} replicas are up.") }
}

pub fn received(replicas: usize, retries: u32) -> String {
    let by = match replicas {
        0 => "Received.".to_owned(),
        1 => "One replica received it.".to_owned(),
        many => format!("{many} replicas received it."),
    };
    if retries == 0 { by } else { format!("{by} It was {}.", super::retried(retries)) }
}

pub fn on_its_way(place: u8) -> String {
    format!("On its way to r{place}.")
}

pub fn request_lost(place: u8, fate: Fate) -> String {
    let why = match fate {
        Fate::Lost => "the network lost it",
        Fate::Cut => "nothing gets through",
        Fate::Down => "it is down",
        Fate::Stranger => "another replica is there now",
        Fate::Dropped => "it was dropped",
        Fate::Mute => "the client is mute",
    };
    format!("It did not reach r{place}: {why}. The client will send it again.")
}

pub fn ordered(slot: u64) -> String {
    format!("Chosen for slot {slot}.")
}

pub const NEVER_ORDERED: &str = "No slot was heard of. It may still get one.";

pub fn executed_by(count: usize, members: usize) -> String {
    if count == members {
        "All have executed it.".to_owned()
    } else {
        format!("{count} of {members} have executed it.")
    }
}

/// How many have executed it; and somebody who has to execute an earlier slot first.
pub fn executes_now(count: usize, members: usize, earlier: Option<(Replica, u64)>) -> String {
    let so_far = format!("{count} of {members} have executed it.");
    match earlier {
        Some((replica, slot)) => format!("{so_far} {replica} waits for slot {slot} first."),
        None => so_far,
    }
}

pub fn responded(output: &str, outvoted: &[Replica]) -> String {
    if outvoted.is_empty() {
        format!("Output {output}.")
    } else {
        format!("Output {output}. Outvoted: {}.", list(outvoted))
    }
}

pub fn responded_fail(verdict: Verdict) -> String {
    format!("FAIL. {}", why_fail(verdict))
}

pub fn monitored(slot: u64, reports: usize, all_equal: bool, wrong: &[Replica]) -> String {
    match (all_equal, wrong.is_empty()) {
        (true, _) if reports == 1 => format!("One has reported of slot {slot}."),
        (true, _) => format!("{reports} reports of slot {slot} are equal."),
        (false, true) => format!("The reports of slot {slot} differ."),
        (false, false) => format!("At slot {slot} the odd one out is {}.", list(wrong)),
    }
}

fn list(replicas: &[Replica]) -> String {
    replicas.iter().map(Replica::to_string).collect::<Vec<_>>().join(", ")
}

pub const STEP_DONE: &str = "done";
pub const STEP_NOW: &str = "under way";
pub const STEP_LATER: &str = "not yet";
pub const STEP_WRONG: &str = "went wrong";
pub const STEP_OFF: &str = "down or paused";
pub const GO: &str = "go";

pub fn go_to_step(name: &str) -> String {
    format!("Go to when this began: {name}")
}
