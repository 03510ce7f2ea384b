//! The lines of the pseudo-code, as they light up while the protocol runs.

crate::order::lines! {
    PROPOSE = "propose": "primary: give the next Inputs a slot, store them, send Store(slot, batch) to all",
    STORE = "store": "on Store(slot, batch) of my primary: store it, answer Stored(all through)",
    COMMIT = "commit": "primary: all members that are not dead have stored the slot: it is committed",
    LEARN = "learn": "the primary says that all is committed through a slot: so is what I stored",
    BEHIND = "behind": "a slot is committed, but I have not stored it: ask for it",
    ALIVE = "alive": "now and then: show that I am alive; whoever shows itself is alive",
    DEAD = "dead": "one was silent for longer than a message can take: it is dead, wait for it no more",
    DEAF = "deaf": "a message from one that was taken for dead: ignore it",
    TAKE_OVER = "take over": "the primary is dead and I am next: begin a higher epoch, ask all what they have stored",
    TELL = "tell": "on TakeOver of a higher epoch: follow it, tell what I have stored",
    RESTORE = "restore": "all who are alive have told: propose again what they stored, of the highest epoch",
    FILL_GAP = "fill gap": "nobody has stored the slot, but a later one: propose a no-op",
    FILL_CHANGE = "fill change": "a change of members waits and no Input does: propose a no-op, so that it takes effect",
    AGAIN = "again": "no answer yet: send Store or TakeOver again to those who have not answered",
    FORWARD = "forward": "Inputs to be ordered and another is primary: hand them to it",
    HOLD = "hold": "Inputs to be ordered and nobody is primary: keep them until somebody is",
    GIVE_WAY = "give way": "another has begun a higher epoch: be its backup",
    RETIRE = "retire": "I am no longer a member: stop being primary",
}
