//! Checksums: small, fast, the same on every machine, and not cryptographic, which the audit does not need.

use std::hash::{Hash, Hasher};

/// Makes a [`Hasher`] of what mixes numbers of 64 bits in, and says how it ends.
///
/// Whatever is hashed is widened to 64 bits first, so that a 32-bit build (WebAssembly) arrives at the same number.
#[macro_export]
macro_rules! hash_widened {
    ($hasher:ty, $finish:expr) => {
        impl std::hash::Hasher for $hasher {
            fn finish(&self) -> u64 {
                $finish(self)
            }

            fn write(&mut self, bytes: &[u8]) {
                $crate::digest::in_words(bytes, |word| self.mix(word));
            }

            fn write_u8(&mut self, number: u8) {
                self.mix(u64::from(number));
            }

            fn write_u16(&mut self, number: u16) {
                self.mix(u64::from(number));
            }

            fn write_u32(&mut self, number: u32) {
                self.mix(u64::from(number));
            }

            fn write_u64(&mut self, number: u64) {
                self.mix(number);
            }

            fn write_usize(&mut self, number: usize) {
                self.mix(number as u64);
            }

            fn write_i8(&mut self, number: i8) {
                self.mix(i64::from(number) as u64);
            }

            fn write_i16(&mut self, number: i16) {
                self.mix(i64::from(number) as u64);
            }

            fn write_i32(&mut self, number: i32) {
                self.mix(i64::from(number) as u64);
            }

            fn write_i64(&mut self, number: i64) {
                self.mix(number as u64);
            }

            fn write_isize(&mut self, number: isize) {
                self.mix(number as i64 as u64);
            }
        }
    };
}

/// A 64-bit checksum in the making. It implements [`Hasher`], so whatever derives `Hash` can be digested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

/// Folds a 128-bit product: every bit of both factors reaches every bit of the result.
const fn fold(left: u64, right: u64) -> u64 {
    let product = (left as u128) * (right as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Fewer than eight bytes as a number, the first byte lowest. Names of events end so, and are digested all the time.
fn short(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // What both have in common is the same in both.
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4));
    }
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Bytes as numbers, of which the last tells how many bytes there are.
#[inline]
pub fn in_words(bytes: &[u8], mut each: impl FnMut(u64)) {
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        each(u64::from_le_bytes(chunk.try_into().expect("a chunk of eight")));
    }
    each(short(chunks.remainder()) ^ ((bytes.len() as u64) << 56));
}

impl Digest {
    /// The digest of one value.
    #[must_use]
    pub fn of<T: Hash + ?Sized>(value: &T) -> u64 {
        let mut digest = Self::default();
        value.hash(&mut digest);
        digest.finish()
    }

    /// Mixes one number in.
    pub const fn mix(&mut self, number: u64) {
        self.0 = fold(self.0 ^ number, 0xd6e8_feb8_6659_fd93) ^ self.0.rotate_left(23);
    }
}

hash_widened!(Digest, |digest: &Digest| fold(digest.0 ^ 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_flipped_bit_changes_the_digest() {
        let original = Digest::of(&[1u64, 2, 3]);
        for bit in 0..64 {
            assert_ne!(original, Digest::of(&[1u64, 2 ^ (1 << bit), 3]));
        }
    }

    #[test]
    fn short_texts_are_numbers() {
        let bytes = [1, 2, 3, 4, 5, 6, 7];
        for length in 0..=bytes.len() {
            let mut padded = [0; 8];
            padded[..length].copy_from_slice(&bytes[..length]);
            assert_eq!(short(&bytes[..length]), u64::from_le_bytes(padded));
        }
    }

    #[test]
    fn a_digest_is_a_fixed_number_on_every_machine() {
        assert_eq!(Digest::of("replica"), Digest::of(&String::from("replica")));
        assert_ne!(Digest::of("replica"), Digest::of("replicb"));
    }
}
