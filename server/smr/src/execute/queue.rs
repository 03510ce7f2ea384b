//! The queue: first in, first out.
//!
//! ```text
//! States   every sequence of words         Start  the empty sequence
//! Inputs   enqueue V · dequeue · length
//! Outputs  done · the oldest word, or nothing · how many there are
//! ```
//!
//! Here the order is everything. Nearly no two Inputs commute: two that enqueue leave different sequences, two that
//! dequeue get different words, and each word must be handed out once. A wrong order that a counter would forgive shows
//! at once, which makes the queue the sternest judge of an ordering protocol.
//!
//! Each word has a ticket that it keeps while it waits. By position instead, every component would differ after each
//! `dequeue` and state transfer would save nothing; by ticket, only what was enqueued or dequeued meanwhile differs.

use super::internals::{flip_word, own_word, required, to_word, word_component};
use super::language::{Draws, VALUES, word};
use super::output::word_or_nothing;
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Refusal, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::collections::BTreeMap;
use std::fmt;

/// An Input to the queue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Put this word at the end.
    Enqueue(Word),
    /// Take the oldest word.
    Dequeue,
    /// Tell how many words there are.
    Length,
}

/// A State of the queue.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct State {
    /// The words that wait, by their tickets, which grow.
    pub waiting: BTreeMap<u32, Word>,
    /// The ticket of the next word. After four thousand million words there is none, and `enqueue` is refused.
    pub next: u32,
}

/// The queue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Queue;

impl StateMachine for Queue {
    type State = State;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut State) {
        match input {
            Input::Enqueue(word) => {
                if let Some(next) = state.next.checked_add(1) {
                    state.waiting.insert(state.next, word);
                    state.next = next;
                }
            }
            Input::Dequeue => {
                state.waiting.pop_first();
            }
            Input::Length => {}
        }
    }

    fn output(&self, input: Input, state: &State) -> Output {
        match input {
            Input::Enqueue(_) if state.next == u32::MAX => Output::Refused(Refusal::Overflow),
            Input::Enqueue(_) => Output::Done,
            Input::Dequeue => word_or_nothing(state.waiting.first_key_value().map(|(_, word)| *word)),
            Input::Length => Output::Number(state.waiting.len() as i64),
        }
    }

    fn start(&self) -> State {
        State::default()
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enqueue(word) => write!(f, "enqueue {word}"),
            Self::Dequeue => f.write_str("dequeue"),
            Self::Length => f.write_str("length"),
        }
    }
}

impl Language for Queue {
    fn name(&self) -> &'static str {
        "queue"
    }

    fn operations(&self) -> &'static [Usage] {
        &[
            ("enqueue VALUE", "puts VALUE at the end"),
            ("dequeue", "takes the oldest value and answers it"),
            ("length", "answers how many values wait"),
        ]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::Queue(match words {
            ["enqueue", value] => Input::Enqueue(word(value)?),
            ["dequeue"] => Input::Dequeue,
            ["length"] => Input::Length,
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        let mut draws = Draws::from(seed);
        Operation::Queue(match draws.below(24) {
            0..8 => Input::Length,
            8..15 => Input::Enqueue(draws.word(VALUES)),
            _ => Input::Dequeue, // a little more often, so that the queue stays short
        })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Queue(Input::Enqueue(_) | Input::Dequeue))
    }
}

/// How many words are shown before the rest is only counted.
const SHOWN: usize = 8;

impl Internals for Running<Queue> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    /// The next ticket under `next`, and each word under its ticket.
    fn components(&self) -> Vec<Component> {
        let next = (own_word("next"), Box::from(self.state.next.to_le_bytes()));
        let waiting = self.state.waiting.iter().map(|(ticket, word)| word_component(name_of(*ticket), *word));
        std::iter::once(next).chain(waiting).collect()
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        if name == own_word("next") {
            let bytes = required(name, bytes)?.try_into().map_err(|_| Malformed::NotAValue(name))?;
            self.state.next = u32::from_le_bytes(bytes);
            return Ok(());
        }
        let ticket: u32 = name.as_str().parse().map_err(|_| Malformed::NoSuchComponent(name))?;
        if name_of(ticket) != name {
            return Err(Malformed::NoSuchComponent(name));
        }
        match bytes {
            Some(bytes) => self.state.waiting.insert(ticket, to_word(name, bytes)?),
            None => self.state.waiting.remove(&ticket),
        };
        Ok(())
    }

    fn show(&self) -> String {
        let waiting = &self.state.waiting;
        if waiting.is_empty() {
            return "empty".to_owned();
        }
        let mut shown: Vec<String> = waiting.values().take(SHOWN).map(Word::to_string).collect();
        if waiting.len() > SHOWN {
            shown.push(format!("and {} more", waiting.len() - SHOWN));
        }
        shown.join(" ")
    }

    fn corrupt(&mut self, seed: u64) {
        let State { waiting, next } = &mut self.state;
        let victim = (seed % (waiting.len() as u64 + 1)) as usize;
        match waiting.values_mut().nth(victim) {
            Some(word) => *word = flip_word(*word, seed),
            None => *next ^= 1 << (seed % 32),
        }
    }
}

/// A ticket as a component's name; there is no other way to write it.
fn name_of(ticket: u32) -> Word {
    Word::new(&ticket.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_in_first_out() {
        let [first, second] = ["first", "second"].map(own_word);
        let mut queue = Running::start(Queue);
        assert_eq!(queue.execute(Input::Dequeue), Output::Nothing);
        queue.execute(Input::Enqueue(first));
        queue.execute(Input::Enqueue(second));
        assert_eq!(queue.execute(Input::Length), Output::Number(2));
        assert_eq!(queue.execute(Input::Dequeue), Output::Word(first));
        assert_eq!(queue.execute(Input::Dequeue), Output::Word(second));
        assert_eq!(queue.execute(Input::Dequeue), Output::Nothing);
    }

    #[test]
    fn a_dequeue_removes_one_component_and_leaves_the_others() {
        let mut queue = Running::start(Queue);
        for text in ["a", "b", "c"] {
            queue.execute(Input::Enqueue(own_word(text)));
        }
        let before = queue.components();
        queue.execute(Input::Dequeue);
        let after = queue.components();
        assert_eq!(after.len(), before.len() - 1);
        assert!(after.iter().all(|component| before.contains(component)));
    }

    #[test]
    fn without_tickets_nothing_is_enqueued() {
        let mut queue = Running::start(Queue);
        queue.state.next = u32::MAX;
        assert_eq!(queue.execute(Input::Enqueue(own_word("late"))), Output::Refused(Refusal::Overflow));
        assert_eq!(queue.execute(Input::Length), Output::Number(0));
    }

    #[test]
    fn a_ticket_has_one_name() {
        let mut queue = Running::start(Queue);
        for text in ["+1", "01", "-1", "4294967296", "", "one"] {
            let name = own_word(text);
            assert_eq!(queue.install(name, Some(b"x")), Err(Malformed::NoSuchComponent(name)));
        }
    }
}
