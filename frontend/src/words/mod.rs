//! Every text of the page, in one place, so that it can be translated.
//!
//! The words are those of the article on the State Machine Approach: replica, Input, Output, State, FAIL, audit,
//! checkpoint. A text that holds a number or a name is a function, since languages order them differently.

mod branches;
mod checks;
mod chronicle;
mod faults;
mod journey;
mod keys;
mod lessons;
mod present;
mod replicas;
mod room;
mod script;
mod share;
mod space_time;
mod stage;
mod tour;

pub use branches::*;
pub use checks::*;
pub use chronicle::*;
pub use faults::*;
pub use journey::*;
pub use keys::*;
pub use lessons::*;
pub use present::*;
pub use replicas::*;
pub use room::*;
pub use script::*;
pub use share::*;
pub use space_time::*;
pub use stage::*;
pub use tour::*;

use wire::message::Speed;
use wire::{Server, Tick, Verdict};

pub const TITLE: &str = "SMR Lab";
pub const WHAT_THIS_IS: &str = "Replicas of one service execute the same Inputs in the same order, so the service survives \
    when some of them fail. This cluster is simulated live: give it Inputs, break it, and see which answers you get.";
pub const SKIP_TO_INPUT: &str = "Skip to the Input field";

pub const PLACES: &str = "Places";
pub const LIVE: &str = "Live cluster";
pub const LESSONS: &str = "Lessons";
pub const CONNECTING: &str = "Connecting to the lab…";
pub const CONNECTED: &str = "Connected";
pub const NOT_CONNECTED: &str = "Not connected";
pub const CONNECTED_AGAIN: &str = "Connected again.";
pub const LOST: &str = "Connection lost. Trying again…";
pub const NO_RUN: &str =
    "There is no run at this address: the name in it is too short, or has other signs than a to z and 0 to 9.";
pub const LOST_DETAIL: &str = "You see what was known last. Commands are possible again when the lab is back.";
pub const RELOAD: &str = "Reload the page";
pub const UNREADABLE: &str = "The server said something that this page does not understand. Reload the page; if it \
    happens again, the server and the page do not belong together.";

pub fn other_version(theirs: u16) -> String {
    format!("The lab was updated (protocol {theirs}, this page knows {}). Reload the page to go on.", wire::VERSION)
}

pub const STAGE: &str = "The cluster";
pub const CHOOSE_SPEED: &str = "Speed";
pub const PLAY: &str = "Play";
pub const PAUSE: &str = "Pause";
pub const STEP: &str = "Step";
pub const STEP_HELP: &str = "Go exactly one event on (arrow right)";
pub const BACK: &str = "Back";
pub const BACK_HELP: &str = "Go exactly one event back (arrow left)";
pub const RUN_UNTIL: &str = "Run until";
pub const RUN_UNTIL_WHAT: &str = "Until what";
/// What is waited for, as conditions of the script language; `@` is how many there are already.
pub const ENDS: [(&str, &str); 5] = [
    ("outputs > @", "the next Output"),
    ("fails > @", "the next FAIL"),
    ("some leader", "somebody leads"),
    ("not all promises", "a promise breaks"),
    ("quiet", "all is quiet"),
];
pub const HISTORY: &str = "History";
pub const LATEST: &str = "To the latest moment";
pub const LATEST_HELP: &str = "To the latest moment (End)";
pub const PLAY_HELP: &str = "Let virtual time run, or stop it (space)";
pub const BRANCH: &str = "Branch";
pub const GO_THERE: &str = "Go to this moment";
pub const WHY: &str = "why?";
pub const CLOSE: &str = "Close";
pub const VIRTUAL_TIME: &str = "Virtual time";
pub const TIME_CONTROLS: &str = "Virtual time";

pub fn speed(speed: Speed) -> String {
    match speed.0 {
        0 => "0".to_owned(),
        thousandths if thousandths % 1000 == 0 => format!("{}×", thousandths / 1000),
        thousandths if 1000 % thousandths == 0 => format!("1/{}", 1000 / thousandths),
        thousandths => format!("{}.{:02}×", thousandths / 1000, thousandths % 1000 / 10),
    }
}

pub const IN_THE_PAST: &str = "This is the past. What you do here begins a branch; nothing is lost.";

pub fn place_in(event: u64, last: u64) -> String {
    format!("event {event} of {last}")
}

pub fn branch(name: &str, event: u64) -> String {
    format!("{name} (from event {event})")
}

pub fn why(event: u64) -> String {
    format!("What led to event {event}")
}

pub fn ask_why(event: u64) -> String {
    format!("Why did event {event} happen?")
}

pub const LINE: &str = "A command, as a line of the script language";
pub const SAY_LINE: &str = "Do it";
pub const LINE_EXAMPLE: &str = "For example: ";
pub const LINE_EXAMPLES: &str = "More examples";

/// Lines to try, each with what it does.
pub const LINES: &[(&str, &str)] = &[
    ("run until quiet", "until nothing is left to do"),
    ("partition r1 | r2 r3", "cuts r1 off from the others"),
    ("heal", "all links work again"),
    ("expect all promises", "are they kept so far?"),
    ("checkpoint", "the log is cut"),
    ("quit r3", "r3 leaves the members"),
    ("join r4", "another replica joins"),
    ("cluster replicas=5 machine=bank", "begins another cluster"),
];

/// A moment, in seconds, down to the microsecond.
pub fn moment(at: Tick) -> String {
    let (seconds, rest) = (at / 1_000_000, at % 1_000_000);
    format!("{seconds}.{:03}\u{202f}{:03} s", rest / 1000, rest % 1000)
}

/// A moment in a list, in seconds, down to the millisecond.
pub fn moment_short(at: Tick) -> String {
    format!("{}.{:03}", at / 1_000_000, at % 1_000_000 / 1000)
}

pub fn stage_summary(replicas: usize, leader: Option<u8>, flying: usize) -> String {
    let leader = leader.map_or_else(|| "nobody leads".to_owned(), |place| format!("r{place} leads"));
    format!("{replicas} replicas; {leader}; {}", messages_flying(flying))
}

pub fn messages_flying(flying: usize) -> String {
    match flying {
        0 => "no message in flight".to_owned(),
        1 => "1 message in flight".to_owned(),
        _ => format!("{flying} messages in flight"),
    }
}

pub fn about(machine: &str, order: &str, model: &str, seed: u64) -> Vec<(&'static str, String)> {
    let rows = [("Service", machine), ("Ordering", order), ("Failures", model)];
    let mut rows: Vec<_> = rows.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    rows.push(("Seed", seed.to_string()));
    rows
}

pub const LEGEND_CLIENT: &str = "Input";
pub const LEGEND_OUTPUT: &str = "Output";
pub const LEGEND_ORDER: &str = "between replicas";
pub const LEGEND_LOST: &str = "did not arrive";

pub const REPLICAS: &str = "Replicas";
pub const STATE: &str = "State";
pub const NO_STATE: &str = "–";
pub const EXECUTED: &str = "executed";
pub const CHOSEN: &str = "chosen";
/// What an ordering calls the number that grows with each who leads; generals have none.
pub fn number_of(order: &str) -> &'static str {
    match order {
        "raft" => "term",
        "pbft" => "view",
        "fail-stop" => "epoch",
        "causal" => "clock",
        "multi-paxos" => "ballot",
        _generals => "",
    }
}

pub const CHECKPOINT: &str = "checkpoint";

/// What can be done to a replica: the word on the button, and the sentence for those who do not see where it stands.
pub struct Act {
    pub label: &'static str,
    sentence: (&'static str, &'static str),
}

pub const CRASH: Act = Act { label: "Crash", sentence: ("Crash", "") };
pub const RESTART: Act = Act { label: "Restart", sentence: ("Restart", "") };
pub const PAUSE_REPLICA: Act = Act { label: "Pause", sentence: ("Pause", "") };
pub const RESUME_REPLICA: Act = Act { label: "Resume", sentence: ("Resume", "") };
pub const CORRUPT: Act = Act { label: "Corrupt", sentence: ("Corrupt the State of", "") };
pub const LIE: Act = Act { label: "Lie", sentence: ("Make", " lie to clients") };
pub const HONEST: Act = Act { label: "Honest", sentence: ("Make", " honest again") };
pub const JOIN_AGAIN: Act = Act { label: "Join again", sentence: ("Have", " join again") };

impl Act {
    pub fn on(&self, place: u8) -> String {
        format!("{} r{place}{}", self.sentence.0, self.sentence.1)
    }
}

pub const fn server(server: Server) -> &'static str {
    match server {
        Server::Up => "up",
        Server::Down => "down",
        Server::Paused => "paused",
    }
}

pub fn differs_at(slot: u64) -> String {
    format!("the audit found a difference at slot {slot}")
}

pub fn suspects(place: u8, standing: &str) -> String {
    format!("sees r{place} as {standing}")
}

pub const ASK: &str = "Give an Input";
pub const SUBMIT: &str = "Submit";
pub const TAP_TO_FILL: &str = "The service understands:";

pub fn input_to(machine: &str) -> String {
    format!("Input to the {machine}")
}

pub const BALLOT_BOX: &str = "Ballot box";
pub const BALLOT_BOX_EMPTY: &str = "Nobody has asked anything yet. When you submit an Input, each replica's Output arrives \
    here as a ballot, and the voter decides.";
pub const REPLICA: &str = "Replica";
pub const OUTPUT: &str = "Output";
pub const STANDING: &str = "Ballot";
pub const AGREES: &str = "agrees";
pub const OUTVOTED: &str = "outvoted";
pub const COUNTED: &str = "counted";
pub const LATE_AGREES: &str = "equal, came later";
pub const LATE_DIFFERS: &str = "differs, came later";
pub const NOT_TAKEN: &str = "another was taken";
pub const NOT_COUNTED: &str = "not counted";
pub const EARLIER: &str = "Before that";
pub const FAIL: &str = "FAIL";
pub const FAIL_IS_NOT_UNDONE: &str = "FAIL does not mean that the Input was not executed. It means that no Output can be \
    believed.";
pub const UNORDERED: &str = "read without ordering";

pub const fn silent(server: Server) -> &'static str {
    match server {
        Server::Up => "no answer yet",
        Server::Down => "no answer: down",
        Server::Paused => "no answer: paused",
    }
}

pub fn request_of(client: u16) -> String {
    format!("c{client} asks")
}

pub fn waiting_for(equal: usize, needed: usize) -> String {
    format!("Waiting: {equal} of {needed} equal Outputs")
}

pub fn retried(times: u32) -> String {
    if times == 1 { "sent again once".to_owned() } else { format!("sent again {times} times") }
}

pub fn agreed(equal: usize, configured: usize) -> String {
    format!("{equal} of {configured} replicas returned it")
}

pub const fn why_fail(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Output => "",
        Verdict::NoMajorityAgrees => "No majority of the configured replicas agrees.",
        Verdict::TooFewAnswered => "Fewer than a majority of the configured replicas answered.",
    }
}

pub fn score(outputs: u64, fails: u64) -> String {
    format!("{outputs} answered · {fails} FAIL")
}

pub const TRY_THIS: &str = "Try this";
pub const DONE: &str = "done";
pub const HINT_SUBMIT: &str = "Submit an Input. Every replica executes it and returns an Output.";
pub const HINT_LIE: &str = "Make a replica lie, then submit again. The voter outvotes it.";
pub const HINT_CRASH: &str = "Crash the leader: the others elect another. Then restart it.";

pub fn submit_this(input: &str) -> String {
    format!("Submit {input}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_read_as_people_say_them() {
        let said = [1, 10, 333, 500, 1000, 10_000].map(|thousandths| speed(Speed(thousandths)));
        assert_eq!(said, ["1/1000", "1/100", "0.33×", "1/2", "1×", "10×"]);
    }

    #[test]
    fn moments_have_all_their_digits() {
        assert_eq!(moment(3_042_007), "3.042\u{202f}007 s");
        assert_eq!(moment_short(61_000_999), "61.000");
    }
}
