//! Long histories. What is asserted is how many steps the verdict takes, which is the same on every machine.

use super::super::machines::{Access, Register, Value};
use super::super::{Fate, History, Verdict, check_within};
use super::random::Dice;
use super::{Output, confirm, number};

type Registers = History<Access, Output>;

#[derive(Clone, Copy)]
struct Shape {
    operations: usize,
    processes: usize,
    /// Lost operations in a hundred.
    lost: u64,
    /// Whether a read near the end returns what was read half the history before.
    stale: bool,
}

/// A run against a real register. Which operations are asked is up to `ask`.
fn run(shape: Shape, mut ask: impl FnMut(&mut Dice) -> Access) -> Registers {
    let mut dice = Dice(7);
    let mut history = History::default();
    let mut value: Option<Value> = None;
    let mut half_way = None;
    let mut stale = shape.stale;
    let mut open: Vec<Option<(usize, Access, Option<Output>)>> = vec![None; shape.processes];
    while history.entries().len() < shape.operations {
        let asked = history.entries().len();
        if asked == shape.operations / 2 {
            half_way.clone_from(&value);
        }
        let process = dice.below(shape.processes as u64) as usize;
        match open[process].take() {
            None => {
                let access = ask(&mut dice);
                open[process] = Some((history.invoke(access.clone()), access, None));
            }
            Some((index, _, _)) if dice.percent(shape.lost) => history.unknown(index),
            Some((index, access, Some(output))) => {
                let late = stale && access == Access::Read && asked > shape.operations * 9 / 10;
                stale &= !late;
                history.answer(index, if late { Output::Value(half_way.clone()) } else { output });
            }
            Some((index, access, None)) => {
                let output = Register::default().outcome(&mut value, &access);
                open[process] = Some((index, access, Some(output)));
            }
        }
    }
    history
}

impl Register {
    fn outcome(&self, value: &mut Option<Value>, access: &Access) -> Output {
        match access {
            Access::Read => return Output::Value(value.clone()),
            Access::CompareAndSet(old, _) if old != value => return Output::Refused,
            Access::Write(new) | Access::CompareAndSet(_, new) => value.clone_from(new),
            Access::Append(_) => unreachable!("nobody asks for it here"),
        }
        Output::Done
    }
}

/// Half reads, half writes of ever new values.
fn distinct() -> impl FnMut(&mut Dice) -> Access {
    let mut fresh = 0;
    move |dice| {
        fresh += 1;
        if dice.percent(50) { Access::Read } else { Access::Write(number(fresh)) }
    }
}

/// Reads, writes and compare-and-sets of five values, as Jepsen's register tests ask for.
fn few(dice: &mut Dice) -> Access {
    let mut value = || number(dice.below(5) as i64);
    let (one, other) = (value(), value());
    match dice.below(3) {
        0 => Access::Read,
        1 => Access::Write(one),
        _ => Access::CompareAndSet(one, other),
    }
}

fn judged(history: &Registers, steps: u64) -> bool {
    let register = Register::default();
    let verdict = check_within(&register, history, steps);
    confirm(&register, history, &verdict);
    let lost = history.entries().iter().filter(|entry| matches!(entry.fate, Fate::Unknown)).count();
    assert_ne!(verdict, Verdict::BudgetExceeded, "{lost} lost");
    matches!(verdict, Verdict::Linearizable { .. })
}

#[test]
fn twenty_thousand_operations_on_one_register() {
    for processes in [5, 12] {
        let shape = Shape { operations: 20_000, processes, lost: 0, stale: false };
        assert!(judged(&run(shape, distinct()), 20_000_000));
        assert!(judged(&run(shape, few), 20_000_000));
        let shape = Shape { stale: true, ..shape };
        assert!(!judged(&run(shape, distinct()), 50_000_000));
    }
}

#[test]
fn twenty_thousand_operations_of_which_thousands_are_lost() {
    for lost in [1, 5, 20] {
        let shape = Shape { operations: 20_000, processes: 8, lost, stale: false };
        assert!(judged(&run(shape, distinct()), 20_000_000));
        assert!(judged(&run(shape, few), 20_000_000));
        let shape = Shape { stale: true, ..shape };
        assert!(!judged(&run(shape, distinct()), 50_000_000));
    }
}
