//! What ails a server is told while it does, and no longer.

use smr::order::multi_paxos::MultiPaxos;
use wire::Name;
use world::{Command, Configuration, DiskFault, Watch, World};

fn ailments(world: &World<MultiPaxos>) -> Vec<Name> {
    world.view().replicas[&2].faults.clone()
}

#[test]
fn whatever_ails_a_disk_ends_when_it_is_mended() {
    let mut world: World<MultiPaxos> =
        World::new(Configuration::default(), Watch::ALL).expect("there can be such a run");
    world.run_until(1_000_000);
    for fault in DiskFault::ALL {
        world.command(&Command::Disk(2, fault)).expect("accepted");
        assert_eq!(ailments(&world), [fault.ailment()]);
        world.command(&Command::DiskSound(2)).expect("accepted");
        assert!(ailments(&world).is_empty(), "{fault:?}");
    }
    world.command(&Command::Slow(2, 20)).expect("accepted");
    world.command(&Command::Disk(2, DiskFault::Slow)).expect("accepted");
    world.command(&Command::DiskSound(2)).expect("accepted");
    assert_eq!(ailments(&world).len(), 1, "its server is as slow as before");
}

#[test]
fn who_begins_with_another_disk_has_nothing_to_mend() {
    for fault in [DiskFault::Lost, DiskFault::Corrupt] {
        let mut world: World<MultiPaxos> =
            World::new(Configuration::default(), Watch::ALL).expect("there can be such a run");
        world.run_until(1_000_000);
        for command in [Command::Disk(2, fault), Command::Crash(2)] {
            world.command(&command).expect("accepted");
        }
        assert_eq!(ailments(&world), [fault.ailment()]);
        world.command(&Command::Restart(2)).expect("accepted");
        world.run_until(2_000_000);
        assert!(ailments(&world).is_empty(), "{fault:?}");
    }
}

#[test]
fn whose_state_was_flipped_has_it_right_once_it_made_it_again() {
    let mut world: World<MultiPaxos> =
        World::new(Configuration::default(), Watch::ALL).expect("there can be such a run");
    world.run_until(1_000_000);
    world.command(&Command::Corrupt(2)).expect("accepted");
    assert_eq!(ailments(&world), ["corrupted"]);
    for command in [Command::Crash(2), Command::Restart(2)] {
        world.command(&command).expect("accepted");
    }
    assert!(ailments(&world).is_empty());
}
