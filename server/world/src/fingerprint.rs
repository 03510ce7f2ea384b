//! The hash of a whole run, by which two runs are known to be the same.
//!
//! Every event of a run is hashed, eight numbers each, whether or not anybody watches; a tenth of a run went into that. A
//! checksum of a State, [`smr::digest::Digest`], takes care that near States have far checksums. Of a run only one
//! question is asked: was it the same? So a number costs no more here than a rotation, an exclusive or and a
//! multiplication. Each of the three can be undone, so runs that differ in one number never have the same hash, and the
//! last step spreads the difference over all bits.

/// A hash of everything so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint(u64);

/// An odd number, its bits in no order: the golden ratio's.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Default for Fingerprint {
    fn default() -> Self {
        Self(GOLDEN)
    }
}

impl Fingerprint {
    /// Mixes one number in.
    pub const fn mix(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(29) ^ number).wrapping_mul(GOLDEN);
    }
}

smr::hash_widened!(Fingerprint, |all: &Fingerprint| {
    let mut spread = *all;
    spread.mix(0);
    spread.mix(0);
    spread.0 ^ spread.0 >> 32
});

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::hash::{Hash, Hasher as _};
    use wire::{Event, Fate};

    fn of(value: &impl Hash) -> u64 {
        let mut fingerprint = Fingerprint::default();
        value.hash(&mut fingerprint);
        fingerprint.finish()
    }

    #[test]
    fn runs_that_differ_in_one_bit_have_hashes_that_differ_in_many() {
        let original = of(&[1u64, 2, 3]);
        for bit in 0..64 {
            let other = of(&[1u64, 2 ^ (1 << bit), 3]);
            assert!((original ^ other).count_ones() > 8, "bit {bit}");
        }
    }

    #[test]
    fn neighbours_do_not_meet() {
        let mut seen = BTreeSet::new();
        for message in 0..1_000 {
            for fate in [Fate::Lost, Fate::Cut, Fate::Down] {
                assert!(seen.insert(of(&Event::Undelivered { message, fate })), "message {message}, {fate:?}");
            }
        }
        for text in ["", "a", "b", "ab", "abcdefg", "abcdefgh", "abcdefghi"] {
            assert!(seen.insert(of(&text)), "{text}");
        }
    }
}
