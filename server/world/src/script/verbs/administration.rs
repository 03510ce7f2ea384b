//! `checkpoint`, `quit`, `join`, `lead`: what an administrator does.

use super::{Verb, at};
use crate::script::statement::{Deed, Statement};

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "checkpoint",
        usage: "checkpoint",
        does: "Has CHECKPOINT submitted: all replicas take one at the slot where it is ordered.",
        example: "checkpoint",
        parse: |_| Ok(Statement::Checkpoint),
    },
    Verb {
        name: "quit",
        usage: "quit REPLICA",
        does: "Has QUIT of the replica submitted: it is no member any more, some slots later.",
        example: "quit leader",
        parse: |input| at(input, Deed::Quit),
    },
    Verb {
        name: "join",
        usage: "join REPLICA",
        does: "Starts a replica at this place. It observes, is given the State, and then submits JOIN.",
        example: "join r4",
        parse: |input| at(input, Deed::Join),
    },
    Verb {
        name: "lead",
        usage: "lead REPLICA",
        does: "Makes the replica try to lead, now.",
        example: "lead r2",
        parse: |input| at(input, Deed::Lead),
    },
];
