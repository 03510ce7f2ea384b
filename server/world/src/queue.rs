//! What is going to happen: one queue, ordered by time, and by the order of asking where times are equal.

use smr::Tick;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// When something happens, the how-manieth it was to be asked for, and where it is held: one number, so that two of them
/// are compared at once. The queue compares several with everything that happens.
type Turn = u128;

/// Of the bits of a turn, so many say where it is held.
const WHERE: u32 = 24;

/// So many say the how-manieth it was.
const ASKED: u32 = 64 - WHERE;

const fn time(turn: Turn) -> Tick {
    (turn >> 64) as Tick
}

const fn place(turn: Turn) -> usize {
    (turn as usize) & ((1 << WHERE) - 1)
}

/// The queue of what is going to happen.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    heap: BinaryHeap<Reverse<Turn>>,
    held: Vec<Option<T>>,
    free: Vec<usize>,
    asked: u64,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), held: Vec::new(), free: Vec::new(), asked: 0 }
    }
}

impl<T> Queue<T> {
    /// Something will happen at a time.
    pub fn push(&mut self, at: Tick, what: T) {
        let index = self.free.pop().unwrap_or_else(|| {
            self.held.push(None);
            self.held.len() - 1
        });
        assert!(index < 1 << WHERE && self.asked < 1 << ASKED, "more happens than a turn has numbers for");
        self.held[index] = Some(what);
        self.heap.push(Reverse(Turn::from(at) << 64 | Turn::from(self.asked << WHERE | index as u64)));
        self.asked += 1;
    }

    /// When the next thing happens.
    #[must_use]
    pub fn next_at(&mut self) -> Option<Tick> {
        while let Some(Reverse(turn)) = self.heap.peek().copied() {
            if self.held[place(turn)].is_some() {
                return Some(time(turn));
            }
            self.heap.pop();
            self.free.push(place(turn));
        }
        None
    }

    /// Takes the next thing.
    pub fn pop(&mut self) -> Option<(Tick, T)> {
        while let Some(Reverse(turn)) = self.heap.pop() {
            let taken = self.held[place(turn)].take();
            self.free.push(place(turn));
            if let Some(taken) = taken {
                return Some((time(turn), taken));
            }
        }
        None
    }

    /// Takes the one thing that matches out of the queue.
    pub fn remove(&mut self, matches: impl Fn(&T) -> bool) -> Option<T> {
        let index = self.held.iter().position(|held| held.as_ref().is_some_and(&matches))?;
        self.held[index].take()
    }

    /// Everything that is going to happen, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.held.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_keep_the_order_of_asking() {
        let mut queue = Queue::default();
        for (at, what) in [(5, 'c'), (1, 'a'), (5, 'd'), (1, 'b')] {
            queue.push(at, what);
        }
        let order: String = std::iter::from_fn(|| queue.pop().map(|(_, what)| what)).collect();
        assert_eq!(order, "abcd");
    }

    #[test]
    fn what_is_taken_out_does_not_happen() {
        let mut queue = Queue::default();
        queue.push(1, 'a');
        queue.push(2, 'b');
        assert_eq!(queue.remove(|what| *what == 'a'), Some('a'));
        assert_eq!(queue.next_at(), Some(2));
        queue.push(3, 'c');
        assert_eq!(queue.pop(), Some((2, 'b')));
        assert_eq!(queue.pop(), Some((3, 'c')));
        assert_eq!(queue.pop(), None);
    }
}
