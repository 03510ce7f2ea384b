//! `crash`, `restart`, `pause`, `resume`: the power switch of a server.

use super::{Verb, at};
use crate::script::grammar::at_end;
use crate::script::statement::{Deed, Statement};

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "crash",
        usage: "crash REPLICA",
        does: "The server's power fails. What its disk had not acknowledged may be lost.",
        example: "crash leader",
        parse: |input| at(input, Deed::Crash),
    },
    Verb {
        name: "restart",
        usage: "restart REPLICA",
        does: "A server that is down starts again, from what its disk holds.",
        example: "restart former-leader",
        parse: |input| at(input, Deed::Restart),
    },
    Verb {
        name: "pause",
        usage: "pause REPLICA",
        does: "The server stands still, but is not dead: what arrives waits for it.",
        example: "pause follower1",
        // Without a replica it is the demonstration that shall pause, for which the word is `wait`.
        parse: |input| if at_end(input) { Ok(Statement::Wait) } else { at(input, Deed::Pause) },
    },
    Verb {
        name: "resume",
        usage: "resume REPLICA",
        does: "A server that stood still goes on.",
        example: "resume r2",
        parse: |input| at(input, Deed::Resume),
    },
];
