//! What is told of replicas one by one: their logs, their State, the lines of the protocol that they run.

use wire::{Replica, Transfer};

pub const LOGS: &str = "The logs";
pub const LOGS_WHAT: &str = "A row a replica, a column a slot of the order.";
pub const LOGS_EMPTY: &str = "No slot is in use yet. Submit an Input.";
pub const DECIDE: &str = "members";
pub const SLOT: &str = "slot";
pub const LOG_EMPTY: &str = "nothing";
pub const LOG_WRITTEN: &str = "written down, not chosen";
pub const LOG_CHOSEN: &str = "chosen";
pub const LOG_EXECUTED: &str = "executed";
pub const LOG_FORGOTTEN: &str = "forgotten";
pub const DISK_WRITES: &str = "on its way to the disk";
pub const DISK_HOLDS: &str = "on disk";
pub const LOG_CHECKPOINT: &str = "checkpoint";
pub const LOG_STABLE: &str = "stable checkpoint";

pub fn decided_by(members: &[Replica]) -> String {
    members.iter().map(Replica::to_string).collect::<Vec<_>>().join(" ")
}

/// As much of a text as fits.
pub fn shortened(text: &str, widest: usize) -> String {
    if text.chars().count() <= widest {
        return text.to_owned();
    }
    text.chars().take(widest.saturating_sub(1)).chain(['…']).collect()
}

pub const PROTOCOL_WHAT: &str = "The line that ran last at a replica is lit. Each leads to the source that runs.";

pub fn protocol(order: &str) -> String {
    format!("The lines of {order}")
}

pub fn state_was(before: &str) -> String {
    format!("was {before}")
}

pub fn transfers(transfer: &Transfer) -> String {
    format!("State from {}: {} of {} bytes", transfer.from, transfer.received, transfer.differing)
}

/// How much less than the whole State travels, since some of it was alike and the rest is compressed.
pub fn transfer_saves(transfer: &Transfer) -> String {
    let alike = transfer.whole.saturating_sub(transfer.differing);
    let squeezed = transfer.received.saturating_sub(transfer.compressed);
    format!("{alike} bytes saved as they were alike, {squeezed} by compression")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_tells_what_it_saves() {
        let from = Replica { place: 1, life: 0 };
        let transfer = Transfer { from, whole: 900, differing: 300, received: 200, compressed: 80 };
        assert_eq!(transfers(&transfer), "State from r1: 200 of 300 bytes");
        assert_eq!(transfer_saves(&transfer), "600 bytes saved as they were alike, 120 by compression");
    }

    #[test]
    fn what_does_not_fit_is_cut_with_a_sign() {
        assert_eq!((shortened("add 5", 5).as_str(), shortened("transfer", 5).as_str()), ("add 5", "tran…"));
    }
}
