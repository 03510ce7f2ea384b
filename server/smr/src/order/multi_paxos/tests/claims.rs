//! What the papers claim, one claim a test, played by hand.

use super::super::synod::Ballot;
use super::super::{Message, MultiPaxos, lines};
use crate::order::tests::table::{self, setup};
use crate::order::{In, Ordering, Out};
use crate::place::{Members, ReplicaId};
use crate::receive::Batch;

type Letter = table::Letter<MultiPaxos>;
type Table = table::Table<MultiPaxos>;

fn is_accept(letter: &Letter) -> bool {
    matches!(letter.message, Message::Accept { .. })
}

#[test]
fn normal_operation_is_one_round_trip_a_slot_after_phase_1() {
    let mut table = Table::of(3, 3);
    table.lead(1);
    table.deliver_all();
    table.propose(1, [1]);
    assert!(table.letters.iter().all(is_accept) && table.letters.len() == 2);
    table.deliver_all();
    for place in 1..=3 {
        assert_eq!(table.numbers(place), [[1]]);
    }
}

/// Section 3: a new leader completes what its predecessor began, and fills what is between with no-ops.
#[test]
fn a_new_leader_keeps_what_may_be_chosen_and_fills_the_gap_with_a_no_op() {
    let mut table = Table::of(3, 3);
    table.lead(1);
    table.deliver_all();
    table.propose(1, [1]);
    table.drop_all();
    table.propose(1, [2]);
    // Slot 2 is chosen with the votes of 1 and 3; slot 1 got no further than 1 itself. Then 1 crashes.
    table.deliver(|letter| is_accept(letter) && letter.to == 3);
    table.drop_all();
    table.lead(2);
    table.deliver_among(&[2, 3]);
    assert_eq!(table.numbers(2), [vec![], vec![2]]);
    assert_eq!(table.numbers(3), [vec![], vec![2]]);
    assert_eq!((table.ran(2, &lines::FILL_GAP), table.ran(2, &lines::PROPOSE_HIGHEST)), (1, 1));
}

/// Section 2.4: two proposers that outbid each other let nothing be chosen.
#[test]
fn a_duel_lasts_as_long_as_somebody_provokes_it_and_then_ends() {
    let mut table = Table::of(3, 3);
    table.propose(1, [1]);
    table.propose(2, [2]);
    for _ in 0..10 {
        for (place, other) in [(1, 2), (2, 1)] {
            table.lead(place);
            table.deliver(|letter| matches!(letter.message, Message::Prepare { .. } | Message::Promise { .. }));
            // Only now what the other proposed arrives, too late.
            table.deliver(|letter| letter.from == other || matches!(letter.message, Message::Nack { .. }));
        }
        assert!((1..=3).all(|place| table.numbers(place).is_empty()));
    }
    assert!(table.ran(1, &lines::GIVE_WAY) >= 10);
    assert!(table.ran(3, &lines::REFUSE_ACCEPT) >= 10);
    table.deliver_all();
    assert!(!table.numbers(3).is_empty(), "nobody outbids the last one any more");
    assert_eq!(table.numbers(3), table.numbers(1));
}

#[test]
fn each_lost_duel_doubles_the_wait_and_no_two_rivals_wait_alike() {
    let mut table = Table::of(3, 3);
    for lost in 0..10 {
        table.lead(1);
        table.lead(2);
        table.lead(2);
        table.deliver(|letter| letter.to == 1 && matches!(letter.message, Message::Prepare { .. }));
        table.drop_all();
        let wait = table.replica(1).wait();
        assert!(wait >= setup().patience << lost.min(5), "{wait} after {lost} lost duels before");
        assert!(wait < setup().patience << 7, "but not for ever");
    }
    assert_ne!(table.replica(1).wait(), table.replica(2).wait());
}

/// Why a follower may believe only the votes in the ballot that the announcement names.
#[test]
fn a_vote_in_an_earlier_ballot_proves_nothing() {
    let mut table = Table::of(3, 3);
    table.lead(1);
    table.deliver_all();
    table.propose(1, [1]);
    table.deliver(|letter| is_accept(letter) && letter.to == 3);
    table.drop_all();
    // 3 voted and is cut off. 2 leads with the promise of 1, and proposes again what 1 had voted for. That is also what
    // 3 voted for, but 3 cannot know it.
    table.lead(2);
    table.deliver_among(&[1, 2]);
    assert_eq!(table.numbers(2), [[1]]);
    table.deliver(|letter| matches!(letter.message, Message::Commit { .. }) && letter.to == 3);
    assert!(table.numbers(3).is_empty());
    assert_eq!(table.ran(3, &lines::BEHIND), 1);
}

/// A leader whose proposal was overtaken must not announce that slot: followers would take their votes for it.
#[test]
fn a_leader_that_was_overtaken_unawares_stops_leading() {
    let mut table = Table::of(5, 5);
    table.lead(1);
    table.deliver_all();
    table.propose(1, [1]);
    table.deliver(|letter| is_accept(letter) && letter.to == 5);
    table.drop_all();
    table.propose(2, [2]);
    table.drop_all();
    table.lead(2);
    table.deliver_among(&[2, 3, 4]);
    table.propose(2, [2]);
    table.deliver_among(&[2, 3, 4]);
    assert_eq!(table.numbers(3), [[2]], "another value than that for which 5 voted");
    table.drop_all();
    table.committed.insert(1, table.committed[&2].clone());
    table.step(1, In::Installed(1));
    assert_eq!(table.ran(1, &lines::OVERTAKEN), 1);
    table.step(1, In::Timer(crate::order::Timer(1)));
    table.deliver_among(&[1, 5]);
    assert!(table.numbers(5).is_empty());
}

/// Section 3: the State after slot s - window decides who chooses slot s.
#[test]
fn a_change_of_members_takes_effect_at_its_slot_without_any_input() {
    let mut table = Table::of(4, 3);
    let members = Members::first(3).quit(ReplicaId::first(1)).join(ReplicaId::first(4));
    table.lead(1);
    for place in 1..=4 {
        table.step(place, In::Observers(&[ReplicaId::first(4)]));
        table.step(place, In::Members { from: 9, members });
    }
    table.deliver_all();
    for place in 1..=4 {
        assert_eq!(table.numbers(place).len(), 8, "filled with no-ops up to the change");
    }
    assert_eq!(table.ran(4, &lines::VOTE), 0, "an observer learns without voting");
    assert_eq!((table.replica(1).probe().role, table.ran(1, &lines::RETIRE)), ("observer", 1));
    table.lead(4);
    table.deliver_among(&[2, 3, 4]);
    table.propose(4, [1]);
    table.deliver_among(&[3, 4]);
    assert_eq!(table.numbers(4).last(), Some(&vec![1]), "chosen by two of the three new members");
}

/// What it wants is ignored, but not what it knows: perhaps this replica is the one that is behind.
#[test]
fn one_that_has_quit_deposes_nobody() {
    let mut table = Table::of(3, 3);
    table.lead(1);
    table.deliver_all();
    for place in [1, 2] {
        table.step(place, In::Members { from: 1, members: Members::first(3).quit(ReplicaId::first(3)) });
    }
    table.lead(3);
    table.deliver_all();
    assert_eq!(table.replica(1).probe().role, "leader");
    assert_eq!(table.ran(2, &lines::PROMISE), 1, "to the leader alone");
    assert_eq!((table.ran(1, &lines::STRANGER), table.ran(2, &lines::STRANGER)), (1, 1));
    let ballot = Ballot { number: 1 << 20, owner: 3 };
    for message in [
        Message::Heartbeat { ballot, committed: 5 },
        Message::Nack { ballot: table.replica(1).acceptor.promised.ballot(), promised: ballot },
    ] {
        table.step(1, In::Message { from: ReplicaId::first(3), message });
    }
    assert_eq!(table.replica(1).probe().role, "leader");
    assert!(table.effects.iter().any(|(at, effect)| *at == 1 && matches!(effect, Out::Behind { through: 5, .. })));
}

/// Promises are asked for again when the members of the next slot have not given them.
#[test]
fn a_ballot_needs_the_promises_of_each_slots_own_members() {
    let mut table = Table::of(5, 3);
    table.lead(1);
    table.deliver_among(&[1, 2, 3]);
    table.drop_all();
    let members = [2, 4, 5].iter().fold(Members::first(1), |members, place| members.join(ReplicaId::first(*place)));
    for place in 1..=5 {
        table.step(place, In::Members { from: 2, members: members.quit(ReplicaId::first(3)) });
    }
    table.deliver_among(&[1, 2, 3]);
    table.propose(1, [1]);
    assert_eq!(table.numbers(1), [vec![]; 1], "two promises of four members are too few for slot 2");
    assert_eq!(table.ran(1, &lines::WIDEN), 1);
    table.deliver_among(&[1, 2, 4]);
    assert_eq!(table.numbers(1), [vec![], vec![1]]);
}

#[test]
fn a_forgotten_slot_is_asked_for_and_never_proposed_anew() {
    let mut table = Table::of(3, 3);
    table.lead(2);
    table.deliver_all();
    table.propose(2, [1]);
    table.deliver_among(&[2, 3]);
    for place in [2, 3] {
        table.step(place, In::Stable(2));
    }
    table.drop_all();
    table.lead(1);
    table.deliver_all();
    assert!(table.effects.iter().any(|(at, effect)| *at == 1 && matches!(effect, Out::Behind { through: 1, .. })));
    table.propose(1, [2]);
    table.deliver_all();
    assert!(table.numbers(1).is_empty());
    table.committed.insert(1, table.committed[&2].clone());
    table.step(1, In::Installed(1));
    assert_eq!(table.numbers(1), [[1], [2]], "with the missing slot it commits what it had counted already");
    table.deliver_all();
    assert_eq!(table.numbers(3), [[1], [2]]);
}

#[test]
fn a_restarted_acceptor_keeps_its_promise_and_its_vote() {
    let mut table = Table::of(3, 3);
    table.lead(1);
    table.deliver_all();
    table.propose(1, [1]);
    table.deliver(|letter| is_accept(letter) && letter.to == 3);
    let records = table.effects.iter().filter_map(|(at, effect)| match effect {
        Out::Persist(record) if *at == 3 => Some(record.clone()),
        _ => None,
    });
    let records: Vec<_> = records.collect();
    let before = table.replica(3).probe();
    table.start(3, &records, 0, &[(1, Members::first(3))]);
    assert_eq!(table.replica(3).probe().epoch, before.epoch);
    assert_eq!(table.replica(3).probe().highest, 1);
}

#[test]
fn a_flood_of_inputs_shares_few_slots_and_a_single_one_waits_for_none() {
    let mut table = Table::of(3, 3);
    table.lead(1);
    table.deliver_all();
    for number in 1..=64 {
        table.propose(1, [number]);
    }
    table.deliver_all();
    assert_eq!(table.numbers(3).concat().len(), 64);
    assert!(table.numbers(3).len() <= 6, "{} slots", table.numbers(3).len());
}

#[test]
fn inputs_reach_the_leader_from_anywhere_and_wait_while_there_is_none() {
    let mut table = Table::of(3, 3);
    table.propose(3, [1]);
    table.lead(2);
    table.deliver_all();
    table.propose(1, [2]);
    table.deliver_all();
    assert_eq!(table.numbers(1), [[1], [2]]);
}

/// A lying peer can stop a protocol that trusts its peers, but it makes nobody panic.
#[test]
fn what_no_honest_replica_sends_is_ignored() {
    let mut table = Table::of(3, 3);
    table.lead(1);
    table.deliver_all();
    let batch = Batch::default();
    let (mine, far) = (table.replica(1).acceptor.promised.ballot(), Ballot { number: u64::MAX - 255, owner: 2 });
    let theirs = Ballot { number: mine.number + 256, owner: 2 };
    let lies = [
        Message::Prepare { ballot: mine, from: 1 },
        Message::Prepare { ballot: far, from: 1 },
        Message::Nack { ballot: mine, promised: far },
        Message::Accepted { ballot: mine, slot: u64::MAX },
        Message::Accept { ballot: theirs, slot: u64::MAX, batch, committed: 0 },
        Message::Promise { ballot: mine, votes: [].into(), forgotten: u64::MAX, committed: u64::MAX },
    ];
    for (count, lie) in lies.into_iter().enumerate() {
        // The Accept is of a higher ballot, so it ends the lead of 1 although it is not voted for.
        let led = table.replica(1).probe().role == "leader";
        table.step(1, In::Message { from: ReplicaId::first(2), message: lie });
        assert_eq!(table.ignored().len(), if led { count + 1 } else { 5 });
    }
    table.step(
        1,
        In::Message { from: ReplicaId::first(2), message: Message::Prepare { ballot: theirs, from: u64::MAX } },
    );
    let heartbeat = Message::Heartbeat { ballot: theirs, committed: u64::MAX };
    for (count, lie) in [heartbeat, Message::Forgotten { committed: u64::MAX }].into_iter().enumerate() {
        table.step(1, In::Message { from: ReplicaId::first(2), message: lie });
        assert_eq!(table.ignored().len(), 6 + count);
    }
    table.step(
        1,
        In::Message {
            from: ReplicaId { place: 255, life: 255 },
            message: Message::Accepted { ballot: theirs, slot: 0 },
        },
    );
}
