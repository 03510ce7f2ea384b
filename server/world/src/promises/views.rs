//! Views: a replica says nothing any more in a view that it has left.
//!
//! Where a later view goes by what replicas say of the earlier ones, as under PBFT, whoever has said that it left a view and
//! speaks in it again takes that back: what it helps to decide there, the later view has not heard of. So what a replica
//! has said is on its disk before it is said, and binds it through crashes.

use super::Finding;
use smr::place::ReplicaId;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "views";

/// The latest view in which each replica has said something.
#[derive(Clone, Debug, Default)]
pub struct Views {
    latest: BTreeMap<ReplicaId, u64>,
}

impl Views {
    /// A replica says something in a view.
    ///
    /// # Errors
    /// It has said something in a later one.
    pub fn check(&mut self, replica: ReplicaId, view: u64) -> Finding {
        let latest = self.latest.entry(replica).or_insert(view);
        if *latest > view {
            return Err(format!("{replica} speaks in view {view} although it has spoken in view {latest}"));
        }
        *latest = view;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_back_and_another_life_is_another_replica() {
        let mut views = Views::default();
        let (first, again) = (ReplicaId { place: 1, life: 0 }, ReplicaId { place: 1, life: 1 });
        assert!([0, 0, 2].into_iter().all(|view| views.check(first, view).is_ok()));
        assert!(views.check(again, 1).is_ok());
        assert_eq!(views.check(first, 1), Err("r1 speaks in view 1 although it has spoken in view 2".to_owned()));
        assert!(views.check(first, 2).is_ok());
    }
}
