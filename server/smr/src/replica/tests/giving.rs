//! What a replica gives to those who ask, and how often: parts of the State, and reads.

use super::super::steps::MOST_READS;
use super::super::{Arrival, Effect, Peer};
use super::table::Table;
use crate::checkpoint::Checkpoint;
use crate::execute::{Environment, Executor, MachineKind};
use crate::order::multi_paxos::Message;
use crate::place::{Members, ReplicaId};
use crate::plant::Plants;
use crate::receive::{ClientId, Input, Request, Submitter};
use crate::transfer::{Part, Source};
use std::sync::Arc;

/// How many chunks replica 1 gives when replica 2 says this.
fn chunks(table: &mut Table, message: &Peer<Message>) -> usize {
    let mut effects = Vec::new();
    let now = table.now;
    let source = table.replicas.get_mut(&1).expect("it sits there");
    source.step(now, Arrival::Peer { from: ReplicaId::first(2), message: message.clone() }, &mut effects);
    effects.iter().filter(|effect| matches!(effect, Effect::Send { message: Peer::Chunk(_), .. })).count()
}

#[test]
fn a_question_that_comes_twice_is_answered_once_and_one_asked_again_later_anew() {
    let mut table = Table::of(3, 10);
    let mark = table.replica(1).checkpoints().stable().mark();
    let header = Peer::AskParts { mark, parts: Arc::from([Part::Header]) };
    let client = Part::Session(Submitter::Client(ClientId(1)));
    let other = Peer::AskParts { mark, parts: Arc::from([client]) };
    assert_eq!(chunks(&mut table, &header), 1);
    assert_eq!(chunks(&mut table, &header), 0, "the network delivered it twice");
    assert_eq!(chunks(&mut table, &other), 1, "that is another question");
    table.now += table.configuration.ask_again;
    assert_eq!(chunks(&mut table, &other), 1, "the answer may have been lost");
}

#[test]
fn a_read_waits_once_however_often_it_is_asked_and_only_so_many_wait() {
    let mut table = Table::of(3, 10);
    let operation = MachineKind::Counter.parse("read").expect("a counter is read");
    let asked = |number| Arrival::Read { client: ClientId(2), number, operation };
    // Cut off from the others, it has voted for something that it cannot learn to be chosen.
    table.replicas.retain(|place, _| *place == 1);
    table.ask(1);
    let answered = table.responses.len();
    for number in (1..=2 * MOST_READS as u32).flat_map(|number| [number, number]) {
        table.feed(1, asked(number));
    }
    assert_eq!((table.responses.len(), table.replica(1).reads.len()), (answered, MOST_READS));
}

#[test]
fn no_part_of_a_state_grows_with_the_length_of_the_run() {
    let environment = Environment { window: 8, plants: Plants::default() };
    let mut state = Executor::start(&MachineKind::KeyValue, Members::first(5));
    let put = MachineKind::KeyValue.parse("put abcdefghijklmno abcdefghijklmno").expect("a key-value store puts");
    let mut answers = Vec::new();
    for number in 1..10_000 {
        let input = match number % 8 {
            0 => Input::Checkpoint,
            1 => Input::Quit(ReplicaId::first(5)),
            2 => Input::Join(ReplicaId::first(5)),
            _ => Input::Operation(put),
        };
        let from = Submitter::Client(ClientId(1));
        let batch = [Request { from, number, input }];
        state.execute(u64::from(number), &batch, 0, environment, &mut answers);
    }
    let manifest = Source::default().manifest(&Checkpoint::of(&state));
    let largest = manifest.parts.iter().map(|listed| listed.length).max();
    assert!(largest.is_some_and(|bytes| bytes < 1_024), "{largest:?}");
}
