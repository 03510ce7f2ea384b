//! What the events tell is so: where a replica goes on that begins again, and when a message arrives that was delayed.

use smr::order::multi_paxos::MultiPaxos;
use smr::receive::ClientId;
use wire::{Event, ReplicaView};
use world::{Command, Configuration, Watch, Workload, World};

fn world() -> World<MultiPaxos> {
    let mut world = World::new(Configuration::default(), Watch::ALL).expect("there can be such a run");
    world.run_until(1_000_000);
    world
}

fn r3(world: &World<MultiPaxos>) -> &ReplicaView {
    &world.view().replicas[&3]
}

#[test]
fn who_begins_again_has_what_its_disk_has() {
    let mut world = world();
    let workload = Workload { inputs: 40, in_flight: 1, think: 0 };
    for command in [Command::Workload(ClientId(1), workload), Command::Checkpoint] {
        world.command(&command).expect("accepted");
        world.run_until(world.now() + 1_000_000);
    }
    let before = r3(&world).clone();
    assert!(before.checkpoint.is_some() && before.stable > 40);
    for command in [Command::Crash(3), Command::Restart(3)] {
        world.command(&command).expect("accepted");
    }
    let seen = r3(&world);
    assert_eq!((seen.checkpoint, seen.stable, seen.log_from), (before.checkpoint, before.stable, before.log_from));
    assert_eq!((&seen.state, seen.executed, seen.committed), (&before.state, before.stable, before.stable));
    let loaded = world.trace().after(0).filter(|traced| matches!(traced.event, Event::Loaded { .. })).count();
    assert_eq!(loaded, 1, "who began with nothing on its disk did not load anything");
}

#[test]
fn a_delayed_message_arrives_when_that_is_told() {
    let mut world = world();
    let add = world.configuration().machine.parse("add 5").expect("a counter adds");
    for command in [Command::ByHand(true), Command::Submit(ClientId(1), add)] {
        world.command(&command).expect("accepted");
    }
    let message = *world.view().flying.keys().next().expect("its request is held");
    assert!(world.view().flying[&message].held);
    let delay = Command::Delay(message, 100_000);
    world.command(&delay).expect("accepted");
    let arrives = world.now() + 100_000;
    assert_eq!((world.view().flying[&message].arrives, world.view().flying[&message].held), (arrives, false));
    world.run_until(arrives);
    let delivered = |event: &Event| matches!(event, Event::Delivered { message: it, .. } if *it == message);
    let at = world.trace().after(0).find(|traced| delivered(&traced.event)).map(|traced| traced.at);
    assert_eq!(at, Some(arrives));
}
