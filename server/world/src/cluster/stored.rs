//! Where an Input is stored.

use super::{Server, World};
use crate::command::Place;
use smr::order::{Ordering, Record};
use smr::receive::{ClientId, Known, Request, Submitter};

impl<O: Ordering> World<O> {
    /// The places of the members that hold a client's request: a vote for it, or the Input itself, is on the disk (in
    /// memory, where the log is in memory), or the State has executed it.
    #[must_use]
    pub fn stored(&self, client: ClientId, number: u32) -> Vec<Place> {
        let members = self.directory();
        let holds = |server: &&Server<O>| members.contains(server.id) && server.holds(client, number);
        self.servers.values().filter(holds).map(|server| server.id.place).collect()
    }
}

impl<O: Ordering> Server<O> {
    fn holds(&self, client: ClientId, number: u32) -> bool {
        let from = Submitter::Client(client);
        let same = |request: &Request| request.from == from && request.number == number;
        if self.replica.is_none() && self.disk.is_volatile() {
            return false;
        }
        let executed = |state: &smr::execute::Executor| !matches!(state.sessions().known(from, number), Known::New);
        let in_memory = self.replica.as_ref().is_some_and(|replica| {
            executed(replica.executor()) || replica.log().iter().any(|(_, batch)| batch.iter().any(same))
        });
        in_memory
            || executed(&self.disk.checkpoint().state)
            || self.disk.votes().any(|record| record.inputs().iter().any(same))
    }
}
