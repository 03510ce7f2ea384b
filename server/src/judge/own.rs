//! The lab's own machines as judges: of the histories that the lab wrote, and of those of machines that only it has.
//!
//! Such a history tells in `output` what a client was told, word for word, refusals included. A refusal is an Output, and an
//! order must explain it: the account really held less. Where there is no `output`, an answer that only repeats the question
//! says that it was not refused, `false` that it was, and anything else is the Output.

use serde_json::{Map, Value as Json};
use smr::execute::{Machine, MachineKind, Operation, Output};
use world::promises::history::OneCopy;
use world::promises::linearizability::{Specification, Trace, check_within};

use super::Judgement;
use super::lines::{self, Line, Reader};

/// The lab's machine of this name, if clients of it can be judged: of a clock, no order explains anything.
pub fn machine(name: &str) -> Option<MachineKind> {
    MachineKind::from_name(name).filter(|kind| *kind != MachineKind::WallClock)
}

/// Whether the lab wrote this history: nobody else tells Outputs in its words.
pub fn wrote(text: &str) -> bool {
    let told = |line: &str| {
        let object: Option<Map<String, Json>> = serde_json::from_str(line).ok();
        object.is_some_and(|object| object.get("output").is_some_and(Json::is_string))
    };
    text.lines().filter(|line| line.contains("\"output\"")).any(told)
}

/// Judges a history by the lab's own machine.
pub fn judge(text: &str, kind: &MachineKind, budget: u64) -> Result<Judgement, String> {
    let recorded = lines::read(&mut Own { kind }, text)?;
    let start = Machine::start(kind);
    let judge = Judge { one_copy: OneCopy { kind, start: &start } };
    Ok(Judgement::new(check_within(&judge, &recorded.history, budget), recorded))
}

/// What a client was told.
enum Told {
    /// This.
    Exactly(String),
    /// Anything but a refusal.
    Something,
    /// A refusal.
    Refusal,
}

struct Judge<'a> {
    one_copy: OneCopy<'a>,
}

impl Specification for Judge<'_> {
    type State = Machine;
    type Operation = Operation;
    type Output = Told;

    fn start(&self) -> Machine {
        self.one_copy.start()
    }

    fn step(&self, state: &Machine, operation: &Operation, told: Option<&Told>) -> Option<Machine> {
        let mut next = state.clone();
        let output = next.execute(operation, 0);
        let fits = match told {
            None => true,
            Some(Told::Exactly(text)) => output.to_string() == *text,
            Some(Told::Something) => !matches!(output, Output::Refused(_)),
            Some(Told::Refusal) => matches!(output, Output::Refused(_)),
        };
        fits.then_some(next)
    }

    fn only_reads(&self, operation: &Operation, _told: &Told) -> bool {
        self.one_copy.kind.is_read(operation)
    }

    fn partition(&self, operation: &Operation) -> u64 {
        self.one_copy.partition(operation)
    }

    fn leaves(&self, operation: &Operation) -> Trace {
        self.one_copy.leaves(operation)
    }
}

/// Reads a history in the machine's own language.
struct Own<'a> {
    kind: &'a MachineKind,
}

/// A value as a learner would type it.
fn typed(value: &Json, words: &mut Vec<String>) {
    match value {
        Json::Null => {}
        Json::String(text) => words.push(text.clone()),
        Json::Array(several) => several.iter().for_each(|value| typed(value, words)),
        // Jepsen's banks tell a transfer like this.
        Json::Object(transfer) => {
            ["from", "to", "amount"].iter().filter_map(|part| transfer.get(*part)).for_each(|part| typed(part, words));
        }
        other => words.push(other.to_string()),
    }
}

impl Reader for Own<'_> {
    type Operation = Operation;
    type Output = Told;

    fn operation(&mut self, line: &Line<'_>) -> Result<Operation, String> {
        let keyed = *self.kind == MachineKind::KeyValue;
        let mut words = vec![match line.function.as_str() {
            "read" if keyed => "get".to_owned(),
            "write" if keyed => "put".to_owned(),
            function => function.to_owned(),
        }];
        typed(line.key.unwrap_or(&Json::Null), &mut words);
        typed(line.value, &mut words);
        self.kind.parse(&words.join(" "))
    }

    fn output(&mut self, operation: &Operation, line: &Line<'_>) -> Result<Told, String> {
        if let Some(output) = line.output {
            return Ok(Told::Exactly(output.to_owned()));
        }
        if line.value.is_null() || self.operation(line).as_ref() == Ok(operation) {
            return Ok(Told::Something);
        }
        if *line.value == Json::Bool(false) {
            return Ok(Told::Refusal);
        }
        let mut words = Vec::new();
        typed(line.value, &mut words);
        Ok(Told::Exactly(words.join(" ")))
    }

    fn refusal(&mut self, line: &Line<'_>) -> Option<Told> {
        line.output.map(|output| Told::Exactly(output.to_owned()))
    }
}
