//! Histories with a known verdict, and random ones beside a checker too simple to be wrong.

mod cases;
mod published;
mod random;
mod size;

use super::machines::{Access, Output, Value};
use super::{Fate, History, Specification, Verdict};

/// The value that is this number.
fn number(value: i64) -> Option<Value> {
    Some(Value::Number(value))
}

fn read(value: i64) -> Output {
    Output::Value(number(value))
}

fn write(value: i64) -> Access {
    Access::Write(number(value))
}

/// Whether some order explains the history: tries all of them.
fn brute<S: Specification>(specification: &S, history: &History<S::Operation, S::Output>) -> bool {
    fn go<S: Specification>(
        specification: &S,
        history: &History<S::Operation, S::Output>,
        states: &mut Vec<(u64, S::State)>,
        placed: &mut Vec<bool>,
    ) -> bool {
        let entries = history.entries();
        let answered = |index: &usize| match &entries[*index].fate {
            Fate::Answered(at, _) if !placed[*index] => Some(*at),
            _ => None,
        };
        let Some(limit) = (0..entries.len()).filter_map(|index| answered(&index)).min() else {
            return true;
        };
        for index in 0..entries.len() {
            let entry = &entries[index];
            let output = match &entry.fate {
                Fate::Failed => continue,
                Fate::Unknown => None,
                Fate::Answered(_, output) => Some(output),
            };
            if placed[index] || entry.invoked > limit {
                continue;
            }
            let key = specification.partition(&entry.operation);
            let known = states.iter().rev().find(|(other, _)| *other == key);
            let state = known.map_or_else(|| specification.start(), |(_, state)| state.clone());
            let Some(after) = specification.step(&state, &entry.operation, output) else {
                continue;
            };
            placed[index] = true;
            states.push((key, after));
            let explained = go(specification, history, states, placed);
            states.pop();
            placed[index] = false;
            if explained {
                return true;
            }
        }
        false
    }
    go(specification, history, &mut Vec::new(), &mut vec![false; history.entries().len()])
}

/// Asserts that the orders of a verdict really are explanations.
fn confirm<S: Specification>(specification: &S, history: &History<S::Operation, S::Output>, verdict: &Verdict) {
    let Verdict::Linearizable { orders } = verdict else {
        return;
    };
    let entries = history.entries();
    for order in orders {
        let mut state = specification.start();
        let mut latest_invocation = 0;
        for &index in order {
            let entry = &entries[index];
            let output = match &entry.fate {
                Fate::Failed => panic!("a failed operation was placed"),
                Fate::Unknown => None,
                Fate::Answered(at, output) => {
                    assert!(*at > latest_invocation, "placed after one that was invoked after its answer");
                    Some(output)
                }
            };
            latest_invocation = latest_invocation.max(entry.invoked);
            state = specification.step(&state, &entry.operation, output).expect("an explanation has only steps");
        }
    }
    let answered = (0..entries.len()).filter(|index| matches!(entries[*index].fate, Fate::Answered(..)));
    for index in answered {
        assert_eq!(orders.iter().flatten().filter(|other| **other == index).count(), 1);
    }
}
