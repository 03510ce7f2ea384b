//! The leader: bringing the others' logs into agreement with its own (section 5.3).
//!
//! For each follower it keeps how far the logs agree, and from where on to send. It sends on without waiting for
//! answers. Nothing is sent again by the clock: a heartbeat names the entry before whatever comes next, a follower that
//! lacks it says so, and the leader begins earlier. From then on it sends one message and waits for the answer to it,
//! until it has found where the logs agree: if it sent on, each message would be refused, and each refusal answered
//! with all entries again.

use super::election::Role;
use super::log::{Position, Term};
use super::message::Message;
use super::record::Record;
use super::{Entry, HEARTBEAT, Raft, lines};
use crate::Tick;
use crate::order::Out;
use crate::order::configurations::quorum;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::Batch;
use crate::slots::Slot;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most entries in one message.
const MOST_ENTRIES: usize = 64;

/// What a leader keeps.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Leadership {
    /// The slot of the first entry of its own term.
    pub(super) first_own: Slot,
    /// What it knows of each replica, itself included.
    pub(super) progress: BTreeMap<ReplicaId, Progress>,
    /// How far everybody was told that the log is committed.
    pub(super) announced: Slot,
}

/// What a leader knows of a replica.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Progress {
    /// The logs agree through this slot, and its disk has it (`matchIndex`).
    pub(super) through: Slot,
    /// Through this slot it knows, even after a crash, that all is committed.
    pub(super) known: Slot,
    /// The next slot to send (`nextIndex`).
    next: Slot,
    /// It refused, and where the logs agree is not found yet.
    seeking: bool,
    /// When it was last heard of.
    heard: Tick,
}

impl Raft {
    /// Elected.
    pub(super) fn lead(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::LEAD));
        let first_own = self.log.last().slot + 1;
        self.role = Role::Leader(Leadership { first_own, progress: BTreeMap::new(), announced: 0 });
        self.refresh_peers(now);
        self.election.believed.change(Some(self.me), out);
        out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
        let no_op = if self.setup.plants.has(Plant::CommitOldTerm) { Vec::new() } else { vec![Batch::default()] };
        self.append_own(no_op, out);
        self.propose_more(out);
    }

    /// Works out anew who is to hear of the open slots.
    pub(super) fn refresh_peers(&mut self, now: Tick) {
        self.configurations.refresh(self.me, self.executed + 1);
        if let Role::Leader(leadership) = &mut self.role {
            let next = self.log.last().slot + 1;
            for replica in self.configurations.peers().iter().chain([&self.me]) {
                let new = Progress { through: 0, known: 0, next, seeking: false, heard: now };
                leadership.progress.entry(*replica).or_insert(new);
            }
        }
    }

    /// Appends these to the log: the others are sent them before the disk has them, but only what it has counts.
    pub(super) fn append_own(&mut self, batches: Vec<Batch>, out: &mut Vec<Out<Self>>) {
        let before = self.log.last();
        for batch in batches {
            self.log.push(Entry { term: self.standing.term, batch });
        }
        self.send_to_all(out);
        self.persist_entries_after(before, out);
        let message = self.acknowledgement(self.log.last().slot);
        out.push(Out::Send { to: self.me, message });
    }

    /// Writes the entries after this one down.
    pub(super) fn persist_entries_after(&self, before: Position, out: &mut Vec<Out<Self>>) {
        let mut after = before.term;
        for (slot, entry) in (before.slot + 1..).zip(self.log.from(before.slot + 1, usize::MAX)) {
            out.push(Out::Persist(Record::Entry { slot, after, entry: entry.clone() }));
            after = entry.term;
        }
    }

    /// Sends everybody what it lacks.
    pub(super) fn send_to_all(&mut self, out: &mut Vec<Out<Self>>) {
        for index in 0..self.configurations.peers().len() {
            let to = self.configurations.peers()[index];
            self.send_entries(to, out);
        }
        if let Role::Leader(leadership) = &mut self.role {
            leadership.announced = self.agreed;
        }
    }

    /// Sends a replica the entries that it was not sent yet: none, if it was sent all; the first ones, if where the logs
    /// agree is not found yet.
    fn send_entries(&mut self, to: ReplicaId, out: &mut Vec<Out<Self>>) {
        let Role::Leader(leadership) = &mut self.role else {
            return;
        };
        let Some(progress) = leadership.progress.get_mut(&to) else {
            return;
        };
        let term = self.standing.term;
        loop {
            let before = progress.next - 1;
            let Some(before_term) = self.log.term(before) else {
                out.push(Out::Rule(&lines::SNAPSHOT));
                out.push(Out::Send { to, message: Message::Snapshot { term, through: self.log.base() } });
                return;
            };
            let entries: Arc<[Entry]> = self.log.from(progress.next, MOST_ENTRIES).cloned().collect();
            if !progress.seeking {
                progress.next += entries.len() as Slot;
            }
            let after = Position { term: before_term, slot: before };
            out.push(Out::Send { to, message: Message::Append { term, after, entries, committed: self.agreed } });
            if progress.seeking || progress.next > self.log.last().slot {
                return;
            }
        }
    }

    /// A replica, perhaps this one, has the leader's log through this slot on its disk.
    pub(super) fn on_appended(
        &mut self,
        now: Tick,
        from: ReplicaId,
        term: Term,
        (through, known): (Slot, Slot),
        out: &mut Vec<Out<Self>>,
    ) {
        let (last, own) = (self.log.last().slot, from == self.me);
        let Some(progress) = self.progress_of(from, term) else {
            return;
        };
        if through > last {
            out.push(Out::Ignored("somebody appended what was not sent"));
            return;
        }
        progress.heard = now;
        progress.through = progress.through.max(through);
        progress.known = progress.known.max(known);
        let found = progress.seeking && through + 1 >= progress.next;
        let moved = found || through >= progress.next;
        progress.next = progress.next.max(through + 1);
        progress.seeking &= !found;
        if moved && !own && progress.next <= last {
            self.send_entries(from, out);
        }
        self.commit_counted(out);
        self.propose_more(out);
        self.hand_over_if_removed(now, out);
    }

    /// A follower's log does not hold the entry before those sent: begin earlier, where it may.
    ///
    /// The follower tells the term of what it has in that slot, and where that term begins. If the leader has entries of
    /// that term, the logs may agree up to the last of them; otherwise they cannot agree before that term began.
    pub(super) fn on_refused(
        &mut self,
        now: Tick,
        from: ReplicaId,
        term: Term,
        after: Position,
        (conflict, first): (Term, Slot),
        out: &mut Vec<Out<Self>>,
    ) {
        let shared = self.log.last_of_term(conflict, after.slot);
        let shares = conflict > 0 && self.log.term(shared) == Some(conflict);
        let Some(progress) = self.progress_of(from, term) else {
            return;
        };
        progress.heard = now;
        let asked = if progress.seeking { after.slot + 1 == progress.next } else { after.slot < progress.next };
        if after.slot <= progress.through || !asked {
            // An answer to something from before the last one.
            return;
        }
        progress.seeking = true;
        let next = if shares { shared + 1 } else { first };
        progress.next = next.min(after.slot).max(progress.through + 1);
        out.push(Out::Rule(&lines::BACK_UP));
        self.send_entries(from, out);
    }

    fn progress_of(&mut self, replica: ReplicaId, term: Term) -> Option<&mut Progress> {
        match &mut self.role {
            Role::Leader(leadership) if term == self.standing.term => leadership.progress.get_mut(&replica),
            _ => None,
        }
    }

    /// At a heartbeat: follow again if no majority was heard of for too long; otherwise show oneself.
    pub(super) fn show_oneself(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        let Role::Leader(leadership) = &self.role else {
            return;
        };
        let members = self.configurations.at(self.executed + 1);
        let in_touch = members.iter().filter(|member| {
            let progress = leadership.progress.get(member);
            let heard = progress.is_some_and(|progress| now.saturating_sub(progress.heard) < 2 * self.setup.patience);
            heard || *member == self.me
        });
        if in_touch.count() < quorum(members.len(), self.setup.plants) {
            return self.follow_nobody(now, Some(&lines::CHECK_QUORUM), out);
        }
        out.push(Out::Rule(&lines::HEARTBEAT));
        self.send_to_all(out);
        self.commit_agreed(self.elsewhere(), out);
    }

    /// A leader that is no longer a member leads until a majority of the members knows that they decide, and could
    /// elect one of themselves even after a crash. Then it hands over to the one whose log is longest (thesis, 3.10).
    pub(super) fn hand_over_if_removed(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        if self.is_member() || self.is_needed() {
            return;
        }
        let Role::Leader(leadership) = &self.role else {
            return;
        };
        let members = self.configurations.at(self.executed + 1);
        let heirs = leadership.progress.iter().filter(|(replica, _)| members.contains(**replica));
        let heir = heirs.max_by_key(|(_, progress)| progress.through).map(|(replica, _)| *replica);
        if let Some(to) = heir {
            out.push(Out::Send { to, message: Message::TimeoutNow { term: self.standing.term } });
        }
        self.follow_nobody(now, Some(&lines::HAND_OVER), out);
    }

    /// Whether it leads members that cannot go on without it yet.
    pub(super) fn is_needed(&self) -> bool {
        let Role::Leader(leadership) = &self.role else {
            return false;
        };
        let last_before = self.configurations.last_change().saturating_sub(1);
        let members = self.configurations.at(self.configurations.last_change());
        !self.count(leadership, members, |progress| progress.known >= last_before)
    }
}
