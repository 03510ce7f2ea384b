//! The lines of the pseudo-code, as they light up while the protocol runs: first the phases of "Paxos Made Simple",
//! then what a series of instances and a leader add to them.

use crate::order::Line;

macro_rules! lines {
    ($($line:ident = $name:literal: $says:literal),+ $(,)?) => {
        $(#[doc = $says] pub const $line: Line = Line { name: $name, says: $says };)+

        /// All of them, in the order in which they are best read.
        pub const LINES: &[Line] = &[$($line),+];
    };
}

lines! {
    PREPARE = "1a": "choose a ballot higher than any seen, promise it, send Prepare(ballot) to the acceptors",
    PROMISE = "1b": "on Prepare(ballot), ballot > promised: promised := ballot, write it down, answer Promise(votes)",
    REFUSE_PREPARE = "1b refused": "on Prepare(ballot), ballot < promised: answer Nack(promised)",
    LEAD = "1 done": "a majority promised: this ballot leads",
    PROPOSE = "2a": "no vote was reported for the slot: propose the next Inputs, send Accept(ballot, slot, value)",
    PROPOSE_HIGHEST = "2a bound": "votes were reported for the slot: propose the value of the highest ballot among them",
    FILL_GAP = "2a gap": "no vote was reported for the slot, but for a later one: propose a no-op",
    VOTE = "2b": "on Accept(ballot, slot, value), ballot >= promised: vote, write it down, answer Accepted",
    REFUSE_ACCEPT = "2b refused": "on Accept(ballot, slot, value), ballot < promised: answer Nack(promised)",
    CHOSEN = "chosen": "a majority of the slot's members voted in one ballot: its value is chosen",
    LEARN = "learn": "the leader of the ballot I voted in says that the slot is chosen: so is what I voted for",
    BEHIND = "behind": "a slot is chosen, but I do not know the value: ask for it",
    WIDEN = "1a again": "other members decide the next slot: have a majority of them promise this ballot too",
    FILL_CHANGE = "2a fill": "a change of members waits and no Input does: propose a no-op, so that it takes effect",
    REDECIDE = "2a redo": "nobody told me what is chosen there: propose it again; it can only be chosen again",
    RETRANSMIT = "retransmit": "no answer yet: send Prepare or Accept again to those who have not answered",
    HEARTBEAT = "heartbeat": "lead: show it to the others, with how far all is chosen",
    FORWARD = "forward": "Inputs to be ordered and another leads: hand them to it",
    HOLD = "hold": "Inputs to be ordered and nobody leads: keep them until somebody does",
    TIMEOUT = "timeout": "no sign of a leader for too long: try to lead",
    GIVE_WAY = "give way": "there is a higher ballot: stop leading, wait longer before trying again",
    OVERTAKEN = "overtaken": "what I still propose was chosen elsewhere: stop leading, my ballot may have lost",
    STRANGER = "stranger": "whoever sent this decides no slot that is still open: ignore it, but ask for what it knows",
    RETIRE = "retire": "I am no longer a member: stop leading",
    FORGET = "forget": "a stable checkpoint replaces the slots below: forget their votes",
}
