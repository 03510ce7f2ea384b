//! Step 4: execute the Inputs in the chosen order on each server.
//!
//! The article defines a State Machine as a tuple of six values. [`StateMachine`] has one item for each of them, in
//! the article's order:
//!
//! | the article | here |
//! |---|---|
//! | a set of States | [`StateMachine::State`] |
//! | a set of Inputs | [`StateMachine::Input`] |
//! | a set of Outputs | [`StateMachine::Output`] |
//! | a transition function (Input × State → State) | [`StateMachine::transition`] |
//! | an output function (Input × State → Output) | [`StateMachine::output`] |
//! | a distinguished State called Start | [`StateMachine::start`] |
//!
//! Both functions see the Input and the State and nothing else: no clock, no randomness, no file, no message. That is
//! all that determinism takes. Two copies that begin in Start and are given the same Inputs in the same order *cannot*
//! differ, unless one of them is faulty; and the one machine here that needs more than the trait offers,
//! [`wall_clock`], is the one that falls apart when it is replicated.
//!
//! [`Running`] is a State Machine on its way through its States. [`Machine`] is one of the machines below, chosen when
//! a cluster starts ([`MachineKind`]); [`Operation`] is an Input to it and [`Output`] what it answers. What the lab
//! must know of a machine beyond the definition is in two more traits: [`Language`], how a learner speaks to it, and
//! [`Internals`], what audit, state transfer and memory faults do with its State.
//!
//! The machines, in the order in which to read them:
//!
//! 1. [`counter`]: one number. The smallest State that is worth replicating.
//! 2. [`turnstile`]: two States. The textbook's example of a finite-state machine.
//! 3. [`register`]: one value with compare-and-set.
//! 4. [`key_value`]: many registers. State transfer of only what differs pays here.
//! 5. [`bank`]: an invariant over the whole State, kept by every transition.
//! 6. [`lock`]: mutual exclusion with fencing tokens, for owners that may be dead or only slow.
//! 7. [`queue`]: order matters most here.
//! 8. [`table`]: a finite-state machine given as data.
//! 9. [`wall_clock`]: the one that is not a State Machine.

pub mod counter;
pub mod turnstile;

pub mod register;

pub mod key_value;

pub mod bank;
pub mod lock;
pub mod queue;

pub mod table;

pub mod wall_clock;

mod executor;
mod internals;
mod kind;
mod language;
mod machine;
mod operation;
mod output;

#[cfg(test)]
mod laws;

pub use executor::{Answer, Consequences, Environment, Executor};
pub use internals::{Component, Internals, Malformed};
pub use kind::MachineKind;
pub use language::{Language, NotUnderstood, Usage};
pub use machine::Machine;
pub use operation::Operation;
pub use output::{Output, Refusal};

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

/// The definition of a State Machine.
///
/// The implementing type is the tuple itself. Most machines are known when the lab is compiled and are empty structs;
/// a [`table::Table`] is read from a text.
pub trait StateMachine {
    /// The set of States.
    type State: Clone + Eq + Hash + Debug;
    /// The set of Inputs.
    type Input: Copy;
    /// The set of Outputs.
    type Output: Copy + Eq;

    /// The transition function, Input × State → State. The State is moved forward in place, since copying a large one
    /// for every Input would be a waste; nobody sees it half-way.
    fn transition(&self, input: Self::Input, state: &mut Self::State);

    /// The output function, Input × State → Output. The State is the one *before* the transition.
    fn output(&self, input: Self::Input, state: &Self::State) -> Self::Output;

    /// The distinguished State called Start.
    fn start(&self) -> Self::State;
}

/// A tuple that several replicas share is the same tuple.
impl<M: StateMachine> StateMachine for Arc<M> {
    type State = M::State;
    type Input = M::Input;
    type Output = M::Output;

    fn transition(&self, input: M::Input, state: &mut M::State) {
        (**self).transition(input, state);
    }

    fn output(&self, input: M::Input, state: &M::State) -> M::Output {
        (**self).output(input, state)
    }

    fn start(&self) -> M::State {
        (**self).start()
    }
}

/// A State Machine in one of its States.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Running<M: StateMachine> {
    /// The definition.
    pub machine: M,
    /// Where it is: held stable until the next Input.
    pub state: M::State,
}

impl<M: StateMachine> Running<M> {
    /// The machine at Start.
    #[must_use]
    pub fn start(machine: M) -> Self {
        let state = machine.start();
        Self { machine, state }
    }

    /// Passes one Input through the output function and the transition function.
    pub fn execute(&mut self, input: M::Input) -> M::Output {
        let output = self.machine.output(input, &self.state);
        self.machine.transition(input, &mut self.state);
        output
    }
}
