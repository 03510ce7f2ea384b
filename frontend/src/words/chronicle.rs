//! What happened: the words of the chronicle.

use super::why_fail;
use wire::{Replica, Verdict};

pub const CHRONICLE: &str = "What happened";
pub const CHRONICLE_EMPTY: &str = "Elections, verdicts, faults, findings of the audit and checkpoints appear here.";
pub const SYSTEM_FAILURE: &str = "System Failure";
pub const BROKEN: &str = "A promise is broken";

pub fn broken_at(event: u64) -> String {
    format!("first at event {event}")
}

pub fn you_commanded(line: &str) -> String {
    format!("You: {line}")
}

pub fn client_asks(client: u16, words: &str) -> String {
    format!("c{client} asks {words}.")
}

pub fn client_asks_again(client: u16, number: u32) -> String {
    format!("c{client} sends request {number} again.")
}

pub fn output_given(client: u16, asked: &str, output: &str) -> String {
    format!("c{client} gets Output {output} for {asked}.")
}

pub fn fail_given(client: u16, asked: &str, verdict: Verdict) -> String {
    format!("c{client} gets FAIL for {asked}. {}", why_fail(verdict))
}

pub fn promise_broken(promise: &str, how: &str) -> String {
    format!("Promise broken: {promise}. {how}")
}

pub fn anomaly(client: u16, how: &str) -> String {
    format!("Anomaly at c{client}: {how}.")
}

pub fn system_failure(how: &str) -> String {
    format!("System Failure: {how}.")
}

pub fn began(replica: Replica) -> String {
    format!("{replica} starts.")
}

pub fn crashed(replica: Replica) -> String {
    format!("{replica} crashes.")
}

pub fn restarted_by_audit(replica: Replica) -> String {
    format!("The audit restarts {replica}.")
}

pub fn paused(replica: Replica) -> String {
    format!("{replica} pauses: it is silent, but not dead.")
}

pub fn resumed(replica: Replica) -> String {
    format!("{replica} goes on.")
}

pub fn fault_begins(place: u8, fault: &str, how: &str) -> String {
    let place = if place == 0 { "the network".to_owned() } else { format!("r{place}") };
    match how {
        "" => format!("Fault at {place}: {fault}."),
        // What was commanded names the fault itself.
        how if how.starts_with(fault) => format!("Fault at {place}: {how}."),
        how => format!("Fault at {place}: {fault}, {how}."),
    }
}

pub fn fault_ends(place: u8, fault: &str) -> String {
    let place = if place == 0 { "the network".to_owned() } else { format!("r{place}") };
    format!("No longer at {place}: {fault}.")
}

pub fn leads(replica: Replica) -> String {
    format!("{replica} leads now.")
}

pub fn leads_no_longer(replica: Replica) -> String {
    format!("{replica} no longer leads.")
}

pub fn members_change(from: u64, members: &[Replica]) -> String {
    let names: Vec<String> = members.iter().map(Replica::to_string).collect();
    format!("Members from slot {from}: {}.", names.join(", "))
}

pub fn status_changes(replica: Replica, status: &str) -> String {
    format!("{replica} is now: {status}.")
}

pub fn submits(replica: Replica, what: &str) -> String {
    format!("{replica} submits {what}.")
}

pub fn deviates(replica: Replica, slot: u64) -> String {
    format!("The audit finds that {replica} differs from the majority at slot {slot}.")
}

pub fn checkpoint_stable(slot: u64) -> String {
    format!("A majority agrees on the checkpoint at slot {slot}.")
}

pub fn installed(replica: Replica, slot: u64) -> String {
    format!("{replica} has received the State of slot {slot}.")
}

pub fn source_rejected(replica: Replica, source: Replica, why: &str) -> String {
    format!("{replica} gives up {source} as a source of State: {why}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_named_once() {
        assert_eq!(fault_begins(1, "slow", "20 times as long"), "Fault at r1: slow, 20 times as long.");
        assert_eq!(fault_begins(0, "partition", "partition r1 | r2"), "Fault at the network: partition r1 | r2.");
        assert_eq!(fault_begins(2, "mute", ""), "Fault at r2: mute.");
    }
}
