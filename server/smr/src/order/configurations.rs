//! Who decides which slot, and who is to be told.
//!
//! Members change at agreed slots ("Paxos Made Simple", section 3: the configuration is part of the State, and the
//! State after slot s decides who chooses slot s + window). So each slot has its members, known once all slots up to
//! `window` before it are executed.

use super::{Ordering, Out};
use crate::place::{Members, ReplicaId};
use crate::plant::{Plant, Plants};
use crate::slots::Slot;

/// How many votes are a majority: any two such groups share a replica.
#[must_use]
pub const fn quorum(members: usize, plants: Plants) -> usize {
    let majority = members / 2 + 1;
    if plants.has(Plant::MinorityQuorum) && members % 2 == 1 && majority > 1 {
        return majority - 1;
    }
    majority
}

/// The members of every slot that still matters, and the observers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Configurations {
    /// From which slot on which members decide, in the order of the slots; never empty.
    list: Vec<(Slot, Members)>,
    /// Replicas that learn without voting.
    observers: Vec<ReplicaId>,
    /// Everybody else who votes in an open slot, or observes.
    peers: Vec<ReplicaId>,
}

impl Default for Configurations {
    fn default() -> Self {
        Self { list: vec![(0, Members::first(0))], observers: Vec::new(), peers: Vec::new() }
    }
}

impl Configurations {
    /// The members of a slot.
    pub fn at(&self, slot: Slot) -> &Members {
        let in_effect = self.list.iter().rev().find(|(from, _)| *from <= slot);
        &in_effect.unwrap_or(&self.list[0]).1
    }

    /// Whether a replica votes in this slot or a later one, as far as is known.
    pub fn votes_from(&self, slot: Slot, replica: ReplicaId) -> bool {
        self.at(slot).contains(replica)
            || self.list.iter().any(|(from, members)| *from > slot && members.contains(replica))
    }

    /// The members of a slot, and all that are known to decide later ones.
    pub fn deciding_from(&self, slot: Slot) -> impl Iterator<Item = &Members> {
        let first = self.list.iter().rposition(|(from, _)| *from <= slot).unwrap_or(0);
        self.list[first..].iter().map(|(_, members)| members)
    }

    /// The first slots of all members that are known, in their order.
    pub fn first_slots(&self) -> impl Iterator<Item = Slot> {
        self.list.iter().map(|(from, _)| *from)
    }

    /// The members after so many changes, and the first slot that they decide.
    pub fn of_epoch(&self, epoch: u32) -> Option<(Slot, &Members)> {
        self.list.iter().rev().find(|(_, members)| members.epoch == epoch).map(|(from, members)| (*from, members))
    }

    /// Whether the members of this slot are others than those of the slot before.
    pub fn changes_at(&self, slot: Slot) -> bool {
        self.list.iter().skip(1).any(|(from, _)| *from == slot)
    }

    /// The first slot of the last known members: earlier slots are still decided by others.
    pub fn last_change(&self) -> Slot {
        self.list.last().map_or(0, |(from, _)| *from)
    }

    /// Whether open slots may have different members: then who is to be told changes with the open slots.
    pub fn is_changing(&self) -> bool {
        self.list.len() > 1
    }

    /// Everybody else who is to hear of the open slots.
    pub fn peers(&self) -> &[ReplicaId] {
        &self.peers
    }

    /// Tells them all the same.
    pub fn tell_peers<O: Ordering>(&self, message: &O::Message, out: &mut Vec<Out<O>>) {
        out.extend(self.peers.iter().map(|&to| Out::Send { to, message: message.clone() }));
    }

    /// From `from` on, these decide.
    pub fn change(&mut self, from: Slot, members: Members) {
        let place = self.list.partition_point(|(earlier, _)| *earlier < from);
        match self.list.get_mut(place) {
            Some(entry) if entry.0 == from => entry.1 = members,
            _ => self.list.insert(place, (from, members)),
        }
    }

    /// These are all the members there were, from which slot on.
    pub fn replace(&mut self, list: &[(Slot, Members)]) {
        if !list.is_empty() {
            self.list = list.to_vec();
        }
    }

    /// Whether this one observes.
    pub fn observes(&self, replica: ReplicaId) -> bool {
        self.observers.contains(&replica)
    }

    /// These observe.
    pub fn observe(&mut self, observers: &[ReplicaId]) {
        self.observers = observers.to_vec();
    }

    /// Works out anew who is to hear of the slots from `open` on.
    pub fn refresh(&mut self, me: ReplicaId, open: Slot) {
        self.peers.clear();
        let first = self.list.iter().rposition(|(from, _)| *from <= open).unwrap_or(0);
        let members = self.list[first..].iter().flat_map(|(_, members)| members.iter());
        for replica in members.chain(self.observers.iter().copied()) {
            if replica != me && !self.peers.contains(&replica) {
                self.peers.push(replica);
            }
        }
    }

    /// Forgets the members of slots below `slot`.
    pub fn forget_below(&mut self, slot: Slot) {
        let keep = self.list.iter().rposition(|(from, _)| *from <= slot).unwrap_or(0);
        self.list.drain(..keep);
    }
}
