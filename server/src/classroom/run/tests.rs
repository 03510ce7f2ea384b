use std::ops::RangeInclusive;

use super::*;

fn seen(run: &mut Run, line: &str) -> String {
    run.obey(line).unwrap_or_else(|why| panic!("{line}: {why}")).unwrap_or_default()
}

fn refused(run: &mut Run, line: &str) -> String {
    run.obey(line).expect_err(line)
}

/// A run in which a counter counted to five.
fn counted() -> Run {
    let mut run = Run::usual();
    seen(&mut run, "c1: add 5");
    assert!(seen(&mut run, "run until output c1 = 5").contains('5'));
    run
}

#[test]
fn a_line_means_what_it_means_in_a_script() {
    let mut run = counted();
    seen(&mut run, "crash leader");
    seen(&mut run, "run until quiet");
    assert!(seen(&mut run, "expect all promises").contains("promise"));
    assert!(refused(&mut run, "expect output c1 = 6").contains("does not hold"));
    assert!(refused(&mut run, "restart r9").contains("r9"));
    assert!(refused(&mut run, "crsh r1").contains("crash"));
    assert!(refused(&mut run, "wait").contains("script"));
    assert!(refused(&mut run, "say \"hello\"").contains("script"));
    assert!(refused(&mut run, "  # nothing").contains("says nothing"));
}

#[test]
fn whoever_acts_in_the_past_begins_a_branch_and_nothing_is_lost() {
    let mut run = counted();
    let (end, view) = (run.view().event, run.view().clone());
    run.news();
    run.seek(end / 2);
    assert_eq!(run.view().event, end / 2);
    assert!(run.news().everything);
    assert_eq!(run.known().branches[0].event, end, "what is known stays known");
    seen(&mut run, "crash r1");
    assert!(run.news().branches);
    let known = run.known();
    assert_eq!((known.branch, known.branches.len()), (1, 2));
    assert_eq!(known.branches[1].leaves.map(|(branch, _)| branch), Some(0));
    run.switch(0).unwrap();
    run.seek(u64::MAX);
    assert_eq!(run.view(), &view);
    assert!(run.switch(7).unwrap_err().contains("no branch 7"));
}

#[test]
fn back_and_forth_tell_what_changed_and_end_where_they_began() {
    let mut run = counted();
    let end = run.view().event;
    for _ in 0..40 {
        run.back();
    }
    assert_eq!(run.view().event, end - 40);
    run.news();
    for _ in 0..40 {
        run.forth();
    }
    let told: Vec<u64> = run.news().events.iter().map(|traced| traced.id).collect();
    assert_eq!(told, (end - 39..=end).collect::<Vec<_>>());
    assert_eq!(run.known().branches.len(), 1, "to look is no act");
}

#[test]
fn what_was_remembered_for_conditions_is_remembered_again_after_a_walk() {
    let mut run = counted();
    seen(&mut run, "crash r2");
    seen(&mut run, "restart r2");
    seen(&mut run, "expect happened crashed");
    let event = run.view().event;
    run.seek(run.tree.timeline().beginning());
    assert!(refused(&mut run, "expect happened crashed").contains("does not hold"));
    run.seek(event);
    seen(&mut run, "expect happened crashed");
}

#[test]
fn a_cause_leads_back_to_a_command_of_the_user() {
    let mut run = Run::usual();
    seen(&mut run, "c1: add 5");
    seen(&mut run, "run until output c1 = 5");
    let chain = run.why(run.view().event).unwrap();
    assert!(chain.len() > 3);
    assert!(chain[0].words.contains("the user says"), "{:?}", chain[0]);
    assert!(run.why(u64::MAX).unwrap_err().contains("no event"));
}

#[test]
fn another_cluster_begins_another_run_and_a_bug_the_same_run_again() {
    let mut run = counted();
    seen(&mut run, "cluster replicas=5 machine=queue");
    assert_eq!((run.view().replicas.len(), run.view().about.machine.as_ref()), (5, "queue"));
    assert!(run.news().everything);
    seen(&mut run, "c1: enqueue 7");
    let words = seen(&mut run, "plant multi-paxos/forget-promise");
    assert!(words.contains("began again"), "{words}");
    assert!(run.view().clients.is_empty());
    assert!(refused(&mut run, "cluster replicas=0").contains("replicas"));
    assert_eq!(run.view().replicas.len(), 5, "what is refused changes nothing");
}

#[test]
fn one_line_takes_no_more_than_its_share() {
    let mut run = counted();
    for line in ["run for 3600s", "run until output c1 = 7 within 3600s", "step 1000000"] {
        let why = refused(&mut run, line);
        assert!(why.contains("Say it again"), "{line}: {why}");
    }
}

#[test]
fn a_goal_is_reached_once_and_says_before_that_what_is_missing() {
    let mut run = Run::usual();
    run.news();
    seen(&mut run, "goal \"Have c1 told 5\" output c1 = 5");
    assert!(run.news().goals);
    let before = run.goals().remove(0);
    assert!(!before.reached && !before.seen.is_empty(), "{before:?}");
    seen(&mut run, "cluster replicas=5");
    seen(&mut run, "c1: add 5");
    seen(&mut run, "run until all answered");
    assert!(run.news().goals);
    assert!(run.goals()[0].reached, "another cluster may reach it too");
    run.seek(0);
    run.news();
    assert!(run.goals()[0].reached);
    seen(&mut run, "goal \"Have c1 told 5\" output c1 = 5");
    run.news();
    assert!(!run.goals()[0].reached, "who sets it again begins anew");
}

#[test]
fn a_stretch_of_events_can_be_asked_for_and_moves_nothing() {
    let mut run = counted();
    run.seek(40);
    let (moment, known) = (run.moment(), run.known().branches[0].event);
    let all = run.events(0..=u64::MAX);
    assert_eq!(all.iter().map(|event| event.id).collect::<Vec<_>>(), (1..=known).collect::<Vec<_>>());
    assert_eq!(run.events(30..=45), all[29..45]);
    assert!(run.events(known + 1..=known + 9).is_empty(), "what is not known yet");
    assert!(run.events(RangeInclusive::new(9, 3)).is_empty(), "nothing is between");
    assert!(run.events(u64::MAX..=u64::MAX).is_empty());
    assert_eq!(run.moment(), moment);
    run.seek(u64::MAX);
    seen(&mut run, "run for 60s");
    assert_eq!(run.events(1..=u64::MAX).len() as u64, wire::message::LONGEST_STRETCH);
}
