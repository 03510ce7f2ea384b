//! No number that a peer sends makes a replica panic, allocate without end, or stop answering.

use super::super::{Note, Peer, Report, Status};
use super::table::Table;
use crate::checkpoint::Mark;
use crate::monitor::Checksum;
use crate::order::multi_paxos::synod::Ballot;
use crate::order::multi_paxos::{Message, Voted};
use crate::place::ReplicaId;
use crate::receive::{Batch, Input, Request, Submitter};
use crate::slots::Slot;
use crate::transfer::{Chunk, Listed, Manifest, Part};
use std::sync::Arc;

/// Numbers at which arithmetic goes wrong.
const NUMBERS: [u64; 5] = [0, 1, u64::MAX / 2, u64::MAX - 1, u64::MAX];

/// Who lies.
const LIAR: u8 = 3;

fn batch(number: u64) -> Batch {
    let number = number as u32;
    let input = Input::Join(ReplicaId { place: number as u8, life: number as u8 });
    Arc::from([Request { from: Submitter::Replica(ReplicaId::first(1)), number, input }])
}

/// Everything that the ordering says, with this number wherever one can be; `own` is a ballot that is the liar's.
fn of_the_ordering(number: u64, own: Ballot) -> Vec<Message> {
    let wild = Ballot { number: number & !0xff, owner: LIAR };
    let votes: Arc<[Voted]> = Arc::from([Voted { slot: number, ballot: own, batch: batch(number) }]);
    let in_ballot = |ballot: Ballot| {
        [
            Message::Prepare { ballot, from: number },
            Message::Promise { ballot, votes: votes.clone(), forgotten: number, committed: number },
            Message::Nack { ballot, promised: wild },
            Message::Accept { ballot, slot: number, batch: batch(number), committed: number },
            Message::Accepted { ballot, slot: number },
            Message::Commit { ballot, through: number },
            Message::Heartbeat { ballot, committed: number },
        ]
    };
    let mut messages: Vec<Message> = [wild, own].into_iter().flat_map(in_ballot).collect();
    messages.push(Message::Forgotten { committed: number });
    messages.push(Message::Forward { requests: batch(number), again: number == 0 });
    messages
}

/// Everything that is said beside the ordering.
fn beside_the_ordering(number: u64) -> Vec<Peer<Message>> {
    let mark = Mark { slot: number, digest: number };
    let checksum = Some(Checksum { slot: number, state: number, outputs: number });
    let listed = Listed { part: Part::Header, digest: number, length: number as u32 };
    vec![
        Peer::Report(Report { executed: number, highest: number, checkpoint: mark, on_disk: number, checksum }),
        Peer::AskEntries { from: number, through: number },
        Peer::AskEntries { from: 0, through: number },
        Peer::Entries { from: number, batches: Arc::from([batch(number)]) },
        Peer::Entries { from: number, batches: Arc::from([]) },
        Peer::Observe,
        Peer::AskMark(number),
        Peer::Mark(mark),
        Peer::AskManifest,
        Peer::Manifest(Manifest { mark, parts: Arc::from([listed; 3]) }),
        Peer::AskParts { mark, parts: Arc::from([Part::Header; 3]) },
        Peer::Chunk(Chunk { mark, compressed: Arc::from(number.to_le_bytes()) }),
    ]
}

fn all(number: u64, own: Ballot) -> Vec<Peer<Message>> {
    let ordering = of_the_ordering(number, own).into_iter().map(Peer::Order);
    ordering.chain(beside_the_ordering(number)).collect()
}

#[test]
fn no_number_that_a_peer_sends_stops_a_replica() {
    let calm = Table::of(3, 10);
    assert!(calm.replica(1).checkpoints().stable().slot > 0);
    let own = Ballot { number: 64 << 8, owner: LIAR };
    for number in NUMBERS {
        for lie in all(number, own) {
            for to in [1, 2] {
                let mut table = calm.clone();
                table.say(LIAR, to, lie.clone());
                table.run(3_000_000);
                table.ask(1);
                table.ask(2);
                table.run(1_000_000);
                assert_eq!(table.replica(to).status(), Status::Member, "{lie:?}");
                assert!(table.answered().contains(&to), "{to} does not answer after {lie:?}");
            }
        }
    }
}

#[test]
fn no_number_that_a_source_sends_stops_a_newcomer() {
    let calm = Table::of(3, 10);
    for number in NUMBERS {
        for lie in all(number, Ballot { number: 64 << 8, owner: LIAR }) {
            let mut table = calm.clone();
            table.sit_down(4, true);
            for from in 1..=3 {
                table.say(from, 4, lie.clone());
            }
            table.run(4_000_000);
            assert!(table.members(4).contains(ReplicaId::first(4)), "no member after {lie:?}");
        }
    }
}

/// Replicas that cannot find an entry must join again; but one of F who may lie does not make them.
#[test]
fn one_false_report_makes_nobody_join_again() {
    let mut table = Table::of(3, 10);
    for executed in [Slot::MAX, 1_000] {
        for _ in 0..50 {
            let mark = Mark { slot: executed, digest: 1 };
            table.say(
                LIAR,
                1,
                Peer::Report(Report { executed, highest: executed, checkpoint: mark, on_disk: 0, checksum: None }),
            );
            table.run(100_000);
        }
    }
    let rejoins = |(_, note): &(u8, Note)| matches!(note, Note::Status(Status::Rejoining) | Note::Asks { .. });
    assert!(!table.notes.iter().any(rejoins));
}

/// When one of three falls silent, the word of another is enough; but not that of the silent one.
#[test]
fn what_a_liar_said_before_it_died_is_forgotten() {
    let mut table = Table::of(3, 10);
    let executed = table.replica(1).executor().executed();
    let (slot, digest) = (executed + 1_000, 1);
    let report =
        Report { executed: slot, highest: slot, checkpoint: Mark { slot, digest }, on_disk: 0, checksum: None };
    table.say(LIAR, 1, Peer::Report(report));
    table.replicas.remove(&LIAR);
    table.run(1_000_000);
    assert_eq!(table.replica(1).enough(), 1);
    assert!(table.replica(1).executed_by_others() < Some(slot));
    assert!(table.replica(1).checkpointed_by_others(1) < Some(slot));
}

#[test]
fn the_word_of_the_last_other_member_is_enough_when_the_third_is_silent() {
    let mut table = Table::of(3, 10);
    let executed = table.replica(1).executor().executed();
    table.replicas.remove(&3);
    table.run(1_000_000);
    let (slot, digest) = (executed + 50, 1);
    let report =
        Report { executed: slot, highest: slot, checkpoint: Mark { slot, digest }, on_disk: slot, checksum: None };
    // The other says so although it is not so: the two of them have used up what may go wrong.
    table.say(2, 1, Peer::Report(report));
    assert_eq!(table.replica(1).executed_by_others(), Some(slot));
    assert_eq!(table.replica(1).checkpointed_by_others(table.replica(1).enough()), Some(slot));
}
