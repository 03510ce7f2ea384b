//! What is going to happen: one queue, ordered by time, and by the order of asking where times are equal.
//!
//! Nearly all that happens was asked for a millisecond or so before: messages arrive, disks have written. One heap for
//! all of it spent a tenth of a run on keeping things in order that nobody had asked for yet. So the near future is cut
//! into short spans, each with what happens in it in no order, and only the span that is due is sorted; a handful at a
//! time. What is further away waits in a heap until its span is due.

use smr::Tick;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// When something happens, the how-manieth it was to be asked for, and where it is held: one number, so that two of them
/// are compared at once.
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

/// How many spans of the near future there are: a bit each of one number says which are not empty.
const SPANS: u64 = u64::BITS as u64;

/// The number of the span in which a moment is: 32 microseconds, so that the usual network is near.
const fn span(at: Tick) -> u64 {
    at >> 5
}

/// The queue of what is going to happen.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    /// The number of the span that is due.
    present: u64,
    /// What happens in it, or before: the next thing last.
    due: Vec<Turn>,
    /// What happens in the spans after it, each at its number modulo [`SPANS`].
    near: Vec<Vec<Turn>>,
    /// Which of these hold something.
    filled: u64,
    /// What happens after them.
    far: BinaryHeap<Reverse<Turn>>,
    held: Vec<Option<T>>,
    free: Vec<usize>,
    asked: u64,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self {
            present: 0,
            due: Vec::new(),
            near: vec![Vec::new(); SPANS as usize],
            filled: 0,
            far: BinaryHeap::new(),
            held: Vec::new(),
            free: Vec::new(),
            asked: 0,
        }
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
        let turn = Turn::from(at) << 64 | Turn::from(self.asked << WHERE | index as u64);
        self.asked += 1;
        match span(at).saturating_sub(self.present) {
            0 => {
                let later = self.due.partition_point(|other| *other > turn);
                self.due.insert(later, turn);
            }
            1..SPANS => {
                let number = span(at) % SPANS;
                self.near[number as usize].push(turn);
                self.filled |= 1 << number;
            }
            SPANS.. => self.far.push(Reverse(turn)),
        }
    }

    /// The next turn, if there is one; it stays. Whatever was taken out of the queue is passed over.
    fn peek(&mut self) -> Option<Turn> {
        loop {
            while let Some(turn) = self.due.last().copied() {
                if self.held[place(turn)].is_some() {
                    return Some(turn);
                }
                self.due.pop();
                self.free.push(place(turn));
            }
            self.pass_on()?;
        }
    }

    /// The next span that is not empty is due.
    fn pass_on(&mut self) -> Option<()> {
        let after = self.present + 1;
        let ahead = self.filled.rotate_right((after % SPANS) as u32).trailing_zeros();
        let near = (self.filled != 0).then(|| after + u64::from(ahead));
        let far = self.far.peek().map(|Reverse(turn)| span(time(*turn)));
        self.present = near.into_iter().chain(far).min()?;
        if near == Some(self.present) {
            let number = self.present % SPANS;
            self.filled &= !(1 << number);
            // The span that is over is empty, and its memory is used again.
            std::mem::swap(&mut self.due, &mut self.near[number as usize]);
        }
        while let Some(Reverse(turn)) = self.far.peek().filter(|Reverse(turn)| span(time(*turn)) == self.present) {
            self.due.push(*turn);
            self.far.pop();
        }
        self.due.sort_unstable_by(|left, right| right.cmp(left));
        Some(())
    }

    /// When the next thing happens.
    #[must_use]
    pub fn next_at(&mut self) -> Option<Tick> {
        self.peek().map(time)
    }

    /// Takes the next thing.
    pub fn pop(&mut self) -> Option<(Tick, T)> {
        self.pop_until(Tick::MAX)
    }

    /// Takes the next thing, if it happens until then.
    pub fn pop_until(&mut self, moment: Tick) -> Option<(Tick, T)> {
        let turn = self.peek().filter(|turn| time(*turn) <= moment)?;
        self.due.pop();
        self.free.push(place(turn));
        let taken = self.held[place(turn)].take()?;
        Some((time(turn), taken))
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
    fn the_near_and_the_far_future_come_in_one_order() {
        let mut queue = Queue::default();
        let mut expected = Vec::new();
        let mut now = 0;
        for number in 0..20_000u64 {
            // From now to three seconds ahead, most of it near.
            let ahead = [0, 7, 40, 900, 2_016, 2_048, 5_000, 3_000_000][(number * 7 % 8) as usize] + number % 97;
            queue.push(now + ahead, number);
            expected.push((now + ahead, number));
            if number % 3 > 0 {
                let next = *expected.iter().min().expect("something was pushed");
                expected.retain(|other| *other != next);
                assert_eq!(queue.next_at(), Some(next.0));
                assert_eq!(queue.pop(), Some(next));
                now = next.0;
            }
        }
        expected.sort_unstable();
        assert!(expected.into_iter().eq(std::iter::from_fn(|| queue.pop())));
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
