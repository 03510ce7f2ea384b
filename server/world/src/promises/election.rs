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
        if first == replica.place {
            return Ok(());
        }
        Err(format!("{replica} leads under number {}, under which the replica at place {first} led", epoch.number))
    }
}
