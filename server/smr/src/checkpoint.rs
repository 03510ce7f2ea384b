//! CHECKPOINT: a duplicate of the State at an agreed slot, so that the log before it may be forgotten.
//!
//! A replica whose log has grown submits CHECKPOINT like a client request; all execute it at the same slot, so all
//! duplicates are equal. A checkpoint is *stable* when a majority of the configured replicas reports the same digest
//! for it: then the State in it can be believed, and is written to the disk. Once the disk has it, the entries that
//! led to it are forgotten.

use crate::execute::Executor;
use crate::place::{Members, ReplicaId};
use crate::slots::Slot;
use std::collections::BTreeMap;
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
}

/// What a replica says of its newest checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Mark {
    /// The slot.
    pub slot: Slot,
    /// The digest.
    pub digest: u64,
}

/// The checkpoints of one replica: the stable one, the one that wants to become it, and what others say of theirs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Checkpoints {
    stable: Arc<Checkpoint>,
    taken: Option<Arc<Checkpoint>>,
    /// The last two marks of each other replica.
    others: BTreeMap<ReplicaId, [Mark; 2]>,
}

impl Checkpoints {
    /// Beginning with this stable one.
    #[must_use]
    pub const fn new(stable: Arc<Checkpoint>) -> Self {
        Self { stable, taken: None, others: BTreeMap::new() }
    }

    /// The stable checkpoint.
    #[must_use]
    pub const fn stable(&self) -> &Arc<Checkpoint> {
        &self.stable
    }

    /// What this replica says of its newest checkpoint, stable or not.
    #[must_use]
    pub fn newest(&self) -> Mark {
        let newest = self.taken.as_ref().unwrap_or(&self.stable);
        Mark { slot: newest.slot, digest: newest.digest }
    }

    /// Takes a checkpoint.
    pub fn take(&mut self, checkpoint: Arc<Checkpoint>) {
        self.taken = Some(checkpoint);
    }

    /// Hears what another replica says of its newest checkpoint.
    pub fn hear(&mut self, from: ReplicaId, mark: Mark) {
        let known = self.others.entry(from).or_default();
        if known[0].slot < mark.slot {
            known[1] = known[0];
            known[0] = mark;
        }
    }

    /// The taken checkpoint, if by now a majority says the same of it.
    #[must_use]
    pub fn believed(&self, me: ReplicaId, members: &Members) -> Option<&Arc<Checkpoint>> {
        let taken = self.taken.as_ref()?;
        let mark = Mark { slot: taken.slot, digest: taken.digest };
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
        if self.taken.as_ref().is_some_and(|taken| taken.slot <= checkpoint.slot) {
            self.taken = None;
        }
        self.stable = checkpoint;
    }

    /// A memory fault: one bit of the stable duplicate flips. What the disk holds stays as it is.
    pub fn corrupt(&mut self, seed: u64) {
        Arc::make_mut(&mut self.stable).state.corrupt(seed);
    }

    /// The highest checkpoint that any of these has spoken of, and who.
    #[must_use]
    pub fn highest_of(&self, replicas: impl Iterator<Item = ReplicaId>) -> Option<(ReplicaId, Mark)> {
        let spoken = replicas.filter_map(|replica| Some((replica, self.others.get(&replica)?[0])));
        spoken.max_by_key(|(_, mark)| mark.slot)
    }
}
