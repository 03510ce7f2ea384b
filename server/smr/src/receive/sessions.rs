//! The table that makes a retried request take effect exactly once.

use super::Submitter;
use crate::execute::Output;
use crate::sorted::Sorted;
use serde::{Deserialize, Serialize};

/// How many requests one submitter may have in flight: it must have been answered on number `n - WINDOW` before it
/// submits number `n`, so a session needs to remember no more than this many Outputs.
pub const WINDOW: u32 = 64;

/// What is remembered of one submitter.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Session {
    /// The highest number that was executed.
    highest: u32,
    /// Bit `i` is set where number `highest - i` was executed.
    executed: u64,
    /// The Outputs of the executed numbers, by number modulo [`WINDOW`].
    outputs: Vec<(u32, Output)>,
}

/// What the table knows of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// It was never executed.
    New,
    /// It was executed, and this was its Output.
    Executed(Output),
    /// It is so old that its submitter must have been answered long ago.
    Forgotten,
}

/// Who was answered what: a part of the replicated State.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Sessions {
    by_submitter: Sorted<Submitter, Session>,
}

impl Session {
    /// What is known of the request with this number.
    #[must_use]
    pub fn known(&self, number: u32) -> Known {
        if number > self.highest {
            return Known::New;
        }
        let age = self.highest - number;
        if age >= WINDOW {
            return Known::Forgotten;
        }
        if self.executed & (1 << age) == 0 {
            return Known::New;
        }
        match self.outputs.get((number % WINDOW) as usize) {
            Some((held, output)) if *held == number => Known::Executed(*output),
            _ => Known::Forgotten,
        }
    }

    /// Remembers that the request with this number was executed, and its Output.
    pub fn remember(&mut self, number: u32, output: Output) {
        if number > self.highest {
            let ahead = number - self.highest;
            self.executed = if ahead >= WINDOW { 0 } else { self.executed << ahead };
            self.highest = number;
        }
        self.executed |= 1 << (self.highest - number);
        let index = (number % WINDOW) as usize;
        if self.outputs.len() <= index {
            self.outputs.reserve_exact(WINDOW as usize - self.outputs.len());
            self.outputs.resize(index + 1, (0, Output::Done));
        }
        self.outputs[index] = (number, output);
    }
}

impl Sessions {
    /// What is known of the request with this number.
    #[must_use]
    pub fn known(&self, from: Submitter, number: u32) -> Known {
        self.by_submitter.get(&from).map_or(Known::New, |session| session.known(number))
    }

    /// The highest number that was executed; 0 for a submitter that is not known.
    #[must_use]
    pub fn last_number(&self, from: Submitter) -> u32 {
        self.by_submitter.get(&from).map_or(0, |session| session.highest)
    }

    /// The session of one submitter, which begins now if this is its first request.
    pub fn of(&mut self, from: Submitter) -> &mut Session {
        self.by_submitter.get_or_insert_with(from, Session::default)
    }

    /// Every session, in the order of the submitters.
    pub fn iter(&self) -> impl Iterator<Item = (&Submitter, &Session)> {
        self.by_submitter.iter()
    }

    /// Puts a whole session in place, as state transfer does.
    pub fn install(&mut self, from: Submitter, session: Session) {
        self.by_submitter.insert(from, session);
    }

    /// Forgets one submitter, as state transfer does when the source no longer knows it.
    pub fn remove(&mut self, from: Submitter) {
        self.by_submitter.remove(&from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::ClientId;

    const CLIENT: Submitter = Submitter::Client(ClientId(1));

    #[test]
    fn a_retry_finds_the_output_of_the_first_time() {
        let mut sessions = Sessions::default();
        assert_eq!(sessions.known(CLIENT, 1), Known::New);
        sessions.of(CLIENT).remember(1, Output::Number(5));
        assert_eq!(sessions.known(CLIENT, 1), Known::Executed(Output::Number(5)));
        assert_eq!(sessions.known(CLIENT, 2), Known::New);
    }

    #[test]
    fn requests_in_flight_may_be_executed_out_of_order() {
        let mut sessions = Sessions::default();
        sessions.of(CLIENT).remember(3, Output::Number(3));
        assert_eq!(sessions.known(CLIENT, 2), Known::New);
        sessions.of(CLIENT).remember(2, Output::Number(2));
        assert_eq!(sessions.known(CLIENT, 2), Known::Executed(Output::Number(2)));
        assert_eq!(sessions.known(CLIENT, 3), Known::Executed(Output::Number(3)));
        assert_eq!(sessions.known(CLIENT, 1), Known::New);
    }

    #[test]
    fn what_left_the_window_is_never_executed_again() {
        let mut sessions = Sessions::default();
        sessions.of(CLIENT).remember(1, Output::Number(1));
        sessions.of(CLIENT).remember(1 + WINDOW, Output::Number(2));
        assert_eq!(sessions.known(CLIENT, 1), Known::Forgotten);
        assert_eq!(sessions.known(CLIENT, 2), Known::New);
    }
}
