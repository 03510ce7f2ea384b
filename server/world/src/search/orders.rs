//! The orderings that a sweep can be asked for by name.

use super::plan::Plan;
use super::render;
use super::sweep::{self, Outcome};
use crate::trace::Watch;
use smr::order::Ordering;
use smr::order::multi_paxos::MultiPaxos;

/// An ordering that can be asked for by name.
pub struct Order {
    /// Its name in scripts and on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub says: &'static str,
    /// Plays a plan to its end, or to the first broken promise.
    pub play: fn(&Plan) -> Outcome,
    /// The script of that run, up to where the promise breaks.
    pub script: fn(&Plan) -> String,
}

/// Every ordering; the first is the usual one.
pub const ORDERS: &[Order] = &[of::<MultiPaxos>("consensus: a series of Paxos instances that share one leader")];

const fn of<O: Ordering>(says: &'static str) -> Order {
    Order {
        name: O::NAME,
        says,
        play: |plan| sweep::play::<O>(plan, Watch::PROMISES).1,
        script: |plan| render::script(&sweep::play::<O>(plan, Watch::ALL).0, O::NAME),
    }
}
