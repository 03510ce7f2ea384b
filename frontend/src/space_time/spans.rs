//! What lasts: a server that is down or paused, a replica that leads, a fault of the network.

use crate::heard::Heard;
use std::collections::BTreeMap;
use wire::{Event, Name, Server, Traced, View};

/// What a line is for a while.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The server is down.
    Down,
    /// The server stands still.
    Paused,
    /// The replica leads.
    Leads,
    /// A fault of the network.
    Network(Name),
}

/// Something that lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// At which place; 0 for the network.
    pub place: u8,
    /// What.
    pub state: State,
    /// Since when.
    pub from: f64,
    /// Until when; it may last beyond what is known.
    pub to: f64,
}

/// All that lasts, of what was heard. What nothing was heard of is as in the View. That a replica leads comes first, so that
/// what its server is meanwhile is painted over it: who stands still does not lead.
pub fn spans(heard: &Heard, view: &View) -> Vec<Span> {
    let mut open: BTreeMap<(u8, State), f64> = BTreeMap::new();
    let mut done = Vec::new();
    let mut told = Vec::new();
    for traced in heard.turns() {
        for (place, state, on) in changes(traced) {
            let first = !told.contains(&(place, state.clone()));
            if first {
                told.push((place, state.clone()));
            }
            let at = traced.at as f64;
            if on {
                open.entry((place, state)).or_insert(at);
            } else if let Some(from) = open.remove(&(place, state.clone())).or(lasted_before(traced, first)) {
                done.push(Span { place, state, from, to: at });
            }
        }
    }
    for (place, state) in of_view(view) {
        if !told.contains(&(place, state.clone())) {
            open.insert((place, state), f64::NEG_INFINITY);
        }
    }
    done.extend(open.into_iter().map(|((place, state), from)| Span { place, state, from, to: f64::INFINITY }));
    let (mut all, others): (Vec<Span>, Vec<Span>) = done.into_iter().partition(|span| span.state == State::Leads);
    all.extend(others);
    all
}

/// What ends without having been heard to begin has lasted since before, if its end says that it was. Whom a replica
/// believed to lead may always have been another one, and `heal` ends also what never was.
fn lasted_before(traced: &Traced, first: bool) -> Option<f64> {
    let certain = match &traced.event {
        Event::Resumed { .. } => true,
        Event::Began { .. } => traced.at > 0,
        _may_not_have_been => false,
    };
    (first && certain).then_some(f64::NEG_INFINITY)
}

fn changes(traced: &Traced) -> Vec<(u8, State, bool)> {
    match &traced.event {
        Event::Crashed { replica } | Event::RestartedByAudit { replica } => {
            let place = replica.place;
            vec![(place, State::Down, true), (place, State::Paused, false), (place, State::Leads, false)]
        }
        Event::Began { replica } => vec![(replica.place, State::Down, false)],
        Event::Paused { replica } => vec![(replica.place, State::Paused, true)],
        Event::Resumed { replica } => vec![(replica.place, State::Paused, false)],
        Event::Leader { replica, leader } => vec![(replica.place, State::Leads, *leader == Some(*replica))],
        Event::Fault { place: 0, fault, on } => vec![(0, State::Network(fault.clone()), *on)],
        _does_not_last => Vec::new(),
    }
}

fn of_view(view: &View) -> Vec<(u8, State)> {
    let mut said: Vec<(u8, State)> = view.faults.iter().map(|fault| (0, State::Network(fault.clone()))).collect();
    for (place, replica) in &view.replicas {
        match replica.server {
            Server::Down => said.push((*place, State::Down)),
            Server::Paused => said.push((*place, State::Paused)),
            Server::Up => {}
        }
    }
    said.extend(view.leaders().map(|place| (place, State::Leads)));
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Replica, ReplicaView};

    const R1: Replica = Replica { place: 1, life: 0 };

    fn heard(events: &[Event]) -> Heard {
        let mut heard = Heard::default();
        let traced = |(index, event): (usize, &Event)| {
            let id = index as u64 + 1;
            Traced { id, at: id * 10, cause: 0, event: event.clone(), words: None }
        };
        heard.hear(&events.iter().enumerate().map(traced).collect::<Vec<_>>(), 9);
        heard
    }

    fn believes(leader: Option<Replica>) -> Event {
        Event::Leader { replica: R1, leader }
    }

    #[test]
    fn who_crashes_is_down_until_it_begins_again_and_leads_no_longer() {
        let (crashed, began) = (Event::Crashed { replica: R1 }, Event::Began { replica: R1 });
        let heard = heard(&[believes(Some(R1)), crashed, began, believes(None)]);
        let found = spans(&heard, &View::default());
        let span = |state, from, to| Span { place: 1, state, from, to };
        assert_eq!(found, [span(State::Leads, 10.0, 20.0), span(State::Down, 20.0, 30.0)]);
    }

    #[test]
    fn that_a_leader_stands_still_is_painted_over_that_it_leads() {
        let (paused, resumed) = (Event::Paused { replica: R1 }, Event::Resumed { replica: R1 });
        let found = spans(&heard(&[believes(Some(R1)), paused, resumed]), &View::default());
        let span = |state, from, to| Span { place: 1, state, from, to };
        assert_eq!(found, [span(State::Leads, 10.0, f64::INFINITY), span(State::Paused, 20.0, 30.0)]);
    }

    #[test]
    fn what_was_there_before_anything_was_heard_is_as_seen_now() {
        let mut view = View::default();
        view.replicas.insert(1, ReplicaView { leader: Some(R1), ..ReplicaView::default() });
        view.faults.push("partition".into());
        let found = spans(&heard(&[Event::Command]), &view);
        let lasting = |place, state| Span { place, state, from: f64::NEG_INFINITY, to: f64::INFINITY };
        assert_eq!(found, [lasting(1, State::Leads), lasting(0, State::Network("partition".into()))]);
        let healed = heard(&[Event::Fault { place: 0, fault: "cut".into(), on: false }]);
        assert_eq!(spans(&healed, &View::default()), [], "there may have been no cut");
        let resumed = heard(&[Event::Resumed { replica: R1 }]);
        assert_eq!(spans(&resumed, &View::default())[0].from, f64::NEG_INFINITY);
    }
}
