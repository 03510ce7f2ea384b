//! `expect`, `goal`, `predict`, `say`, `wait`: looking, and talking about it.

use super::Verb;
use crate::script::condition::Condition;
use crate::script::grammar::{Input, Parsed, expected, has, peeked, position, quoted, word, wrong};
use crate::script::statement::{Choice, Prediction, Statement};

/// The verbs of this file.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "expect",
        usage: "expect CONDITION",
        does: "The condition must hold now; if not, the script fails and says what was seen instead.",
        example: "expect output c1 = 5 and all promises",
        parse: |input| Condition::parse(input).map(Statement::Expect),
    },
    Verb {
        name: "goal",
        usage: "goal \"TEXT\" CONDITION",
        does: "Sets whoever plays a goal. It is looked at again after every statement and is never a failure.",
        example: "goal \"Lose the 5.\" output c1 = FAIL",
        parse: goal,
    },
    Verb {
        name: "predict",
        usage: "predict \"QUESTION\" ANSWER | RIGHT ANSWER* [\"REASON\"]",
        does: "Asks a question before the run goes on. A star marks each right answer; a reason may follow each.",
        example: "predict \"Is the 5 lost?\" yes | no* \"A majority holds it.\"",
        parse: predict,
    },
    Verb {
        name: "say",
        usage: "say \"TEXT\"",
        does: "Shows a text.",
        example: "say \"Now look at r2.\"",
        parse: |input| quoted(input, "a text").map(|text| Statement::Say(text.to_owned())),
    },
    Verb {
        name: "wait",
        usage: "wait",
        does: "The demonstration stands still until whoever presents it goes on. (`pause r2` pauses a server.)",
        example: "wait",
        parse: |_| Ok(Statement::Wait),
    },
];

fn goal(input: &mut Input<'_>) -> Parsed<Statement> {
    let text = quoted(input, "what is to be reached")?.to_owned();
    Ok(Statement::Goal(text, Condition::parse(input)?))
}

fn predict(input: &mut Input<'_>) -> Parsed<Statement> {
    let question = quoted(input, "a question")?.to_owned();
    let at = position(input);
    let mut choices = vec![choice(input)?];
    while has(input, "|") {
        choices.push(choice(input)?);
    }
    let end = position(input);
    if choices.len() < 2 {
        return Err(wrong(at..end, "a question needs two answers at least", Some("write `yes | no*`".to_owned())));
    }
    if !choices.iter().any(|choice| choice.right) {
        return Err(wrong(
            at..end,
            "no answer is marked as right",
            Some("put a `*` behind it: `yes | no*`".to_owned()),
        ));
    }
    Ok(Statement::Predict(Prediction { question, choices }))
}

fn choice(input: &mut Input<'_>) -> Parsed<Choice> {
    let (answer, right) = if peeked(input).is_empty() {
        let answer = quoted(input, "an answer").map_err(|_| expected(input, "an answer"))?;
        let right = peeked(input) == "*";
        if right {
            word(input, "*")?;
        }
        (answer.to_owned(), right)
    } else {
        let mut words: Vec<&str> = Vec::new();
        while !peeked(input).is_empty() {
            words.push(word(input, "an answer")?);
        }
        let answer = words.join(" ");
        let right = answer.ends_with('*');
        (answer.trim_end_matches('*').trim_end().to_owned(), right)
    };
    if answer.is_empty() {
        return Err(expected(input, "an answer"));
    }
    let reason = quoted(input, "a reason").ok().map(str::to_owned);
    Ok(Choice { answer, right, reason })
}
