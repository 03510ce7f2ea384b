//! An index by digest: "have I seen this before, and where did I put it?"
//!
//! The explorer and the linearizability checker both keep what they have met in a vector and ask millions of times
//! whether the next thing is in it. The standard hash map would draw a random seed, which this package must not, and
//! would keep each key twice. This table holds only positions; the owner compares what lies there, so an answer is
//! exact however digests collide.

use smr::digest::Digest;
use std::hash::Hash;

/// Positions in somebody's vector, findable by the digest of what lies there.
///
/// A slot holds the upper half of the digest and the position plus one; zero is empty. A slot's place depends on
/// that upper half alone, so the table grows without asking anybody for digests again.
#[derive(Clone)]
pub struct Index {
    slots: Vec<u64>,
    length: usize,
}

impl Default for Index {
    fn default() -> Self {
        Self { slots: vec![0; 64], length: 0 }
    }
}

impl Index {
    /// The digest that [`Index::find_or_insert`] wants.
    #[must_use]
    pub fn digest<T: Hash + ?Sized>(value: &T) -> u64 {
        Digest::of(value)
    }

    /// The position with this digest that `same` confirms; without one, `position` is filed under the digest.
    pub fn find_or_insert(&mut self, digest: u64, position: u32, mut same: impl FnMut(u32) -> bool) -> Option<u32> {
        let tag = digest >> 32;
        let mut place = self.home(tag);
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                break;
            }
            let found = (slot as u32) - 1;
            if slot >> 32 == tag && same(found) {
                return Some(found);
            }
            place = self.after(place);
        }
        assert!(position < u32::MAX, "the index holds 32-bit positions");
        self.slots[place] = tag << 32 | u64::from(position + 1);
        self.length += 1;
        if self.length * 2 > self.slots.len() {
            self.grow();
        }
        None
    }

    fn home(&self, tag: u64) -> usize {
        ((tag * self.slots.len() as u64) >> 32) as usize
    }

    fn after(&self, place: usize) -> usize {
        if place + 1 == self.slots.len() { 0 } else { place + 1 }
    }

    fn grow(&mut self) {
        let doubled = vec![0; self.slots.len() * 2];
        for slot in std::mem::replace(&mut self.slots, doubled) {
            if slot == 0 {
                continue;
            }
            let mut place = self.home(slot >> 32);
            while self.slots[place] != 0 {
                place = self.after(place);
            }
            self.slots[place] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_inserted_is_found_also_after_growth_and_with_equal_digests() {
        let mut index = Index::default();
        let mut kept: Vec<u64> = Vec::new();
        for round in 0..2 {
            for number in 0..10_000u64 {
                let digest = Index::digest(&(number % 5_000)); // every digest serves two numbers
                let found = index.find_or_insert(digest, kept.len() as u32, |at| kept[at as usize] == number);
                assert_eq!(found.is_some(), round == 1);
                if found.is_none() {
                    kept.push(number);
                }
            }
        }
    }
}
