//! Replicas around a table: what one sends arrives at once, and disks write at once.

use super::super::{Arrival, Configuration, Effect, Note, Peer, Replica, ReplicaTimer, Response, Stored};
use crate::Tick;
use crate::execute::MachineKind;
use crate::order::multi_paxos::{Message, MultiPaxos};
use crate::place::{Members, ReplicaId};
use crate::receive::{ClientId, Input, Request, Submitter};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// One client's, and the only one.
const CLIENT: ClientId = ClientId(1);

/// Everybody at the table.
#[derive(Clone)]
pub struct Table {
    pub now: Tick,
    pub configuration: Arc<Configuration>,
    pub replicas: BTreeMap<u8, Replica<MultiPaxos>>,
    timers: BTreeMap<(u8, ReplicaTimer), Tick>,
    letters: VecDeque<(ReplicaId, ReplicaId, Peer<Message>)>,
    pub responses: Vec<(u8, Response)>,
    pub notes: Vec<(u8, Note)>,
    requests: u32,
}

impl Table {
    /// So many replicas, which have elected a leader, executed this many Inputs and taken a checkpoint now and then.
    pub fn of(replicas: u8, inputs: u32) -> Self {
        let usual = Configuration::new(MachineKind::Counter, replicas);
        let configuration = Arc::new(Configuration { checkpoint_threshold: 4, audit_every: 2, ..usual });
        let mut table = Self {
            now: 0,
            configuration,
            replicas: BTreeMap::new(),
            timers: BTreeMap::new(),
            letters: VecDeque::new(),
            responses: Vec::new(),
            notes: Vec::new(),
            requests: 0,
        };
        for place in 1..=replicas {
            table.sit_down(place, false);
        }
        table.run(1_000_000);
        for _ in 0..inputs {
            table.ask(1);
            table.run(10_000);
        }
        table.run(1_000_000);
        table
    }

    /// A replica takes its place, which knows nothing but Start.
    pub fn sit_down(&mut self, place: u8, joining: bool) {
        let (configuration, start) = (self.configuration.clone(), self.configuration.start());
        let members = configuration.first_members;
        let mut replica = Replica::new(ReplicaId::first(place), configuration, members, start, joining);
        let mut effects = Vec::new();
        replica.begin(self.now, &[], &mut effects);
        self.replicas.insert(place, replica);
        self.carry_out(place, effects);
    }

    pub fn replica(&self, place: u8) -> &Replica<MultiPaxos> {
        &self.replicas[&place]
    }

    /// The client adds one, and asks this replica.
    pub fn ask(&mut self, place: u8) {
        self.requests += 1;
        let operation = self.configuration.machine.parse("add 1").expect("a counter adds");
        let from = Submitter::Client(CLIENT);
        let request = Request { from, number: self.requests, input: Input::Operation(operation) };
        self.feed(place, Arrival::Requests(Arc::from([request])));
    }

    /// Which replicas answered the last request.
    pub fn answered(&self) -> Vec<u8> {
        let last = |response: &Response| response.outputs.iter().any(|(number, _)| number == self.requests);
        let mut places: Vec<u8> =
            self.responses.iter().filter(|(_, response)| last(response)).map(|(place, _)| *place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Says something in the name of a replica.
    pub fn say(&mut self, from: u8, to: u8, message: Peer<Message>) {
        self.feed(to, Arrival::Peer { from: ReplicaId::first(from), message });
    }

    pub fn feed(&mut self, place: u8, arrival: Arrival<Message>) {
        let mut effects = Vec::new();
        if let Some(replica) = self.replicas.get_mut(&place) {
            replica.step(self.now, arrival, &mut effects);
        }
        self.carry_out(place, effects);
    }

    /// Lets everything happen for so long.
    pub fn run(&mut self, duration: Tick) {
        let end = self.now + duration;
        loop {
            while let Some((from, to, message)) = self.letters.pop_front() {
                self.feed(to.place, Arrival::Peer { from, message });
            }
            let next = self.timers.iter().min_by_key(|(_, at)| **at).map(|(timer, at)| (*timer, *at));
            let Some(((place, timer), at)) = next.filter(|(_, at)| *at <= end) else { break };
            self.timers.remove(&(place, timer));
            self.now = self.now.max(at);
            self.feed(place, Arrival::Timer(timer));
        }
        self.now = end;
    }

    fn carry_out(&mut self, place: u8, effects: Vec<Effect<Message, crate::order::multi_paxos::Record>>) {
        for effect in effects {
            match effect {
                Effect::Send { to, message } => self.letters.push_back((ReplicaId::first(place), to, message)),
                Effect::Respond { response, .. } => self.responses.push((place, response)),
                Effect::Persist(Stored::Checkpoint(written)) => {
                    self.feed(place, Arrival::CheckpointWritten(written.slot));
                }
                Effect::Timer { timer, after } => {
                    self.timers.insert((place, timer), self.now + after);
                }
                Effect::Note(note) => self.notes.push((place, note)),
                Effect::Persist(Stored::Order(_)) | Effect::Forget(_) | Effect::Restart => {}
            }
        }
    }

    /// The members as this replica knows them.
    pub fn members(&self, place: u8) -> &Members {
        self.replica(place).members()
    }
}
