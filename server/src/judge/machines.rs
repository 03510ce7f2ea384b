//! What the operations of a history mean to each machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use world::promises::linearizability::machines::{
    Access, Count, Counter, KeyValue, Lock, Output, Queue, QueueOperation, Register, Turn, Value,
};
use world::promises::linearizability::{Specification, check_within};

use super::lines::{self, Line, Reader, found};
use super::{Judgement, own};

/// The machines, each with the operations (`f`) that it knows.
pub const MACHINES: &[(&str, &str)] = &[
    ("register", "read, write, cas; with a `key`, one register each"),
    ("key-value", "read, write, cas, append, delete, on the `key`, or on the first of a pair as value"),
    ("counter", "read, add, increment, decrement"),
    ("queue", "enqueue, dequeue; of the lab's own queue also length"),
    ("lock", "acquire, release; of the lab's own lock also seize, use, holder"),
    ("bank", "transfer, balance, total"),
    ("turnstile", "coin, push"),
    ("table", "the Inputs of the traffic light"),
];

/// Judges a history by the machine of this name: what the lab wrote itself, and what only the lab has, by the lab's own.
pub fn judge(text: &str, machine: &str, initial: Option<&Json>, budget: u64) -> Result<Judgement, String> {
    let start = initial.and_then(value);
    let only_the_labs = matches!(machine, "bank" | "turnstile" | "table");
    if let Some(kind) = own::machine(machine)
        && (only_the_labs || (initial.is_none() && own::wrote(text)))
    {
        return own::judge(text, &kind, budget);
    }
    match machine {
        "register" | "key-value" => {
            let mut registers = Registers {
                initial: start.clone(),
                keys: BTreeMap::new(),
                pairs: machine == "key-value",
                appends: false,
                texts: Vec::new(),
            };
            let recorded = lines::read(&mut registers, text)?;
            let texts = registers.appends.then(|| registers.texts.into_iter().collect());
            let specification = KeyValue(Register { initial: start, texts });
            Ok(decide(&specification, recorded, budget))
        }
        "counter" => {
            let initial = initial.map_or(Some(0), Json::as_i64).ok_or("a counter begins with a whole number")?;
            let recorded = lines::read(&mut Counts { initial }, text)?;
            Ok(decide(&Counter { initial }, recorded, budget))
        }
        "queue" => Ok(decide(&Queue, lines::read(&mut Queues, text)?, budget)),
        "lock" => Ok(decide(&Lock, lines::read(&mut Locks, text)?, budget)),
        other => {
            let names: Vec<_> = MACHINES.iter().map(|(name, _)| *name).collect();
            Err(format!("no machine is called {other:?}; there are {}", names.join(", ")))
        }
    }
}

fn decide<S: Specification>(
    specification: &S,
    recorded: lines::Recorded<S::Operation, S::Output>,
    budget: u64,
) -> Judgement {
    Judgement::new(check_within(specification, &recorded.history, budget), recorded)
}

/// The value that a JSON value is; `null` is none.
fn value(json: &Json) -> Option<Value> {
    match json {
        Json::Null => None,
        Json::String(text) => Some(Value::Text(text.as_str().into())),
        Json::Number(number) => Some(match number.as_i64() {
            Some(whole) => Value::Number(whole),
            None => Value::Other(number.to_string().into()),
        }),
        other => Some(Value::Other(other.to_string().into())),
    }
}

fn unknown(line: &Line<'_>, machine: &str) -> String {
    let known = MACHINES.iter().find(|(name, _)| *name == machine).map_or("", |(_, known)| known);
    format!("expected an `f` that a {machine} knows ({known}), found {:?}", line.function)
}

/// Registers, one for each key.
struct Registers {
    initial: Option<Value>,
    keys: BTreeMap<String, u64>,
    /// Whether a value without a key is a pair of key and value.
    pairs: bool,
    /// Whether anything was appended.
    appends: bool,
    /// The texts that anybody was told or compared with.
    texts: Vec<Arc<str>>,
}

impl Registers {
    /// Somebody is told this value, or compares with it.
    fn show(&mut self, value: Option<&Value>) {
        if let Some(Value::Text(text)) = value {
            self.texts.push(Arc::clone(text));
        }
    }

    /// The number of the key, and the value without it.
    fn split<'l>(&mut self, line: &Line<'l>) -> Result<(u64, &'l Json), String> {
        let (key, value) = match (line.key, line.value) {
            (Some(key), value) => (key.to_string(), value),
            (None, Json::Array(pair)) if self.pairs && pair.len() == 2 => (pair[0].to_string(), &pair[1]),
            (None, value) if !self.pairs => (String::new(), value),
            (None, other) => return Err(format!("expected a `key`, or a value [key, value], found {other}")),
        };
        let next = self.keys.len() as u64;
        Ok((*self.keys.entry(key).or_insert(next), value))
    }
}

impl Reader for Registers {
    type Operation = (u64, Access);
    type Output = Output;

    fn operation(&mut self, line: &Line<'_>) -> Result<(u64, Access), String> {
        let machine = if self.pairs { "key-value" } else { "register" };
        let (key, given) = self.split(line)?;
        let access = match line.function.as_str() {
            "read" | "get" => Access::Read,
            "write" | "put" | "set" => Access::Write(value(given)),
            "delete" | "remove" | "del" => Access::Write(None),
            "cas" | "compare-and-set" | "compare-and-swap" => match given.as_array().map(Vec::as_slice) {
                Some([old, new]) => {
                    let old = value(old);
                    self.show(old.as_ref());
                    Access::CompareAndSet(old, value(new))
                }
                _ => return Err(format!("expected a value [old, new] for cas, found {given}")),
            },
            "append" => {
                self.appends = true;
                let text = given.as_str().ok_or_else(|| format!("expected a text to append, found {given}"))?;
                Access::Append(text.into())
            }
            _ => return Err(unknown(line, machine)),
        };
        Ok((key, access))
    }

    fn output(&mut self, (_, access): &(u64, Access), line: &Line<'_>) -> Result<Output, String> {
        Ok(match access {
            Access::Read => {
                // An answer may repeat the key as the question gave it, or leave it out.
                let told = match (line.key, line.value) {
                    (None, Json::Array(pair)) if self.pairs && pair.len() == 2 => &pair[1],
                    (_, told) => told,
                };
                let told = value(told).or_else(|| self.initial.clone());
                self.show(told.as_ref());
                Output::Value(told)
            }
            Access::CompareAndSet(..) if *line.value == Json::Bool(false) => Output::Refused,
            Access::CompareAndSet(..) | Access::Write(_) | Access::Append(_) => Output::Done,
        })
    }
}

struct Counts {
    initial: i64,
}

impl Reader for Counts {
    type Operation = Count;
    type Output = Output;

    fn operation(&mut self, line: &Line<'_>) -> Result<Count, String> {
        let amount = || match line.value {
            Json::Null => Ok(1),
            given => given.as_i64().ok_or_else(|| format!("expected a whole number to add, found {given}")),
        };
        match line.function.as_str() {
            "read" | "get" => Ok(Count::Read),
            "add" | "increment" | "inc" => Ok(Count::Add(amount()?)),
            "decrement" | "dec" | "subtract" => Ok(Count::Add(-amount()?)),
            _ => Err(unknown(line, "counter")),
        }
    }

    fn output(&mut self, operation: &Count, line: &Line<'_>) -> Result<Output, String> {
        // What an answer to `add` carries is the amount, repeated.
        match (operation, line.value) {
            (Count::Add(_), _) => Ok(Output::Done),
            (Count::Read, Json::Null) => Ok(Output::Value(Some(Value::Number(self.initial)))),
            (Count::Read, told) if told.is_i64() => Ok(Output::Value(value(told))),
            (Count::Read, told) => Err(format!("expected a whole number as the answer to read, found {told}")),
        }
    }
}

struct Queues;

impl Reader for Queues {
    type Operation = QueueOperation;
    type Output = Output;

    fn operation(&mut self, line: &Line<'_>) -> Result<QueueOperation, String> {
        match line.function.as_str() {
            "enqueue" | "push" | "send" => {
                let value = value(line.value);
                value
                    .map(QueueOperation::Enqueue)
                    .ok_or_else(|| format!("expected a value to enqueue, found {}", found(None)))
            }
            "dequeue" | "pop" | "receive" => Ok(QueueOperation::Dequeue),
            _ => Err(unknown(line, "queue")),
        }
    }

    fn output(&mut self, operation: &QueueOperation, line: &Line<'_>) -> Result<Output, String> {
        Ok(match operation {
            QueueOperation::Enqueue(_) => Output::Done,
            QueueOperation::Dequeue => Output::Value(value(line.value)),
        })
    }
}

struct Locks;

impl Reader for Locks {
    type Operation = Turn;
    type Output = Output;

    fn operation(&mut self, line: &Line<'_>) -> Result<Turn, String> {
        match line.function.as_str() {
            "acquire" | "lock" => Ok(Turn::Acquire),
            "release" | "unlock" => Ok(Turn::Release),
            _ => Err(unknown(line, "lock")),
        }
    }

    fn output(&mut self, _operation: &Turn, line: &Line<'_>) -> Result<Output, String> {
        Ok(if *line.value == Json::Bool(false) { Output::Refused } else { Output::Done })
    }
}
