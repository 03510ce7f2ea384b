//! A map whose keys are small numbers: places, clients. Each value stands at its key, so nothing has to be searched for;
//! the world looks one up several times for each event.

use std::marker::PhantomData;

/// Values in the order of their keys, 0 upwards.
#[derive(Clone, Debug)]
pub struct Row<K, V> {
    held: Vec<Option<V>>,
    keys: PhantomData<K>,
}

impl<K, V> Default for Row<K, V> {
    fn default() -> Self {
        Self { held: Vec::new(), keys: PhantomData }
    }
}

impl<K: Copy + Into<usize>, V> Row<K, V> {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.held.get((*key).into())?.as_ref()
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.held.get_mut((*key).into())?.as_mut()
    }

    /// The value of a key, made now if there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = key.into();
        if index >= self.held.len() {
            self.held.resize_with(index + 1, || None);
        }
        self.held[index].get_or_insert_with(make)
    }

    /// Every value, in the order of the keys.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.held.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_at_its_key_and_is_made_once() {
        let mut row = Row::<u8, char>::default();
        assert_eq!(*row.get_or_insert_with(3, || 'c'), 'c');
        assert_eq!(*row.get_or_insert_with(3, || 'd'), 'c');
        assert_eq!(*row.get_or_insert_with(1, || 'a'), 'a');
        assert_eq!((row.get(&1), row.get(&2), row.get(&4)), (Some(&'a'), None, None));
        assert_eq!(row.values().collect::<String>(), "ac");
    }
}
