//! The orderings that a sweep can be asked for by name.

use super::plan::Plan;
use super::render;
use super::shrink::shrink;
use super::sweep::{self, Outcome};
use crate::trace::Watch;
use smr::order::Ordering;
use smr::order::multi_paxos::MultiPaxos;

/// How many runs are spent on making a script smaller.
const SHRINKING: u32 = 1_000;

/// An ordering that can be asked for by name.
pub struct Order {
    /// Its name in scripts and on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub says: &'static str,
    /// Plays a plan to its end, or to the first broken promise.
    pub play: fn(&Plan) -> Outcome,
    /// The smallest script found that breaks the same promise as that run.
    pub script: fn(&Plan) -> String,
}

/// Every ordering; the first is the usual one.
pub const ORDERS: &[Order] = &[of::<MultiPaxos>("consensus: a series of Paxos instances that share one leader")];

const fn of<O: Ordering>(says: &'static str) -> Order {
    Order {
        name: O::NAME,
        says,
        play: |plan| sweep::play::<O>(plan, Watch::PROMISES).1,
        script: |plan| {
            let smallest = shrink::<O>(plan.clone(), SHRINKING);
            render::script(&sweep::play::<O>(&smallest, Watch::ALL).0, O::NAME)
        },
    }
}
