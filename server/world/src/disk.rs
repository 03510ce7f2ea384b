//! The disk of a server: what survives a crash, and what does not.

use smr::checkpoint::Checkpoint;
use smr::order::Record;
use smr::replica::Stored;
use smr::slots::{Slot, Slots};
use std::collections::VecDeque;
use std::sync::Arc;

/// The how-manieth write.
pub type Ticket = u64;

/// What is wrong with a disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DiskFault {
    /// Every write takes many times as long.
    Slow,
    /// No write is acknowledged any more.
    Full,
    /// What is on it will be found unreadable at the next start.
    Corrupt,
    /// It is gone.
    Lost,
}

impl DiskFault {
    /// Every fault.
    pub const ALL: [Self; 4] = [Self::Slow, Self::Full, Self::Corrupt, Self::Lost];

    /// Its name in scripts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Full => "full",
            Self::Corrupt => "corrupt",
            Self::Lost => "lost",
        }
    }

    /// What ails a server whose disk has it.
    #[must_use]
    pub const fn ailment(self) -> &'static str {
        match self {
            Self::Slow => "disk slow",
            Self::Full => "disk full",
            Self::Corrupt => "disk corrupt",
            Self::Lost => "disk lost",
        }
    }
}

/// A disk.
#[derive(Clone, Debug)]
pub struct Disk<R> {
    replica: Option<R>,
    slots: Slots<R>,
    checkpoint: Arc<Checkpoint>,
    pending: VecDeque<(Ticket, Stored<R>)>,
    /// It keeps nothing: the cluster's log is in memory.
    volatile: bool,
}

impl<R: Record> Disk<R> {
    /// A new disk, holding the checkpoint that every replica knows.
    #[must_use]
    pub fn new(start: Arc<Checkpoint>, volatile: bool) -> Self {
        Self { replica: None, slots: Slots::default(), checkpoint: start, pending: VecDeque::new(), volatile }
    }

    /// Whether it keeps nothing through a crash.
    #[must_use]
    pub const fn is_volatile(&self) -> bool {
        self.volatile
    }

    /// Asks it to write.
    pub fn write(&mut self, ticket: Ticket, stored: Stored<R>) {
        if self.volatile {
            // What is kept here goes with the power; it only shows what the replica holds in its memory.
            match stored {
                checkpoint @ Stored::Checkpoint(_) => self.pending.push_back((ticket, checkpoint)),
                Stored::Order(record) => {
                    if let Some(slot) = record.slot() {
                        self.slots.put(slot, record);
                    }
                }
            }
        } else {
            self.pending.push_back((ticket, stored));
        }
    }

    /// What others can be shown once everything that was asked up to this ticket is written, with its slot.
    pub fn about_to_prove(&self, ticket: Ticket) -> impl Iterator<Item = (Slot, (u64, u64))> {
        let written = self.pending.iter().take_while(move |(pending, _)| *pending <= ticket);
        written.filter_map(|(_, stored)| match stored {
            Stored::Order(record) => Some((record.slot()?, record.proof()?)),
            Stored::Checkpoint(_) => None,
        })
    }

    /// Everything it was asked up to this ticket is written; returns the slot of a checkpoint among it.
    pub fn written(&mut self, ticket: Ticket) -> Option<Slot> {
        let mut checkpoint = None;
        while self.pending.front().is_some_and(|(pending, _)| *pending <= ticket) {
            let Some((_, stored)) = self.pending.pop_front() else { break };
            match stored {
                Stored::Checkpoint(written) => {
                    checkpoint = Some(written.slot);
                    self.checkpoint = written;
                }
                Stored::Order(record) => match record.slot() {
                    Some(slot) => {
                        self.slots.put(slot, record);
                    }
                    None => self.replica = Some(record),
                },
            }
        }
        checkpoint
    }

    /// Records about slots below this one may go.
    pub fn forget_below(&mut self, slot: Slot) {
        self.slots.forget_below(slot);
    }

    /// The power fails: of the writes under way, the first few may have reached the disk; the rest are lost.
    pub fn power_fails(&mut self, draw: u64) {
        let survive = draw % (self.pending.len() as u64 + 1);
        if let Some((ticket, _)) = survive.checked_sub(1).and_then(|last| self.pending.get(last as usize)) {
            self.written(*ticket);
        }
        self.pending.clear();
    }

    /// The ordering's records, for a replica that begins again.
    #[must_use]
    pub fn records(&self) -> Vec<R> {
        self.replica.iter().chain(self.slots.iter().map(|(_, record)| record)).cloned().collect()
    }

    /// The ordering's records about slots.
    pub fn votes(&self) -> impl Iterator<Item = &R> {
        self.slots.iter().map(|(_, record)| record)
    }

    /// The checkpoint on it.
    #[must_use]
    pub const fn checkpoint(&self) -> &Arc<Checkpoint> {
        &self.checkpoint
    }
}
