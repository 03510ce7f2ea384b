//! What a user cannot do is refused with words, and what a user can pile up has an end.

use smr::log::LogKind;
use smr::order::multi_paxos::MultiPaxos;
use smr::receive::ClientId;
use wire::{Party, Replica};
use world::{Command, Configuration, DiskFault, Refusal, Watch, World};

fn world(configuration: Configuration) -> World<MultiPaxos> {
    let mut world = World::new(configuration, Watch::PROMISES).expect("there can be such a run");
    world.run_until(1_000_000);
    world
}

fn submit(world: &World<MultiPaxos>) -> Command {
    let operation = world.configuration().machine.parse("add 1").expect("a counter adds");
    Command::Submit(ClientId(1), operation)
}

#[test]
fn nobody_is_cut_off_from_itself() {
    let mut world = world(Configuration::default());
    for party in [Party::Client(1), Party::Replica(Replica { place: 1, life: 0 })] {
        assert_eq!(world.command(&Command::Cut(party, party)), Err(Refusal::ToItself(party)));
    }
}

#[test]
fn a_call_tells_of_something_and_goes_to_somebody_else() {
    let mut world = world(Configuration::default());
    let tell = |who, after| Command::Tell { who: ClientId(who), after: ClientId(after) };
    assert_eq!(world.command(&tell(2, 1)), Err(Refusal::NothingToTell(ClientId(1))));
    assert_eq!(world.command(&tell(1, 1)), Err(Refusal::ToItself(Party::Client(1))));
    let submit = submit(&world);
    assert_eq!(world.command(&submit), Ok(()));
    assert_eq!(world.command(&tell(2, 1)), Ok(()));
}

#[test]
fn a_hand_holds_only_so_many_messages() {
    let mut world = world(Configuration::default());
    world.command(&Command::ByHand(true)).expect("hands are free");
    world.run_until(1_000_000_000);
    let submit = submit(&world);
    assert_eq!(world.command(&submit), Err(Refusal::HandFull));
    world.command(&Command::ByHand(false)).expect("hands can be freed");
    world.run_until(1_001_000_000);
    assert_eq!(world.command(&submit), Ok(()));
    world.run_until(1_002_000_000);
    assert!(world.all_answered());
}

#[test]
fn a_place_that_has_used_up_its_lives_starts_no_other() {
    let mut world = world(Configuration { log: LogKind::Memory, ..Configuration::default() });
    for _ in 0..u8::MAX {
        world.command(&Command::Crash(3)).expect("it is up");
        world.command(&Command::Restart(3)).expect("it is down, and another life is left");
    }
    world.command(&Command::Crash(3)).expect("it is up");
    let refusal = world.command(&Command::Restart(3));
    assert_eq!(refusal, Err(Refusal::NoMoreLives(3)));
    assert_eq!(world.command(&Command::Join(3)), refusal);
}

/// What a replica says to itself waits for its disk, however long; when the disk is right again, all of it is heard, one
/// after the other and not one inside the other.
#[test]
fn any_number_of_messages_may_wait_for_a_disk() {
    let mut world = world(Configuration::default());
    world.command(&Command::Disk(1, DiskFault::Full)).expect("it has a disk");
    for _ in 0..20_000 {
        world.command(&Command::Lead(1)).expect("it is up");
    }
    world.command(&Command::DiskSound(1)).expect("it has a disk");
    world.run_until(60_000_000);
    let submit = submit(&world);
    assert_eq!(world.command(&submit), Ok(()));
    world.run_until(62_000_000);
    assert!(world.all_answered() && world.broken().is_empty());
}
