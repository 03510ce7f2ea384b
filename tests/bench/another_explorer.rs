//! The lab's own model of Paxos, explored by Stateright: the same states, the same steps and the same promise, so that
//! what differs is the explorer alone.
//!
//! It is spared all work that it need not do twice: what it takes for an action is already the next state. Both run on
//! one core, breadth first. Stateright keeps fingerprints, where the lab keeps whole states.

use stateright::{Checker, Model, Property};
use world::search::explore::{Model as _, Paxos};

/// The model, as Stateright wants it.
struct Ours(Paxos);

type State = <Paxos as world::search::explore::Model>::State;

impl Model for Ours {
    type State = State;
    type Action = State;

    fn init_states(&self) -> Vec<State> {
        vec![self.0.initial()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<State>) {
        let mut steps = Vec::new();
        self.0.next(state, &mut steps);
        actions.extend(steps.into_iter().map(|(_, next)| next));
    }

    fn next_state(&self, _state: &State, next: State) -> Option<State> {
        Some(next)
    }

    fn within_boundary(&self, state: &State) -> bool {
        self.0.within(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("agreement", |model: &Self, state| model.0.violation(state).is_none())]
    }
}

/// How many distinct states Stateright finds.
pub fn distinct(model: Paxos) -> usize {
    let checked = Ours(model).checker().threads(1).spawn_bfs().join();
    checked.assert_properties();
    checked.unique_state_count()
}
