//! What is said where a line cannot be read.

use super::wrong;
use crate::script::Script;

#[test]
fn an_error_shows_file_line_column_the_line_and_what_would_help() {
    let errors = Script::parse("cluster replicas=3\n  crash leeder\n").expect_err("a typing error");
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].line, errors[0].column()), (2, 9));
    let shown = "\
error: expected a replica (r1, leader, follower1, all, …), not `leeder`
 --> lesson.smr:2:9
  |
2 |   crash leeder
  |         ^^^^^^ here
  |
  = help: did you mean `leader`?";
    assert_eq!(errors[0].render("lesson.smr", false), shown);
}

#[test]
fn all_errors_of_a_script_come_at_once() {
    let errors = Script::parse("clutser\nheal\ncrash\nstep x\n").expect_err("three errors");
    let lines: Vec<usize> = errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [1, 3, 4]);
}

#[test]
fn each_error_says_what_was_expected_and_what_is_near() {
    for (line, message, help) in [
        ("run untill quiet", "expected `for TIME` or `until CONDITION`", "did you mean `until`?"),
        ("tell c2 affter c1", "expected `after`, not `affter`", "did you mean `after`?"),
        ("expct quiet", "there is no verb `expct`", "did you mean `expect CONDITION`?"),
        ("c1: ad 5", "counter does not know \"ad 5\": it knows add N, read", "did you mean `add N`?"),
        (
            "cluster order=zab",
            "the ordering `zab` is not in this lab yet",
            "the nearest that there is: `order=multi-paxos`",
        ),
        ("cluster order=multipaxos", "there is no ordering `multipaxos`", "did you mean `order=multi-paxos`?"),
        (
            "cluster machine=conter",
            "expected a machine (counter, key-value, …), not `conter`",
            "did you mean `counter`?",
        ),
        ("cluster replica=3", "expected an option (", "did you mean `replicas`?"),
        ("cluster seed=1 seed=2", "`seed` is given twice", ""),
        ("expect r2 dwon", "expected what it is (", "did you mean `down`?"),
        ("expect promise \"agrement\" holds", "there is no promise \"agrement\"", "did you mean \"agreement\"?"),
        ("expect happened instaled", "expected an event (", "did you mean `installed`?"),
        ("run", "expected `for TIME` or `until CONDITION`, but the line ends", "it is used like this: run for TIME"),
        ("run for 31536000s", "`31536000s` is longer than a script may say", "the longest is 3600s"),
        ("workload c1 inputs=1000000000000", "expected a number of operations, 1 to 1000000, not", ""),
        ("cluster clients=1000000", "expected a number of clients, 1 to 1024, not", ""),
        ("cluster replicas=1000000000", "expected a number of replicas, 1 to 31, not", ""),
        ("run for 2", "expected a time like 2s, 500ms or 100us, not `2`", ""),
        ("run for 2h", "expected a time like 2s", ""),
        ("plant first-answer", "there is no planted bug `first-answer`", "write `vote/first-answer`"),
        ("say \"now", "this text has no end", "add `\"`"),
        ("predict \"q\" a | b", "no answer is marked as right", "put a `*` behind it"),
        ("predict \"q\" a*", "a question needs two answers at least", ""),
        ("partition r1", "a partition has two groups at least", ""),
        ("partition others | others", "`others` can be in one group only", ""),
        ("network loss=5", "expected a share like 5% or 0.5%, not `5`", ""),
        ("c99999: read", "there is no `c99999`", ""),
        ("deliver", "expected a message (", ""),
        ("disk r1 ful", "expected slow, full, corrupt, lost or sound, not `ful`", "did you mean `full`?"),
        ("heal now", "expected the end of the line, not `now`", ""),
        ("expect (quiet", "expected `)`, but the line ends", ""),
    ] {
        let error = wrong(line);
        assert!(error.message.starts_with(message), "{line}: {}", error.message);
        assert!(error.help.clone().unwrap_or_default().starts_with(help), "{line}: {:?}", error.help);
    }
}

#[test]
fn a_client_beyond_those_that_were_announced_is_an_error() {
    let errors = Script::parse("cluster clients=2\nc3: read").expect_err("there is no c3");
    assert_eq!(errors[0].message, "there is no `c3`: the clients are c1 to c2");
}

#[test]
fn lines_after_a_broken_cluster_are_still_read_by_its_machine() {
    let errors = Script::parse("cluster machine=bank replicas=99\nc1: total").expect_err("99 are too many");
    assert_eq!(errors.len(), 1);
}
