//! Who the replicas are.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// One replica: the server it is placed on, and which of its lives this is.
///
/// A replica that lost its memory (a disk lost, a log that was never durable) must not pretend to be the replica that
/// made the promises it has forgotten. So it returns as another one, at the same place with the next life, and joins
/// like any newcomer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReplicaId {
    /// The server: 1, 2, 3, …
    pub place: u8,
    /// How often the replica at this place has begun anew without its memory.
    pub life: u8,
}

impl ReplicaId {
    /// The first replica at a place.
    #[must_use]
    pub const fn first(place: u8) -> Self {
        Self { place, life: 0 }
    }

    /// The replica that takes this one's place when its memory is lost; `None` if the place has used up its lives. To
    /// begin with the first again would be to pretend to be a replica of before.
    #[must_use]
    pub const fn reborn(self) -> Option<Self> {
        match self.life.checked_add(1) {
            Some(life) => Some(Self { place: self.place, life }),
            None => None,
        }
    }
}

/// By place, then by life: compared as the one number that they fit into, since tables are searched for it all the time.
impl Ord for ReplicaId {
    fn cmp(&self, other: &Self) -> Ordering {
        u16::from_be_bytes([self.place, self.life]).cmp(&u16::from_be_bytes([other.place, other.life]))
    }
}

impl PartialOrd for ReplicaId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.place)?;
        if self.life > 0 {
            write!(f, ".{}", self.life)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The most places a cluster can have; a script that asks for more is refused.
pub const MOST_PLACES: usize = 32;

/// The configured replicas, in the order of their places. Small and `Copy`: it travels in messages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Members {
    /// Bit `p` is set where place `p` has a member.
    places: u32,
    /// The life of the member at each place; 0 where there is none.
    lives: [u8; MOST_PLACES],
    /// How many changes led here from the first members.
    pub epoch: u32,
}

impl Members {
    /// The first members: places 1 to `count`.
    #[must_use]
    pub fn first(count: u8) -> Self {
        assert!((count as usize) < MOST_PLACES, "a cluster has at most {} places", MOST_PLACES - 1);
        let mut members = Self { places: 0, lives: [0; MOST_PLACES], epoch: 0 };
        for place in 1..=count {
            members.places |= 1 << place;
        }
        members
    }

    /// The configured replicas, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = ReplicaId> + '_ {
        let mut left = self.places;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let place = left.trailing_zeros();
                left &= left - 1;
                ReplicaId { place: place as u8, life: self.lives[place as usize] }
            })
        })
    }

    /// How many replicas are configured.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.count_ones() as usize
    }

    /// Whether nobody is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// Whether this very replica, in this very life, is configured.
    #[must_use]
    pub fn contains(&self, replica: ReplicaId) -> bool {
        (replica.place as usize) < MOST_PLACES
            && self.places & (1 << replica.place) != 0
            && self.lives[replica.place as usize] == replica.life
    }

    /// The fewest replicas of which any two groups share one.
    #[must_use]
    pub fn majority(&self) -> usize {
        self.len() / 2 + 1
    }

    /// The members after JOIN: `replica` takes its place, in the stead of any earlier life there.
    #[must_use]
    pub fn join(mut self, replica: ReplicaId) -> Self {
        assert!((replica.place as usize) < MOST_PLACES, "a cluster has at most {} places", MOST_PLACES - 1);
        self.places |= 1 << replica.place;
        self.lives[replica.place as usize] = replica.life;
        self.epoch += 1;
        self
    }

    /// The members after QUIT.
    #[must_use]
    pub fn quit(mut self, replica: ReplicaId) -> Self {
        if self.contains(replica) {
            self.places &= !(1 << replica.place);
            self.lives[replica.place as usize] = 0;
        }
        self.epoch += 1;
        self
    }

    /// Where `replica` stands among the members: 0 for the first.
    #[must_use]
    pub fn rank(&self, replica: ReplicaId) -> Option<usize> {
        self.iter().position(|member| member == replica)
    }
}

impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_joins_anew_replaces_its_earlier_life() {
        let reborn = ReplicaId::first(2).reborn().expect("a first life is followed by a second");
        let members = Members::first(3).join(reborn);
        assert_eq!(members.len(), 3);
        assert!(members.contains(reborn));
        assert!(!members.contains(ReplicaId::first(2)));
    }

    #[test]
    fn a_place_that_has_used_up_its_lives_has_no_other() {
        assert_eq!(ReplicaId { place: 2, life: u8::MAX }.reborn(), None);
    }

    #[test]
    fn a_majority_of_the_rest_remains_after_quit() {
        let members = Members::first(3).quit(ReplicaId::first(3));
        assert_eq!(members.iter().collect::<Vec<_>>(), [ReplicaId::first(1), ReplicaId::first(2)]);
        assert_eq!(members.majority(), 2);
    }
}
