//! What is going to happen: one queue, ordered by time, and by the order of asking where times are equal.

use smr::Tick;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The queue of what is going to happen.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    /// When, and the how-manieth to be asked for, in one number; and where it is held.
    heap: BinaryHeap<Reverse<(u128, u32)>>,
    held: Vec<Option<T>>,
    free: Vec<u32>,
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
            self.held.len() as u32 - 1
        });
        self.held[index as usize] = Some(what);
        self.asked += 1;
        self.heap.push(Reverse((u128::from(at) << 64 | u128::from(self.asked), index)));
    }

    /// When the next thing happens.
    #[must_use]
    pub fn next_at(&mut self) -> Option<Tick> {
        while let Some(Reverse((when, index))) = self.heap.peek().copied() {
            if self.held[index as usize].is_some() {
                return Some((when >> 64) as Tick);
            }
            self.heap.pop();
            self.free.push(index);
        }
        None
    }

    /// Takes the next thing.
    pub fn pop(&mut self) -> Option<(Tick, T)> {
        while let Some(Reverse((when, index))) = self.heap.pop() {
            let taken = self.held[index as usize].take();
            self.free.push(index);
            if let Some(taken) = taken {
                return Some(((when >> 64) as Tick, taken));
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
