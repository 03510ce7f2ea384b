//! The lines of the two algorithms, as they light up while they run. Both have the same lines in the same places, each in
//! its own words.

use crate::order::Line;

/// The commander gives its order.
pub const COMMAND: usize = 0;
/// Somebody tells of an order.
pub const HEAR: usize = 1;
/// An order is passed on.
pub const PASS_ON: usize = 2;
/// An order is obeyed.
pub const OBEY: usize = 3;
/// No order can be obeyed.
pub const RETREAT: usize = 4;
/// A message came after its round.
pub const LATE: usize = 5;
/// Inputs are handed to the next commander.
pub const FORWARD: usize = 6;
/// Decided, but something before is missing.
pub const BEHIND: usize = 7;

const LATE_LINE: Line = Line { name: "late", says: "a message of a round that is over: it was never sent" };
const FORWARD_LINE: Line =
    Line { name: "forward", says: "Inputs to be ordered: hand them to the commander of the next slot" };
const BEHIND_LINE: Line = Line { name: "behind", says: "I decided a slot, and do not know one before it: ask for it" };

/// The lines of OM(m).
pub const ORAL: &[Line] = &[
    Line { name: "OM(m) 1", says: "the commander sends its order to every lieutenant" },
    Line { name: "OM(0) 2", says: "each uses what it receives, or RETREAT if it receives nothing" },
    Line { name: "OM(m) 2", says: "lieutenant: pass on what I received by OM(m-1) to the n-2 others" },
    Line { name: "OM(m) 3", says: "obey majority(what I received, what each other says it received)" },
    Line { name: "OM(m) 3 default", says: "the majority is RETREAT, or there is no majority: an empty batch" },
    LATE_LINE,
    FORWARD_LINE,
    BEHIND_LINE,
];

/// The lines of SM(m).
pub const WRITTEN: &[Line] = &[
    Line { name: "SM(m) 1", says: "the commander signs its order and sends it to every lieutenant" },
    Line { name: "SM(m) 2", says: "on v:0:j1:…:jk in round k+1, v not in V, all signatures different: add v to V" },
    Line { name: "SM(m) 2B", says: "k < m: sign it too and send v:0:j1:…:jk:i to all who have not signed it" },
    Line { name: "SM(m) 3", says: "V has one order: obey it" },
    Line { name: "SM(m) 3 default", says: "V has no order, or more than one: RETREAT, an empty batch" },
    LATE_LINE,
    FORWARD_LINE,
    BEHIND_LINE,
];
