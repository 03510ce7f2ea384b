//! The promises of [`super`], one claim a test, played by hand. Sweeps over whole clusters try them by the thousand.

use super::{FailStop, HEARTBEAT, Message, lines};
use crate::order::tests::table;
use crate::order::{In, Ordering, Timer};
use crate::place::{Members, ReplicaId};

type Table = table::Table<FailStop>;

/// `count` replicas of which the first is primary.
fn led(count: u8) -> Table {
    let mut table = Table::of(count, count);
    table.deliver_all();
    table
}

/// So many heartbeats of those who are alive; what they say arrives.
fn heartbeats(table: &mut Table, living: &[u8], times: usize) {
    for _ in 0..times {
        for place in living {
            table.step(*place, In::Timer(Timer(HEARTBEAT.0)));
        }
        table.letters.retain(|letter| living.contains(&letter.from));
        table.deliver_among(living);
        table.drop_all();
    }
}

fn is_store(letter: &table::Letter<FailStop>) -> bool {
    matches!(letter.message, Message::Store { .. })
}

#[test]
fn nothing_is_committed_before_all_have_stored_it() {
    let mut table = led(3);
    table.propose(1, [1]);
    table.deliver(|letter| letter.to != 3 && letter.from != 3);
    assert!(table.numbers(1).is_empty(), "r3 has not stored it");
    table.deliver_all();
    for place in 1..=3 {
        assert_eq!(table.numbers(place), [[1]]);
    }
}

#[test]
fn the_dead_are_not_waited_for_and_one_replica_is_enough() {
    let mut table = led(3);
    heartbeats(&mut table, &[1, 3], 6);
    table.propose(3, [1]);
    table.deliver_among(&[1, 3]);
    assert_eq!((table.numbers(1), table.numbers(3)), (vec![vec![1]], vec![vec![1]]));
    heartbeats(&mut table, &[3], 6);
    table.propose(3, [2]);
    assert_eq!(table.numbers(3), [[1], [2]]);
    assert_eq!(table.replica(3).probe().role, "primary");
}

#[test]
fn a_newcomer_shows_that_it_is_alive_to_those_of_whom_it_does_not_know_yet() {
    let mut table = Table::of(5, 3);
    table.drop_all();
    // r5 joined while r4 was given the State; r4 will join too, as only r5 knows.
    table.step(5, In::Members { from: 1, members: Members::first(5) });
    heartbeats(&mut table, &[4, 5], 10);
    assert!(!table.replica(5).detector.is_dead(ReplicaId::first(4)));
    assert!(table.replica(5).detector.is_dead(ReplicaId::first(3)), "nothing was heard of it");
}

#[test]
fn whoever_takes_over_keeps_what_any_living_backup_has_stored() {
    let mut table = led(3);
    table.propose(1, [1]);
    table.deliver(|letter| is_store(letter) && letter.to == 3);
    table.drop_all();
    heartbeats(&mut table, &[2, 3], 6);
    assert_eq!(table.replica(2).probe().role, "primary");
    assert_eq!((table.numbers(2), table.numbers(3)), (vec![vec![1]], vec![vec![1]]));
    assert_eq!(table.ran(2, &lines::RESTORE), 1);
}

#[test]
fn a_gap_that_nobody_stored_is_filled_with_a_no_op() {
    let mut table = led(3);
    table.propose(1, [1]);
    table.drop_all();
    table.propose(1, [2]);
    table.deliver(is_store);
    table.drop_all();
    heartbeats(&mut table, &[2, 3], 6);
    assert_eq!(table.numbers(3), [vec![], vec![2]]);
    assert_eq!(table.ran(2, &lines::FILL_GAP), 1);
}

#[test]
fn a_lost_message_is_sent_again() {
    let mut table = led(2);
    table.propose(1, [1]);
    table.drop_all();
    heartbeats(&mut table, &[1, 2], 1);
    heartbeats(&mut table, &[1, 2], 1);
    assert_eq!(table.numbers(2), [[1]]);
    assert!(table.ran(1, &lines::AGAIN) > 0);
}

/// The lesson of this ordering: with F+1 replicas nothing protects against a detector that errs.
#[test]
fn two_that_take_each_other_for_dead_are_both_primary() {
    let mut table = led(2);
    heartbeats(&mut table, &[2], 6);
    // The first was only slow: it has not heard the second, which talks to it no more.
    heartbeats(&mut table, &[1], 6);
    table.propose(1, [1]);
    table.propose(2, [2]);
    table.deliver_all();
    assert_eq!((table.numbers(1), table.numbers(2)), (vec![vec![1]], vec![vec![2]]));
}

#[test]
fn who_was_taken_for_dead_is_heard_no_more() {
    let mut table = led(3);
    heartbeats(&mut table, &[2, 3], 6);
    table.propose(1, [1]);
    table.deliver_all();
    assert!(table.numbers(1).is_empty() && table.numbers(2).is_empty());
    assert!(table.ran(2, &lines::DEAF) > 0);
}

#[test]
fn no_number_that_a_peer_sends_stops_a_replica() {
    let mut table = led(2);
    let epoch = table.replica(2).epoch;
    let from = ReplicaId::first(1);
    let batch = crate::receive::Batch::default();
    for message in [
        Message::Store { epoch, slot: u64::MAX, batch: batch.clone(), committed: u64::MAX },
        Message::Alive { epoch, stored: u64::MAX, committed: u64::MAX },
        Message::Committed { epoch, through: u64::MAX },
        Message::Stored { epoch, through: u64::MAX },
        Message::Tail { epoch, committed: u64::MAX, entries: [].into() },
    ] {
        table.step(2, In::Message { from, message: message.clone() });
        table.step(1, In::Message { from: ReplicaId::first(2), message });
    }
    assert!(!table.ignored().is_empty());
}
