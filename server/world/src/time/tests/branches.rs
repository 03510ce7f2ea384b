//! Nothing is lost by acting in the past, and two branches can be told apart.

use super::run_of;
use crate::command::Command;
use crate::time::tree::{LONGEST_NAME, MOST_BRANCHES};
use crate::time::{CannotBe, Tree};
use wire::Event;

fn hash_at_end(tree: &mut Tree) -> u64 {
    tree.walk(|timeline| {
        let end = timeline.end().event;
        timeline.seek_event(end);
        timeline.world().trace().hash()
    })
}

#[test]
fn the_future_that_was_given_up_is_a_branch_and_can_be_gone_back_to() {
    let mut tree = Tree::over(run_of(6).0);
    let straight = hash_at_end(&mut tree);
    let middle = tree.timeline().end().event / 2;
    tree.walk(|timeline| timeline.seek_event(middle));
    tree.command(&Command::Heal, &mut |_| {}).expect("one can always heal");
    assert_eq!((tree.current(), tree.branches().len()), (1, 2));
    let now = tree.timeline().now();
    tree.run_until(now + 700_000, &mut |_| {});
    let forked = hash_at_end(&mut tree);
    assert_ne!(forked, straight);

    // A branch of the branch, then back and forth between all three.
    tree.walk(|timeline| timeline.seek_event(middle + 100));
    tree.command(&Command::Crash(1), &mut |_| {}).expect("r1 is up");
    let crashed = hash_at_end(&mut tree);
    assert_eq!(tree.branches()[2].leaves.map(|(parent, _)| parent), Some(1));
    for (branch, hash) in [(0, straight), (1, forked), (2, crashed), (1, forked), (0, straight)] {
        tree.switch(branch).expect("there is such a branch");
        assert_eq!(hash_at_end(&mut tree), hash, "branch {branch}");
    }
    assert_eq!(tree.switch(3), Err(CannotBe::NoSuchBranch(3)));
}

#[test]
fn to_act_at_the_end_makes_no_branch_nor_does_what_is_refused() {
    let mut tree = Tree::over(run_of(6).0);
    tree.command(&Command::Heal, &mut |_| {}).expect("one can always heal");
    assert_eq!(tree.branches().len(), 1);
    tree.walk(|timeline| timeline.seek_event(100));
    assert!(matches!(tree.command(&Command::Crash(77), &mut |_| {}), Err(CannotBe::Refused(_))));
    assert_eq!((tree.current(), tree.branches().len()), (0, 1));
}

#[test]
fn two_branches_part_where_the_first_differing_event_is() {
    let mut tree = Tree::over(run_of(8).0);
    let fork = tree.walk(|timeline| timeline.seek_time(1_500_000));
    tree.command(&Command::Crash(2), &mut |_| {})
        .or_else(|_| tree.command(&Command::Restart(2), &mut |_| {}))
        .expect("up or down");
    tree.run_until(2_000_000, &mut |_| {});
    let comparison = tree.compare(0, 1).expect("both are there");
    let parting = comparison.parting.as_ref().expect("they differ");
    assert_eq!(parting.event, fork + 1);
    assert_eq!(parting.right.as_ref().map(|event| &event.event), Some(&Event::Command));
    assert!(comparison.differences.iter().any(|difference| difference.whose.to_string() == "r2"), "{comparison}");
    let text = comparison.to_string();
    assert!(text.contains(&format!("they part at event {}", fork + 1)) && text.contains("the user says"), "{text}");

    let same = tree.compare(1, 1).expect("it is there");
    assert_eq!(same.parting, None);
    assert!(same.differences.is_empty(), "{same}");
}

#[test]
fn branches_have_names_of_their_own() {
    let mut tree = Tree::over(run_of(6).0);
    for at in [500, 400, 300] {
        tree.walk(|timeline| timeline.seek_event(at));
        tree.command(&Command::Heal, &mut |_| {}).expect("one can always heal");
    }
    let names: Vec<&str> = tree.branches().iter().map(|branch| branch.name.as_str()).collect();
    assert_eq!(names, ["main", "what if 1", "what if 2", "what if 3"]);
    assert_eq!(tree.rename(1, "main"), Err(CannotBe::NameTaken("main".to_owned())));
    assert_eq!(tree.rename(1, " "), Err(CannotBe::BadName));
    assert_eq!(tree.rename(1, &"long ".repeat(LONGEST_NAME)), Err(CannotBe::BadName));
    assert_eq!(tree.rename(1, " the crash "), Ok(()));
    assert_eq!(tree.branches()[1].name, "the crash");
}

#[test]
fn there_is_an_end_to_branching() {
    let mut tree = Tree::over(run_of(6).0);
    for _ in 1..MOST_BRANCHES {
        tree.walk(|timeline| timeline.seek_event(50));
        tree.command(&Command::Heal, &mut |_| {}).expect("there is room");
    }
    tree.walk(|timeline| timeline.seek_event(50));
    assert_eq!(tree.command(&Command::Heal, &mut |_| {}), Err(CannotBe::TooManyBranches));
    let kept = tree.timeline().kept();
    assert!(kept < 80, "{kept} worlds are kept");
}

#[test]
fn two_branches_are_compared_at_a_moment() {
    let mut tree = Tree::over(run_of(6).0);
    let fork = tree.walk(|timeline| timeline.seek_time(1_500_000));
    let at = tree.timeline().now();
    tree.command(&Command::Crash(2), &mut |_| {})
        .or_else(|_| tree.command(&Command::Restart(2), &mut |_| {}))
        .expect("up or down");
    tree.run_until(2_000_000, &mut |_| {});
    let before = tree.compare_at(0, 1, at / 2).expect("both are there");
    assert!(before.differences.is_empty() && before.parting.is_some_and(|parting| parting.event > fork));
    let after = tree.compare_at(0, 1, at + 1).expect("both are there").differences;
    assert!(after.iter().any(|it| it.whose.to_string() == "r2" && it.what == "server"), "{after:?}");
    assert!(after.iter().all(|it| it.left != it.right));
    assert_eq!(tree.compare_at(0, 9, at), Err(CannotBe::NoSuchBranch(9)));
}
