//! A register served by single-decree Paxos: two clients, three servers, after Stateright's `examples/paxos.rs`.
//!
//! Here, unlike in [`super::Paxos`], messages are delivered once and then gone, in any order, and none is lost;
//! servers play proposer, acceptor and learner at once; each client puts its own value at one server and, when that
//! is acknowledged, gets the value from the next. What the clients have seen of each other's progress belongs to the
//! state, because linearizability depends on it.
//!
//! As in the original, a message that its receiver would ignore is not delivered: no step leads through that.

use super::Model;
use std::fmt;

const SERVERS: u8 = 3;
const CLIENTS: u8 = 2;
const MAJORITY: usize = 2;

/// Two clients write and read a register that three servers decide by Paxos.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RegisterPaxos;

/// Round and server.
type Ballot = (u8, u8);
/// The client whose value it is; that is also the value.
type Proposal = u8;
type Accepted = Option<(Ballot, Proposal)>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Message {
    Put,
    Get,
    PutDone,
    GetDone(Proposal),
    Prepare(Ballot),
    Prepared(Ballot, Accepted),
    Accept(Ballot, Proposal),
    AcceptedIn(Ballot),
    Decided(Ballot, Proposal),
}

/// A message under way. Clients are numbered after the servers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Envelope {
    from: u8,
    to: u8,
    message: Message,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Server {
    ballot: Ballot,
    proposal: Option<Proposal>,
    prepared: [Option<Accepted>; SERVERS as usize],
    accepted_by: [bool; SERVERS as usize],
    accepted: Accepted,
    decided: bool,
}

/// How far a client is, and how far the other one was when this one began each of its two operations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Client {
    answered: u8,
    other_at_get: u8,
    read: Option<Proposal>,
}

/// Servers, clients and the messages under way, sorted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    servers: [Server; SERVERS as usize],
    clients: [Client; CLIENTS as usize],
    network: Vec<Envelope>,
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} receives {:?} from {}", self.to, self.message, self.from)
    }
}

impl State {
    fn send(&mut self, from: u8, to: u8, message: Message) {
        let envelope = Envelope { from, to, message };
        let place = self.network.partition_point(|other| *other < envelope);
        self.network.insert(place, envelope);
    }

    fn broadcast(&mut self, from: u8, message: Message) {
        for to in (0..SERVERS).filter(|to| *to != from) {
            self.send(from, to, message);
        }
    }

    /// Lets a server handle a message; `false` if it ignores it.
    fn serve(&mut self, id: u8, from: u8, message: Message) -> bool {
        let mut server = self.servers[id as usize];
        if server.decided {
            let Some((_, value)) = server.accepted.filter(|_| message == Message::Get) else {
                return false;
            };
            self.send(id, from, Message::GetDone(value));
            return true;
        }
        match message {
            Message::Put if server.proposal.is_none() => {
                server.ballot = (server.ballot.0 + 1, id);
                server.proposal = Some(from - SERVERS);
                server.prepared = Default::default();
                server.prepared[id as usize] = Some(server.accepted);
                server.accepted_by = Default::default();
                self.broadcast(id, Message::Prepare(server.ballot));
            }
            Message::Prepare(ballot) if server.ballot < ballot => {
                server.ballot = ballot;
                self.send(id, from, Message::Prepared(ballot, server.accepted));
            }
            Message::Prepared(ballot, accepted) if server.ballot == ballot => {
                server.prepared[from as usize] = Some(accepted);
                self.prepared(id, &mut server);
            }
            Message::Accept(ballot, proposal) if server.ballot <= ballot => {
                server.ballot = ballot;
                server.accepted = Some((ballot, proposal));
                self.send(id, from, Message::AcceptedIn(ballot));
            }
            Message::AcceptedIn(ballot) if server.ballot == ballot => {
                server.accepted_by[from as usize] = true;
                self.accepted(id, &mut server);
            }
            Message::Decided(ballot, proposal) => {
                server.ballot = ballot;
                server.accepted = Some((ballot, proposal));
                server.decided = true;
            }
            _ => return false,
        }
        self.servers[id as usize] = server;
        true
    }

    /// A promise has come in; at a majority the proposer proposes.
    fn prepared(&mut self, id: u8, server: &mut Server) {
        if server.prepared.iter().flatten().count() != MAJORITY {
            return;
        }
        let highest = server.prepared.iter().flatten().max().copied().flatten();
        server.proposal = highest.map(|(_, proposal)| proposal).or(server.proposal);
        server.accepted = server.proposal.map(|proposal| (server.ballot, proposal));
        server.accepted_by[id as usize] = true;
        if let Some(proposal) = server.proposal {
            self.broadcast(id, Message::Accept(server.ballot, proposal));
        }
    }

    /// A vote has come in; at a majority the proposer decides.
    fn accepted(&mut self, id: u8, server: &mut Server) {
        if server.accepted_by.iter().filter(|accepted| **accepted).count() != MAJORITY {
            return;
        }
        server.decided = true;
        if let Some(proposal) = server.proposal {
            self.broadcast(id, Message::Decided(server.ballot, proposal));
            self.send(id, SERVERS + proposal, Message::PutDone);
        }
    }

    /// Lets a client handle a message; `false` if it ignores it.
    fn answer(&mut self, client: u8, message: Message) -> bool {
        let other_answered = self.clients[1 - client as usize].answered;
        let it = &mut self.clients[client as usize];
        match (it.answered, message) {
            (0, Message::PutDone) => {
                *it = Client { answered: 1, other_at_get: other_answered, read: None };
                self.send(SERVERS + client, (SERVERS + client + 1) % SERVERS, Message::Get);
            }
            (1, Message::GetDone(value)) => *it = Client { answered: 2, read: Some(value), ..*it },
            _ => return false,
        }
        true
    }
}

impl Model for RegisterPaxos {
    type State = State;
    type Action = Envelope;

    fn initial(&self) -> State {
        let mut state = State { servers: Default::default(), clients: Default::default(), network: Vec::new() };
        for client in 0..CLIENTS {
            state.send(SERVERS + client, (SERVERS + client) % SERVERS, Message::Put);
        }
        state
    }

    fn next(&self, state: &State, steps: &mut Vec<(Envelope, State)>) {
        for (position, envelope) in state.network.iter().enumerate() {
            if position > 0 && state.network[position - 1] == *envelope {
                continue;
            }
            let mut next = state.clone();
            next.network.remove(position);
            let handled = match envelope.to.checked_sub(SERVERS) {
                None => next.serve(envelope.to, envelope.from, envelope.message),
                Some(client) => next.answer(client, envelope.message),
            };
            if handled {
                steps.push((*envelope, next));
            }
        }
    }

    fn violation(&self, state: &State) -> Option<&'static str> {
        let decided = state.servers.iter().filter(|server| server.decided).filter_map(|server| server.accepted);
        let read = state.clients.iter().filter_map(|client| client.read);
        let mut values = decided.map(|(_, value)| value).chain(read);
        let first = values.next()?;
        values.any(|value| value != first).then_some("agreement: two values are decided or read")
    }
}
