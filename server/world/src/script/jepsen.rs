//! What the clients of a run saw, in the shape of Jepsen's histories: an entry when something is asked, and one when
//! it is answered.
//!
//! FAIL does not say that nothing was executed, so it is `info`: the fate of the operation is unknown. Jepsen's
//! processes do one thing at a time, and none after an `info`; a client that has several requests on their way is
//! therefore several processes.

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use wire::{Event, Traced, Verdict};

/// An entry of a history.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Entry {
    /// Who.
    pub process: u32,
    /// `invoke`, `ok`, `fail` or `info`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The operation's verb; Jepsen's, where it has one for it.
    pub f: String,
    /// The object, where the machine has several.
    pub key: Option<String>,
    /// The arguments; in an answer to a read, what was read.
    pub value: Value,
    /// What was answered, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// When, in microseconds.
    pub time: u64,
}

/// The arguments of an operation, or what was read.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// None, or nothing.
    Nothing,
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// Several.
    Several(Vec<Value>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Several(values) => values.serialize(serializer),
        }
    }
}

impl Value {
    fn of(text: &str) -> Self {
        match text.parse() {
            Ok(number) => Self::Number(number),
            Err(_) if text == "nothing" => Self::Nothing,
            Err(_) => Self::Text(text.to_owned()),
        }
    }
}

/// Writes a history down while the run goes on.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    keyed: bool,
    processes: u32,
    idle: BTreeMap<u16, Vec<u32>>,
    open: BTreeMap<(u16, u32), Entry>,
}

impl Writer {
    /// For a run of this machine.
    #[must_use]
    pub fn new(machine: &str) -> Self {
        Self { keyed: machine == "key-value", ..Self::default() }
    }

    /// The entry that an event makes, if it makes one.
    pub fn entry(&mut self, traced: &Traced) -> Option<Entry> {
        let words = traced.words.as_deref().unwrap_or_default();
        match traced.event {
            Event::Invoked { client, number } => {
                let process = self.idle.get_mut(&client).and_then(Vec::pop).unwrap_or_else(|| {
                    self.processes += 1;
                    self.processes - 1
                });
                let entry = self.invocation(process, words, traced.at);
                self.open.insert((client, number), entry.clone());
                Some(entry)
            }
            Event::Answered { client, number, verdict, .. } => {
                let invoked = self.open.remove(&(client, number))?;
                if verdict == Verdict::Output {
                    self.idle.entry(client).or_default().push(invoked.process);
                }
                Some(answer(invoked, verdict, words, traced.at))
            }
            _ => None,
        }
    }

    fn invocation(&self, process: u32, operation: &str, time: u64) -> Entry {
        let mut words = operation.split_whitespace();
        let f = match words.next().unwrap_or_default() {
            "get" if self.keyed => "read",
            "put" if self.keyed => "write",
            verb => verb,
        };
        let key = if self.keyed { words.next().map(str::to_owned) } else { None };
        let mut values: Vec<Value> = words.map(Value::of).collect();
        let value = match values.len() {
            0 => Value::Nothing,
            1 => values.remove(0),
            _ => Value::Several(values),
        };
        Entry { process, kind: "invoke", f: f.to_owned(), key, value, output: None, time }
    }
}

fn answer(invoked: Entry, verdict: Verdict, words: &str, time: u64) -> Entry {
    if verdict != Verdict::Output {
        return Entry { kind: "info", time, ..invoked };
    }
    let kind = if words.starts_with("refused") { "fail" } else { "ok" };
    let reads = invoked.value == Value::Nothing && words != "done";
    let value = if reads && kind == "ok" { Value::of(words) } else { invoked.value.clone() };
    Entry { kind, value, output: Some(words.to_owned()), time, ..invoked }
}
