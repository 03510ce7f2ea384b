//! The Audit process at a server.

use crate::place::{Members, ReplicaId};
use crate::slots::Slot;
use crate::sorted::Sorted;
use std::collections::VecDeque;

/// What a replica says of itself: checksums as of a slot. They are not cryptographic, and need not be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Checksum {
    /// The slot after which they were computed.
    pub slot: Slot,
    /// Of the State.
    pub state: u64,
    /// Of all Outputs up to the slot, each folded into the one before.
    pub outputs: u64,
}

/// What an audit finds when it compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The local replica deviates from the majority at this slot.
    Deviates(Slot),
    /// It deviates again although it was restarted for it: restarting does not help.
    DeviatesAgain(Slot),
}

/// How many audited slots are kept for comparison.
const KEPT: usize = 8;

/// The Audit process. It outlives the replica that it restarts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Audit {
    /// The audit itself is faulty: it sees everything and does nothing.
    pub broken: bool,
    /// How often it has restarted its replica without an audit since that found it sound.
    strikes: u32,
    own: VecDeque<Checksum>,
    others: Sorted<ReplicaId, VecDeque<Checksum>>,
}

/// Keeps a checksum, and says whether it is news. Another one for the same slot is: a State may go wrong at rest.
fn keep(kept: &mut VecDeque<Checksum>, checksum: Checksum) -> bool {
    if let Some(known) = kept.iter_mut().rev().find(|known| known.slot == checksum.slot) {
        let changed = *known != checksum;
        *known = checksum;
        return changed;
    }
    if kept.len() == KEPT {
        kept.pop_front();
    }
    kept.push_back(checksum);
    true
}

fn at(kept: &VecDeque<Checksum>, slot: Slot) -> Option<Checksum> {
    kept.iter().rev().copied().find(|checksum| checksum.slot == slot)
}

impl Audit {
    /// The last checksum of the local replica.
    #[must_use]
    pub fn newest(&self) -> Option<Checksum> {
        self.own.back().copied()
    }

    /// The local replica's checksum at a slot; returns what the comparison finds. One that is known changes nothing.
    pub fn own(&mut self, me: ReplicaId, checksum: Checksum, members: &Members) -> Option<Finding> {
        if !keep(&mut self.own, checksum) {
            return None;
        }
        let majority = self.majority(me, checksum.slot, members);
        self.compare(me, checksum.slot, majority, members)
    }

    /// Another replica's checksum; returns what the comparison finds, and whether that replica differs from the
    /// majority, if there is one. A checksum that was heard before changes nothing here.
    pub fn other(
        &mut self,
        me: ReplicaId,
        from: ReplicaId,
        checksum: Checksum,
        members: &Members,
    ) -> (Option<Finding>, Option<bool>) {
        let slot = checksum.slot;
        let news = members.contains(from) && keep(self.others.get_or_insert_with(from, VecDeque::new), checksum);
        let majority = self.majority(me, slot, members);
        let finding = if news { self.compare(me, slot, majority, members) } else { None };
        let said = self.others.get(&from).and_then(|kept| at(kept, slot));
        (finding, majority.zip(said).map(|(majority, said)| majority != said))
    }

    /// What the majority of the configured replicas says of a slot, if a majority says the same.
    #[must_use]
    pub fn majority(&self, me: ReplicaId, slot: Slot, members: &Members) -> Option<Checksum> {
        let own = at(&self.own, slot).filter(|_| members.contains(me));
        let others = self.others.iter().filter(|(replica, _)| **replica != me && members.contains(**replica));
        let said = || own.into_iter().chain(others.clone().filter_map(|(_, kept)| at(kept, slot)));
        let needed = members.majority();
        let (mut first, mut same, mut count) = (None, 0_usize, 0_usize);
        for checksum in said() {
            same += usize::from(*first.get_or_insert(checksum) == checksum);
            count += 1;
        }
        if same >= needed {
            // As it should be: one look at each tells.
            return first;
        }
        // Where a majority says the same, one of the first so many says it.
        let mut candidates = said().take((count + 1).saturating_sub(needed)).skip(1);
        candidates.find(|candidate| said().filter(|checksum| checksum == candidate).count() >= needed)
    }

    /// Forgets what was said by those who are members no longer.
    pub fn forget_strangers(&mut self, members: &Members) {
        self.others.retain(|replica| members.contains(*replica));
    }

    /// Forgets what was said of the replica that is being restarted, and of all before; the strikes stay.
    pub fn restarted(&mut self) {
        self.own.clear();
        self.others.clear();
    }

    fn compare(&mut self, me: ReplicaId, slot: Slot, majority: Option<Checksum>, members: &Members) -> Option<Finding> {
        let own = at(&self.own, slot)?;
        let majority = majority?;
        if majority == own {
            self.strikes = 0;
        }
        if majority == own || !members.contains(me) {
            return None;
        }
        if self.broken {
            return None;
        }
        self.strikes += 1;
        Some(if self.strikes == 1 { Finding::Deviates(slot) } else { Finding::DeviatesAgain(slot) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: ReplicaId = ReplicaId::first(1);

    fn checksum(slot: Slot, state: u64) -> Checksum {
        Checksum { slot, state, outputs: 0 }
    }

    fn hear(audit: &mut Audit, place: u8, state: u64) -> Option<Finding> {
        audit.other(ME, ReplicaId::first(place), checksum(10, state), &Members::first(3)).0
    }

    fn differs(audit: &mut Audit, place: u8, state: u64) -> Option<bool> {
        audit.other(ME, ReplicaId::first(place), checksum(10, state), &Members::first(3)).1
    }

    #[test]
    fn the_one_that_differs_from_the_majority_is_restarted() {
        let mut audit = Audit::default();
        assert_eq!(audit.own(ME, checksum(10, 9), &Members::first(3)), None);
        assert_eq!(hear(&mut audit, 2, 5), None);
        assert_eq!(hear(&mut audit, 3, 5), Some(Finding::Deviates(10)));
    }

    #[test]
    fn a_state_that_goes_wrong_after_it_was_compared_is_found_too() {
        let mut audit = Audit::default();
        for place in [2, 3] {
            hear(&mut audit, place, 5);
        }
        assert_eq!(audit.own(ME, checksum(10, 5), &Members::first(3)), None);
        assert_eq!(audit.own(ME, checksum(10, 9), &Members::first(3)), Some(Finding::Deviates(10)));
        assert_eq!(audit.own(ME, checksum(10, 9), &Members::first(3)), None, "it is being acted upon");
    }

    #[test]
    fn one_that_agrees_with_the_majority_is_not_and_sees_who_differs() {
        let mut audit = Audit::default();
        audit.own(ME, checksum(10, 5), &Members::first(3));
        assert_eq!(differs(&mut audit, 2, 9), None, "there is no majority yet");
        assert_eq!(hear(&mut audit, 3, 5), None);
        assert_eq!(differs(&mut audit, 2, 9), Some(true));
        assert_eq!(differs(&mut audit, 3, 5), Some(false));
        assert_eq!(differs(&mut audit, 2, 5), Some(false), "what it says last of a slot counts");
    }

    #[test]
    fn a_second_deviation_in_a_row_says_that_restarting_does_not_help() {
        let mut audit = Audit::default();
        audit.own(ME, checksum(10, 9), &Members::first(3));
        hear(&mut audit, 2, 5);
        hear(&mut audit, 3, 5);
        audit.restarted();
        audit.own(ME, checksum(10, 9), &Members::first(3));
        hear(&mut audit, 2, 5);
        assert_eq!(hear(&mut audit, 3, 5), Some(Finding::DeviatesAgain(10)));
    }

    #[test]
    fn a_broken_audit_does_nothing() {
        let mut audit = Audit { broken: true, ..Audit::default() };
        audit.own(ME, checksum(10, 9), &Members::first(3));
        hear(&mut audit, 2, 5);
        assert_eq!(hear(&mut audit, 3, 5), None);
    }
}
