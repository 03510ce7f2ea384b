//! `smr-lab explore MODEL`: every state that a small model can reach, counted beside the published figures.
//!
//! The figures are the point. A checker that visits too few states proves nothing, and only the exact number of distinct
//! states says that it visited all of them. So the command ends with 1 not only where a sound model breaks a promise,
//! but wherever the count is not the expected one, a planted bug's violations included.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use world::search::explore::{Budget, MODELS, Named, Report, named};

use super::figures::{a_second, columns, rounded, whole};
use super::{print, verdict};

/// What to explore, and how to say it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The model's name; without one all models are listed.
    pub model: Option<&'static str>,
    /// Whether to answer in JSON.
    pub json: bool,
}

/// Explores the model and prints what was found.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    let Some(model) = options.model.and_then(named) else {
        print(options.json, list, || MODELS.iter().map(expected).collect());
        return ExitCode::SUCCESS;
    };
    let begin = Instant::now();
    let report = (model.run)(&Budget::default());
    let elapsed = begin.elapsed();
    print(options.json, || words(model, &report, elapsed), || value(model, &report, elapsed));
    verdict(model.expected.met_by(&report))
}

fn list() -> String {
    let model = |model: &Named| {
        let states = whole(model.expected.distinct as u64);
        (model.name, format!("{states:>9} states  {}", model.says))
    };
    columns(MODELS.iter().map(model).collect::<Vec<_>>())
}

fn expected(model: &Named) -> Json {
    json!({ "name": model.name, "says": model.says, "expected": {
        "distinct": model.expected.distinct,
        "depth": model.expected.depth,
        "violating": model.expected.violating,
    }})
}

fn words(model: &Named, report: &Report, elapsed: Duration) -> String {
    let beside = |found: usize, expected: usize| {
        let agrees = if found == expected { "as expected" } else { "NOT AS EXPECTED" };
        format!("{:>10}   expected {:>10}   {agrees}", whole(found as u64), whole(expected as u64))
    };
    let mut text = format!("{}: {}\n", model.name, model.says);
    text += &columns([
        ("distinct states", beside(report.distinct, model.expected.distinct)),
        ("depth", beside(report.depth, model.expected.depth)),
        ("violations", beside(report.violating, model.expected.violating)),
        ("states a second", format!("{:>10}", rounded(a_second(report.distinct as u64, elapsed)))),
    ]);
    if !report.complete {
        text += "The exploration ran out of its budget: there are more states than these.\n";
    }
    if let Some(example) = &report.example {
        text += &format!("A shortest way to break the promise of {}:\n", example.promise);
        for (step, action) in (1..).zip(&example.steps) {
            text += &format!("{step:>4}  {action}\n");
        }
    }
    text
}

fn value(model: &Named, report: &Report, elapsed: Duration) -> Json {
    let mut value = expected(model);
    value["found"] = json!({
        "distinct": report.distinct,
        "depth": report.depth,
        "violating": report.violating,
        "generated": report.generated,
        "complete": report.complete,
    });
    value["as_expected"] = json!(model.expected.met_by(report));
    value["seconds"] = json!(elapsed.as_secs_f64());
    value["states_per_second"] = json!(a_second(report.distinct as u64, elapsed));
    value["example"] = match &report.example {
        Some(example) => json!({ "promise": example.promise, "steps": example.steps }),
        None => Json::Null,
    };
    value
}
