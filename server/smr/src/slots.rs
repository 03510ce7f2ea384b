//! A window of the slots: dense, from a base upwards, forgetting from below. Logs, votes and promises live in it,
//! since all of them grow at the end and are cut at the front.

use std::collections::VecDeque;

/// A place in the order of Inputs: 1, 2, 3, …
pub type Slot = u64;

/// The highest slot that so many of these reach.
pub(crate) fn reached_by(needed: usize, said: impl Iterator<Item = Slot>) -> Option<Slot> {
    let mut said: Vec<Slot> = said.collect();
    said.sort_unstable_by(|left, right| right.cmp(left));
    said.get(needed - 1).copied()
}

/// Something for some of the slots from [`Slots::base`] upwards.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Slots<T> {
    base: Slot,
    held: VecDeque<Option<T>>,
    count: usize,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self::from_base(1)
    }
}

impl<T> Slots<T> {
    /// How many slots a window spans at most: no number that a peer sends can make it longer, at once or step by step.
    pub const FARTHEST: u64 = 1 << 17;

    /// An empty window that begins at `base`.
    #[must_use]
    pub const fn from_base(base: Slot) -> Self {
        Self { base, held: VecDeque::new(), count: 0 }
    }

    /// The first slot that is not forgotten.
    #[must_use]
    pub const fn base(&self) -> Slot {
        self.base
    }

    /// One after the last slot that was ever held.
    #[must_use]
    pub fn end(&self) -> Slot {
        self.base + self.held.len() as u64
    }

    /// How many slots hold something.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// What the slot holds.
    #[must_use]
    pub fn get(&self, slot: Slot) -> Option<&T> {
        self.held.get(self.index(slot)?)?.as_ref()
    }

    /// What the slot holds, to be changed.
    pub fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        let index = self.index(slot)?;
        self.held.get_mut(index)?.as_mut()
    }

    /// Whether a slot is too far beyond the window to be put there.
    #[must_use]
    pub const fn is_absurd(&self, slot: Slot) -> bool {
        slot.saturating_sub(self.base) >= Self::FARTHEST
    }

    /// Puts something into a slot and returns what was there. A slot that is forgotten, or absurdly far ahead, takes
    /// nothing.
    pub fn put(&mut self, slot: Slot, value: T) -> Option<T> {
        let index = self.index(slot)?;
        if self.is_absurd(slot) {
            return None;
        }
        if index == self.held.len() {
            // The usual case by far: the next slot.
            self.held.push_back(Some(value));
            self.count += 1;
            return None;
        }
        if index > self.held.len() {
            self.held.resize_with(index + 1, || None);
        }
        let before = self.held[index].replace(value);
        self.count += usize::from(before.is_none());
        before
    }

    /// Takes what the slot holds.
    pub fn take(&mut self, slot: Slot) -> Option<T> {
        let index = self.index(slot)?;
        let taken = self.held.get_mut(index)?.take();
        self.count -= usize::from(taken.is_some());
        taken
    }

    /// Forgets every slot below `base`.
    pub fn forget_below(&mut self, base: Slot) {
        while self.base < base {
            match self.held.pop_front() {
                Some(entry) => self.count -= usize::from(entry.is_some()),
                None => {
                    self.base = base;
                    return;
                }
            }
            self.base += 1;
        }
    }

    /// Forgets `from` and every slot after it.
    pub fn forget_from(&mut self, from: Slot) {
        while self.end() > from && !self.held.is_empty() {
            if self.held.pop_back().flatten().is_some() {
                self.count -= 1;
            }
        }
    }

    /// Every held slot, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &T)> {
        self.iter_from(self.base)
    }

    /// Every held slot from `first` on, in order.
    pub fn iter_from(&self, first: Slot) -> impl Iterator<Item = (Slot, &T)> {
        let first = first.max(self.base);
        let skip = ((first - self.base) as usize).min(self.held.len());
        self.held.range(skip..).zip(first..).filter_map(|(held, slot)| held.as_ref().map(|value| (slot, value)))
    }

    fn index(&self, slot: Slot) -> Option<usize> {
        slot.checked_sub(self.base).and_then(|index| usize::try_from(index).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_stays_forgotten() {
        let mut slots = Slots::default();
        for slot in 1..=5 {
            slots.put(slot, slot * 10);
        }
        slots.forget_below(3);
        assert_eq!(slots.get(2), None);
        assert_eq!(slots.put(2, 20), None);
        assert_eq!(slots.get(2), None);
        assert_eq!(slots.iter().map(|(slot, _)| slot).collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!(slots.count(), 3);
    }

    #[test]
    fn forgetting_beyond_the_end_leaves_an_empty_window_there() {
        let mut slots = Slots::default();
        slots.put(1, ());
        slots.forget_below(10);
        assert_eq!((slots.base(), slots.end(), slots.count()), (10, 10, 0));
        slots.put(12, ());
        assert_eq!(slots.iter_from(11).count(), 1);
    }

    #[test]
    fn a_huge_slot_is_not_taken() {
        let mut slots = Slots::default();
        slots.put(u64::MAX - 1, ());
        assert_eq!(slots.count(), 0);
    }

    #[test]
    fn a_window_does_not_grow_step_by_step_beyond_its_length() {
        let mut slots = Slots::default();
        for step in 1..=8 {
            slots.put(step * Slots::<()>::FARTHEST, ());
        }
        assert_eq!((slots.count(), slots.end()), (1, Slots::<()>::FARTHEST + 1));
        slots.forget_below(2);
        slots.put(Slots::<()>::FARTHEST + 1, ());
        assert_eq!(slots.count(), 2);
    }
}
