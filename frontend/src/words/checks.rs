//! The words of the promises and of the audit.

pub const PROMISES: &str = "Promises";
pub const PROMISE_KEPT: &str = "kept: ";
pub const PROMISE_BROKEN: &str = "broken: ";
pub const PROMISE_UNASKED: &str = "not looked at: ";
pub const ONLY_WHEN_ASKED: &str = "Looked at only when you ask; the answer is below the command.";
pub const CHECK_NOW: &str = "Check all now";

/// The sign of how a promise stands.
pub fn sign_of(standing: &str) -> &'static str {
    match standing {
        PROMISE_BROKEN => "✕",
        PROMISE_UNASKED => "○",
        _kept => "✓",
    }
}

pub fn promises_kept((broken, all): (usize, usize)) -> String {
    if broken == 0 { format!("✓ all {all} kept so far") } else { format!("✕ {broken} of {all} broken") }
}

pub fn go_to_event(event: u64) -> String {
    format!("Go to event {event}")
}

pub const AUDIT: &str = "Audit";
pub const AUDIT_WHAT: &str = "Every few slots each replica makes a checksum of its State. Whose checksum differs from the \
    majority’s is faulty, though it may not know.";
pub const AUDIT_EMPTY: &str = "No checksum yet: they are made every few slots. Some Inputs more get you there.";
pub const AUDIT_MORE: &str = "Give 40 Inputs";
pub const AUDIT_MORE_LINE: &str = "workload c1 inputs=40";
pub const AUDIT_NONE: &str = "–";
pub const AUDIT_ALL_EQUAL: &str = "✓ equal wherever two can be compared";

/// What of a report is not as the majority's, and whether that has been mended since.
pub const fn audit_differs(outputs: bool, still: bool) -> &'static str {
    match (outputs, still) {
        (false, true) => "differs",
        (false, false) => "differed",
        (true, true) => "Outputs differ",
        (true, false) => "Outputs differed",
    }
}

pub fn audit_slot(slot: u64) -> String {
    format!("slot {slot}")
}

pub fn audit_diverges(slot: u64) -> String {
    format!("✕ first difference at slot {slot}")
}
