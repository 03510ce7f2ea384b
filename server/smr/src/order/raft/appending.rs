//! The follower: taking entries from the leader (section 5.3; figure 2, "AppendEntries RPC").

use super::election::Role;
use super::log::{Entry, Position, Term};
use super::message::Message;
use super::{Raft, lines};
use crate::Tick;
use crate::order::Out;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::slots::Slot;

impl Raft {
    /// Whether the sender leads in this term, and is to be followed. If its term is over, it is told so.
    pub(super) fn obey(
        &mut self,
        now: Tick,
        from: ReplicaId,
        term: Term,
        after: Position,
        out: &mut Vec<Out<Self>>,
    ) -> bool {
        self.heed(now, term, out);
        if term < self.standing.term {
            out.push(Out::Rule(&lines::STALE_LEADER));
            self.refuse(from, after, (0, 0), out);
            return false;
        }
        if matches!(self.role, Role::Leader(_)) {
            out.push(Out::Ignored("another leads in my own term"));
            return false;
        }
        self.follow(now, from, out);
        true
    }

    /// Entries of the leader, to come after that one.
    pub(super) fn on_append(
        &mut self,
        from: ReplicaId,
        after: Position,
        entries: &[Entry],
        committed: Slot,
        out: &mut Vec<Out<Self>>,
    ) {
        if !self.holds(after) {
            if after.slot > self.log.last().slot && after.slot <= self.durable {
                // All of it is in a State that came from outside and is on the disk; the log goes on after it.
                self.begin_log_after(after, out);
            } else if !self.setup.plants.has(Plant::AppendWithoutCheck) || after.slot > self.log.last().slot {
                out.push(Out::Rule(&lines::REFUSE_APPEND));
                let conflict = self.log.term(after.slot).unwrap_or(0);
                let last = self.log.last().slot;
                let first = if conflict == 0 { last + 1 } else { self.log.first_of_term(conflict, after.slot) };
                self.refuse(from, after, (conflict, first), out);
                return;
            }
        }
        self.append_after(after.slot, entries, out);
        let agrees = after.slot + entries.len() as Slot;
        if committed.min(agrees) > self.agreed {
            out.push(Out::Rule(&lines::LEARN));
            self.agreed = committed.min(agrees);
        }
        let message = self.acknowledgement(agrees);
        out.push(Out::Send { to: from, message });
        self.commit_agreed(from, out);
    }

    /// Whether the log holds this entry. What it has compacted is committed, so every leader holds the same there.
    pub(super) fn holds(&self, entry: Position) -> bool {
        entry.slot < self.log.base().slot || self.log.term(entry.slot) == Some(entry.term)
    }

    /// Appends what is new, after cutting off what conflicts with it. What is held already stays, even if more follows
    /// on it: the message may be an old one.
    fn append_after(&mut self, before: Slot, entries: &[Entry], out: &mut Vec<Out<Self>>) {
        let slots = before + 1..;
        let old = slots
            .zip(entries)
            .take_while(|(slot, entry)| *slot <= self.log.base().slot || self.log.term(*slot) == Some(entry.term));
        let old = old.count();
        let Some(new) = entries.get(old..).filter(|new| !new.is_empty()) else {
            return;
        };
        let first = before + 1 + old as Slot;
        if first <= self.log.last().slot {
            out.push(Out::Rule(&lines::TRUNCATE));
            self.log.truncate_from(first);
        }
        out.push(Out::Rule(&lines::APPEND));
        let last = self.log.last();
        for entry in new {
            self.log.push(entry.clone());
        }
        self.persist_entries_after(last, out);
    }

    /// That the log agrees with the leader's through this slot. It is sent once the disk has it.
    pub(super) const fn acknowledgement(&self, through: Slot) -> Message {
        Message::Appended { term: self.standing.term, through, known: self.known }
    }

    fn refuse(&self, to: ReplicaId, after: Position, (conflict, first): (Term, Slot), out: &mut Vec<Out<Self>>) {
        out.push(Out::Send { to, message: Message::Refused { term: self.standing.term, after, conflict, first } });
    }
}
