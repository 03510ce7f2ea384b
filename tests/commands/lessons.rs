//! `smr-lab lessons`.

use std::fs;

use tests::place::{self, TemporaryFolder};

use crate::{ends, has, json, says};

const LESSON: &str = r#"+++
title = "A counter"
section = "State machine"
minutes = 5
order = 1
remember = "It counts."
sources = [{ author = "A", title = "B", year = 1990 }]
+++
## Count
```smr
cluster replicas=3 machine=counter seed=1
goal "Have c1 told 5." output c1 = 5
```
```predict
What is c2 told?
- [x] 2 `output c2 = 2`
      It began at 0.
- [ ] FAIL `output c2 = FAIL`
      All three vouch for it.
```
```smr
c2: add 2
run until all answered
```
```smr solution
c1: add 3
run until all answered
```
```question
Why?
---
Because.
```
"#;

fn folder(files: &[(&str, &str)]) -> TemporaryFolder {
    TemporaryFolder::with("lessons", files)
}

#[test]
fn everything_in_the_folder_of_lessons_is_as_it_claims() {
    let lessons = place::root().join("lessons");
    let answer = json(&["lessons", "check", lessons.to_str().unwrap()], 0);
    let counted = |what: &str| answer[what].as_u64().unwrap();
    assert!(counted("lessons") > 0 && counted("predictions") > 0 && counted("goals") > 0, "{answer}");
}

/// What the course teaches is so, whatever the network happens to do; the one demo that is about luck says so.
#[test]
fn what_is_claimed_holds_for_other_seeds_too() {
    const ABOUT_LUCK: &str = "07-reply-before-the-disk.md";
    let lessons = place::root().join("lessons");
    for seed in ["seed=2", "seed=5", "seed=13"] {
        let copy = TemporaryFolder::new("seeds");
        fs::copy(lessons.join("glossary.md"), copy.path().join("glossary.md")).unwrap();
        for folder in ["course", "demos"] {
            fs::create_dir(copy.path().join(folder)).unwrap();
            for file in
                fs::read_dir(lessons.join(folder)).unwrap().flatten().filter(|file| file.file_name() != ABOUT_LUCK)
            {
                let text = fs::read_to_string(file.path()).unwrap();
                let words = text.split_inclusive(char::is_whitespace);
                let other = |word: &str| word.replace(word.trim_end(), seed);
                let text: String =
                    words.map(|word| if word.starts_with("seed=") { other(word) } else { word.to_owned() }).collect();
                fs::write(copy.path().join(folder).join(file.file_name()), text).unwrap();
            }
        }
        ends(&["lessons", "check", copy.path().to_str().unwrap()], 0);
    }
}

#[test]
fn a_lesson_that_is_right_is_said_to_be() {
    let folder = folder(&[("one.md", LESSON), ("README.md", "Nothing about a lesson.")]);
    let ending = ends(&["lessons", "check", folder.path().to_str().unwrap()], 0);
    says(&ending.output, &["1 lesson and 0 demos, with 1 prediction and 1 goal: all is as claimed"]);
    assert_eq!(ending.complaint, "");
}

#[test]
fn whatever_is_wrong_is_told_with_its_place() {
    let unreadable = LESSON.replacen("minutes = 5", "minutes = \"five\"", 1).replacen("add 2", "ad 2", 1);
    let mistaken = LESSON.replacen("[ ] FAIL `output c2 = FAIL`", "[ ] FAIL `outputs c2 = 1`", 1);
    let mistaken = mistaken.replacen("add 3", "add 2", 1);
    let folder = folder(&[
        ("a.md", LESSON),
        ("b.md", LESSON),
        ("c.md", &unreadable),
        ("d.md", &mistaken.replacen("order = 1", "order = 2", 1)),
        ("README.md", "[nowhere](nowhere.md)"),
    ]);
    let path = folder.path().to_str().unwrap();
    let complaint = ends(&["lessons", "check", path], 1).complaint;
    for part in [
        "b.md:5:1",
        "a.md has the same place in the order",
        "c.md:4:11",
        "c.md:22:5",
        "d.md:12:1",
        "does not reach this goal",
        "d.md:18:1",
        "its condition holds after the run",
        "README.md:1:1",
        "nowhere.md",
    ] {
        says(&complaint, &[part]);
    }
    let answer = json(&["lessons", "check", path], 1);
    let wrong = answer["wrong"].as_array().unwrap();
    assert_eq!(wrong.len(), 6, "{answer}");
    wrong.iter().for_each(|complaint| has(complaint, &["file", "line", "column", "message", "help"]));
}

#[test]
fn lessons_are_listed_in_their_order() {
    let second = LESSON.replacen("order = 1", "order = 2", 1).replacen("A counter", "Another", 1);
    let folder = folder(&[("a.md", &second), ("b.md", LESSON)]);
    let path = folder.path().to_str().unwrap();
    let output = ends(&["lessons", "list", path], 0).output;
    let titles: Vec<bool> = output.lines().map(|line| line.contains("A counter")).collect();
    assert_eq!(titles, [true, false], "{output}");
    let listed = json(&["lessons", "list", path], 0);
    has(&listed[0], &["file", "kind", "order", "title", "section", "minutes", "steps", "remember"]);
    assert_eq!(listed[0]["steps"][0], "Count");
}

#[test]
fn where_there_is_no_lesson_nothing_is_checked() {
    let folder = folder(&[("notes.txt", "no lesson")]);
    says(&ends(&["lessons", "check", folder.path().to_str().unwrap()], 2).complaint, &["no lesson"]);
    says(&ends(&["lessons", "list", "/nowhere/at/all"], 2).complaint, &["/nowhere/at/all"]);
}

#[test]
fn each_of_the_three_shows_an_example_in_its_help() {
    for command in ["check", "list", "rehearse"] {
        says(&ends(&["lessons", command, "--help"], 0).output, &["Example", &format!("  smr-lab lessons {command}")]);
    }
}

#[test]
fn a_rehearsal_tells_each_step_with_notes_right_answers_and_times() {
    let demos = place::root().join("lessons/demos");
    let file = |name: &str| demos.join(name).to_str().unwrap().to_owned();
    let output = ends(&["lessons", "rehearse", &file("08-two-kinds-of-fail.md")], 0).output;
    says(
        &output,
        &[
            "a demo of 6 min",
            "1 of 2: Too few",
            "2 of 2: No majority",
            "notes | Let them look at the States",
            "> c1: transfer alice bob 30",
            "? Alice sends 30 again",
            "right: FAIL: no majority agrees (Three answers, three contents.)",
            "wrong: done",
            "= FAIL: no majority agrees; seen: ",
            "this step took 0:0",
            "to ask: What should a client do after FAIL?",
            "it is meant to take 6:00 min",
        ],
    );
    let names = fs::read_dir(&demos).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    for name in names.filter(|name| name != "README.md") {
        let told = json(&["lessons", "rehearse", &file(&name)], 0);
        has(&told, &["title", "minutes", "steps", "wrong"]);
        let steps = told["steps"].as_array().unwrap();
        steps.iter().for_each(|step| has(step, &["title", "seconds", "virtual_microseconds", "predictions"]));
        let predictions: Vec<_> = steps.iter().flat_map(|step| step["predictions"].as_array().unwrap()).collect();
        assert!(!predictions.is_empty(), "{name}");
        for prediction in predictions {
            has(prediction, &["question", "right", "seen"]);
            assert_eq!(prediction["holds"], true, "{name}: {prediction}");
        }
    }
}

#[test]
fn a_rehearsal_says_where_a_lesson_is_not_as_it_claims() {
    let mistaken = LESSON.replacen("[x] 2 `output c2 = 2`", "[x] 2 `output c2 = 3`", 1);
    let refused = LESSON.replacen("c2: add 2\nrun", "restart r1\nrun", 1);
    let folder =
        folder(&[("good.md", LESSON), ("mistaken.md", &mistaken), ("refused.md", &refused), ("bad.md", "no head")]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    says(&ends(&["lessons", "rehearse", &path("good.md")], 0).output, &["a lesson of 5 min", "a solution:"]);
    says(
        &ends(&["lessons", "rehearse", &path("mistaken.md")], 1).complaint,
        &["mistaken.md:16: `output c2 = 3` does not hold"],
    );
    says(&ends(&["lessons", "rehearse", &path("refused.md")], 1).complaint, &["refused.md:22: `restart r1`"]);
    says(&ends(&["lessons", "rehearse", &path("bad.md")], 1).complaint, &["bad.md:1:1"]);
    says(&ends(&["lessons", "rehearse", &path("none.md")], 2).complaint, &["none.md"]);
}
