//! What every machine must keep, tested on all of them with sampled Inputs. A machine's own rules are tested beside it.

use super::internals::own_word;
use super::language::Draws;
use super::table::Table;
use super::{Machine, MachineKind, Operation, Output, Refusal};
use crate::word::Word;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Every machine, and the other ready table.
fn kinds() -> Vec<MachineKind> {
    let mut kinds = MachineKind::all();
    kinds.push(MachineKind::Table(Arc::new(Table::turnstile())));
    kinds
}

/// The machine after these samples, by a clock that stands still.
fn after(kind: &MachineKind, seeds: std::ops::Range<u64>) -> Machine {
    let mut machine = Machine::start(kind);
    for seed in seeds {
        machine.execute(&kind.sample(seed), 0);
    }
    machine
}

#[test]
fn copies_that_are_given_the_same_inputs_agree_in_state_and_output() {
    for kind in kinds().iter().filter(|kind| **kind != MachineKind::WallClock) {
        let (mut one, mut other) = (Machine::start(kind), Machine::start(kind));
        for seed in 0..2_000 {
            let operation = kind.sample(seed);
            assert_eq!(one.execute(&operation, seed), other.execute(&operation, seed + 1), "{operation}");
            assert_eq!(one.digest(), other.digest(), "{operation}");
        }
        assert_eq!(one, other);
    }
}

#[test]
fn copies_of_the_wall_clock_do_not() {
    let stamp = MachineKind::WallClock.parse("stamp").expect("known");
    let (mut one, mut other) = (Machine::start(&MachineKind::WallClock), Machine::start(&MachineKind::WallClock));
    assert_ne!(one.execute(&stamp, 10), other.execute(&stamp, 11));
    assert_ne!(one.digest(), other.digest());
}

#[test]
fn an_operation_of_another_machine_is_refused_and_changes_nothing() {
    for kind in kinds() {
        let mut machine = after(&kind, 0..50);
        let before = machine.clone();
        for other in kinds().iter().filter(|other| other.name() != kind.name()) {
            let operation = other.sample(1);
            assert_eq!(machine.execute(&operation, 7), Output::Refused(Refusal::OtherMachine));
            assert!(machine.is_read(&operation));
        }
        assert_eq!(machine, before);
    }
}

#[test]
fn a_read_leaves_every_state_and_every_other_operation_changes_one() {
    for kind in kinds() {
        let mut machine = Machine::start(&kind);
        let mut changes = BTreeSet::new();
        let mut writes = BTreeSet::new();
        for seed in 0..3_000 {
            let operation = kind.sample(seed);
            let verb = operation.to_string().split(' ').next().map(str::to_owned);
            let before = machine.clone();
            machine.execute(&operation, seed + 1);
            if machine.is_read(&operation) {
                assert_eq!(machine, before, "{operation}");
            } else {
                writes.insert(verb.clone());
            }
            if machine != before {
                changes.insert(verb);
            }
        }
        assert_eq!(changes, writes, "{}", kind.name());
    }
}

#[test]
fn samples_hold_every_operation_and_about_a_third_of_reads() {
    for kind in MachineKind::all() {
        let samples: Vec<Operation> = (0..3_000).map(|seed| kind.sample(seed)).collect();
        let reads = samples.iter().filter(|operation| kind.is_read(operation)).count();
        match kind {
            MachineKind::Turnstile => assert_eq!(reads, 0, "the turnstile has no reads"),
            MachineKind::Table(_) => assert!((600..900).contains(&reads), "one Input of four is a read: {reads}"),
            _ => assert!((900..1_100).contains(&reads), "{}: {reads}", kind.name()),
        }
        for (usage, _) in kind.operations().iter().filter(|(usage, _)| *usage != "INPUT") {
            let verb = usage.split(' ').next().expect("a verb");
            let sampled = |operation: &Operation| operation.to_string().split(' ').next() == Some(verb);
            assert!(samples.iter().any(sampled), "{}: {verb}", kind.name());
        }
    }
}

#[test]
fn whoever_installs_the_components_that_differ_holds_an_equal_state() {
    for kind in kinds() {
        for (held, wanted) in [(0..0, 0..300), (0..300, 0..301), (0..300, 500..700), (0..300, 0..0)] {
            let (mut receiver, source) = (after(&kind, held), after(&kind, wanted));
            let (old, new) = (receiver.components(), source.components());
            let names: BTreeSet<Word> = new.iter().map(|(name, _)| *name).collect();
            assert_eq!(names.len(), new.len(), "each name once");
            for (name, bytes) in new.iter().rev().filter(|component| !old.contains(component)) {
                receiver.install(*name, Some(bytes)).expect("well-formed");
            }
            for (name, _) in old.iter().filter(|(name, _)| !names.contains(name)) {
                receiver.install(*name, None).expect("removable");
            }
            assert_eq!(receiver, source, "{}", kind.name());
            assert_eq!(receiver.digest(), source.digest());
        }
    }
}

#[test]
fn garbage_from_a_peer_is_at_worst_an_error() {
    for kind in kinds() {
        let mut names: Vec<Word> = after(&kind, 0..100).components().iter().map(|(name, _)| *name).collect();
        names.extend(["", "?", "99", "next", "state", "holder"].map(own_word));
        let mut refused = 0;
        for seed in 0..500 {
            let mut machine = after(&kind, 0..20);
            let mut draws = Draws::from(seed);
            for _ in 0..5 {
                let name = names[draws.below(names.len() as u64) as usize];
                let length = [0, 1, 7, 8, 9, 15, 16, 40][draws.below(8) as usize];
                let bytes: Vec<u8> = (0..length).map(|_| draws.below(256) as u8).collect();
                let bytes = (draws.below(4) > 0).then_some(bytes.as_slice());
                let before = machine.clone();
                if machine.install(name, bytes).is_err() {
                    assert_eq!(machine, before, "what is refused changes nothing");
                    refused += 1;
                }
            }
            for sampled in 0..50 {
                machine.execute(&kind.sample(sampled), sampled);
            }
            assert!(!machine.show().is_empty() || !machine.components().is_empty());
            machine.corrupt(seed);
        }
        assert!(refused > 100, "{}: {refused}", kind.name());
    }
}

#[test]
fn a_flipped_bit_shows_in_the_digest_and_the_machine_runs_on() {
    for kind in kinds() {
        for seed in (0..600).chain([u64::MAX, 1 << 32]) {
            for sound in [Machine::start(&kind), after(&kind, 0..100)] {
                let mut damaged = sound.clone();
                damaged.corrupt(seed);
                assert_ne!(damaged, sound, "{} with seed {seed}", kind.name());
                assert_ne!(damaged.digest(), sound.digest(), "{} with seed {seed}", kind.name());
                for sampled in 0..20 {
                    damaged.execute(&kind.sample(sampled), sampled);
                }
            }
        }
    }
}

#[test]
fn what_is_displayed_can_be_typed() {
    for kind in kinds() {
        for seed in 0..500 {
            let operation = kind.sample(seed);
            assert_eq!(kind.parse(&operation.to_string()), Ok(operation));
            assert_eq!(kind.parse(&format!("  {operation} ")), Ok(operation));
        }
    }
}

#[test]
fn what_cannot_be_typed_is_answered_with_what_can() {
    for (machine, text, expected) in [
        ("counter", "ad 5", "counter does not know \"ad 5\": it knows add N, read"),
        ("counter", "", "counter does not know \"\": it knows add N, read"),
        ("counter", "add", "expected \"add N\", not \"add\""),
        ("counter", "add five", "\"five\" is not a whole number of 64 bits in \"add five\": expected \"add N\""),
        ("bank", "balance", "expected \"balance ACCOUNT\", not \"balance\""),
        ("table", "go", "table does not know \"go\": it knows fault, look, repair, tick"),
        ("table", "INPUT", "table does not know \"INPUT\": it knows fault, look, repair, tick"),
    ] {
        let kind = MachineKind::from_name(machine).expect("known");
        assert_eq!(kind.parse(text), Err(expected.to_owned()));
    }
    let too_long = MachineKind::KeyValue.parse("put a-key-of-twenty-bytes 1").expect_err("too long");
    assert!(too_long.ends_with("expected \"put KEY VALUE\""), "{too_long}");
}

#[test]
fn a_machine_is_found_by_its_name() {
    let kinds = MachineKind::all();
    assert_eq!(kinds.iter().map(MachineKind::name).collect::<Vec<_>>(), MachineKind::NAMES);
    for kind in kinds {
        assert_eq!(MachineKind::from_name(kind.name()), Some(kind.clone()));
        assert_eq!(Machine::start(&kind).kind(), kind);
    }
    assert_eq!(MachineKind::from_name("conter"), None);
}
