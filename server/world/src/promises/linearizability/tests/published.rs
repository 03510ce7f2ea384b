//! Histories that others recorded and judged: Jepsen's runs against etcd, as kept with Porcupine (MIT licence) in
//! `test_data/jepsen`, with the verdicts that its `porcupine_test.go` expects.
//!
//! In short: process, then `i` invoke, `o` ok, `f` fail or `x` info; then `r` read, `w` write, `c` compare-and-set with
//! their values, or what was read, `n` for nothing.

use super::super::machines::{Access, Output, Register};
use super::super::{History, Verdict, check};
use super::{confirm, number, read, write};
use std::collections::BTreeMap;

const ETCD_000: &str = "
0ir 3ir 2iw4 1iw2 4iw3 3on 0on 4o 1o 2o 3iw3 0ir 0o3 3o 4ir 4o3 1ir 1o3 2ic30 2o 0iw2 3ir 0o 3o0 4ir 4o2
1ic03 2ic00 1f 2f 0ic21 3ir 3o2 0o 4ir 4o1 1ir 1o1 2ir 2o1 3iw0 0ic13 3o 4iw2 0f 4o 1ir 1o2 2ic11 2f 3ic00
0ir 0o2 4iw1 3f 1ic21 2iw2 2o 0ic14 3iw3 4x 0f 3o 1x 2iw2 9iw3 0ir 0o3 2o 3ic34 3f 6ic11 9x 0iw1 0o 2ic00 2f
3ic22 6x 3f 14iw4 0ic43 0f 2iw0 11ir 11o2 2o 3iw2 3o 14x 0iw1 11ic21 2ic03 3ir 3o2 19ir 19o2 0x 11x 2x 3ir
3o2 19ic13 19o 5iw0 16ic43 7ic12 5o 7f 16f 3ic42 3f 19ic01 19o 5ic40 7ic14 16ir 16o1 3ic13 3f 5o 7o 19ic20
19f 16ir 16o0 3ir 3o0 5ir 7ic42 5o0 7f 19ic23 19f 16ic41 3iw4 5iw4 7ic02 19ir 19o0 16x 3x 5x 7x 19iw3 19o
21ic20 21f 8iw4 10iw2 10o 12ic44 19iw4 21ir 21o4 19o 8x 10ic01 12x 10f 21ic33 21f 19ir 19o4 13ic22 17ic44 13x
17x 10ir 10o1
";

const ETCD_002: &str = "
4ir 4on 1iw1 2ic24 3ic12 0ic14 1o 0f 2o 3o 4iw0 4o 1iw2 1o 0ir 0o2 2ic02 3ic23 2f 3o 4ir 4o3 1iw3 1o 0iw2
2iw0 0o 2o 3ic04 3o 4ic34 4f 1iw1 0iw3 0o 1o 2ir 2o3 3ir 3o3 4ir 4o3 0ic43 0f 1ic22 2iw3 1f 3iw2 4iw2 4o
0ic14 0f 2x 1iw3 1o 3x 4ic30 4o 0ir 0o0 7ic31 1iw1 8ir 8o3 4ic40 1o 0iw2 0o 7x 4f 8ic40 1iw0 1o 0iw4 0o 12iw4
4ir 4o4 8x 1ir 1o4 0iw2 12x 0o 4ic30 4f 13iw3 1iw0 17ir 0ic21 17o3 4iw1 13x 1x 0x 17ic01 4x 18ir 18o3 6iw3
5iw2 17x 9ic22 18iw4 6x 5x 22iw1 9x 18x 11iw3 10ic11 22x 14iw0 11o 23ic44 14o 10f 23f 27iw1 11iw2 11o 14ic12
10ir 10o2 14f 23ir 23o0 27x 11iw1 11o 10ir 10o1 14iw2 23ic23 32ic21 14o 11iw4 11o 10ic11 10f 23x 32x 14iw4
14o 11ic24 11f 10ir 10o4 28ir 28o0 37iw3 37x 14ir 14o4
";

fn value(text: &str) -> i64 {
    text.parse().expect("a value is a number")
}

fn parse(text: &str) -> History<Access, Output> {
    let mut history = History::default();
    let mut open = BTreeMap::new();
    for event in text.split_whitespace() {
        let kind = event.find(|letter: char| letter.is_alphabetic()).expect("an event has a kind");
        let (process, rest) = (&event[..kind], &event[kind + 1..]);
        match (&event[kind..=kind], rest) {
            ("i", "r") => open.insert(process, history.invoke(Access::Read)),
            ("i", rest) if rest.starts_with('w') => open.insert(process, history.invoke(write(value(&rest[1..])))),
            ("i", rest) => {
                let (old, new) = (number(value(&rest[1..2])), number(value(&rest[2..])));
                open.insert(process, history.invoke(Access::CompareAndSet(old, new)))
            }
            ("o", "") => open.remove(process).inspect(|index| history.answer(*index, Output::Done)),
            ("o", "n") => open.remove(process).inspect(|index| history.answer(*index, Output::Value(None))),
            ("o", told) => open.remove(process).inspect(|index| history.answer(*index, read(value(told)))),
            ("f", _) => open.remove(process).inspect(|index| history.fail(*index)),
            (_, _) => open.remove(process).inspect(|index| history.unknown(*index)),
        };
    }
    history
}

#[test]
fn jepsens_runs_against_etcd() {
    for (text, linearizable) in [(ETCD_000, false), (ETCD_002, true)] {
        let history = parse(text);
        let verdict = check(&Register::default(), &history);
        confirm(&Register::default(), &history, &verdict);
        assert_eq!(matches!(verdict, Verdict::Linearizable { .. }), linearizable);
    }
}
