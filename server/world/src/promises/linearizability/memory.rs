//! The memory of refuted configurations.
//!
//! A configuration is: which answered operations are placed, the State, and which lost operations were used. The
//! answered ones are told by the first that is missing and the placed ones that are answered after it, which are few
//! however long the history.

use crate::index::Index;
use std::hash::Hash;

/// Lost operations used: pairs of class and count, ascending by class.
pub type Used = Box<[(u32, u32)]>;

struct Configuration<State> {
    frontier: u32,
    ahead: Box<[u32]>,
    state: State,
    used: Vec<Used>,
}

/// Configurations met so far.
pub struct Memory<State> {
    configurations: Vec<Configuration<State>>,
    index: Index,
}

impl<State> Default for Memory<State> {
    fn default() -> Self {
        Self { configurations: Vec::new(), index: Index::default() }
    }
}

/// Whether everything in `fewer` is also in `more`.
fn within(fewer: &[(u32, u32)], more: &[(u32, u32)]) -> bool {
    let mut rest = more.iter();
    fewer.iter().all(|(class, count)| {
        rest.by_ref().find(|(other, _)| other >= class).is_some_and(|(other, others)| other == class && others >= count)
    })
}

impl<State: Clone + Eq + Hash> Memory<State> {
    /// Whether this configuration is new, and no better one was met; it is remembered.
    pub fn is_new(&mut self, frontier: u32, ahead: &[u32], state: &State, used: Used) -> bool {
        let digest = Index::digest(&(frontier, ahead, state));
        let next = self.configurations.len() as u32;
        let configurations = &self.configurations;
        let found = self.index.find_or_insert(digest, next, |at| {
            let other = &configurations[at as usize];
            other.frontier == frontier && *other.ahead == *ahead && other.state == *state
        });
        let Some(found) = found else {
            let used = vec![used];
            self.configurations.push(Configuration { frontier, ahead: ahead.into(), state: state.clone(), used });
            return true;
        };
        let known = &mut self.configurations[found as usize].used;
        if known.iter().any(|fewer| within(fewer, &used)) {
            return false;
        }
        known.retain(|more| !within(&used, more));
        known.push(used);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn having_used_fewer_lost_operations_refutes_having_used_more() {
        let mut memory = Memory::default();
        let mut is_new = |used: &[(u32, u32)]| memory.is_new(1, &[3], &'s', used.into());
        assert!(is_new(&[(1, 2), (4, 1)]));
        assert!(!is_new(&[(1, 2), (4, 1)]));
        assert!(!is_new(&[(0, 1), (1, 3), (4, 1)]));
        assert!(is_new(&[(1, 1), (5, 1)]));
        assert!(is_new(&[(4, 1)]));
        assert!(!is_new(&[(1, 2), (4, 1)]));
        assert!(is_new(&[]));
        assert!(!is_new(&[(1, 1)]));
    }
}
