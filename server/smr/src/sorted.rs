//! A map of a few: the entries lie side by side in the order of their keys.
//!
//! What a replica knows of each of its peers, and of each client, is looked up with every message and copied with every
//! checkpoint. A `BTreeMap` is made for thousands of entries; with five of them, walking from node to node costs more
//! than what is found there. It hashes like a `BTreeMap` of the same entries, so checksums do not tell one from the other.

/// Values by their keys, in the order of the keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    fn find(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(key))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).ok().map(|index| &self.0[index].1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.find(key).ok().map(|index| &mut self.0[index].1)
    }

    /// The value of a key, made now if there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = self.find(&key).unwrap_or_else(|index| {
            self.0.insert(index, (key, make()));
            index
        });
        &mut self.0[index].1
    }

    /// Puts a value in place of the one that the key had, if any.
    pub fn insert(&mut self, key: K, value: V) {
        match self.find(&key) {
            Ok(index) => self.0[index].1 = value,
            Err(index) => self.0.insert(index, (key, value)),
        }
    }

    /// Forgets a key.
    pub fn remove(&mut self, key: &K) {
        if let Ok(index) = self.find(key) {
            self.0.remove(index);
        }
    }

    /// Forgets the keys for which this does not hold.
    pub fn retain(&mut self, mut holds: impl FnMut(&K) -> bool) {
        self.0.retain(|(key, _)| holds(key));
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Every key with its value, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use std::collections::BTreeMap;

    #[test]
    fn it_holds_what_a_tree_holds_and_has_its_checksum() {
        let mut sorted = Sorted::default();
        let mut tree = BTreeMap::new();
        for number in 0..200u32 {
            let key = number * 7 % 23;
            match number % 4 {
                0 => {
                    sorted.remove(&key);
                    tree.remove(&key);
                }
                1 => {
                    sorted.insert(key, number);
                    tree.insert(key, number);
                }
                _ => {
                    *sorted.get_or_insert_with(key, || 0) += number;
                    *tree.entry(key).or_insert(0) += number;
                }
            }
            assert!(sorted.iter().eq(tree.iter()));
            assert_eq!(Digest::of(&sorted), Digest::of(&tree));
            assert_eq!(sorted.get(&key), tree.get(&key));
        }
        sorted.retain(|key| *key < 5);
        tree.retain(|key, _| *key < 5);
        assert!(sorted.iter().eq(tree.iter()) && sorted.get_mut(&9).is_none());
        sorted.clear();
        assert_eq!(sorted, Sorted::default());
    }
}
