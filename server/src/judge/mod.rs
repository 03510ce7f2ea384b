//! `smr-lab judge FILE --machine M`: is this client history linearizable?
//!
//! The history is in the shape that Jepsen writes, as JSON lines ([`lines`]); it may come from any system, not only
//! from the lab. What its operations mean is up to the machine ([`machines`]); the verdict is the checker's
//! ([`world::promises::linearizability`]). Histories that `smr-lab run --history` wrote tell every Output in the lab's words, so
//! there the lab's own machine is the judge ([`own`]).
//!
//! Exit status: 0 linearizable, 1 not, 2 unreadable, 3 undecided (the search ran out of its budget).

mod lines;
mod machines;
mod own;
#[cfg(test)]
mod tests;

pub use machines::MACHINES;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value as Json, json};
use world::promises::linearizability::{BUDGET, Fate, Verdict};

use lines::Recorded;

/// What to judge, and how to say it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The history; `-` is standard input.
    pub file: PathBuf,
    /// The machine that should explain it: a name of [`MACHINES`].
    pub machine: String,
    /// What a register holds, or a counter shows, at first; it is also what a read of `null` says.
    pub initial: Option<String>,
    /// Whether to answer in JSON.
    pub json: bool,
    /// The most steps to try.
    pub budget: Option<u64>,
}

/// A verdict, and what it is about.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The operations that the verdict's numbers stand for, in the order of their invocation.
    pub operations: Vec<Told>,
}

/// One operation as the file told it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// The line of the invocation.
    pub line: usize,
    /// Who asked what and was told what.
    pub text: String,
    /// What became of it.
    pub fate: &'static str,
}

/// Reads the file, judges it and prints the verdict.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    let judged = read(&options.file).and_then(|text| {
        let initial = options.initial.as_deref().map(|text| serde_json::from_str(text).unwrap_or_else(|_| json!(text)));
        judge(&text, &options.machine, initial.as_ref(), options.budget.unwrap_or(BUDGET))
    });
    match judged {
        Err(problem) => {
            if options.json {
                println!("{}", json!({ "verdict": "unreadable", "problem": problem }));
            } else {
                eprintln!("smr-lab: {}: {problem}", options.file.display());
            }
            ExitCode::from(2)
        }
        Ok(judgement) => {
            let (status, text) = judgement.status();
            if options.json {
                println!("{}", judgement.to_json());
            } else {
                println!("{text}");
            }
            ExitCode::from(status)
        }
    }
}

fn read(file: &Path) -> Result<String, String> {
    let mut text = String::new();
    let read = match file.to_str() {
        Some("-") => io::stdin().read_to_string(&mut text).map(|_| ()),
        _ => fs::read_to_string(file).map(|whole| text = whole),
    };
    read.map_err(|error| error.to_string())?;
    Ok(text)
}

/// Judges a history.
///
/// # Errors
/// The machine is unknown, or the text is no history of it: says where, and what was expected there.
pub fn judge(text: &str, machine: &str, initial: Option<&Json>, budget: u64) -> Result<Judgement, String> {
    machines::judge(text, machine, initial, budget)
}

impl Judgement {
    fn new<Operation, Output>(verdict: Verdict, recorded: Recorded<Operation, Output>) -> Self {
        let fates = recorded.history.entries().iter().map(|entry| match entry.fate {
            Fate::Answered(..) => "ok",
            Fate::Failed => "failed",
            Fate::Unknown => "unknown",
        });
        let told = recorded.told.into_iter().zip(fates);
        let operations = told.map(|((line, text), fate)| Told { line, text, fate }).collect();
        Self { verdict, operations }
    }

    fn count(&self, fate: &str) -> usize {
        self.operations.iter().filter(|told| told.fate == fate).count()
    }

    /// The exit status, and the verdict in words.
    #[must_use]
    pub fn status(&self) -> (u8, String) {
        let counts = format!(
            "{} operations, {} of unknown fate, {} failed",
            self.operations.len(),
            self.count("unknown"),
            self.count("failed")
        );
        match &self.verdict {
            Verdict::Linearizable { .. } => (0, format!("linearizable ({counts})")),
            Verdict::BudgetExceeded => (3, format!("undecided: the search ran out of its budget ({counts})")),
            Verdict::NotLinearizable(evidence) => {
                let mut text = format!("not linearizable ({counts})\nNo order of the operations explains\n");
                let mut tell = |index: &usize| {
                    let told = &self.operations[*index];
                    text += &format!("  line {}: {}\n", told.line, told.text);
                };
                tell(&evidence.operation);
                if !evidence.concurrent.is_empty() {
                    text += "which overlaps\n";
                    let mut tell = |index: &usize| {
                        let told = &self.operations[*index];
                        text += &format!("  line {}: {}\n", told.line, told.text);
                    };
                    evidence.concurrent.iter().for_each(&mut tell);
                }
                if let Some(last) = evidence.order.last() {
                    let told = &self.operations[*last];
                    text += &format!(
                        "An order that explains everything before it ends with\n  line {}: {}\n",
                        told.line, told.text
                    );
                }
                (1, text.trim_end().to_owned())
            }
        }
    }

    /// The verdict for machines.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let told = |index: &usize| {
            let told = &self.operations[*index];
            json!({ "line": told.line, "operation": told.text })
        };
        let all = |indices: &[usize]| indices.iter().map(told).collect::<Vec<_>>();
        let (name, evidence) = match &self.verdict {
            Verdict::Linearizable { .. } => ("linearizable", Json::Null),
            Verdict::BudgetExceeded => ("undecided", Json::Null),
            Verdict::NotLinearizable(evidence) => {
                let operation = told(&evidence.operation);
                let (order, concurrent) = (all(&evidence.order), all(&evidence.concurrent));
                ("not-linearizable", json!({ "operation": operation, "order": order, "concurrent": concurrent }))
            }
        };
        json!({
            "verdict": name,
            "operations": self.operations.len(),
            "unknown": self.count("unknown"),
            "failed": self.count("failed"),
            "evidence": evidence,
        })
    }
}
