//! The whole way of an Input: from a client through the order and every replica to a voted Output.

use smr::execute::MachineKind;
use smr::receive::ClientId;
use wire::Event;
use world::{Command, Configuration, PaxosWorld, Watch, Workload, orders};

fn world(configuration: Configuration) -> PaxosWorld {
    PaxosWorld::new(configuration, Watch::ALL).expect("a possible run")
}

fn submit(world: &mut PaxosWorld, line: &str) {
    let operation = world.configuration().machine.parse(line).expect("an operation");
    world.command(&Command::Submit(ClientId(1), operation)).expect("accepted");
}

fn last_answer(world: &PaxosWorld) -> String {
    let client = &world.view().clients[&1];
    client.answered.last().map(|answered| answered.words.to_string()).unwrap_or_default()
}

#[test]
fn an_input_is_ordered_executed_everywhere_and_voted_on() {
    let mut world = world(Configuration::default());
    world.run_until(1_000_000);
    submit(&mut world, "add 5");
    world.run_until(1_200_000);
    for traced in world.trace().after(0) {
        if std::env::var_os("SHOW").is_some() {
            println!(
                "{:>7} {:>5} <- {:>5} {:?} {}",
                traced.at,
                traced.id,
                traced.cause,
                traced.event,
                traced.words.as_deref().unwrap_or("")
            );
        }
    }
    assert_eq!(last_answer(&world), "5");
    for replica in world.view().replicas.values() {
        assert_eq!(&*replica.state, "5");
    }
    assert_eq!(world.broken(), []);
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    let run = |seed| {
        let configuration = Configuration { seed, machine: MachineKind::KeyValue, ..Configuration::default() };
        let mut world = world(configuration);
        let workload = Workload { inputs: 200, in_flight: 4, think: 1_000 };
        world.command(&Command::Workload(ClientId(1), workload)).expect("accepted");
        world.run_until(5_000_000);
        assert!(world.all_answered());
        assert_eq!(world.broken(), []);
        world.trace().hash()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

/// Whoever asks why something happened reads of messages too, and is no programmer.
#[test]
fn what_a_message_says_is_told_in_words_under_every_ordering() {
    for order in orders::ORDERS {
        let configuration = Configuration { replicas: 4, failure_model: order.models[0], ..Configuration::default() };
        let mut world = order.world(configuration, Watch::ALL).expect("it is possible");
        let workload = Workload { inputs: 20, in_flight: 4, think: 0 };
        world.command(&Command::Workload(ClientId(1), workload)).expect("accepted");
        world.run_until(1_000_000);
        world.command(&Command::Crash(1)).expect("accepted");
        world.run_until(3_000_000);
        let mut said = 0;
        for traced in world.trace().after(0) {
            if let Event::Sent { slot, .. } = traced.event {
                let words = traced.words.as_deref().unwrap_or_default();
                assert!(!words.contains(['{', '[', '_']) && !words.contains("::"), "{}: {words}", order.name);
                assert!(slot == 0 || !words.is_empty(), "{} says nothing of slot {slot}", order.name);
                said += 1;
            }
        }
        assert!(said > 100, "{}: {said} messages", order.name);
    }
}
