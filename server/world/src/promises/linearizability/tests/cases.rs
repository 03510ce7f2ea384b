//! Histories made by hand, each with the verdict that everybody agrees on.

use super::super::machines::{
    Access, Count, Counter, KeyValue, Lock, Output, Queue, QueueOperation, Register, Turn, Value,
};
use super::super::{History, Specification, Verdict, check};
use super::{brute, confirm, number, read, write};

/// What happens in a history.
enum Event<O, R> {
    /// A process asks.
    Ask(u8, O),
    /// A process is answered.
    Told(u8, R),
    /// The operation of a process certainly failed.
    Failed(u8),
}
use Event::{Ask, Failed, Told};

/// Asserts the verdict on a history; an operation without an answer has an unknown fate.
fn judged<S: Specification>(
    specification: &S,
    linearizable: bool,
    events: Vec<Event<S::Operation, S::Output>>,
) -> Verdict {
    let mut history = History::default();
    let mut open = [usize::MAX; 16];
    for event in events {
        match event {
            Ask(process, operation) => open[process as usize] = history.invoke(operation),
            Told(process, output) => history.answer(open[process as usize], output),
            Failed(process) => history.fail(open[process as usize]),
        }
    }
    let verdict = check(specification, &history);
    confirm(specification, &history, &verdict);
    assert_eq!(matches!(verdict, Verdict::Linearizable { .. }), linearizable, "{verdict:?}");
    assert_eq!(brute(specification, &history), linearizable);
    verdict
}

fn zero() -> Register {
    Register { initial: number(0), texts: None }
}

#[test]
fn an_empty_history_is_linearizable() {
    judged(&zero(), true, vec![]);
}

/// The two register histories of Porcupine's documentation, and the two by which it tests its register model.
#[test]
fn porcupines_register_histories() {
    let overlapping = vec![
        Ask(0, write(100)),
        Ask(1, Access::Read),
        Ask(2, Access::Read),
        Told(2, read(0)),
        Told(1, read(100)),
        Told(0, Output::Done),
    ];
    judged(&zero(), true, overlapping);
    let inverted = vec![
        Ask(0, write(200)),
        Ask(1, Access::Read),
        Told(1, read(200)),
        Ask(2, Access::Read),
        Told(2, read(0)),
        Told(0, Output::Done),
    ];
    judged(&zero(), false, inverted);
}

/// Four histories of a queue after figure 1 of Herlihy and Wing (1990): the first and the third are acceptable.
#[test]
fn the_queues_of_herlihy_and_wing() {
    let enqueue = |value: i64| QueueOperation::Enqueue(Value::Number(value));
    let (x, y) = (1, 2);
    let dequeue = || QueueOperation::Dequeue;
    let a = vec![
        Ask(0, enqueue(x)),
        Ask(1, enqueue(y)),
        Told(0, Output::Done),
        Told(1, Output::Done),
        Ask(1, dequeue()),
        Told(1, read(x)),
        Ask(0, dequeue()),
        Told(0, read(y)),
        Ask(0, enqueue(3)),
    ];
    judged(&Queue, true, a);
    let b = vec![
        Ask(0, enqueue(x)),
        Told(0, Output::Done),
        Ask(1, enqueue(y)),
        Ask(0, dequeue()),
        Told(1, Output::Done),
        Told(0, read(y)),
    ];
    judged(&Queue, false, b);
    let c = vec![Ask(0, enqueue(x)), Ask(1, dequeue()), Told(1, read(x))];
    judged(&Queue, true, c);
    let d = vec![
        Ask(0, enqueue(x)),
        Ask(1, enqueue(y)),
        Told(0, Output::Done),
        Told(1, Output::Done),
        Ask(0, dequeue()),
        Ask(2, dequeue()),
        Told(0, read(y)),
        Told(2, read(y)),
    ];
    judged(&Queue, false, d);
}

#[test]
fn a_stale_read_is_found_and_named() {
    let events = vec![
        Ask(0, write(1)),
        Told(0, Output::Done),
        Ask(0, write(2)),
        Told(0, Output::Done),
        Ask(1, Access::Read),
        Told(1, read(1)),
    ];
    let Verdict::NotLinearizable(evidence) = judged(&zero(), false, events) else { panic!("it is stale") };
    assert_eq!((evidence.operation, evidence.order, evidence.concurrent), (2, vec![0, 1], vec![]));
}

#[test]
fn two_reads_of_one_process_see_values_in_order() {
    let reads = |first, second| {
        vec![
            Ask(0, write(1)),
            Ask(1, Access::Read),
            Told(1, read(first)),
            Ask(1, Access::Read),
            Told(1, read(second)),
            Told(0, Output::Done),
        ]
    };
    judged(&zero(), true, reads(0, 1));
    judged(&zero(), false, reads(1, 0));
}

#[test]
fn a_lost_update_is_found() {
    let set = |old, new| Access::CompareAndSet(number(old), number(new));
    let events = vec![Ask(0, set(0, 1)), Ask(1, set(0, 2)), Told(0, Output::Done), Told(1, Output::Done)];
    judged(&zero(), false, events);
    judged(&zero(), true, vec![Ask(0, set(0, 1)), Ask(1, set(1, 2)), Told(1, Output::Done), Told(0, Output::Done)]);
    let events = vec![Ask(0, Count::Add(1)), Ask(1, Count::Add(1)), Told(0, Output::Done), Told(1, Output::Done)];
    let read_after = |sum| [Ask(0, Count::Read), Told(0, read(sum))];
    judged(&Counter::default(), false, events.into_iter().chain(read_after(1)).collect());
}

#[test]
fn a_write_of_unknown_fate_takes_effect_late_or_never_but_once() {
    let reads = |values: &[i64]| {
        let mut events = vec![Ask(0, write(7))];
        for value in values {
            events.extend([Ask(1, Access::Read), Told(1, read(*value))]);
        }
        events
    };
    judged(&zero(), true, reads(&[0, 0, 0]));
    judged(&zero(), true, reads(&[0, 0, 7]));
    judged(&zero(), false, reads(&[0, 7, 0]));
    let mut again = reads(&[0, 7]);
    again.extend([Ask(1, write(3)), Told(1, Output::Done), Ask(1, Access::Read), Told(1, read(7))]);
    judged(&zero(), false, again);
}

#[test]
fn a_failed_write_never_takes_effect() {
    let events = vec![Ask(0, write(7)), Failed(0), Ask(1, Access::Read), Told(1, read(7))];
    judged(&zero(), false, events);
}

#[test]
fn a_read_before_its_write_is_not_explained_by_it() {
    judged(&zero(), false, vec![Ask(1, Access::Read), Told(1, read(7)), Ask(0, write(7))]);
}

#[test]
fn keys_are_judged_apart() {
    let events = |wrong| {
        vec![
            Ask(0, (1, write(5))),
            Told(0, Output::Done),
            Ask(1, (2, Access::Read)),
            Told(1, Output::Value(None)),
            Ask(1, (1, Access::Read)),
            Told(1, if wrong { Output::Value(None) } else { read(5) }),
        ]
    };
    judged(&KeyValue::default(), true, events(false));
    judged(&KeyValue::default(), false, events(true));
}

#[test]
fn a_lock_is_held_by_one() {
    let events = vec![Ask(0, Turn::Acquire), Told(0, Output::Done), Ask(1, Turn::Acquire), Told(1, Output::Done)];
    judged(&Lock, false, events);
    let events = vec![
        Ask(0, Turn::Acquire),
        Told(0, Output::Done),
        Ask(0, Turn::Release),
        Ask(1, Turn::Acquire),
        Told(1, Output::Done),
    ];
    judged(&Lock, true, events);
}
