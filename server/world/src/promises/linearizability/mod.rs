//! Linearizability: can every answer be explained by one copy of the State Machine that did one thing at a time?
//!
//! A history says when each operation was invoked and when it was answered, and with what. It is linearizable if
//! every operation can be given one instant between the two at which it took effect, such that the State Machine,
//! run in the order of those instants, gives exactly those answers. An operation whose fate is unknown may have
//! taken effect at any instant after its invocation, or never; one that certainly failed never did.
//!
//! [`check`] searches for such an order, after Wing and Gong (1993) with Lowe's memory of configurations already
//! refuted (2017). The question is NP-complete, so the search is as good as what it need not try, and it need not
//! try much. Each of these leaves the verdict exact:
//!
//! - Histories of independent objects are checked apart ([`Specification::partition`]; Herlihy and Wing's locality).
//! - An answered operation that only reads ([`Specification::only_reads`]) and is possible now is placed now: moving
//!   it forward breaks nobody's explanation. Reads never branch. (A write that changes nothing *here* may be needed
//!   later, so this is a question to the machine and not to the State.)
//! - A lost operation is placed only in a run of lost operations that ends in an answered one which needs them.
//!   If the answered one would have come out the same without the last of them, or in the other order, then that
//!   other way is tried and this one is not.
//! - Equal lost operations are interchangeable: the earliest is used first.
//! - Having used fewer lost operations is never worse, so a configuration is refuted by a refuted one which differs
//!   only in having used fewer.
//! - A lost operation of which nobody can have seen a trace ([`Specification::leaves`]) is left out, and an answered
//!   one is placed as soon as another wipes out its trace at once.
//! - If that is not enough, lost operations are first taken to be available without end. What is not linearizable
//!   even then is not linearizable, and configurations need not tell any more what was used.
//!
//! The evidence for "not linearizable" is the earliest answer that no order explains, together with an order that
//! explains everything answered before it.
//!
//! **Left out:** weaker promises (sequential, causal) and operations over several keys of a partitioned machine.

mod history;
pub mod machines;
mod memory;
mod progress;
mod search;
#[cfg(test)]
mod tests;
mod traces;

pub use history::{Entry, Fate, History};

use progress::Supply;
use std::collections::BTreeMap;
use std::hash::Hash;

/// A State Machine as a judge sees it.
pub trait Specification {
    /// What it is in.
    type State: Clone + Eq + Hash;
    /// What a client asks. Equal operations must be interchangeable.
    type Operation: Clone + Eq;
    /// What a client is told.
    type Output;

    /// The State before the first operation of one partition.
    fn start(&self) -> Self::State;

    /// The State after the operation, or `None` if it is impossible here or would give another output. Without an
    /// output, any will do.
    fn step(
        &self,
        state: &Self::State,
        operation: &Self::Operation,
        output: Option<&Self::Output>,
    ) -> Option<Self::State>;

    /// Whether the operation, when it is answered with this, leaves every State as it is.
    fn only_reads(&self, _operation: &Self::Operation, _output: &Self::Output) -> bool {
        false
    }

    /// Whether the State looks as if it were on the way to this answer. A hint: it changes how soon an explanation is
    /// found, and never whether there is one.
    fn leads_to(&self, _state: &Self::State, _operation: &Self::Operation, _output: &Self::Output) -> bool {
        true
    }

    /// The independent object that the operation concerns.
    fn partition(&self, _operation: &Self::Operation) -> u64 {
        0
    }

    /// What the operation leaves behind. An operation whose trace nobody sees can be taken out of every explanation
    /// and leave an explanation of the others.
    fn leaves(&self, _operation: &Self::Operation) -> Trace {
        Trace::Anything
    }

    /// Which traces may have influenced that the operation was possible, or its output. One without an output is lost
    /// itself: what it may do in an explanation counts, what it was told does not.
    fn sees(&self, _operation: &Self::Operation, _output: Option<&Self::Output>) -> Trace {
        Trace::Anything
    }
}

/// What an operation leaves behind, or what another sees of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trace {
    /// No trace.
    Nothing,
    /// A trace told from others by this number.
    Mark(u64),
    /// A trace that can be any.
    Anything,
}

/// What [`check`] found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Every answer is explained: one order of operations (their indices in the history) for each partition.
    Linearizable {
        /// The explanations.
        orders: Vec<Vec<usize>>,
    },
    /// No order explains the history.
    NotLinearizable(Evidence),
    /// The budget was used up before either was found.
    BudgetExceeded,
}

/// Why a history is not linearizable. Numbers are indices of operations in the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The earliest answer that no order explains.
    pub operation: usize,
    /// An order that explains every answer before it; empty if it was refuted without one.
    pub order: Vec<usize>,
    /// Operations that overlap it and could not help.
    pub concurrent: Vec<usize>,
}

/// How many steps of the State Machine a check may try, unless told otherwise.
pub const BUDGET: u64 = 400_000_000;

/// Whether the history is linearizable, in at most [`BUDGET`] steps.
pub fn check<S: Specification>(specification: &S, history: &History<S::Operation, S::Output>) -> Verdict {
    check_within(specification, history, BUDGET)
}

/// Whether the history is linearizable, in at most `budget` steps.
pub fn check_within<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Output>,
    budget: u64,
) -> Verdict {
    let mut partitions: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (index, entry) in history.entries().iter().enumerate() {
        partitions.entry(specification.partition(&entry.operation)).or_default().push(index);
    }
    let mut left = budget;
    let mut orders = Vec::new();
    let mut exceeded = false;
    for indices in partitions.into_values() {
        match judge(specification, history, &indices, &mut left) {
            Verdict::Linearizable { orders: found } => orders.extend(found),
            Verdict::BudgetExceeded => exceeded = true,
            refuted @ Verdict::NotLinearizable(_) => return refuted,
        }
    }
    if exceeded { Verdict::BudgetExceeded } else { Verdict::Linearizable { orders } }
}

/// The share of the budget after which a search is tried another way.
const SHARE: u64 = 16;

/// Judges one partition: briefly, then with lost operations without end, then with all that is left of the budget.
fn judge<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Output>,
    indices: &[usize],
    left: &mut u64,
) -> Verdict {
    for (supply, share) in [(Supply::Exact, SHARE), (Supply::Endless, 2), (Supply::Exact, 1)] {
        let given = *left / share;
        let mut rest = given;
        let verdict = search::search(specification, history, indices, supply, &mut rest);
        *left -= given - rest;
        if verdict != Verdict::BudgetExceeded {
            return verdict;
        }
    }
    Verdict::BudgetExceeded
}
