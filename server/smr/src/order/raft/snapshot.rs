//! Compacting the log, and a follower that lacks what was compacted (section 7).
//!
//! The State is checkpointed and transferred by the replica around this protocol. What is left to Raft is to remember
//! the slot and term of the last entry that a checkpoint replaces, since the entry after it is compared with them.

use super::log::Position;
use super::{Raft, lines};
use crate::order::Out;
use crate::place::ReplicaId;
use crate::slots::Slot;

impl Raft {
    /// All below this slot is in a stable checkpoint.
    ///
    /// The entry before it stays on the disk: should the power fail before the new base is written, it tells the term.
    pub(super) fn on_stable(&mut self, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.durable = self.durable.max(slot.saturating_sub(1));
        self.know(self.durable, out);
        let through = slot.saturating_sub(1).min(self.agreed).min(self.committed);
        if through <= self.log.base().slot || self.log.term(through).is_none() {
            return;
        }
        out.push(Out::Rule(&lines::COMPACT));
        self.log.compact_through(through);
        self.persist_standing(out);
        out.push(Out::Forget(through));
        self.configurations.forget_below(through.min(self.executed));
    }

    /// The leader has compacted everything through this entry.
    pub(super) fn on_snapshot(&mut self, from: ReplicaId, through: Position, out: &mut Vec<Out<Self>>) {
        if through.slot > self.committed {
            return self.ask(through.slot, from, out);
        }
        if !self.holds(through) && through.slot <= self.durable {
            self.begin_log_after(through, out);
        }
        // Until a checkpoint of the State is on the disk, it only shows that it is there.
        let message = self.acknowledgement(if self.holds(through) { through.slot } else { 0 });
        out.push(Out::Send { to: from, message });
    }

    /// A checkpoint on the disk holds all through this entry, the log does not: it begins anew after it.
    pub(super) fn begin_log_after(&mut self, base: Position, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::REBASE));
        self.log.begin_after(base);
        self.agreed = self.agreed.max(base.slot);
        self.persist_standing(out);
    }
}
