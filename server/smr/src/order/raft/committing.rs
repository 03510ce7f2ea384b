//! When an entry is committed (sections 5.3 and 5.4.2), and when a change of members is.

use super::election::Role;
use super::replication::{Leadership, Progress};
use super::{Raft, lines};
use crate::Tick;
use crate::order::Out;
use crate::order::configurations::quorum;
use crate::place::{Members, ReplicaId};
use crate::plant::Plant;
use crate::slots::{Slot, Slots};

impl Raft {
    /// The leader: commits what it now may, in order.
    pub(super) fn commit_counted(&mut self, out: &mut Vec<Out<Self>>) {
        let before = self.agreed;
        while let Role::Leader(leadership) = &self.role {
            let slot = self.agreed + 1;
            // The members of later slots are known when this much is executed.
            if slot > self.executed + self.setup.window || !self.is_held(leadership, slot) {
                break;
            }
            if !self.is_change_known(leadership, slot) {
                out.push(Out::Rule(&lines::AWAIT_KNOWN));
                break;
            }
            self.agreed = slot;
        }
        if self.agreed > before {
            out.push(Out::Rule(&lines::COMMITTED));
            self.commit_agreed(self.elsewhere(), out);
        }
    }

    /// Whether a majority of the slot's members holds the entry there, and one of the leader's own term.
    fn is_held(&self, leadership: &Leadership, slot: Slot) -> bool {
        let old_too = self.setup.plants.has(Plant::CommitOldTerm);
        let needed = if old_too { slot } else { slot.max(leadership.first_own) };
        if let Some(members) = self.members_of_the_log() {
            let holding = leadership.progress.iter().filter(|(_, progress)| progress.through >= needed);
            return self.is_majority_of_the_log(&members, holding.map(|(replica, _)| *replica));
        }
        self.count(leadership, self.configurations.at(slot), |progress| progress.through >= needed)
    }

    /// Whether this slot may be committed although new members decide the next: a majority of those who decide this one
    /// must know of them. Later would be too late: whoever leaves may stop when this slot is executed.
    fn is_change_known(&self, leadership: &Leadership, slot: Slot) -> bool {
        if !self.configurations.changes_at(slot + 1) || self.setup.plants.has(Plant::MembersOfTheLog) {
            return true;
        }
        let changed = (slot + 1).saturating_sub(self.setup.window);
        self.count(leadership, self.configurations.at(slot), |progress| progress.known >= changed)
    }

    /// Whether a majority of these counts.
    pub(super) fn count(&self, leadership: &Leadership, members: &Members, counts: impl Fn(&Progress) -> bool) -> bool {
        let counted = leadership.progress.iter().filter(|(replica, _)| members.contains(**replica));
        let counted = counted.filter(|(_, progress)| counts(progress)).count();
        counted >= quorum(members.len(), self.setup.plants)
    }

    /// Commits what the log is now known to agree on, as far as it reaches back; `source` should have the rest.
    pub(super) fn commit_agreed(&mut self, source: ReplicaId, out: &mut Vec<Out<Self>>) {
        while self.committed < self.agreed {
            let slot = self.committed + 1;
            let Some(entry) = self.log.get(slot) else {
                self.ask(self.log.base().slot, source, out);
                break;
            };
            out.push(Out::Commit { slot, batch: entry.batch.clone() });
            self.committed = slot;
        }
        self.remember_changes(out);
    }

    /// Another replica that is likely to have what this one lacks.
    pub(super) fn elsewhere(&self) -> ReplicaId {
        let best = match &self.role {
            Role::Leader(leadership) => {
                let others = leadership.progress.iter().filter(|(replica, _)| **replica != self.me);
                others.max_by_key(|(_, progress)| progress.through).map(|(replica, _)| *replica)
            }
            Role::Follower | Role::Candidate(_) => {
                self.election.believed.leader().or(self.configurations.peers().first().copied())
            }
        };
        best.unwrap_or(self.me)
    }

    /// Asks for what is committed through this slot, as `source` knows.
    pub(super) fn ask(&self, through: Slot, source: ReplicaId, out: &mut Vec<Out<Self>>) {
        if through > self.committed && through - self.committed < Slots::<()>::FARTHEST {
            out.push(Out::Rule(&lines::BEHIND));
            out.push(Out::Behind { through, source });
        }
    }

    /// All slots through this one are executed here, so the members up to `window` slots later are known.
    pub(super) fn on_executed(&mut self, now: Tick, slot: Slot, out: &mut Vec<Out<Self>>) {
        self.executed = self.executed.max(slot);
        self.committed = self.committed.max(slot);
        self.commit_agreed(self.elsewhere(), out);
        self.remember_changes(out);
        self.refresh_peers(now);
        self.commit_counted(out);
        self.propose_more(out);
        self.hand_over_if_removed(now, out);
    }

    /// From this slot on, these decide.
    pub(super) fn on_members(&mut self, now: Tick, from: Slot, members: Members, out: &mut Vec<Out<Self>>) {
        self.configurations.change(from, members);
        self.refresh_peers(now);
        self.remember_changes(out);
        self.propose_more(out);
    }

    /// Writes down how far the log is committed, if that covers more changes of members than what was written before:
    /// that a change is committed, so that this replica can vouch for it; and that its members decide, so that after a
    /// crash those before need not be asked for their votes any more.
    fn remember_changes(&mut self, out: &mut Vec<Out<Self>>) {
        let told = self.standing.committed.min(self.known);
        let news = |slot: Slot| told < slot && slot <= self.agreed;
        let mut changes = self.configurations.first_slots();
        let covered = changes.any(|from| news(from.saturating_sub(self.setup.window)) || news(from.saturating_sub(1)));
        drop(changes);
        if covered {
            self.persist_standing(out);
            self.know(self.agreed, out);
        }
    }

    /// After a crash, this replica would still know that all through this slot is committed.
    pub(super) fn know(&mut self, through: Slot, out: &mut Vec<Out<Self>>) {
        self.known = self.known.max(through);
        if matches!(self.role, Role::Leader(_)) {
            out.push(Out::Send { to: self.me, message: self.acknowledgement(0) });
        }
    }
}
