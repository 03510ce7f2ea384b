//! The world: a cluster of servers, the network between them, their clients, and everything that can go wrong.
//!
//! The world is a deterministic state machine. Its inputs are the commands of a user, each at a virtual time; its
//! outputs are events. One queue holds everything that is going to happen. [`World::step`] lets the next thing happen:
//! a message arrives, a timer fires, a disk acknowledges, a client wakes. The files follow that way: `arrivals` lets it
//! happen to a server, `effects` carries out what the replica there asks for, `sending` puts messages into the network
//! (and makes liars lie), `clients` hears Outputs and votes, `commands` is the hand of the user, `narrate` tells
//! replicas' notes as events, `under_way` tells what no event does.

mod arrivals;
mod clients;
mod commands;
mod effects;
mod failing;
mod narrate;
mod sending;
mod server;
mod stored;
mod under_way;

pub use server::Server;

use crate::client::{Client, Rules};
use crate::command::{Given, Place};
use crate::configuration::{Configuration, Impossible};
use crate::disk::{Disk, Ticket};
use crate::network::Network;
use crate::promises::{Broken, Promises};
use crate::queue::Queue;
use crate::random::Dice;
use crate::row::Row;
use crate::trace::{Trace, Watch};
use smr::Tick;
use smr::execute::Operation;
use smr::log::LogKind;
use smr::order::Ordering;
use smr::place::{Members, ReplicaId};
use smr::receive::{Batch, ClientId, Request};
use smr::replica::{self, Peer, ReplicaTimer, Response};
use std::collections::BTreeMap;
use std::sync::Arc;
use wire::{Cause, Party, View};

/// What a message carries.
#[derive(Clone, Debug)]
pub(crate) enum Payload<M> {
    /// From replica to replica.
    Peer(Peer<M>),
    /// From a client: requests.
    Requests(Batch),
    /// From a client: a read without an Input.
    Read(u32, Operation),
    /// From a replica to a client.
    Response(Response),
}

/// A message on its way.
#[derive(Clone, Debug)]
pub(crate) struct Flying<M> {
    pub id: u64,
    pub from: Party,
    pub to: Party,
    pub sent: Cause,
    pub payload: Payload<M>,
}

/// Something that is going to happen.
pub(crate) enum Happening<O: Ordering> {
    /// A message arrives.
    Arrives(Flying<O::Message>),
    /// A timer of a replica fires, if it is still the one that was set.
    Fires { place: Place, run: u32, timer: ReplicaTimer, epoch: u32, set: Cause },
    /// A disk has written.
    Written { place: Place, run: u32, ticket: Ticket, asked: Cause },
    /// A client looks after its requests.
    ClientWakes { client: ClientId, set: Cause },
    /// A client has thought enough.
    ClientThought { client: ClientId, set: Cause },
}

impl<O: Ordering> Clone for Happening<O> {
    fn clone(&self) -> Self {
        match self {
            Self::Arrives(flying) => Self::Arrives(flying.clone()),
            Self::Fires { place, run, timer, epoch, set } => {
                Self::Fires { place: *place, run: *run, timer: *timer, epoch: *epoch, set: *set }
            }
            Self::Written { place, run, ticket, asked } => {
                Self::Written { place: *place, run: *run, ticket: *ticket, asked: *asked }
            }
            Self::ClientWakes { client, set } => Self::ClientWakes { client: *client, set: *set },
            Self::ClientThought { client, set } => Self::ClientThought { client: *client, set: *set },
        }
    }
}

/// The simulated universe of one cluster.
#[derive(Clone)]
pub struct World<O: Ordering> {
    configuration: Arc<Configuration>,
    of_a_replica: Arc<replica::Configuration>,
    dice: Dice,
    now: Tick,
    queue: Queue<Happening<O>>,
    network: Network,
    servers: Row<Place, Server<O>>,
    clients: Row<ClientId, Client>,
    /// Where the requests of one message are gathered: empty, but its memory is used again.
    requests: Vec<Request>,
    /// Messages that wait for a user, where every message does.
    by_hand: Option<BTreeMap<u64, Flying<O::Message>>>,
    /// The newest members that any replica has come to know.
    judged: Members,
    messages: u64,
    draws: u64,
    /// How many things have happened in the present instant.
    in_instant: u32,
    /// Every command that was carried out: with the configuration, it is the whole run.
    log: Arc<Vec<Given>>,
    trace: Trace,
    promises: Option<Box<Promises>>,
}

impl<O: Ordering> World<O> {
    /// A run before anything has happened: all replicas have begun.
    ///
    /// # Errors
    /// There can be no such run.
    pub fn new(configuration: Configuration, watch: Watch) -> Result<Self, Impossible> {
        configuration.check()?;
        let dice = Dice::new(configuration.seed);
        let of_a_replica = configuration.of_a_replica(watch);
        let of_first = Members::first(configuration.replicas);
        let view = narrate::first_view(&configuration, O::NAME);
        let mut world = Self {
            network: Network::new(dice, configuration.network),
            promises: watch.promises.then(|| Box::new(Promises::new::<O>(&configuration))),
            configuration: Arc::new(configuration),
            of_a_replica,
            dice,
            now: 0,
            queue: Queue::default(),
            servers: Row::default(),
            clients: Row::default(),
            requests: Vec::new(),
            by_hand: None,
            judged: of_first,
            messages: 0,
            draws: 0,
            in_instant: 0,
            log: Arc::default(),
            trace: Trace::new(watch, view),
        };
        for replica in Members::first(world.configuration.replicas).iter() {
            let disk = Disk::new(world.of_a_replica.start(), world.forgets());
            world.servers.get_or_insert_with(replica.place, || Server::new(replica, disk));
            world.start_server(replica.place);
        }
        Ok(world)
    }

    /// What the run was given.
    #[must_use]
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The present moment.
    #[must_use]
    pub const fn now(&self) -> Tick {
        self.now
    }

    /// How many things have happened in the present instant: with [`World::now`], the exact place in the run.
    #[must_use]
    pub const fn in_instant(&self) -> u32 {
        self.in_instant
    }

    /// Every command so far, each with its place in the run.
    #[must_use]
    pub const fn log(&self) -> &Arc<Vec<Given>> {
        &self.log
    }

    /// Forgets the events that are kept: whoever wanted them has them, and replay makes them again.
    pub fn forget_events(&mut self) {
        self.trace.forget();
    }

    /// All events so far.
    #[must_use]
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What the run looks like now, where it is narrated.
    #[must_use]
    pub const fn view(&self) -> &View {
        self.trace.view()
    }

    /// The servers, in the order of their places.
    pub fn servers(&self) -> impl Iterator<Item = &Server<O>> {
        self.servers.values()
    }

    /// The server at a place.
    #[must_use]
    pub fn server(&self, place: Place) -> Option<&Server<O>> {
        self.servers.get(&place)
    }

    /// The clients.
    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values()
    }

    /// How many messages were sent.
    #[must_use]
    pub const fn messages(&self) -> u64 {
        self.messages
    }

    /// The promises that were broken.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        self.promises.as_ref().map_or(&[], |promises| promises.broken())
    }

    /// The promises' own account of the run, where they are checked.
    #[must_use]
    pub fn promises(&self) -> Option<&Promises> {
        self.promises.as_deref()
    }

    /// How many requests of a client were answered, with an Output or with FAIL.
    #[must_use]
    pub fn answers(&self, client: ClientId) -> u64 {
        self.clients.get(&client).map_or(0, |client| client.answers)
    }

    /// The last verdict that a client was given.
    #[must_use]
    pub fn last_verdict(&self, client: ClientId) -> Option<wire::Verdict> {
        self.clients.get(&client)?.last_verdict.map(narrate::verdict)
    }

    /// Looks at the clients' history as a whole.
    pub fn check_history(&mut self) {
        let event = self.trace.length();
        if let Some(promises) = &mut self.promises {
            promises.check_history(event);
        }
        self.tell_broken();
    }

    /// Says that the cluster should have answered and did not.
    pub fn find_unanswered(&mut self, how: String) {
        let event = self.trace.length();
        if let Some(promises) = &mut self.promises {
            promises.unanswered(event, how);
        }
        self.tell_broken();
    }

    /// Whether every request of every client is answered, and no workload has more.
    #[must_use]
    pub fn all_answered(&self) -> bool {
        let idle = |client: &Client| client.in_flight.is_empty() && client.workload.is_none_or(|work| work.inputs == 0);
        self.clients.values().all(idle)
    }

    /// When the next thing happens; `None` if nothing ever will.
    pub fn next_at(&mut self) -> Option<Tick> {
        self.queue.next_at()
    }

    /// Lets the next thing happen. Returns whether there was one.
    pub fn step(&mut self) -> bool {
        let Some((at, what)) = self.queue.pop() else { return false };
        self.let_happen(at, what);
        true
    }

    fn let_happen(&mut self, at: Tick, what: Happening<O>) {
        self.pass(at);
        self.in_instant += 1;
        match what {
            Happening::Arrives(flying) => self.arrives(flying),
            Happening::Fires { place, run, timer, epoch, set } => self.fires(place, run, timer, epoch, set),
            Happening::Written { place, run, ticket, asked } => self.disk_written(place, run, ticket, asked),
            Happening::ClientWakes { client, set } => self.client_wakes(client, set),
            Happening::ClientThought { client, set } => self.client_thought(client, set),
        }
    }

    /// Lets everything happen up to a moment, and the moment come.
    pub fn run_until(&mut self, moment: Tick) {
        while let Some((at, what)) = self.queue.pop_until(moment) {
            self.let_happen(at, what);
        }
        self.pass(moment);
    }

    /// Another instant begins, if the moment is later than the present one.
    fn pass(&mut self, moment: Tick) {
        if moment > self.now {
            self.now = moment;
            self.in_instant = 0;
        }
    }

    /// Lets things happen until a condition holds, at most up to a moment. Returns whether it holds.
    pub fn run_until_holds(&mut self, moment: Tick, holds: impl Fn(&Self) -> bool) -> bool {
        while !holds(self) {
            if self.next_at().is_none_or(|at| at > moment) {
                self.pass(moment);
                return holds(self);
            }
            self.step();
        }
        true
    }

    /// The newest members that any running replica knows: what a directory of the service would say.
    #[must_use]
    pub fn directory(&self) -> Members {
        let replicas = self.servers.values().filter_map(|server| server.replica.as_ref());
        let known = replicas.map(|replica| *replica.executor().members()).max_by_key(|members| members.epoch);
        known.unwrap_or(Members::first(self.configuration.replicas))
    }

    /// Whether a crash is the loss of all memory.
    fn forgets(&self) -> bool {
        self.configuration.log == LogKind::Memory || !O::REMEMBERS
    }

    fn rules(&self) -> Rules {
        Rules { model: self.configuration.failure_model, plants: self.configuration.plants }
    }

    /// The how-manieth draw this is, for decisions that belong to no link or client.
    fn next_draw(&mut self) -> u64 {
        self.draws += 1;
        self.draws
    }
}

/// A replica's name on the wire.
pub(crate) const fn seen(replica: ReplicaId) -> wire::Replica {
    wire::Replica { place: replica.place, life: replica.life }
}
