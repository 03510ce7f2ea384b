//! What can be read, and what is said about what cannot.

use crate::{Block, Kind, read};
use world::script::Diagnostic;

const HEAD: &str = r#"+++
title = "One"
section = "State machine"
minutes = 10
order = 1
remember = "One thing."
sources = [{ author = "A", title = "B", year = 1990, section = "2" }]
+++
"#;

const LESSON: &str = r#"Welcome.

## Add 5
Look.

```smr
cluster replicas=3 machine=key-value seed=1
goal "Put a." output c1 = done
```

```predict
What is c1 told,
and why?
- [ ] 5 `output c1 = 5`
      It is a key-value store.
- [x] done `output c1 = done and not pending c1 = 1`
      So it
      is.
```

```text
no block of ours
```

```hint
Put.
```

```smr solution
c1: put a 5
run until all answered
```

## `And` again
> ```text
> quoted
> ```

```question
Why?
---
Because.
```

```notes
Speak.
```
"#;

#[test]
fn a_lesson_is_read_part_by_part() {
    let lesson = read(&format!("{HEAD}{LESSON}")).expect("a lesson");
    assert_eq!((lesson.head.title.as_str(), lesson.head.kind, lesson.head.order), ("One", Kind::Lesson, 1));
    assert_eq!(lesson.head.sources[0].section.as_deref(), Some("2"));
    assert_eq!(lesson.introduction, "Welcome.");
    let titles: Vec<&str> = lesson.steps.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(titles, ["Add 5", "And again"]);
    let [prose, script, predict, text, hint, solution] = &lesson.steps[0].blocks[..] else {
        panic!("{:?}", lesson.steps[0].blocks)
    };
    assert_eq!((prose.line, &prose.block), (12, &Block::Prose("Look.".to_owned())));
    let Block::Script(script) = &script.block else { panic!("{script:?}") };
    assert_eq!(script.statements().map(|(line, _)| line).collect::<Vec<_>>(), [15, 16]);
    let Block::Prediction(prediction) = &predict.block else { panic!("{predict:?}") };
    assert_eq!(prediction.question, "What is c1 told, and why?");
    let choices: Vec<_> = prediction.choices.iter().map(|choice| (choice.answer.as_str(), choice.right)).collect();
    assert_eq!(choices, [("5", false), ("done", true)]);
    assert_eq!(prediction.choices[1].condition.to_string(), "output c1 = done and not pending c1 = 1");
    assert_eq!(prediction.choices[1].reason, "So it is.");
    assert_eq!(text.block, Block::Prose("```text\nno block of ours\n```".to_owned()));
    assert_eq!(hint.block, Block::Hint("Put.".to_owned()));
    let Block::Solution(solution) = &solution.block else { panic!("{solution:?}") };
    assert_eq!(
        solution.statements().next().map(|(_, statement)| statement.to_string()).as_deref(),
        Some("c1: put a 5")
    );
    let [prose, question, notes] = &lesson.steps[1].blocks[..] else { panic!("{:?}", lesson.steps[1].blocks) };
    assert_eq!(prose.block, Block::Prose("> ```text\n> quoted\n> ```".to_owned()));
    let (question, answer) = match &question.block {
        Block::Question { question, answer } => (question.as_str(), answer.as_str()),
        other => panic!("{other:?}"),
    };
    assert_eq!((question, answer), ("Why?", "Because."));
    assert_eq!(notes.block, Block::Notes("Speak.".to_owned()));
}

fn complaints(text: &str) -> Vec<Diagnostic> {
    read(text).expect_err("something is wrong")
}

/// The lesson with this text instead of that has one thing wrong, where this begins, and this is said.
#[track_caller]
fn wrong(instead_of: &str, text: &str, begins: &str, says: &str) {
    let lesson = format!("{HEAD}{LESSON}");
    assert!(lesson.contains(instead_of), "{instead_of:?} is not in the lesson");
    let lesson = lesson.replacen(instead_of, text, 1);
    let before = lesson.split_once(begins).expect("the place is in the lesson").0;
    let place = (before.lines().count().max(1), before.lines().last().map_or(0, str::len) + 1);
    let place = if before.ends_with('\n') { (place.0 + 1, 1) } else { place };
    let complaints = complaints(&lesson);
    let [complaint] = &complaints[..] else { panic!("{complaints:#?}") };
    let shown = complaint.render("lesson.md", false);
    assert_eq!((complaint.line, complaint.column()), place, "{shown}");
    assert!(shown.contains(says) && shown.contains(&format!("lesson.md:{}:{}", place.0, place.1)), "{shown}");
}

#[test]
fn what_is_wrong_in_the_head_is_told_with_its_place() {
    wrong("minutes = 10", "minutes = \"ten\"", "\"ten\"", "invalid type");
    wrong("title =", "titel =", "titel", "unknown field `titel`");
    wrong("order = 1\n", "", "title", "missing field `order`");
    wrong("sources = [{ author = \"A\", ", "sources = [{ ", "{ title", "missing field `author`");
}

#[test]
fn what_is_wrong_in_a_script_is_told_with_its_place_in_the_lesson() {
    wrong("c1: put a 5", "c1: putt a 5", "putt", "put");
    wrong("goal \"Put a.\" output", "goal \"Put a.\" outptu", "outptu", "output");
    wrong("c1: put a 5", "predict \"A?\" b | c*", "predict \"A", "`predict` block");
}

#[test]
fn what_is_wrong_in_a_prediction_is_told_with_its_place() {
    wrong("not pending c1 = 1", "not pendign c1 = 1", "pendign", "pending");
    wrong("5 `output c1 = 5`", "5", "- [ ] 5", "does not end with the condition");
    wrong("[x]", "[ ]", "```predict", "exactly one answer");
    wrong("[x]", "", "-  done", "expected `[ ]`");
    wrong("      It is a key-value store.\n", "", "```predict", "needs a reason");
    wrong("What is c1 told,\nand why?\n", "", "```predict", "begins with its question");
}

#[test]
fn what_is_wrong_with_a_block_is_told_with_its_place() {
    wrong("```hint", "```hnit", "```hnit", "did you mean `hint`?");
    wrong("```smr solution", "```smr soluton", "```smr soluton", "did you mean `smr solution`?");
    wrong("---\nBecause.\n", "", "```question", "an answer to compare with");
    wrong("Put.\n", "", "```hint", "empty");
    wrong("> ```text", "> ```smr", "> ```smr", "in a list or a quotation");
    wrong("Speak.\n```", "Speak.", "```notes", "has no end");
    wrong("Welcome.", "```hint\nPut.\n```", "```hint", "a block belongs to a step");
    wrong("Welcome.", "# One", "# One", "the title of a lesson stands in its head");
}

#[test]
fn a_text_that_is_no_lesson_is_told_what_one_has() {
    let says: Vec<String> = complaints("").into_iter().map(|complaint| complaint.message).collect();
    assert!(says[0].contains("begins with a head") && says[1].contains("has steps"), "{says:?}");
    complaints("+++\n");
    complaints("+++\n+++\n");
    complaints("```smr\n");
    complaints("## a\n```predict");
}

#[test]
fn lines_may_end_as_they_do_on_windows() {
    assert_eq!(read(&format!("{HEAD}{LESSON}").replace('\n', "\r\n")).map(|lesson| lesson.steps.len()), Ok(2));
}

/// Whatever an author has typed so far, the answer is a lesson or complaints, each in a line of the text.
#[test]
fn a_lesson_may_be_read_while_it_is_being_written() {
    let lesson = format!("{HEAD}{LESSON}");
    let ends = |text: &str| {
        for complaint in read(text).err().into_iter().flatten() {
            assert!(complaint.line <= text.lines().count().max(1), "{complaint:?}");
            assert!(complaint.render("lesson.md", false).contains("lesson.md"));
        }
    };
    for (at, _) in lesson.char_indices() {
        ends(&lesson[..at]);
        ends(&lesson[at..]);
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = format!("{HEAD}{LESSON}").replace("minutes", "minuets").replace("put a 5", "putt").replace("[x]", "[ ]");
    assert_eq!(complaints(&text).len(), 3);
}
