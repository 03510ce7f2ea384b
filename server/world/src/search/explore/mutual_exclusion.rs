//! Mutual exclusion by logical clocks, as in Lamport's *Time, Clocks, and the Ordering of Events* (1978), after
//! `LamportMutex.tla` of the TLA+ examples.
//!
//! It is the oldest replicated state machine: every process holds a copy of the queue of requests and executes
//! requests and releases in the order of their clocks. It needs every process alive, and channels that keep order;
//! [`MutualExclusion::in_order`] takes the second need away, and two processes enter at once.

use super::Model;
use std::fmt;

const PROCESSES: usize = 3;
const EVERYBODY: u8 = 0b111;

/// Three processes and the channels between them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MutualExclusion {
    /// States in which a clock is beyond this are not explored. At most 13.
    pub latest_clock: u8,
    /// Whether a channel delivers in the order of sending; if not, that is a planted bug.
    pub in_order: bool,
}

/// What all processes hold and what is under way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    /// Four bits a process.
    clocks: u16,
    /// Four bits for each pair: the clock of the request of the second that the first knows of; 0 is none.
    requests: u64,
    /// Three bits a process: who has acknowledged its request.
    acknowledged: u16,
    /// One bit a process: who is in the critical section.
    inside: u8,
    channels: [Channel; PROCESSES * PROCESSES],
}

/// The messages between two processes, four bits each, the oldest lowest. At most eight.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Channel(u32);

const ACKNOWLEDGE: u8 = 14;
const RELEASE: u8 = 15;

impl Channel {
    fn length(self) -> u32 {
        (u32::BITS - self.0.leading_zeros()).div_ceil(4)
    }

    fn get(self, position: u32) -> u8 {
        (self.0 >> (4 * position)) as u8 & 0xf
    }

    fn push(&mut self, message: u8, in_order: bool) {
        assert!(self.length() < 8, "a channel holds eight messages");
        let mut place = self.length();
        // Where order means nothing, two channels with the same messages are the same channel: keep them sorted.
        while !in_order && place > 0 && self.get(place - 1) > message {
            place -= 1;
        }
        let low = self.0 & ((1 << (4 * place)) - 1);
        self.0 = low | u32::from(message) << (4 * place) | (self.0 ^ low) << 4;
    }

    fn remove(&mut self, position: u32) {
        let low = self.0 & ((1 << (4 * position)) - 1);
        let high = u64::from(self.0) >> (4 * position + 4) << (4 * position);
        self.0 = low | high as u32;
    }
}

impl State {
    fn clock(&self, process: usize) -> u8 {
        (self.clocks >> (4 * process)) as u8 & 0xf
    }

    fn set_clock(&mut self, process: usize, clock: u8) {
        self.clocks = self.clocks & !(0xf << (4 * process)) | u16::from(clock.min(15)) << (4 * process);
    }

    fn request(&self, knower: usize, of: usize) -> u8 {
        (self.requests >> (4 * (knower * PROCESSES + of))) as u8 & 0xf
    }

    fn set_request(&mut self, knower: usize, of: usize, clock: u8) {
        let shift = 4 * (knower * PROCESSES + of);
        self.requests = self.requests & !(0xf << shift) | u64::from(clock) << shift;
    }

    fn acknowledged_by(&self, process: usize) -> u8 {
        (self.acknowledged >> (3 * process)) as u8 & EVERYBODY
    }

    fn set_acknowledged(&mut self, process: usize, by: u8) {
        self.acknowledged = self.acknowledged & !(0b111 << (3 * process)) | u16::from(by) << (3 * process);
    }

    fn broadcast(&mut self, from: usize, message: u8, in_order: bool) {
        for to in (0..PROCESSES).filter(|to| *to != from) {
            self.channels[from * PROCESSES + to].push(message, in_order);
        }
    }

    /// Whether, as far as `process` knows, its request goes before that of `other`.
    fn goes_before(&self, process: usize, other: usize) -> bool {
        let theirs = self.request(process, other);
        theirs == 0 || (self.request(process, process), process) < (theirs, other)
    }
}

/// A step of one process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// It asks everybody for the critical section.
    Request(usize),
    /// It enters.
    Enter(usize),
    /// It leaves and tells everybody.
    Exit(usize),
    /// It receives a message from another.
    Receive(usize, usize, u8),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Request(process) => write!(f, "process {} requests", process + 1),
            Self::Enter(process) => write!(f, "process {} enters", process + 1),
            Self::Exit(process) => write!(f, "process {} exits", process + 1),
            Self::Receive(process, from, message) => {
                let what = match message {
                    ACKNOWLEDGE => "acknowledgement",
                    RELEASE => "release",
                    _ => "request",
                };
                write!(f, "process {} receives the {what} of process {}", process + 1, from + 1)
            }
        }
    }
}

impl MutualExclusion {
    fn own_steps(&self, state: &State, process: usize, steps: &mut Vec<(Action, State)>) {
        if state.request(process, process) == 0 {
            let mut next = state.clone();
            let clock = state.clock(process);
            next.set_request(process, process, clock);
            next.set_acknowledged(process, 1 << process);
            next.broadcast(process, clock, self.in_order);
            steps.push((Action::Request(process), next));
        }
        let first = (0..PROCESSES).all(|other| other == process || state.goes_before(process, other));
        if first && state.acknowledged_by(process) == EVERYBODY {
            let next = State { inside: state.inside | 1 << process, ..state.clone() };
            steps.push((Action::Enter(process), next));
        }
        if state.inside >> process & 1 == 1 {
            let mut next = State { inside: state.inside & !(1 << process), ..state.clone() };
            next.set_request(process, process, 0);
            next.set_acknowledged(process, 0);
            next.broadcast(process, RELEASE, self.in_order);
            steps.push((Action::Exit(process), next));
        }
    }

    fn receive(&self, state: &State, process: usize, from: usize, position: u32) -> (Action, State) {
        let incoming = from * PROCESSES + process;
        let message = state.channels[incoming].get(position);
        let mut next = state.clone();
        next.channels[incoming].remove(position);
        match message {
            ACKNOWLEDGE => next.set_acknowledged(process, state.acknowledged_by(process) | 1 << from),
            RELEASE => next.set_request(process, from, 0),
            clock => {
                next.set_request(process, from, clock);
                next.set_clock(process, state.clock(process).max(clock) + 1);
                next.channels[process * PROCESSES + from].push(ACKNOWLEDGE, self.in_order);
            }
        }
        (Action::Receive(process, from, message), next)
    }
}

impl Model for MutualExclusion {
    type State = State;
    type Action = Action;

    fn initial(&self) -> State {
        State { clocks: 0x111, requests: 0, acknowledged: 0, inside: 0, channels: Default::default() }
    }

    fn next(&self, state: &State, steps: &mut Vec<(Action, State)>) {
        for process in 0..PROCESSES {
            self.own_steps(state, process, steps);
            for from in (0..PROCESSES).filter(|from| *from != process) {
                let waiting = state.channels[from * PROCESSES + process].length();
                let deliverable = if self.in_order { waiting.min(1) } else { waiting };
                steps.extend((0..deliverable).map(|position| self.receive(state, process, from, position)));
            }
        }
    }

    fn violation(&self, state: &State) -> Option<&'static str> {
        (state.inside.count_ones() > 1).then_some("mutual exclusion: two processes are inside")
    }

    fn within(&self, state: &State) -> bool {
        (0..PROCESSES).all(|process| state.clock(process) <= self.latest_clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_keeps_order_or_sorts() {
        let mut ordered = Channel::default();
        let mut sorted = Channel::default();
        for message in [3, RELEASE, 1, ACKNOWLEDGE, 2, 2, 5, 4] {
            ordered.push(message, true);
            sorted.push(message, false);
        }
        let read = |channel: Channel| (0..channel.length()).map(|at| channel.get(at)).collect::<Vec<_>>();
        assert_eq!(read(ordered), [3, RELEASE, 1, ACKNOWLEDGE, 2, 2, 5, 4]);
        assert_eq!(read(sorted), [1, 2, 2, 3, 4, 5, ACKNOWLEDGE, RELEASE]);
        ordered.remove(7);
        ordered.remove(1);
        ordered.remove(0);
        assert_eq!(read(ordered), [1, ACKNOWLEDGE, 2, 2, 5]);
    }
}
