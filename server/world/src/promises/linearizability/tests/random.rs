//! Thousands of small random histories, some of them wrong, with lost and failed operations among them.

use super::super::machines::{
    Access, Count, Counter, KeyValue, Lock, Output, Queue, QueueOperation, Register, Turn, Value,
};
use super::super::progress::Supply;
use super::super::search::search;
use super::super::{History, Specification, Verdict, check};
use super::{brute, confirm, number, read};
use std::collections::BTreeSet;
use std::fmt::Debug;

/// Numbers that look random and are the same everywhere (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

/// How a random history is made.
#[derive(Clone, Copy)]
pub struct Shape {
    pub operations: usize,
    pub processes: usize,
    /// In a hundred.
    pub lost: u64,
    /// In a hundred.
    pub wrong: u64,
}

/// An open operation: its index, what is asked, and the output once it has taken effect.
type Asked<S> = (usize, <S as Specification>::Operation, Option<<S as Specification>::Output>);

/// A run against one real machine (one a partition): each operation takes effect at some instant, lost ones perhaps.
pub fn history<S: Specification>(
    specification: &S,
    dice: &mut Dice,
    shape: Shape,
    mut operation: impl FnMut(&mut Dice) -> S::Operation,
    mut outputs: impl FnMut(&mut Dice) -> Vec<S::Output>,
) -> History<S::Operation, S::Output>
where
    S::Output: Clone,
{
    let mut history = History::default();
    let mut states: Vec<(u64, S::State)> = Vec::new();
    let mut open: Vec<Option<Asked<S>>> = vec![None; shape.processes];
    while history.entries().len() < shape.operations || open.iter().any(Option::is_some) {
        let process = dice.below(shape.processes as u64) as usize;
        match open[process].take() {
            None if history.entries().len() < shape.operations => {
                let asked = operation(dice);
                open[process] = Some((history.invoke(asked.clone()), asked, None));
            }
            None => {}
            Some((index, _, Some(output))) => {
                if dice.percent(shape.lost) {
                    history.unknown(index);
                } else if dice.percent(shape.wrong) {
                    let all = outputs(dice);
                    history.answer(index, all[dice.below(all.len() as u64) as usize].clone());
                } else {
                    history.answer(index, output);
                }
            }
            Some((index, asked, None)) => {
                if dice.percent(shape.lost) {
                    history.unknown(index);
                    continue;
                }
                let key = specification.partition(&asked);
                let place = states.iter().position(|(other, _)| *other == key).unwrap_or_else(|| {
                    states.push((key, specification.start()));
                    states.len() - 1
                });
                let state = &mut states[place].1;
                let all = outputs(dice);
                let told = all
                    .into_iter()
                    .find_map(|output| specification.step(state, &asked, Some(&output)).map(|after| (output, after)));
                match told {
                    None => history.fail(index),
                    Some((output, after)) => {
                        *state = after;
                        open[process] = Some((index, asked, Some(output)));
                    }
                }
            }
        }
    }
    history
}

fn differ<S: Specification>(
    specification: &S,
    rounds: u64,
    operation: impl Fn(&mut Dice) -> S::Operation,
    outputs: impl Fn(&mut Dice) -> Vec<S::Output>,
) where
    S::Operation: Debug,
    S::Output: Clone + Debug,
{
    let mut refuted = 0;
    for seed in 0..rounds {
        let mut dice = Dice(seed);
        let shape = Shape {
            operations: 3 + dice.below(6) as usize,
            processes: 2 + dice.below(4) as usize,
            lost: [0, 15, 40][dice.below(3) as usize],
            wrong: [0, 5, 30][dice.below(3) as usize],
        };
        let history = history(specification, &mut dice, shape, &operation, &outputs);
        let verdict = check(specification, &history);
        confirm(specification, &history, &verdict);
        let linearizable = matches!(verdict, Verdict::Linearizable { .. });
        assert_eq!(linearizable, brute(specification, &history), "seed {seed}: {history:?} {verdict:?}");
        let partitions = history.entries().iter().map(|entry| specification.partition(&entry.operation));
        if partitions.collect::<BTreeSet<_>>().len() == 1 {
            endless(specification, &history, linearizable);
        }
        refuted += u64::from(!linearizable);
    }
    assert!(refuted > rounds / 50 && refuted < rounds * 49 / 50, "{refuted} of {rounds} refuted: too one-sided");
}

/// Asserts that an endless supply of lost operations misleads nobody.
fn endless<S: Specification>(specification: &S, history: &History<S::Operation, S::Output>, linearizable: bool) {
    let all: Vec<usize> = (0..history.entries().len()).collect();
    let verdict = search(specification, history, &all, Supply::Endless, &mut 1_000_000);
    confirm(specification, history, &verdict);
    match verdict {
        Verdict::Linearizable { .. } => assert!(linearizable),
        Verdict::NotLinearizable(_) => assert!(!linearizable),
        Verdict::BudgetExceeded => {}
    }
}

const ROUNDS: u64 = if cfg!(debug_assertions) { 3_000 } else { 100_000 };

pub fn access(dice: &mut Dice) -> Access {
    let mut value = || number(dice.below(3) as i64);
    let (one, other) = (value(), value());
    match dice.below(8) {
        0..3 => Access::Read,
        3..5 => Access::Write(one),
        5 => Access::Write(None),
        _ => Access::CompareAndSet(one, other),
    }
}

pub fn register_outputs(_: &mut Dice) -> Vec<Output> {
    let values = [Output::Value(None), read(0), read(1), read(2)];
    [Output::Done, Output::Refused].into_iter().chain(values).collect()
}

#[test]
fn a_register_is_judged_as_by_trying_all_orders() {
    differ(&Register::default(), ROUNDS, access, register_outputs);
}

#[test]
fn a_store_is_judged_as_by_trying_all_orders() {
    differ(&KeyValue::default(), ROUNDS, |dice| (dice.below(2), access(dice)), register_outputs);
}

#[test]
fn a_text_is_judged_as_by_trying_all_orders() {
    let text = |text: &str| Some(Value::Text(text.into()));
    let operation = |dice: &mut Dice| match dice.below(6) {
        0..3 => Access::Read,
        3 => Access::Append("a".into()),
        4 => Access::Append("b".into()),
        _ => Access::Write(text("a")),
    };
    let texts = ["", "a", "b", "ab", "ba", "aa", "bb", "aab", "aba", "abb", "bab", "baa", "bba"];
    let outputs = |_: &mut Dice| {
        let values = texts.map(|known| Output::Value(text(known)));
        [Output::Done, Output::Value(None)].into_iter().chain(values).collect()
    };
    let told = texts.map(Into::into).into_iter().collect();
    differ(&Register { initial: None, texts: Some(told) }, ROUNDS, operation, outputs);
}

#[test]
fn a_counter_is_judged_as_by_trying_all_orders() {
    let operation = |dice: &mut Dice| match dice.below(5) {
        0..2 => Count::Read,
        choice => Count::Add(choice as i64 - 3),
    };
    let outputs = |dice: &mut Dice| {
        let done = dice.percent(50).then_some(Output::Done);
        done.into_iter().chain((-9..10).map(read)).collect()
    };
    differ(&Counter::default(), ROUNDS, operation, outputs);
}

#[test]
fn a_queue_is_judged_as_by_trying_all_orders() {
    let operation = |dice: &mut Dice| match dice.below(5) {
        0..2 => QueueOperation::Dequeue,
        choice => QueueOperation::Enqueue(Value::Number(choice as i64 - 2)),
    };
    let outputs = |_: &mut Dice| vec![Output::Done, Output::Value(None), read(0), read(1), read(2)];
    differ(&Queue, ROUNDS, operation, outputs);
}

#[test]
fn a_lock_is_judged_as_by_trying_all_orders() {
    let operation = |dice: &mut Dice| {
        if dice.percent(50) { Turn::Acquire } else { Turn::Release }
    };
    differ(&Lock, ROUNDS, operation, |_| vec![Output::Done, Output::Refused]);
}
