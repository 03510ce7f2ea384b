//! The table: a finite-state machine given as data.
//!
//! Deployments often restrict themselves to finite-state machines, because error recovery is simpler then: the whole
//! machine is a table that can be printed, checked and compared. One row for each State and Input says which State is
//! next and which Output is given:
//!
//! ```text
//! locked   coin -> unlocked / thanks
//! locked   push -> locked   / blocked
//! unlocked coin -> unlocked / thanks
//! unlocked push -> locked   / pass
//! ```
//!
//! The States and Inputs are those that the rows mention, and the State of the first row is Start. Since a transition
//! function has a value for *every* Input in *every* State, a table with a missing row is no State Machine, and neither
//! is one with two rows for the same State and Input, or with a way to a State that has no rows. [`Table::new`] refuses
//! them ([`NotATable`]), so whoever holds a `Table` holds a State Machine.

mod text;

pub use text::NotAText;

use super::internals::{flip_word, own_word, required, to_word, word_component};
use super::language::Draws;
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Refusal, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// An Input to a table: one of the Inputs that its rows mention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Input(pub Word);

/// A row: in this State, this Input leads to `next` and gives `output`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Row {
    /// The State before.
    pub state: Word,
    /// The Input.
    pub input: Word,
    /// The State after.
    pub next: Word,
    /// The Output.
    pub output: Word,
}

/// A finite-state machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Table {
    start: Word,
    states: BTreeSet<Word>,
    inputs: BTreeSet<Word>,
    rows: BTreeMap<(Word, Word), Row>,
}

/// Why rows are no State Machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotATable {
    /// There are no rows, so there is no Start.
    Empty,
    /// Two rows for one State and Input: which one counts?
    Twice(Word, Word),
    /// No row for this State and Input.
    Missing(Word, Word),
    /// A row leads to a State that has no rows.
    NoWayOut(Row),
}

impl fmt::Display for NotATable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a table needs at least one row, such as \"locked coin -> unlocked / open\""),
            Self::Twice(state, input) => write!(f, "two rows for \"{state} {input}\": only one can count"),
            Self::Missing(state, input) => {
                write!(f, "no row for \"{state} {input}\": every State needs a row for every Input")
            }
            Self::NoWayOut(Row { state, input, next, .. }) => {
                write!(f, "\"{state} {input}\" leads to \"{next}\", for which there are no rows")
            }
        }
    }
}

impl Error for NotATable {}

impl Table {
    /// The State Machine that these rows are.
    ///
    /// # Errors
    /// They are none.
    pub fn new(rows: &[Row]) -> Result<Self, NotATable> {
        let start = rows.first().ok_or(NotATable::Empty)?.state;
        let states: BTreeSet<Word> = rows.iter().map(|row| row.state).collect();
        let inputs: BTreeSet<Word> = rows.iter().map(|row| row.input).collect();
        let mut by_state_and_input = BTreeMap::new();
        for row in rows {
            if !states.contains(&row.next) {
                return Err(NotATable::NoWayOut(*row));
            }
            if by_state_and_input.insert((row.state, row.input), *row).is_some() {
                return Err(NotATable::Twice(row.state, row.input));
            }
        }
        for state in &states {
            if let Some(input) = inputs.iter().find(|input| !by_state_and_input.contains_key(&(*state, **input))) {
                return Err(NotATable::Missing(*state, *input));
            }
        }
        Ok(Self { start, states, inputs, rows: by_state_and_input })
    }

    /// A traffic light. `look` is a read; `fault` and `repair` are for whoever maintains it.
    #[must_use]
    pub fn traffic_light() -> Self {
        Self::ready(include_str!("traffic_light.txt"))
    }

    /// The [`turnstile`](super::turnstile) as data.
    #[must_use]
    pub fn turnstile() -> Self {
        Self::ready(include_str!("turnstile.txt"))
    }

    fn ready(text: &'static str) -> Self {
        text.parse().expect("the lab's own tables are State Machines")
    }

    /// Every State, in the order of their names.
    pub fn states(&self) -> impl Iterator<Item = Word> {
        self.states.iter().copied()
    }

    /// Every Input, in the order of their names.
    pub fn inputs(&self) -> impl Iterator<Item = Word> {
        self.inputs.iter().copied()
    }

    /// Every row, in the order of States, then Inputs.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// The row that counts. A State outside the table is refused every Input: a memory fault led there.
    fn row(&self, input: Input, state: Word) -> Result<&Row, Refusal> {
        self.rows.get(&(state, input.0)).ok_or(if self.states.contains(&state) {
            Refusal::NoSuchInput
        } else {
            Refusal::NoSuchState
        })
    }
}

impl StateMachine for Table {
    type State = Word;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut Word) {
        if let Ok(row) = self.row(input, *state) {
            *state = row.next;
        }
    }

    fn output(&self, input: Input, state: &Word) -> Output {
        self.row(input, *state).map_or_else(Output::Refused, |row| Output::Word(row.output))
    }

    fn start(&self) -> Word {
        self.start
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Language for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn operations(&self) -> &'static [Usage] {
        &[("INPUT", "follows the row for INPUT, which is one of the table's, and answers the Output in it")]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        let [typed] = words else { return Err(NotUnderstood::Operation) };
        let known = self.inputs.iter().find(|input| input.as_str() == *typed);
        known.map(|input| Operation::Table(Input(*input))).ok_or(NotUnderstood::Operation)
    }

    fn sample(&self, seed: u64) -> Operation {
        let index = Draws::from(seed).below(self.inputs.len() as u64) as usize;
        Operation::Table(Input(self.inputs.iter().nth(index).copied().unwrap_or_default()))
    }

    /// An Input is a read if every row for it stays where it is.
    fn is_read(&self, operation: &Operation) -> bool {
        let Operation::Table(Input(input)) = operation else { return true };
        self.states.iter().filter_map(|state| self.rows.get(&(*state, *input))).all(|row| row.next == row.state)
    }

    fn vocabulary(&self) -> String {
        let inputs: Vec<&str> = self.inputs.iter().map(Word::as_str).collect();
        inputs.join(", ")
    }

    /// The one usage stands for all Inputs, so no word picks it out.
    fn usage_of(&self, _words: &[&str]) -> Option<&'static str> {
        None
    }
}

impl Internals for Running<Arc<Table>> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    fn components(&self) -> Vec<Component> {
        vec![word_component(own_word("state"), self.state)]
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        if name != own_word("state") {
            return Err(Malformed::NoSuchComponent(name));
        }
        let state = to_word(name, required(name, bytes)?)?;
        if !self.machine.states.contains(&state) {
            return Err(Malformed::NotAValue(name));
        }
        self.state = state;
        Ok(())
    }

    fn show(&self) -> String {
        self.state.to_string()
    }

    /// The bit is one of the State's name, so this leads out of the table. Nothing but the audit leads back.
    fn corrupt(&mut self, seed: u64) {
        self.state = flip_word(self.state, seed);
    }
}

#[cfg(test)]
mod tests;
