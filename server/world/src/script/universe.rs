//! A world as a script sees it, whatever ordering runs in it.

use crate::cluster::World;
use crate::command::{Command, Given, Place, Refusal};
use crate::configuration::Configuration;
use crate::promises::{Broken, Promises};
use crate::trace::Trace;
use smr::Tick;
use smr::order::Ordering;
use smr::receive::ClientId;
use smr::replica::Status;
use smr::slots::Slot;
use std::sync::Arc;
use wire::{UnderWay, View};

/// What a script needs of a world. Every [`World`] has it; scripts choose among them by the name of the ordering.
pub trait Universe: Send {
    /// The name of the ordering.
    fn order(&self) -> &'static str;
    /// What the run was given.
    fn configuration(&self) -> &Configuration;
    /// The present moment.
    fn now(&self) -> Tick;
    /// How many things have happened in the present instant.
    fn in_instant(&self) -> u32;
    /// Every command so far, each with its place in the run.
    fn log(&self) -> &Arc<Vec<Given>>;
    /// Forgets the events that are kept.
    fn forget_events(&mut self);
    /// When the next thing happens.
    fn next_at(&mut self) -> Option<Tick>;
    /// Lets the next thing happen.
    fn step(&mut self) -> bool;
    /// Lets everything happen up to a moment, and the moment come.
    fn run_until(&mut self, moment: Tick);
    /// Carries out a command now.
    ///
    /// # Errors
    /// It cannot be carried out.
    fn command(&mut self, command: &Command) -> Result<(), Refusal>;
    /// All events.
    fn trace(&self) -> &Trace;
    /// What the run looks like now.
    fn view(&self) -> &View;
    /// Whether all is answered.
    fn all_answered(&self) -> bool;
    /// The promises that were broken.
    fn broken(&self) -> &[Broken];
    /// The promises' own account.
    fn promises(&self) -> Option<&Promises>;
    /// How many messages were sent.
    fn messages(&self) -> u64;
    /// How many requests of a client were answered, with an Output or with FAIL.
    fn answers(&self, client: ClientId) -> u64;
    /// The places of the members that have this request in their logs, or have executed it.
    fn stored(&self, client: ClientId, number: u32) -> Vec<Place>;
    /// The places of the newest members.
    fn members(&self) -> Vec<Place>;
    /// How far each member that is up has executed, and the checksum of its State; who rejoins is a member too.
    fn states(&self) -> Vec<(Slot, u64)>;
    /// How many entries the log of a replica that is up holds.
    fn log_length(&self, place: Place) -> Option<usize>;
    /// What is under way at the replicas: their timers, and who supports whose try to lead.
    fn under_way(&self) -> Vec<UnderWay>;
    /// The same world once more.
    fn fork(&self) -> Box<dyn Universe>;
}

/// An ordering whose worlds can be handed from thread to thread.
pub trait Playable: Ordering<Message: Send + Sync, Record: Send + Sync> + Send + Sync + 'static {}

impl<O: Ordering<Message: Send + Sync, Record: Send + Sync> + Send + Sync + 'static> Playable for O {}

impl<O: Playable> Universe for World<O> {
    fn order(&self) -> &'static str {
        O::NAME
    }

    fn configuration(&self) -> &Configuration {
        Self::configuration(self)
    }

    fn now(&self) -> Tick {
        Self::now(self)
    }

    fn in_instant(&self) -> u32 {
        Self::in_instant(self)
    }

    fn log(&self) -> &Arc<Vec<Given>> {
        Self::log(self)
    }

    fn forget_events(&mut self) {
        Self::forget_events(self);
    }

    fn next_at(&mut self) -> Option<Tick> {
        Self::next_at(self)
    }

    fn step(&mut self) -> bool {
        Self::step(self)
    }

    fn run_until(&mut self, moment: Tick) {
        Self::run_until(self, moment);
    }

    fn command(&mut self, command: &Command) -> Result<(), Refusal> {
        Self::command(self, command)
    }

    fn trace(&self) -> &Trace {
        Self::trace(self)
    }

    fn view(&self) -> &View {
        Self::view(self)
    }

    fn all_answered(&self) -> bool {
        Self::all_answered(self)
    }

    fn broken(&self) -> &[Broken] {
        Self::broken(self)
    }

    fn promises(&self) -> Option<&Promises> {
        Self::promises(self)
    }

    fn messages(&self) -> u64 {
        Self::messages(self)
    }

    fn answers(&self, client: ClientId) -> u64 {
        Self::answers(self, client)
    }

    fn stored(&self, client: ClientId, number: u32) -> Vec<Place> {
        Self::stored(self, client, number)
    }

    fn members(&self) -> Vec<Place> {
        self.directory().iter().map(|replica| replica.place).collect()
    }

    fn states(&self) -> Vec<(Slot, u64)> {
        let up = self.servers().filter(|server| server.runs()).filter_map(|server| server.replica());
        let members = up.filter(|replica| matches!(replica.status(), Status::Member | Status::Rejoining));
        members.map(|replica| (replica.executor().executed(), replica.executor().machine().digest())).collect()
    }

    fn log_length(&self, place: Place) -> Option<usize> {
        self.server(place)?.replica().map(|replica| replica.log().length())
    }

    fn under_way(&self) -> Vec<UnderWay> {
        Self::under_way(self)
    }

    fn fork(&self) -> Box<dyn Universe> {
        Box::new(self.clone())
    }
}
