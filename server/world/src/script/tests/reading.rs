//! What is read and written.

use super::canonical;
use crate::command::{Behaviour, Command, Workload};
use crate::disk::DiskFault;
use crate::network::Conditions;
use crate::script::condition::FACTS;
use crate::script::reference::{complete, reference};
use crate::script::{Script, parse_command, verbs};
use smr::execute::MachineKind;
use smr::receive::ClientId;
use wire::{Party, Replica};

#[test]
fn the_example_of_every_verb_is_read_and_written_again() {
    for verb in verbs::all() {
        let script =
            if verb.name == "cluster" { verb.example.to_owned() } else { format!("cluster\n{}", verb.example) };
        assert_eq!(canonical(&script), script, "{}", verb.name);
        assert!(verb.name == "c1:" || verb.example.starts_with(verb.name), "{}", verb.name);
    }
}

#[test]
fn the_example_of_every_fact_is_read_and_written_again() {
    for fact in FACTS {
        let line = format!("expect {}", fact.example);
        assert_eq!(canonical(&line), line);
    }
}

#[test]
fn what_is_written_otherwise_is_written_canonically() {
    for (written, expected) in [
        ("  crash   leader ", "crash leader"),
        ("run for 2000ms", "run for 2s"),
        ("run for 1500us # a while", "run for 1500us  # a while"),
        ("#comment", "# comment"),
        ("expect r2 is down", "expect r2 down"),
        ("expect r1 log<5", "expect log r1 < 5"),
        ("expect ((quiet)) and (some leader or r1 up)", "expect quiet and (some leader or r1 up)"),
        ("expect not (quiet and some leader)", "expect not (quiet and some leader)"),
        ("expect output c1=\"5\"", "expect output c1 = 5"),
        ("expect output c1 = \"refused: overdraft\"", "expect output c1 = \"refused: overdraft\""),
        ("expect members = r3 r1 r2", "expect members = r1 r2 r3"),
        ("deliver all accept from leader to r2", "deliver all accept leader -> r2"),
        ("deliver Ask-Entries leader->r2", "deliver ask-entries leader -> r2"),
        ("pause", "wait"),
        ("step 1", "step"),
        ("network loss=5.0%", "network loss=5%"),
        ("workload c1", "workload c1 inputs=100 in-flight=1 think=0us"),
        ("predict \"q?\" yes|no way* \"since\"", "predict \"q?\" yes | no way* \"since\""),
        ("predict \"q?\" \"a | b\" | c*", "predict \"q?\" \"a | b\" | c*"),
        ("cluster seed=7 replicas=5", "cluster replicas=5 seed=7"),
    ] {
        assert_eq!(canonical(written), expected);
        assert_eq!(canonical(expected), expected);
    }
}

#[test]
fn blank_lines_and_comments_stay() {
    let text = "# One.\n\ncluster\nheal  # now\n\n# Two.\nstep\n";
    let script = Script::parse(&format!("\n\n{}\n\n", text.replace("\n\n", "\n\n\n"))).expect("a script");
    assert_eq!(script.to_string(), text);
}

fn commands() -> Vec<Command> {
    let replica = |place| Party::Replica(Replica { place, life: 0 });
    let add = MachineKind::Counter.parse("add 5").expect("an operation");
    let mut commands = vec![
        Command::Submit(ClientId(1), add),
        Command::Workload(ClientId(2), Workload { inputs: 7, in_flight: 3, think: 1_500 }),
        Command::Tell { who: ClientId(2), after: ClientId(1) },
        Command::Crash(1),
        Command::Restart(2),
        Command::Pause(3),
        Command::Resume(3),
        Command::Slow(2, 20),
        Command::Partition(vec![vec![replica(1), Party::Client(1)], vec![replica(2), replica(3)]]),
        Command::Cut(replica(1), Party::Client(4)),
        Command::Heal,
        Command::Network(Conditions { delay: (1_000, 20_000), loss: 55, duplicate: 10, reorder: 1 }),
        Command::ByHand(true),
        Command::ByHand(false),
        Command::Deliver(12),
        Command::Drop(13),
        Command::Duplicate(14),
        Command::Delay(15, 300_000),
        Command::Skew(1, -500),
        Command::Skew(1, 2_000_000),
        Command::Drift(2, -100),
        Command::DiskSound(1),
        Command::Corrupt(1),
        Command::CorruptCheckpoint(1),
        Command::BreakAudit(1),
        Command::MendAudit(1),
        Command::Checkpoint,
        Command::Quit(1),
        Command::Join(4),
        Command::Lead(2),
    ];
    commands.extend(DiskFault::ALL.map(|fault| Command::Disk(1, fault)));
    commands.extend(Behaviour::ALL.map(|behaviour| Command::Behave(1, behaviour)));
    commands
}

#[test]
fn every_command_is_read_as_it_is_written() {
    for command in commands() {
        let line = command.to_string();
        assert_eq!(parse_command(&line, &MachineKind::Counter).as_ref(), Ok(&command), "{line}");
        assert_eq!(canonical(&line), line);
    }
    assert!(parse_command("crash leader", &MachineKind::Counter).is_err(), "only a world knows who leads");
}

#[test]
fn ten_thousand_lines_are_read_one_by_one() {
    let text = "c1: add 5\nrun until stored on majority\nexpect output c1 = 5 and all promises  # so\ncrash leader\n";
    let text = text.repeat(2_500);
    let script = Script::parse(&text).expect("a script");
    assert_eq!(script.lines.len(), 10_000);
    assert_eq!(script.to_string(), text);
}

#[test]
fn the_reference_names_every_verb_and_fact() {
    let reference = reference();
    assert!(verbs::all().all(|verb| reference.contains(verb.usage) && reference.contains(verb.example)));
    assert!(FACTS.iter().all(|fact| reference.contains(fact.usage)));
}

#[test]
fn what_is_begun_can_be_completed() {
    let complete = |line| complete(line, &MachineKind::default());
    assert_eq!(complete("cr"), ["crash"]);
    assert_eq!(complete("crash fo"), ["former-leader", "follower1", "followers"]);
    assert_eq!(complete("run until sto"), ["stored"]);
    assert_eq!(complete("plant vote/f"), ["vote/first-answer"]);
    assert!(complete("xyz ").is_empty());
    assert_eq!(complete("cluster seed=7 order=ra"), ["order=raft"]);
    assert_eq!(complete("cluster seed=7 re"), ["replicas=", "retry=", "reorder="]);
    assert!(!complete("cluster seed=7 s").contains(&"seed=".to_owned()), "it is given already");
    assert_eq!(complete("c1: a"), ["add"]);
}
