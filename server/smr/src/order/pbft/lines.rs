//! The lines of the pseudo-code, as they light up while the protocol runs: the paper's section 4, then what members
//! that change, lost messages and crashes add to it.

use crate::order::Line;

macro_rules! lines {
    ($($line:ident = $name:literal: $says:literal),+ $(,)?) => {
        $(#[doc = $says] pub const $line: Line = Line { name: $name, says: $says };)+

        /// All of them, in the order in which they are best read.
        pub const LINES: &[Line] = &[$($line),+];
    };
}

lines! {
    RELAY = "request": "a client's Inputs reach a backup: pass them on to the primary, and wait for them",
    PROPOSE = "pre-prepare": "primary: next slot := the next Inputs; sign it, write it down, send PrePrepare to all",
    FILL_CHANGE = "pre-prepare null": "primary: a change of members waits and no Input does: propose a no-op",
    ACCEPT = "prepare": "PrePrepare of my view, signed by its primary, right digest, slot between the watermarks, no other accepted: accept, write it down, send Prepare",
    REFUSE_SECOND = "prepare refused": "another PrePrepare for this slot was accepted in this view: refuse, the primary lies",
    REFUSE_WATERMARK = "prepare low": "the slot is below what the view began with: refuse, it is decided",
    PREPARED = "commit": "PrePrepare and 2f matching Prepares: prepared; write the proof down, send Commit",
    COMMITTED = "committed": "2f+1 matching Commits: committed; execute when all slots before are",
    TIMER = "timer": "an Input waits that was not there before: start the timer",
    SUSPECT = "view-change": "the timer ran out: take part in this view no more; write it down, send ViewChange with what is prepared",
    JOIN = "view-change f+1": "f+1 others give up views that are not before mine: one of them is correct, so do I",
    GIVE_UP = "view-change 2f+1": "2f+1 wait for a view that does not begin in time: on to the next, with twice the patience",
    AWAIT = "view-change wait": "2f+1 want the view: from now on its primary has so long to begin it",
    NEW_VIEW = "new-view": "primary of the view, 2f+1 ViewChanges: begin it, send NewView with them and what follows from them",
    CHOOSE = "new-view choose": "a prepared batch is reported for the slot: propose the one of the highest view again",
    CHOOSE_NULL = "new-view null": "nothing is reported for the slot, but for a later one: propose a no-op",
    ENTER = "new-view accept": "NewView whose proposals I compute alike from its ViewChanges: enter the view",
    REFUSE_NEW_VIEW = "new-view refused": "NewView that does not follow from its ViewChanges: refuse, the primary lies",
    REFUSE_VIEW_CHANGE = "view-change refused": "ViewChange whose proofs prove nothing: refuse, its sender lies",
    CHECKPOINT = "checkpoint": "my checkpoint is on my disk and others have shown the same: sign that, send Checkpoint",
    STABLE = "low watermark": "2f+1 have signed: the checkpoint is stable, forget the slots below",
    EPOCH = "members": "all slots of these members are committed: keep the proofs, begin the first view of the next members",
    STATUS = "status": "tell how far I am, so that who can helps me on",
    HELP = "status help": "another is less far: send again what it lacks",
    PROVED = "committed proof": "2f+1 signed Commits are shown: committed, whoever shows them",
    BEHIND = "behind": "f+1 are further and nobody sends proofs: ask for entries, or the State",
}
