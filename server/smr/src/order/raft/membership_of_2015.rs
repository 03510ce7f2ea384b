//! The bug of 2015 in changes of a single server, as it was published, for `raft/members-of-the-log`.
//!
//! In Ongaro's thesis (4.1) a set of members takes effect as soon as it is in a log, and only one server changes at a
//! time, so that majorities before and after share a replica. That was thought to be enough. But a leader that was
//! elected by the members before can begin a change of its own before it has committed anything: then two sets of members
//! differ from the same third by one replica each, and from each other by two. Where the third has an even number of
//! members, a majority of the one and a majority of the other may share nobody. Ongaro's remedy was that a leader changes
//! nothing before an entry of its own term is committed.
//!
//! Planted, this Raft works by the members of its log and without that remedy: a leader changes a member as soon as it
//! leads, whether or not the no-op of its term is committed. Otherwise none of this is used.

use super::Raft;
use crate::order::configurations::quorum;
use crate::place::{Members, ReplicaId};
use crate::plant::Plant;
use crate::receive::{Batch, Input, Request};
use crate::slots::Slot;

impl Raft {
    /// The latest members in the log, committed or not, where they decide.
    pub(super) fn members_of_the_log(&self) -> Option<Members> {
        self.setup.plants.has(Plant::MembersOfTheLog).then(|| {
            let executed = self.executed;
            let known = *self.configurations.at(Slot::MAX);
            let later = self.log.iter().filter(|(slot, _)| *slot > executed);
            later.flat_map(|(_, entry)| entry.batch.iter()).fold(known, changed)
        })
    }

    /// Whether these are enough to elect a leader, and to commit an entry.
    pub(super) fn is_majority_of_the_log(&self, members: &Members, who: impl Iterator<Item = ReplicaId>) -> bool {
        who.filter(|replica| members.contains(*replica)).count() >= quorum(members.len(), self.setup.plants)
    }

    /// The next batch for the log, which comes after these, if there may be one: a single server changes at a time.
    pub(super) fn next_batch(&mut self, before: &[Batch]) -> Option<Batch> {
        if !self.setup.plants.has(Plant::MembersOfTheLog) {
            return Some(self.queue.take(self.setup.batch));
        }
        let open = self.log.iter().filter(|(slot, _)| *slot > self.agreed).map(|(_, entry)| &entry.batch);
        let changing = open.chain(before).flat_map(|batch| batch.iter()).any(is_change);
        let waits = changing && self.queue.first().is_some_and(is_change);
        (!waits).then(|| self.queue.take(1))
    }
}

const fn is_change(request: &Request) -> bool {
    matches!(request.input, Input::Join(_) | Input::Quit(_))
}

fn changed(members: Members, request: &Request) -> Members {
    match request.input {
        Input::Join(replica) if !members.contains(replica) => members.join(replica),
        Input::Quit(replica) if members.len() > 1 => members.quit(replica),
        _ => members,
    }
}
