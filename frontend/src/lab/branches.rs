//! The branches of the run: which one is looked at, and what two of them have in common.

use wire::message::{Branch, Known};

/// The branch that is looked at.
pub fn current(known: &Known) -> Option<&Branch> {
    known.branches.get(usize::from(known.branch))
}

/// The last event that two branches have in common.
pub fn fork(branches: &[Branch], mut one: u16, mut other: u16) -> u64 {
    let mut event = u64::MAX;
    while one != other {
        // Of two, the later one leaves another: a branch comes after the one that it leaves.
        let later = if one > other { &mut one } else { &mut other };
        let leaves = branches.get(usize::from(*later)).and_then(|branch| branch.leaves);
        let Some((parent, left)) = leaves.filter(|(parent, _)| parent < later) else { return 0 };
        *later = parent;
        event = event.min(left);
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_branches_have_in_common_what_was_before_both_were_left() {
        let branch = |leaves| Branch { name: String::new(), leaves, event: 900, at: 0 };
        let branches = [None, Some((0, 100)), Some((1, 150)), Some((0, 400)), Some((1, 40)), None].map(branch);
        let fork = |one, other| fork(&branches, one, other);
        assert_eq!((fork(0, 1), fork(1, 0)), (100, 100));
        assert_eq!((fork(2, 0), fork(2, 1), fork(2, 3)), (100, 150, 100));
        assert_eq!((fork(4, 2), fork(4, 0), fork(3, 4)), (40, 40, 40));
        assert_eq!((fork(0, 5), fork(9, 0)), (0, 0), "nothing is known of a way from one to the other");
        assert_eq!(fork(2, 2), u64::MAX);
    }
}
