//! Histories as JSON lines, in Jepsen's shape.
//!
//! A line is an object with `process` (who), `type` (`invoke`, `ok`, `fail` or `info`), `f` (what), `value`, and for
//! some machines `key`; other fields are ignored, and so are empty lines and the lines of the nemesis. A process does
//! one thing at a time: an invocation while an earlier one is open leaves that one's fate unknown, as `info` does, and
//! as the end of the file does.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use world::promises::linearizability::History;

/// A history, and what the file says of each operation: the line of its invocation, and a text.
pub struct Recorded<Operation, Output> {
    pub history: History<Operation, Output>,
    pub told: Vec<(usize, String)>,
}

/// One line, not yet understood by a machine.
pub struct Line<'l> {
    /// What is asked, in lower case.
    pub function: String,
    /// The value, `null` if there is none.
    pub value: &'l Json,
    /// The key, if there is one.
    pub key: Option<&'l Json>,
    /// The Output in the lab's own words, in histories that the lab wrote.
    pub output: Option<&'l str>,
}

/// What a machine makes of the lines.
pub trait Reader {
    /// What it understands by an invocation.
    type Operation: Clone;
    /// What it understands by an answer.
    type Output;

    /// The operation that this line invokes.
    fn operation(&mut self, line: &Line<'_>) -> Result<Self::Operation, String>;

    /// The output that this line gives to an operation.
    fn output(&mut self, operation: &Self::Operation, line: &Line<'_>) -> Result<Self::Output, String>;

    /// What a failure says of the State; `None` where it says no more than that nothing was done.
    fn refusal(&mut self, _line: &Line<'_>) -> Option<Self::Output> {
        None
    }
}

/// Reads a whole history.
pub fn read<R: Reader>(reader: &mut R, text: &str) -> Result<Recorded<R::Operation, R::Output>, String> {
    let mut recorded = Recorded { history: History::default(), told: Vec::new() };
    let mut open: BTreeMap<String, (usize, R::Operation)> = BTreeMap::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = number + 1;
        if !line.trim().is_empty() {
            read_line(reader, &mut recorded, &mut open, number, line)
                .map_err(|problem| format!("line {number}: {problem}"))?;
        }
    }
    Ok(recorded)
}

fn read_line<R: Reader>(
    reader: &mut R,
    recorded: &mut Recorded<R::Operation, R::Output>,
    open: &mut BTreeMap<String, (usize, R::Operation)>,
    number: usize,
    line: &str,
) -> Result<(), String> {
    let object: Map<String, Json> = serde_json::from_str(line).map_err(|error| {
        format!("expected a JSON object such as {{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}}: {error}")
    })?;
    let process = match object.get("process") {
        Some(Json::String(name)) if name.trim_start_matches(':') == "nemesis" => return Ok(()),
        Some(Json::String(name)) => name.clone(),
        Some(number @ Json::Number(_)) => number.to_string(),
        other => return Err(format!("expected a `process` that is a number or a name, found {}", found(other))),
    };
    let kind = word(object.get("type")).unwrap_or_default();
    let line = Line {
        function: word(object.get("f")).unwrap_or_default(),
        value: object.get("value").unwrap_or(&Json::Null),
        key: object.get("key").filter(|key| !key.is_null()),
        output: object.get("output").and_then(Json::as_str),
    };
    exact(line.value).and_then(|()| line.key.map_or(Ok(()), exact))?;
    match kind.as_str() {
        "invoke" => {
            let operation = reader.operation(&line)?;
            let index = recorded.history.invoke(operation.clone());
            recorded.told.push((number, format!("process {process} asked {}", line.tell())));
            open.insert(process, (index, operation));
        }
        "ok" => {
            let Some((index, operation)) = open.remove(&process) else {
                return Err(format!("expected an invocation by process {process} before its answer"));
            };
            recorded.history.answer(index, reader.output(&operation, &line)?);
            recorded.told[index].1 += &match line.output {
                Some(output) => format!(" and was told {output}"),
                None => format!(" and was told ok {}", line.value),
            };
        }
        "fail" => {
            let Some((index, _)) = open.remove(&process) else {
                return Err(format!("expected an invocation by process {process} before its failure"));
            };
            match reader.refusal(&line) {
                Some(refused) => {
                    recorded.history.answer(index, refused);
                    recorded.told[index].1 += &format!(" and was told {}", line.output.unwrap_or("no"));
                }
                None => recorded.history.fail(index),
            }
        }
        // What a process says of itself without having asked for anything is no business of ours.
        "info" => {
            open.remove(&process);
        }
        _ => return Err(format!("expected a `type` of invoke, ok, fail or info, found {}", found(object.get("type")))),
    }
    Ok(())
}

impl Line<'_> {
    fn tell(&self) -> String {
        let key = self.key.map_or_else(String::new, |key| format!(" {key}"));
        let value = if self.value.is_null() { String::new() } else { format!(" {}", self.value) };
        format!("{}{key}{value}", self.function)
    }
}

/// A field that is a word, without the colon of a keyword.
fn word(field: Option<&Json>) -> Option<String> {
    Some(field?.as_str()?.trim_start_matches(':').to_ascii_lowercase())
}

/// From here on, different whole numbers are read as one and the same, and a value that nobody wrote would pass for one.
const INEXACT: f64 = 9_007_199_254_740_992.0;

/// Whether what was read is what is written.
fn exact(value: &Json) -> Result<(), String> {
    match value {
        Json::Number(number) if number.is_f64() && number.as_f64().is_none_or(|number| number.abs() >= INEXACT) => {
            Err(format!("expected a number that can be read exactly, found one like {number}; write it as a text"))
        }
        Json::Array(several) => several.iter().try_for_each(exact),
        Json::Object(members) => members.values().try_for_each(exact),
        _exact => Ok(()),
    }
}

/// What was found instead of what was expected.
pub fn found(field: Option<&Json>) -> String {
    field.map_or_else(|| "nothing".to_owned(), Json::to_string)
}
