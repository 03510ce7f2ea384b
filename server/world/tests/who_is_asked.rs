//! The ballot box of a request lists those who answer it, also while the members change.

use smr::receive::ClientId;
use std::collections::{BTreeMap, BTreeSet};
use wire::{Asked, Event, Replica, Traced, View};
use world::orders::{self, Order};
use world::{Command, Configuration, Watch, Workload};

/// A run in which one joins, and then another one quits, while two clients ask for more and more; all that happened.
fn changing(order: &Order, seed: u64) -> (View, Vec<Traced>) {
    let configuration = Configuration { seed, ..Configuration::default() };
    let mut world = order.world(configuration, Watch::ALL).expect("it is possible");
    let first = world.view().clone();
    world.run_until(1_000_000);
    for client in [1, 2] {
        let workload = Workload { inputs: 400, in_flight: 4, think: 0 };
        world.command(&Command::Workload(ClientId(client), workload)).expect("accepted");
    }
    world.run_until(1_010_000 + seed * 1_000);
    world.command(&Command::Join(4)).expect("accepted");
    world.run_until(3_000_000);
    world.command(&Command::Quit(1)).expect("accepted");
    for client in [1, 2] {
        let workload = Workload { inputs: 400, in_flight: 4, think: 0 };
        world.command(&Command::Workload(ClientId(client), workload)).expect("accepted");
    }
    world.run_until(8_000_000);
    (first, world.trace().after(0).cloned().collect())
}

#[test]
fn those_who_are_asked_are_those_who_answer() {
    for (order, seed) in ["multi-paxos", "raft"].into_iter().zip(1..) {
        let (mut view, events) = changing(orders::named(order).expect("it is an ordering"), seed);
        let mut asked: BTreeMap<Asked, BTreeSet<Replica>> = BTreeMap::new();
        let mut answer: BTreeMap<Asked, BTreeSet<Replica>> = BTreeMap::new();
        let mut meanwhile = 0;
        for traced in &events {
            view.fold(traced);
            match traced.event {
                Event::Heard { client, number, replica, .. } => {
                    answer.entry(Asked { client, number }).or_default().insert(replica);
                }
                Event::Answered { client, number, .. } => {
                    let last = &view.clients[&client].answered.last().expect("it is answered").request;
                    meanwhile += usize::from(last.members != view.members);
                    asked.insert(Asked { client, number }, last.members.iter().copied().collect());
                }
                _ => {}
            }
        }
        let other = asked.iter().find(|(request, asked)| answer.get(request) != Some(asked));
        assert_eq!(other, None, "{order}");
        assert_eq!(asked.len(), 1_600, "{order}");
        assert!(meanwhile > 0, "{order}: under none of them the members change");
    }
}
