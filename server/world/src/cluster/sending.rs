//! Putting messages into the network; and, for replicas that lie, falsifying them on their way out. The protocols stay
//! honest: whatever is Byzantine here happens between a replica and the wire.

use super::server::Outgoing;
use super::{Flying, Happening, Payload, World, seen};
use crate::command::{Behaviour, Place};
use crate::network::{MOST_HELD, Route};
use crate::random::Stream;
use smr::execute::Output;
use smr::order::{Lie, Message, Ordering};
use smr::place::ReplicaId;
use smr::replica::{Outputs, Peer, Report, Response};
use wire::{Event, Fate, Name, Party};

impl<O: Ordering> World<O> {
    pub(super) fn send(&mut self, place: Place, outgoing: Outgoing<O::Message>) {
        let Some(server) = self.servers.get(&place) else { return };
        let (from, behaviour) = (Party::Replica(seen(server.id)), server.behaviour);
        let Outgoing { to, mut payload } = outgoing;
        if behaviour != Behaviour::Honest {
            payload = self.falsify(place, behaviour, to, payload);
        }
        let silent = match behaviour {
            Behaviour::Order(lie) => !self.bend(place, lie, to, &mut payload),
            behaviour => behaviour == Behaviour::Mute,
        };
        self.launch(from, to, payload, silent);
    }

    /// A lie about the order: the protocol's own replica says what a liar would, with nothing but what it has. Returns
    /// whether it says anything.
    fn bend(&self, place: Place, lie: Lie, to: Party, payload: &mut Payload<O::Message>) -> bool {
        let replica = self.servers.get(&place).and_then(|server| server.replica.as_ref());
        let (Payload::Peer(Peer::Order(message)), Party::Replica(to), Some(replica)) = (payload, to, replica) else {
            return true;
        };
        let bent = replica.ordering().bend(message.clone(), lie, ReplicaId { place: to.place, life: to.life });
        let speaks = bent.is_some();
        if let Some(bent) = bent {
            *message = bent;
        }
        speaks
    }

    /// A message leaves; the network decides what becomes of it, or, by hand, the user.
    pub(super) fn launch(&mut self, from: Party, to: Party, payload: Payload<O::Message>, mute: bool) {
        self.messages += 1;
        let id = self.messages;
        let (kind, slot) = kind_and_slot(&payload);
        let narrate = self.trace.watch().narrate;
        let words = if narrate { super::narrate::words_of(&payload) } else { String::new() };
        let route = if mute { Route::Lost } else { self.network.route(from, to) };
        let arrives = match route {
            Route::Arrives(after, _) => self.now + after,
            Route::Lost | Route::Cut => 0,
        };
        let sent = self.trace.note(Event::Sent { message: id, from, to, kind, slot, arrives }, || words);
        let flying = Flying { id, from, to, sent, payload };
        match route {
            Route::Lost | Route::Cut => {
                let fate = match route {
                    _ if mute => Fate::Mute,
                    Route::Cut => Fate::Cut,
                    Route::Lost | Route::Arrives(..) => Fate::Lost,
                };
                self.trace.note(Event::Undelivered { message: id, fate }, String::new);
            }
            Route::Arrives(..) if self.by_hand.is_some() => self.hold(flying),
            Route::Arrives(after, again) => {
                if let Some(again) = again {
                    self.duplicate(&flying, self.now + again);
                }
                self.queue.push(self.now + after, Happening::Arrives(flying));
            }
        }
    }

    pub(super) fn hand_is_full(&self) -> bool {
        self.by_hand.as_ref().is_some_and(|held| held.len() >= MOST_HELD)
    }

    pub(super) fn hold(&mut self, flying: Flying<O::Message>) {
        if self.hand_is_full() {
            self.trace.note(Event::Undelivered { message: flying.id, fate: Fate::Dropped }, String::new);
            return;
        }
        self.trace.note(Event::Held { message: flying.id }, String::new);
        if let Some(held) = &mut self.by_hand {
            held.insert(flying.id, flying);
        }
    }

    pub(super) fn duplicate(&mut self, original: &Flying<O::Message>, arrives: u64) {
        self.messages += 1;
        let copy = self.messages;
        self.trace.note(Event::Duplicated { message: original.id, copy, arrives }, String::new);
        self.queue.push(arrives, Happening::Arrives(Flying { id: copy, ..original.clone() }));
    }

    fn falsify(
        &mut self,
        place: Place,
        behaviour: Behaviour,
        to: Party,
        payload: Payload<O::Message>,
    ) -> Payload<O::Message> {
        match (behaviour, payload) {
            (Behaviour::Lie | Behaviour::Collude | Behaviour::Equivocate, Payload::Response(response)) => {
                let who = if behaviour == Behaviour::Collude { 0 } else { u64::from(place) };
                Payload::Response(self.false_response(who, response))
            }
            (Behaviour::Equivocate, Payload::Peer(Peer::Report(report))) => {
                Payload::Peer(Peer::Report(self.false_report(to, report)))
            }
            (_, payload) => payload,
        }
    }

    /// Each Output is replaced by a plausible wrong one. Colluders (`who` = 0) tell the same lie.
    fn false_response(&self, who: u64, response: Response) -> Response {
        let lie = |number: u32, output: Output| {
            let draw = 1 + self.dice.draw(Stream::Lie, who, u64::from(number)) % 1000;
            match output {
                Output::Number(truth) => Output::Number(truth.wrapping_add(draw as i64)),
                _any_other => Output::Number(draw as i64),
            }
        };
        let outputs = match response.outputs {
            Outputs::One(number, output) => Outputs::One(number, lie(number, output)),
            Outputs::Many(many) => {
                Outputs::Many(many.iter().map(|(number, output)| (*number, lie(*number, *output))).collect())
            }
        };
        Response { outputs, ..response }
    }

    /// The addressee is told a checksum that nobody else is told.
    fn false_report(&self, to: Party, report: Report) -> Report {
        let checksum = report.checksum.map(|mut checksum| {
            let addressee = match to {
                Party::Replica(replica) => u64::from(replica.place),
                Party::Client(client) => u64::from(client),
            };
            checksum.state ^= self.dice.draw(Stream::Lie, addressee, checksum.slot) | 1;
            checksum
        });
        Report { checksum, ..report }
    }
}

fn kind_and_slot<M: Message>(payload: &Payload<M>) -> (Name, u64) {
    match payload {
        Payload::Peer(peer) => {
            let slot = match peer {
                Peer::Order(message) => message.slot().unwrap_or(0),
                _about_no_slot => 0,
            };
            (peer.kind().into(), slot)
        }
        Payload::Requests(_) => ("request".into(), 0),
        Payload::Read(..) => ("read".into(), 0),
        Payload::Response(response) => ("output".into(), response.slot),
    }
}
