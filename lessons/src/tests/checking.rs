//! A lesson that claims what is not so is told where and why.

use crate::check::{check, same_order};
use std::path::Path;
use world::script::Diagnostic;

const GLOSSARY: &str = "# Words\n\n## replica\nA copy.\n\n## output voter\nOne who votes.\n\n## FAIL\nNo.\n";

const LESSON: &str = r#"+++
title = "FAIL"
section = "Sending Outputs"
minutes = 10
order = 1
remember = "FAIL is not 'not executed'."
sources = [{ author = "A", title = "B", year = 1990 }]
+++
Three [replicas](../glossary.md#replica), each a replica; `FAIL` in code is no word, nor is aFAIL.

## Silence
See [below](#your-turn) and [elsewhere](https://example.org/nowhere).
```smr
cluster replicas=3 machine=counter seed=1
run until some leader
```
```predict
Both followers crash. What is c1 told?
- [ ] 5 `output c1 = 5`
      Who vouches for it?
- [x] FAIL `output c1 = FAIL`
      One is no majority.
```
```smr
crash followers
c1: add 5
run until all answered
```

## Your turn
```smr
cluster replicas=3 machine=counter seed=1
goal "Have c1 told FAIL." output c1 = FAIL and all up
```
The [output voter](../glossary.md#output-voter) says [FAIL](../glossary.md#fail).
```smr solution
mute followers
c1: add 5
run until all answered
```
```question
Was it added?
---
Perhaps.
```
"#;

fn shelf(path: &Path) -> Option<String> {
    let glossary = path == Path::new("lessons/course/../glossary.md") || path == Path::new("lessons/glossary.md");
    glossary.then(|| GLOSSARY.to_owned())
}

fn checked(text: &str) -> Vec<Diagnostic> {
    check(text, Path::new("lessons/course/01-fail.md"), &shelf).err().unwrap_or_default()
}

/// With this text instead of that, one thing is wrong: in the line that begins so, and this is said.
#[track_caller]
fn wrong(instead_of: &str, text: &str, line: &str, says: &str) {
    assert!(LESSON.contains(instead_of), "{instead_of:?} is not in the lesson");
    let complaints = checked(&LESSON.replacen(instead_of, text, 1));
    let shown: Vec<String> = complaints.iter().map(|complaint| complaint.render("lesson.md", false)).collect();
    assert_eq!(complaints.len(), 1, "{}", shown.join("\n"));
    assert!(complaints[0].source.starts_with(line) && shown[0].contains(says), "{}", shown[0]);
}

#[test]
fn a_lesson_whose_claims_are_so_has_nothing_wrong() {
    assert_eq!(checked(LESSON), []);
}

#[test]
fn the_answer_called_right_must_be_the_one_that_the_run_gives() {
    wrong("`output c1 = FAIL`", "`output c1 = 7`", "- [x] FAIL", "does not hold after the run");
    wrong("`output c1 = 5`", "`pending c1 = 0`", "- [ ] 5", "its condition holds after the run");
}

#[test]
fn a_prediction_is_followed_by_the_run_that_decides_it() {
    wrong("```smr\ncrash followers\nc1: add 5\nrun until all answered\n```\n", "", "```predict", "shows who is right");
}

#[test]
fn a_goal_is_neither_reached_at_the_start_nor_missed_by_the_solution() {
    wrong("output c1 = FAIL and all up\n", "all up\n", "goal", "reached already when it is set");
    wrong("and all up\n", "and all up\ngoal \"Lead.\" some leader\nrun for 1s\n", "goal \"Lead", "before the learner");
    let patient = "and all up\ngoal \"Wait.\" time >= 1s\n";
    wrong("and all up\n", patient, "goal \"Wait", "reached by waiting");
    wrong("mute followers\n", "", "goal", "does not reach this goal");
    wrong("mute followers\n", "", "goal", "seen at the end: c1");
}

#[test]
fn goals_and_solutions_belong_together() {
    wrong("goal \"Have c1 told FAIL.\" output c1 = FAIL and all up\n", "", "```smr solution", "of no goal");
    let solution = "```smr solution\nmute followers\nc1: add 5\nrun until all answered\n```\n";
    let complaints = checked(&LESSON.replacen(solution, "", 1));
    let says: Vec<&str> = complaints.iter().map(|complaint| complaint.message.as_str()).collect();
    assert_eq!(says.len(), 2, "{says:?}");
    assert!(says[0].contains("needs a goal for the learner") && says[1].contains("no `smr solution`"), "{says:?}");
}

#[test]
fn after_a_task_a_run_begins_anew() {
    wrong("```question", "```smr\nheal\n```\n```question", "heal", "each learner's cluster is in another State");
    let anew = LESSON.replacen("```question", "```smr\ncluster\nheal\n```\n```question", 1);
    assert_eq!(checked(&anew), []);
}

#[test]
fn what_does_not_work_is_told_and_hides_nothing_else() {
    wrong("crash followers\n", "crash r9\n", "crash r9", "cannot be done");
    wrong("run until all answered\n```\n\n", "expect output c1 = 5\n```\n\n", "expect", "seen:");
    let both = LESSON.replacen("crash followers", "crash r9", 1).replacen("mute followers\n", "", 1);
    assert_eq!(checked(&both).len(), 2);
}

#[test]
fn links_lead_somewhere() {
    wrong("(#your-turn)", "(#your-trun)", "See [below]", "did you mean #your-turn?");
    wrong("glossary.md#fail", "glossary.md#fial", "The [", "did you mean #fail?");
    wrong("(https://example.org/nowhere)", "(nowhere.md)", "See [below]", "there is no lessons/course/nowhere.md");
}

#[test]
fn words_lead_to_the_glossary_where_they_are_used_first() {
    wrong("[output voter](../glossary.md#output-voter)", "output voter", "The output", "write [output voter](…");
    wrong("Three [replicas](../glossary.md#replica)", "Three Replicas", "Three", "`Replicas` is used first");
    wrong("See [below]", "A FAIL. See [below]", "A FAIL.", "`FAIL` is used first");
}

#[test]
fn a_lesson_has_what_makes_it_one() {
    wrong("```question\nWas it added?\n---\nPerhaps.\n```\n", "", "+++", "needs a `question`");
    wrong("[{ author = \"A\", title = \"B\", year = 1990 }]", "[]", "+++", "names its sources");
}

#[test]
fn a_demo_has_what_makes_it_one() {
    let demo = LESSON.replacen("order = 1", "order = 1\nkind = \"demo\"", 1);
    let says: Vec<String> = checked(&demo).into_iter().map(|complaint| complaint.message).collect();
    assert_eq!(says.len(), 3, "{says:?}");
    for (message, missing) in says.iter().zip(["`wait`", "`notes`", "ask ="]) {
        assert!(message.contains(missing), "{message}");
    }
    let whole = demo.replacen("order = 1", "order = 1\nask = [\"Why?\"]", 1);
    let whole = whole.replacen("crash followers", "wait\ncrash followers", 1) + "\n```notes\nSpeak.\n```\n";
    assert_eq!(checked(&whole), []);
}

#[test]
fn the_name_of_a_file_agrees_with_its_place() {
    wrong("order = 1", "order = 2", "order = 2", "the name of the file says 1");
}

#[test]
fn two_lessons_cannot_have_the_same_place() {
    let complaint = same_order(LESSON, "02-other.md");
    assert_eq!((complaint.source.as_str(), complaint.line), ("order = 1", 5));
    assert!(complaint.message.contains("02-other.md"));
}

#[test]
fn the_example_in_the_essay_is_a_lesson() {
    let essay = include_str!("../lib.rs").lines().filter_map(|line| line.strip_prefix("//!"));
    let lines = essay.skip_while(|line| *line != " ````text").skip(1).take_while(|line| *line != " ````");
    let example: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let checked = check(&example.join("\n"), Path::new("lessons/course/13-fail.md"), &|_| None);
    assert_eq!(checked.map(|lesson| lesson.steps.len()), Ok(2));
}
