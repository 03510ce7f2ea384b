//! Reconfiguration: QUIT and JOIN, ordered like any Input.
//!
//! The members change at an agreed place in the order, so all replicas agree on who decides which slot. An Input
//! executed at slot `s` changes the members from slot `s + window` on, because the slots before that may already be
//! under way with the members of before. Voting on Outputs and auditing go by the newest members at once.

use crate::execute::Refusal;
use crate::place::{Members, ReplicaId};
use crate::slots::Slot;
use serde::{Deserialize, Serialize};
use std::fmt;

/// From which slot on which members decide.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Vec<(Slot, Members)>", into = "Vec<(Slot, Members)>")]
pub struct Schedule {
    /// In the order of the slots; never empty.
    changes: Vec<(Slot, Members)>,
}

/// What came from a peer is no schedule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotASchedule;

impl fmt::Display for NotASchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a schedule has members, from slots above 0, each from a later slot than the one before")
    }
}

impl TryFrom<Vec<(Slot, Members)>> for Schedule {
    type Error = NotASchedule;

    fn try_from(changes: Vec<(Slot, Members)>) -> Result<Self, NotASchedule> {
        let in_order = changes.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let begins = changes.first().is_some_and(|(from, _)| *from > 0);
        if in_order && begins { Ok(Self { changes }) } else { Err(NotASchedule) }
    }
}

impl From<Schedule> for Vec<(Slot, Members)> {
    fn from(schedule: Schedule) -> Self {
        schedule.changes
    }
}

impl Schedule {
    /// These members from the first slot on.
    #[must_use]
    pub fn first(members: Members) -> Self {
        Self { changes: vec![(1, members)] }
    }

    /// The newest members, whether or not they decide slots yet.
    #[must_use]
    pub fn newest(&self) -> &Members {
        &self.changes[self.changes.len() - 1].1
    }

    /// The members that decide a slot.
    #[must_use]
    pub fn at(&self, slot: Slot) -> &Members {
        let change = self.changes.iter().rev().find(|(from, _)| *from <= slot);
        &change.unwrap_or(&self.changes[0]).1
    }

    /// All changes still known, in the order of the slots.
    #[must_use]
    pub fn changes(&self) -> &[(Slot, Members)] {
        &self.changes
    }

    /// QUIT: `replica` leaves the members from slot `from` on.
    ///
    /// # Errors
    /// The members stay as they are, and why.
    pub fn quit(&mut self, replica: ReplicaId, from: Slot) -> Result<(), Refusal> {
        let newest = *self.newest();
        if !newest.contains(replica) {
            return Err(Refusal::NotAMember);
        }
        if newest.len() == 1 {
            return Err(Refusal::LastMember);
        }
        self.push(from, newest.quit(replica));
        Ok(())
    }

    /// JOIN: `replica` is among the members from slot `from` on.
    ///
    /// # Errors
    /// The members stay as they are, and why.
    pub fn join(&mut self, replica: ReplicaId, from: Slot) -> Result<(), Refusal> {
        if replica.place == 0 || replica.place as usize >= crate::place::MOST_PLACES {
            return Err(Refusal::NoSuchPlace);
        }
        self.push(from, self.newest().join(replica));
        Ok(())
    }

    /// The slot from which the newest members decide.
    #[must_use]
    pub fn last_change(&self) -> Slot {
        self.changes[self.changes.len() - 1].0
    }

    /// Forgets members that decide no slot from this one on.
    pub fn forget_before(&mut self, slot: Slot) {
        let deciding = self.changes.iter().rposition(|(from, _)| *from <= slot).unwrap_or(0);
        self.changes.drain(..deciding);
    }

    /// Two changes in one slot are one change.
    fn push(&mut self, from: Slot, members: Members) {
        if self.changes.last().is_some_and(|(last, _)| *last == from) {
            self.changes.pop();
        }
        self.changes.push((from, members));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_before_the_change_keep_their_members() {
        let mut schedule = Schedule::first(Members::first(3));
        schedule.quit(ReplicaId::first(3), 20).expect("r3 is a member");
        assert_eq!(schedule.at(19).len(), 3);
        assert_eq!(schedule.at(20).len(), 2);
        assert_eq!(schedule.newest().len(), 2);
        schedule.forget_before(21);
        assert_eq!(schedule.changes().len(), 1);
    }

    #[test]
    fn what_comes_from_a_peer_must_be_a_schedule() {
        let members = Members::first(3);
        assert!(Schedule::try_from(vec![]).is_err());
        assert!(Schedule::try_from(vec![(0, members)]).is_err());
        assert!(Schedule::try_from(vec![(9, members), (9, members)]).is_err());
        assert!(Schedule::try_from(vec![(1, members), (9, members)]).is_ok());
    }

    #[test]
    fn the_last_member_cannot_quit() {
        let mut schedule = Schedule::first(Members::first(1));
        assert_eq!(schedule.quit(ReplicaId::first(1), 20), Err(Refusal::LastMember));
        assert_eq!(schedule.quit(ReplicaId::first(2), 20), Err(Refusal::NotAMember));
    }
}
