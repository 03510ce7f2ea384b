//! CHECKPOINT: a duplicate of the State at an agreed slot, so that the log before it may be forgotten.
//!
//! A replica whose log has grown submits CHECKPOINT like a client request; all execute it at the same slot, so all
//! duplicates are equal. A checkpoint is *stable* when a majority of the configured replicas reports the same digest
//! for it: then the State in it can be believed, and is written to the disk. Once the own disk and a majority's disks
//! have it, the entries that led to it are forgotten. The own disk is not enough: if the others crashed before theirs
//! had it, what they need would be nowhere but here, on the word of one.

use crate::execute::Executor;
use crate::place::{Members, ReplicaId};
use crate::slots::Slot;
use crate::sorted::Sorted;
use std::collections::VecDeque;
use std::sync::Arc;

/// A duplicate of all that is replicated, as of a slot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Checkpoint {
    /// The last slot executed in it.
    pub slot: Slot,
    /// Its checksum.
    pub digest: u64,
    /// The State, and what is replicated with it.
    pub state: Executor,
}

impl Checkpoint {
    /// A duplicate of this State.
    #[must_use]
    pub fn of(state: &Executor) -> Arc<Self> {
        Arc::new(Self { slot: state.executed(), digest: state.digest(), state: state.clone() })
    }

    /// What there is to say of it.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        Mark { slot: self.slot, digest: self.digest }
    }
}

/// What a replica says of its newest checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Mark {
    /// The slot.
    pub slot: Slot,
    /// The digest.
    pub digest: u64,
}

/// How many of its own marks a replica remembers, to be asked about.
const REMEMBERED: usize = 16;

/// The checkpoints of one replica: the stable one, the one that wants to become it, and what others say of theirs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Checkpoints {
    stable: Arc<Checkpoint>,
    taken: Option<Arc<Checkpoint>>,
    /// What this replica has said of its own: a receiver of State may ask when all have moved on.
    own: VecDeque<Mark>,
    /// The last two marks of each other member: it takes its next before we have heard of the one that we take now.
    others: Sorted<ReplicaId, [Mark; 2]>,
    /// The slot of the checkpoint that the own disk holds.
    on_disk: Slot,
    /// The slots of those that the disks of other members hold, as they say.
    on_disks: Sorted<ReplicaId, Slot>,
}

impl Checkpoints {
    /// Beginning with this stable one.
    #[must_use]
    pub fn new(stable: Arc<Checkpoint>) -> Self {
        Self {
            own: VecDeque::from([stable.mark()]),
            on_disk: stable.slot,
            stable,
            taken: None,
            others: Sorted::default(),
            on_disks: Sorted::default(),
        }
    }

    /// The stable checkpoint.
    #[must_use]
    pub const fn stable(&self) -> &Arc<Checkpoint> {
        &self.stable
    }

    /// What this replica says of its newest checkpoint, stable or not.
    #[must_use]
    pub fn newest(&self) -> Mark {
        self.taken.as_ref().unwrap_or(&self.stable).mark()
    }

    /// Takes a checkpoint.
    pub fn take(&mut self, checkpoint: Arc<Checkpoint>) {
        self.remember(checkpoint.mark());
        self.taken = Some(checkpoint);
    }

    fn remember(&mut self, mark: Mark) {
        if !self.own.contains(&mark) {
            if self.own.len() == REMEMBERED {
                self.own.pop_front();
            }
            self.own.push_back(mark);
        }
    }

    /// What this replica has said of its checkpoint at this slot, if it remembers.
    #[must_use]
    pub fn said_of(&self, slot: Slot) -> Option<Mark> {
        self.own.iter().rev().find(|mark| mark.slot == slot).copied()
    }

    /// Hears what another replica says of its newest checkpoint. Only members are listened to. Of what one says the
    /// latest counts, not the highest: who once named a slot that cannot be is still heard afterwards.
    pub fn hear(&mut self, from: ReplicaId, mark: Mark, members: &Members) {
        if members.contains(from) {
            let known = self.others.get_or_insert_with(from, Default::default);
            if !known.contains(&mark) {
                *known = [mark, known[0]];
            }
        }
    }

    /// The own disk has the checkpoint of this slot.
    pub fn written(&mut self, slot: Slot) {
        self.on_disk = self.on_disk.max(slot);
    }

    /// The slot of the checkpoint that the own disk holds.
    #[must_use]
    pub const fn on_disk(&self) -> Slot {
        self.on_disk
    }

    /// Hears which checkpoint the disk of another member holds. It may have another disk by now, so the latest counts.
    pub fn hear_on_disk(&mut self, from: ReplicaId, slot: Slot, members: &Members) {
        if members.contains(from) {
            self.on_disks.insert(from, slot);
        }
    }

    /// The slots of the checkpoints that the disks of these others hold, as they say.
    pub fn on_disks_of(&self, members: &Members) -> impl Iterator<Item = Slot> {
        self.on_disks.iter().filter(|(replica, _)| members.contains(**replica)).map(|(_, slot)| *slot)
    }

    /// Nobody needs the Inputs through this slot any more: a checkpoint that follows from them is on the own disk and on
    /// those of a majority.
    #[must_use]
    pub fn needless_through(&self, me: ReplicaId, members: &Members) -> Slot {
        let others = self.on_disks.iter().filter(|(replica, _)| **replica != me && members.contains(**replica));
        let others = others.map(|(_, slot)| *slot);
        let own = members.contains(me).then_some(self.on_disk);
        let on_majority = |slot: &Slot| {
            let have = others.clone().chain(own).filter(|held| held >= slot);
            have.count() >= members.majority()
        };
        // Nearly always the others have the own disk's checkpoint too, and one count tells.
        if on_majority(&self.on_disk) {
            return self.on_disk;
        }
        others.clone().filter(|slot| *slot < self.on_disk && on_majority(slot)).max().unwrap_or_default()
    }

    /// Forgets what was said by those who are members no longer.
    pub fn forget_strangers(&mut self, members: &Members) {
        self.others.retain(|replica| members.contains(*replica));
        self.on_disks.retain(|replica| members.contains(*replica));
    }

    /// The taken checkpoint, if by now a majority says the same of it.
    #[must_use]
    pub fn believed(&self, me: ReplicaId, members: &Members) -> Option<&Arc<Checkpoint>> {
        let taken = self.taken.as_ref()?;
        let mark = taken.mark();
        let own = usize::from(members.contains(me));
        (own + self.vouchers(mark, &[me], members) >= members.majority()).then_some(taken)
    }

    /// How many members, not counting some, say this of a checkpoint.
    #[must_use]
    pub fn vouchers(&self, mark: Mark, without: &[ReplicaId], members: &Members) -> usize {
        let others = self.others.iter();
        let others = others.filter(|(replica, _)| !without.contains(replica) && members.contains(**replica));
        others.filter(|(_, marks)| marks.contains(&mark)).count()
    }

    /// Whether a member says something else of the checkpoint at this slot.
    #[must_use]
    pub fn is_disputed(&self, mark: Mark, members: &Members) -> bool {
        let others = self.others.iter().filter(|(replica, _)| members.contains(**replica));
        others.flat_map(|(_, marks)| marks).any(|other| other.slot == mark.slot && *other != mark)
    }

    /// Puts a stable checkpoint in place, the believed one or a transferred one.
    pub fn stabilise(&mut self, checkpoint: Arc<Checkpoint>) {
        self.remember(checkpoint.mark());
        if self.taken.as_ref().is_some_and(|taken| taken.slot <= checkpoint.slot) {
            self.taken = None;
        }
        self.stable = checkpoint;
    }

    /// A memory fault: one bit of the stable duplicate flips. What the disk holds stays as it is.
    pub fn corrupt(&mut self, seed: u64) {
        Arc::make_mut(&mut self.stable).state.corrupt(seed);
    }

    /// The highest checkpoint that each of these has spoken of.
    pub fn highest_of(&self, replicas: impl Iterator<Item = ReplicaId>) -> impl Iterator<Item = (ReplicaId, Slot)> {
        replicas.filter_map(|replica| Some((replica, self.others.get(&replica)?.iter().map(|mark| mark.slot).max()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execute::MachineKind;

    fn checkpoints() -> Checkpoints {
        Checkpoints::new(Checkpoint::of(&Executor::start(&MachineKind::default(), Members::first(3))))
    }

    const OTHER: ReplicaId = ReplicaId::first(2);

    #[test]
    fn an_impossible_slot_does_not_silence_its_speaker_for_ever() {
        let mut checkpoints = checkpoints();
        let members = Members::first(3);
        let later = Mark { slot: 9, digest: 7 };
        checkpoints.hear(OTHER, Mark { slot: Slot::MAX, digest: 1 }, &members);
        checkpoints.hear(OTHER, later, &members);
        assert_eq!(checkpoints.vouchers(later, &[], &members), 1);
    }

    #[test]
    fn what_was_said_is_remembered_for_a_while_after_all_have_moved_on() {
        let mut checkpoints = checkpoints();
        let start = checkpoints.stable().clone();
        for slot in 1..=20 {
            checkpoints.take(Arc::new(Checkpoint { slot, digest: slot, state: start.state.clone() }));
        }
        assert_eq!(checkpoints.said_of(5), Some(Mark { slot: 5, digest: 5 }));
        assert_eq!(checkpoints.said_of(4), None);
    }

    #[test]
    fn strangers_are_not_heard_and_former_members_forgotten() {
        let mut checkpoints = checkpoints();
        let members = Members::first(3);
        for place in 1..20 {
            checkpoints.hear(ReplicaId::first(place), Mark { slot: 9, digest: 7 }, &members);
        }
        assert_eq!(checkpoints.others.iter().count(), 3);
        checkpoints.forget_strangers(&members.quit(OTHER));
        assert_eq!(checkpoints.others.iter().count(), 2);
    }

    #[test]
    fn the_log_is_needed_until_a_majority_has_the_checkpoint_on_its_disks() {
        let mut checkpoints = checkpoints();
        let (me, members) = (ReplicaId::first(1), Members::first(3));
        checkpoints.written(8);
        assert_eq!(checkpoints.needless_through(me, &members), 0, "the own disk alone");
        checkpoints.hear_on_disk(ReplicaId::first(4), 8, &members);
        assert_eq!(checkpoints.needless_through(me, &members), 0, "a stranger's");
        checkpoints.hear_on_disk(OTHER, Slot::MAX, &members);
        assert_eq!(checkpoints.needless_through(me, &members), 8, "never more than is on the own disk");
        checkpoints.hear_on_disk(OTHER, 0, &members);
        assert_eq!(checkpoints.needless_through(me, &members), 0, "it has another disk now");
    }
}
