//! Election safety: nobody else leads in a replica's ballot, term or view.
//!
//! Agreement rests on it wherever a leader's word is taken without asking again: two leaders of one term could put two
//! batches into one slot, and no number would tell which is the later one. It is broken long before replicas disagree.

use super::Finding;
use crate::command::Place;
use smr::order::Epoch;
use smr::place::ReplicaId;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "election safety";

/// For how many numbers it is remembered who led: the highest. Whoever leads under a lower one has slept through them
/// all, and takes nobody's word before it hears of one.
const KEPT: usize = 1 << 12;

/// Who led when.
#[derive(Clone, Debug, Default)]
pub struct Leaders {
    of: BTreeMap<Epoch, Place>,
}

impl Leaders {
    /// A replica leads: nobody at another place did so under the same number.
    ///
    /// # Errors
    /// Somebody did.
    pub fn check(&mut self, replica: ReplicaId, epoch: Epoch) -> Finding {
        let first = *self.of.entry(epoch).or_insert(replica.place);
        if self.of.len() > KEPT {
            self.of.pop_first();
        }
        if first == replica.place {
            return Ok(());
        }
        Err(format!("{replica} leads under number {}, under which the replica at place {first} led", epoch.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(number: u64) -> Epoch {
        Epoch { number, owner: 0 }
    }

    #[test]
    fn however_often_somebody_is_elected_a_second_leader_is_noticed_and_memory_is_bounded() {
        let mut leaders = Leaders::default();
        let (one, two) = (ReplicaId::first(1), ReplicaId::first(2));
        for number in 1..=2 * KEPT as u64 {
            assert_eq!(leaders.check(one, term(number)), Ok(()));
            assert!(leaders.check(two, term(number)).is_err());
        }
        assert_eq!(leaders.of.len(), KEPT);
        assert!(leaders.check(two, term(KEPT as u64 + 1)).is_err(), "the oldest that is remembered");
    }
}
