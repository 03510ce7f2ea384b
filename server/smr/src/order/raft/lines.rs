//! The lines of the pseudo-code, as they light up while the protocol runs: figure 2 of the paper, then what a working
//! Raft adds to it.

use crate::order::Line;

macro_rules! lines {
    ($($line:ident = $name:literal: $says:literal),+ $(,)?) => {
        $(#[doc = $says] pub const $line: Line = Line { name: $name, says: $says };)+

        /// All of them, in the order in which they are best read.
        pub const LINES: &[Line] = &[$($line),+];
    };
}

lines! {
    LATER_TERM = "term": "a message of a later term: take the term over, vote for nobody in it yet, follow",
    PRE_CANDIDATE = "pre-vote": "no sign of a leader for too long: ask whether I would be voted for",
    CANDIDATE = "candidate": "I would be, or was told to lead: next term, vote for myself, send RequestVote",
    GRANT = "vote": "not voted in this term, candidate's log at least as up to date as mine: write it down and vote",
    REFUSE_VOTED = "vote 1": "the term is over, or I voted for another in it: refuse",
    REFUSE_LOG = "vote 2": "my log is more up to date than the candidate's: refuse",
    REFUSE_LEADER = "vote 3": "a leader was heard of just now: refuse, whatever the candidate's term",
    REFUSE_MEMBERS = "vote 4": "I know of a later change of members than the candidate: refuse, and say so",
    LEAD = "leader": "votes of a majority of each set of members that decides an open slot: lead, append a no-op",
    APPEND_OWN = "leader append": "Inputs to be ordered: append them to my log, send Append to the others",
    FILL_CHANGE = "leader fill": "a change of members waits and no Input does: append a no-op, so that it takes effect",
    STALE_LEADER = "append 1": "Append of a term that is over: refuse, and tell the term",
    REFUSE_APPEND = "append 2": "my log does not hold the entry before: refuse, and tell what it holds there",
    TRUNCATE = "append 3": "an entry of mine is in the slot of a new one, with another term: cut it off, and all after it",
    APPEND = "append 4": "append what is not in my log, write it down, answer Appended",
    LEARN = "append 5": "the leader says how far its log is committed: so is mine, as far as it is the same",
    BACK_UP = "leader retry": "refused: begin earlier, where the logs may still agree",
    RESEND = "candidate resend": "no answer yet: ask again for votes",
    COMMITTED = "leader commit": "a majority of the slot's members holds it, and an entry of my own term too: committed",
    AWAIT_KNOWN = "leader await": "others decide the next slot: wait until a majority of those who decide this one knows it",
    HEARTBEAT = "heartbeat": "lead: show it to the others, with how far my log is committed",
    STEP_DOWN = "leader resigns": "a later term: follow",
    CHECK_QUORUM = "check quorum": "no majority was heard of for too long: follow, another may lead already",
    SNAPSHOT = "leader snapshot": "the follower lacks what my log has compacted: have it get the State",
    BEHIND = "snapshot 1": "the leader has compacted what my State lacks: get the State",
    REBASE = "snapshot 2": "my State has what my log lacks: the log begins after it",
    COMPACT = "compact": "a stable checkpoint replaces the entries below: drop them, keep the last one's term",
    HAND_OVER = "transfer": "I am no longer a member and the others know: tell the one with the longest log to stand for election",
    TIMEOUT_NOW = "transfer 2": "the leader hands over to me: begin an election at once",
    FORWARD = "forward": "Inputs to be ordered and another leads: hand them to it",
    HOLD = "hold": "Inputs to be ordered and nobody leads: keep them until somebody does",
}
