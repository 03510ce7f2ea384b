//! What comes of a statement.

use crate::script::runner::USUAL_WAIT;
use crate::script::{Limits, Outcome, Runner, Script};

/// What comes of the last statement of a script.
fn last(text: &str) -> Outcome {
    last_within(text, Limits::default())
}

fn last_within(text: &str, limits: Limits) -> Outcome {
    let script = Script::parse(text).unwrap_or_else(|wrong| panic!("{}", wrong[0].render("test", false)));
    let mut runner = Runner::new(limits);
    script.statements().map(|(_, statement)| runner.perform(statement, &mut |_| {})).last().expect("a statement")
}

fn refused(text: &str) -> String {
    match last(text) {
        Outcome::Refused { why } => why,
        another => panic!("{another:?}"),
    }
}

#[test]
fn a_failed_expectation_says_what_was_seen_instead() {
    let failed = last("cluster seed=1\nc1: add 5\nrun until all answered\nexpect output c1 = 6 and r1 up");
    let expected =
        Outcome::Failed { expected: "output c1 = 6 and r1 up".to_owned(), seen: "c1#1 was answered `5`".to_owned() };
    assert_eq!(failed, expected);
}

#[test]
fn what_does_not_come_in_time_is_a_failed_expectation() {
    let Outcome::Failed { expected, seen } = last("cluster\nrun until r2 down within 1s") else { panic!("it came") };
    assert_eq!(expected, "r2 down within 1s");
    assert!(seen.starts_with("r2 is up"));
    let Outcome::Failed { expected, .. } = last("cluster\nrun until r2 down") else { panic!("it came") };
    assert!(expected.ends_with("within 10s") && USUAL_WAIT == 10_000_000);
}

#[test]
fn what_cannot_be_done_now_is_refused_with_the_reason() {
    assert_eq!(refused("crash r1"), "no run has begun: write `cluster` first");
    assert_eq!(refused("cluster\ncrash leader"), "nobody leads now; `run until some leader` first");
    assert_eq!(refused("cluster\nrestart former-leader"), "no statement has named `leader` so far");
    assert_eq!(refused("cluster\nrestart down"), "`down` is nobody now");
    assert!(refused("cluster\ncrash r1\ncrash r1").starts_with("r1 is down"));
    assert!(refused("cluster\nheal\nplant vote/first-answer").starts_with("a bug is planted before"));
    assert!(refused("plant vote/first-answer").starts_with("a bug is planted before"));
    assert!(refused("cluster\nby-hand on\ndeliver accept r1 -> r2").starts_with("no message is on its way"));
    assert!(refused("cluster\nrun until some leader\ncrash follower5").ends_with("2 followers are up"));
    for typing_error in ["cut r9 -> r1", "partition r1 r9 | others", "deliver all to r9"] {
        assert!(refused(&format!("cluster\n{typing_error}")).starts_with("there is no r9"), "{typing_error}");
    }
}

#[test]
fn a_run_that_cannot_be_is_refused_where_it_is_described() {
    assert!(refused("cluster order=causal model=fail-stop").starts_with("causal is not made for"));
    assert!(refused("cluster order=raft\nplant multi-paxos/any-value").starts_with("raft has no rule that"));
    assert!(refused("cluster order=generals-oral replicas=30").contains("generals-oral has at most"));
    // What was there before stays.
    let mut runner = Runner::new(Limits::default());
    let script = Script::parse("cluster\nheal\ncluster order=causal model=fail-stop").expect("a script");
    script.statements().for_each(|(_, statement)| drop(runner.perform(statement, &mut |_| {})));
    assert!(runner.world().is_some());
}

fn too_much(text: &str, limits: Limits) -> String {
    match last_within(text, limits) {
        Outcome::TooMuch { why } => why,
        another => panic!("{text}: {another:?}"),
    }
}

#[test]
fn what_takes_time_or_memory_without_seeming_to_is_cut_short_with_the_reason() {
    let usual = Limits::default();
    let many = |lines: &str, times: usize| format!("{}heal", lines.repeat(times));
    let short = |events| Limits { events, ..usual };
    // Thirty lines could make a thousand million messages of one.
    let doubling = format!("cluster\nby-hand on\nworkload c1\n{}", "duplicate all\n".repeat(30));
    assert!(too_much(&doubling, usual).contains("100000 messages on their way"));
    assert!(too_much(&doubling, short(1_000)).contains("1000 events"));
    let hoard = "cluster delay=3600s\nworkload c1 inputs=1000000 in-flight=64\nrun for 3600s";
    assert!(too_much(hoard, Limits { flying: 500, ..usual }).contains("500 messages"));
    let few = Limits { replicas: 1_000, ..usual };
    assert!(too_much(&many("cluster replicas=31\nheal\n", 100), few).contains("1000 replicas"));
    let never = format!("cluster\nrun until {} within 3600s", "r1 slot > 99 or ".repeat(100) + "r1 slot > 99");
    assert!(too_much(&never, Limits { facts: 10_000, ..usual }).contains("10000 facts"));
    assert!(too_much("cluster\nstep 1000000", short(1_000)).contains("1000 events"));
    assert!(
        too_much("cluster replicas=31\nworkload c1 inputs=1000000 in-flight=64\nrun for 3600s", short(50_000))
            .contains("50000 events")
    );
    let minute = Limits { time: 60_000_000, ..usual };
    assert!(too_much("cluster\nrun for 40s\ncluster\nrun for 40s", minute).contains("60s of virtual time"));
}

#[test]
fn no_script_is_without_bounds() {
    let few = Limits { events: 1_000, time: 1_000_000, statements: 4, goals: 1, ..Limits::default() };
    let too_much = |text: &str| matches!(last_within(text, few), Outcome::TooMuch { .. });
    assert!(too_much("cluster\nworkload c1 inputs=1000000\nrun until all answered"));
    assert!(too_much("cluster\nrun for 1h".replace("1h", "3600s").as_str()));
    assert!(too_much("cluster\nheal\nheal\nheal\nheal"));
    assert!(too_much("cluster\ngoal \"a\" quiet\ngoal \"b\" quiet"));
}

#[test]
fn a_goal_is_reached_when_it_is_reached() {
    let script = Script::parse("cluster seed=1\ngoal \"Five.\" output c1 = 5\nc1: add 5\nrun until all answered");
    let script = script.expect("a script");
    let mut runner = Runner::new(Limits::default());
    let reached: Vec<bool> = script
        .statements()
        .map(|(_, statement)| {
            runner.perform(statement, &mut |_| {});
            runner.goals().first().is_some_and(|goal| goal.reached)
        })
        .collect();
    assert_eq!(reached, [false, false, false, true]);
}

#[test]
fn a_second_cluster_is_a_second_run() {
    let text = "cluster seed=1\nc1: add 5\nrun until all answered\ncluster machine=register\nexpect answered = 0";
    assert!(matches!(last(text), Outcome::Holds { .. }));
}

#[test]
fn a_line_is_read_by_the_machine_of_the_run() {
    let mut runner = Runner::new(Limits::default());
    let cluster = runner.read("cluster machine=bank").expect("readable").expect("a statement");
    runner.perform(&cluster, &mut |_| {});
    assert!(runner.read("c1: total").is_ok());
    assert!(runner.read("c1: add 5").is_err());
    assert_eq!(runner.read("  # nothing"), Ok(None));
}
