//! The paper's rules, one a test, played by hand.

use super::{AGAIN, Causal, Message, lines};
use crate::order::tests::table::{Letter, Table, request};
use crate::order::{In, Ordering, Out, Setup, Timer};
use crate::place::{Members, ReplicaId};
use crate::plant::{Plant, Plants};

type Processes = Table<Causal>;

fn is_node(letter: &Letter<Causal>) -> bool {
    matches!(letter.message, Message::Propose { .. })
}

fn say_again(table: &mut Processes, places: &[u8]) {
    for place in places {
        table.step(*place, In::Timer(Timer(AGAIN.0)));
    }
}

#[test]
fn concurrent_requests_are_ordered_by_clock_and_process() {
    let mut table = Processes::of(3, 3);
    table.propose(3, [3]);
    table.propose(1, [1]);
    table.propose(2, [2]);
    table.deliver_all();
    for place in 1..=3 {
        assert_eq!(table.numbers(place), [[1], [2], [3]]);
    }
}

#[test]
fn a_request_is_committed_only_when_every_process_was_heard_of_later() {
    let mut table = Processes::of(3, 3);
    table.propose(1, [1]);
    table.deliver_among(&[1, 2]);
    assert!(table.numbers(1).is_empty() && table.numbers(2).is_empty(), "r3 may have an earlier one");
    table.deliver_all();
    assert_eq!(table.numbers(1), [[1]]);
}

#[test]
fn one_crash_halts_all() {
    let mut table = Processes::of(3, 3);
    for number in 1..20 {
        table.propose(1, [number]);
        table.deliver_among(&[1, 2]);
        say_again(&mut table, &[1, 2]);
        table.letters.retain(|letter| letter.to != 3);
    }
    assert!(table.numbers(1).is_empty() && table.numbers(2).is_empty());
}

#[test]
fn an_effect_is_not_delivered_before_its_cause() {
    let mut table = Processes::of(3, 3);
    table.propose(1, [1]);
    table.deliver(|letter| is_node(letter) && letter.to == 2);
    // The second knows of the first request when it proposes; the third hears of the effect first.
    table.propose(2, [2]);
    table.deliver(|letter| is_node(letter) && letter.from == 2 && letter.to == 3);
    assert_eq!((table.ran(3, &lines::WAIT), table.ran(3, &lines::DELIVER)), (1, 0));
    table.deliver_all();
    assert_eq!(table.ran(3, &lines::DELIVER), 2);
    assert_eq!(table.numbers(3), [[1], [2]]);
}

/// The channels of the paper keep the order of sending; here they need not.
#[test]
fn an_acknowledgement_does_not_overtake_what_was_sent_before_it() {
    let mut table = Processes::of(2, 2);
    table.propose(2, [2]);
    table.propose(1, [1]);
    // The node of the second is late; its acknowledgement of the first's node comes first.
    table.deliver(|letter| letter.to == 2);
    table.deliver(|letter| !is_node(letter));
    assert!(table.numbers(1).is_empty(), "the second has proposed with the same clock");
    table.deliver_all();
    assert_eq!(table.numbers(1), [[1], [2]]);
    assert_eq!(table.numbers(2), [[1], [2]]);
}

#[test]
fn what_is_lost_is_said_again() {
    let mut table = Processes::of(3, 3);
    table.propose(1, [1]);
    table.drop_all();
    say_again(&mut table, &[1, 2, 3]);
    table.deliver_all();
    for place in 1..=3 {
        assert_eq!(table.numbers(place), [[1]]);
    }
    assert_eq!(table.ran(1, &lines::AGAIN), 1);
    say_again(&mut table, &[1]);
    assert!(!table.letters.iter().any(is_node), "all have it");
}

#[test]
fn a_process_that_left_is_waited_for_no_more_and_its_late_requests_have_no_slot() {
    let mut table = Processes::of(3, 3);
    let members = Members::first(3).quit(ReplicaId::first(3));
    for place in 1..=3 {
        table.step(place, In::Members { from: 1, members });
    }
    table.propose(3, [3]);
    table.propose(1, [1]);
    table.deliver_among(&[1, 2]);
    assert_eq!((table.numbers(1), table.numbers(2)), (vec![vec![1]], vec![vec![1]]));
}

#[test]
fn a_newcomer_begins_where_it_is_told_and_is_waited_for_from_then_on() {
    let mut table = Processes::of(4, 3);
    table.propose(1, [1]);
    table.deliver_all();
    let members = Members::first(4);
    for place in 1..=4 {
        table.step(place, In::Members { from: 9, members });
    }
    say_again(&mut table, &[1, 2, 3]);
    table.deliver_among(&[1, 2, 3]);
    assert_eq!(table.numbers(1).len(), 8, "all the slots before it, though nobody asks for anything");
    assert!(table.ran(1, &lines::FILL) > 0 && table.ran(1, &lines::WELCOME) > 0);
    table.propose(2, [2]);
    table.deliver_among(&[1, 2, 3]);
    assert_eq!(table.numbers(1).len(), 8, "the newcomer may have an earlier one");
    // What is in the slots before comes from outside, and it asks for that.
    table.deliver(|letter| letter.to == 4);
    let asks = |(place, effect): &(u8, Out<Causal>)| *place == 4 && matches!(effect, Out::Behind { through: 8, .. });
    assert!(table.effects.iter().any(asks));
    say_again(&mut table, &[1]);
    table.committed.insert(4, vec![[].into(); 8]);
    table.step(4, In::Installed(8));
    for _ in 0..2 {
        say_again(&mut table, &[1, 2, 3, 4]);
        table.deliver_all();
    }
    assert_eq!(table.ran(4, &lines::ENTER), 1);
    let after = table.numbers(1).split_off(8);
    assert_eq!(after.last(), Some(&vec![2]));
    for place in 2..=4 {
        assert_eq!(table.numbers(place)[8..], after, "r{place}");
    }
}

/// Two that cannot hear each other have executed nothing, and a third that hears both has got to the newcomer's first slot.
#[test]
fn what_a_newcomer_proposes_is_not_lost_on_those_that_do_not_know_it_yet() {
    let mut table = Processes::of(4, 3);
    let heard = |letter: &Letter<Causal>| letter.from.min(letter.to) != 2 || letter.from.max(letter.to) != 3;
    table.propose(1, [1]);
    table.deliver(heard);
    let members = Members::first(4);
    for place in [1, 4] {
        table.step(place, In::Members { from: 9, members });
    }
    say_again(&mut table, &[1]);
    table.deliver(heard);
    assert_eq!([1, 2, 3].map(|place| table.numbers(place).len()), [8, 0, 0]);
    table.committed.insert(4, vec![[].into(); 8]);
    table.step(4, In::Installed(8));
    say_again(&mut table, &[1]);
    table.deliver(heard);
    table.propose(4, [4]);
    table.deliver(heard);
    table.propose(1, [5]);
    table.deliver(heard);
    // The two hear each other, and execute the JOIN.
    for place in [2, 3] {
        table.step(place, In::Members { from: 9, members });
    }
    for _ in 0..3 {
        say_again(&mut table, &[1, 2, 3, 4]);
        table.deliver_all();
    }
    let after = table.numbers(1).split_off(8);
    assert_eq!(after[..2], [[4], [5]]);
    for place in 2..=4 {
        assert_eq!(table.numbers(place)[8..], after, "r{place}");
    }
}

#[test]
fn whoever_takes_no_part_yet_has_others_propose_for_it() {
    let mut table = Processes::of(4, 3);
    table.propose(4, [1]);
    table.deliver_all();
    assert!(table.numbers(1).iter().all(|numbers| *numbers == [1]) && !table.numbers(1).is_empty());
    assert!(table.numbers(4).is_empty());
}

#[test]
fn what_came_from_outside_is_not_committed_again() {
    let mut table = Processes::of(3, 3);
    table.propose(1, [1]);
    table.step(2, In::Executed(1));
    table.propose(1, [2]);
    table.deliver(|letter| letter.to != 2);
    table.letters.retain(|letter| letter.to == 2);
    let replica = table.replica(2);
    assert_eq!((replica.ordered, replica.probe().committed), (0, 1));
    let mut out = Vec::new();
    for letter in std::mem::take(&mut table.letters) {
        let from = ReplicaId::first(letter.from);
        table.replica(2).step(0, In::Message { from, message: letter.message }, &mut out);
    }
    let committed: Vec<u64> = out
        .iter()
        .filter_map(|effect| if let Out::Commit { slot, .. } = effect { Some(*slot) } else { None })
        .collect();
    assert_eq!(committed, [2]);
}

#[test]
fn one_that_was_given_a_state_orders_nothing_until_it_is_told_where_the_graph_is() {
    let mut table = Processes::of(3, 3);
    table.propose(1, [1]);
    table.deliver(|letter| letter.to != 3);
    table.step(3, In::Installed(1));
    table.deliver_all();
    assert_eq!(
        (table.replica(3).ordered, table.replica(1).ordered),
        (0, 1),
        "what it missed is told it again, in vain"
    );
    say_again(&mut table, &[3, 3]);
    table.deliver_all();
    assert_eq!((table.replica(3).ordered, table.replica(3).astray), (1, false));
}

/// Causal order is not a total order: two that do not know of each other are executed as they come.
#[test]
fn in_causal_order_alone_concurrent_requests_come_in_any_order() {
    let setup = Setup { plants: Plants::default().with(Plant::CausalOrderOnly), ..Setup::default() };
    let members = Members::first(2);
    let first_committed = |place: u8| {
        let mut process = Causal::new(ReplicaId::first(place), setup);
        let mut out = Vec::new();
        process.step(0, In::Start { records: &[], executed: 0, members: &[(1, members)] }, &mut out);
        process.step(0, In::Propose(&[request(u32::from(place))]), &mut out);
        out.into_iter().find_map(|effect| match effect {
            Out::Commit { slot: 1, batch } => Some(batch[0].number),
            _another => None,
        })
    };
    assert_eq!((first_committed(1), first_committed(2)), (Some(1), Some(2)));
}

#[test]
fn no_number_that_a_peer_sends_stops_a_process() {
    let mut table = Processes::of(2, 2);
    let from = ReplicaId::first(1);
    table.step(
        2,
        In::Message { from, message: Message::Acknowledge { clock: u64::MAX, nodes: u64::MAX, delivered: u64::MAX } },
    );
    let placed = [(from, u64::MAX)].into();
    let mut newcomer = Causal::new(ReplicaId::first(3), Setup::default());
    let mut out = Vec::new();
    newcomer.step(
        0,
        In::Message { from, message: Message::Welcome { slot: u64::MAX, moment: (1, from), placed } },
        &mut out,
    );
    assert!(matches!(out[..], [Out::Behind { .. }]) && newcomer.begins.is_none(), "nobody can have executed so much");
    let node = super::Node { process: from, number: u64::MAX, clock: u64::MAX, after: Vec::new(), batch: [].into() };
    table.step(2, In::Message { from, message: Message::Propose { node: node.clone().into() } });
    let node = super::Node { process: ReplicaId::first(2), ..node };
    table.step(2, In::Message { from, message: Message::Propose { node: node.into() } });
    assert_eq!(table.ignored(), ["a node absurdly far ahead", "a node of somebody else"]);
    say_again(&mut table, &[2]);
}
