//! Putting messages into the network; and, for replicas that lie, falsifying them on their way out. The protocols stay
//! honest: whatever is Byzantine here happens between a replica and the wire.

use super::narrate::words_of;
use super::server::Outgoing;
use super::{Flying, Happening, Payload, World, seen};
use crate::command::{Behaviour, Place};
use crate::network::{MOST_HELD, Route};
use crate::random::Stream;
use smr::execute::Output;
use smr::order::{Lie, Message, Ordering, Treason};
use smr::place::ReplicaId;
use smr::replica::{Outputs, Peer, Report, Response};
use wire::{Event, Fate, Name, Party};

/// So many slots does a replica that misinforms add to what it has executed.
const FAR_AHEAD: u64 = 1_000;

impl<O: Ordering> World<O> {
    pub(super) fn send(&mut self, place: Place, outgoing: Outgoing<O::Message>) {
        let Some(server) = self.servers.get(&place) else { return };
        let (from, behaviour) = (Party::Replica(seen(server.id)), server.behaviour);
        let Outgoing { to, payload } = outgoing;
        if let (Some(promises), Payload::Peer(Peer::Order(message))) = (&mut self.promises, &payload)
            && let Some(view) = message.view()
        {
            // The event that follows says that it is sent.
            promises.said(server.id, view, self.trace.length() + 1);
        }
        if behaviour == Behaviour::Honest {
            return self.launch(from, to, payload, false);
        }
        match self.falsify(place, behaviour, to, payload.clone()) {
            Some(payload) => self.launch(from, to, payload, behaviour == Behaviour::Mute),
            None => self.launch(from, to, payload, true),
        }
    }

    /// A message leaves; the network decides what becomes of it, or, by hand, the user.
    pub(super) fn launch(&mut self, from: Party, to: Party, payload: Payload<O::Message>, mute: bool) {
        self.messages += 1;
        let id = self.messages;
        let (kind, slot) = kind_and_slot(&payload);
        let route = if mute { Route::Lost } else { self.network.route(from, to) };
        let arrives = match route {
            Route::Arrives(after, _) => self.now + after,
            Route::Lost | Route::Cut => 0,
        };
        let sent = self.trace.note(&Event::Sent { message: id, from, to, kind, slot, arrives }, || words_of(&payload));
        let flying = Flying { id, from, to, sent, payload };
        match route {
            Route::Lost | Route::Cut => {
                let fate = match route {
                    _ if mute => Fate::Mute,
                    Route::Cut => Fate::Cut,
                    Route::Lost | Route::Arrives(..) => Fate::Lost,
                };
                self.trace.note(&Event::Undelivered { message: id, fate }, String::new);
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
            self.trace.note(&Event::Undelivered { message: flying.id, fate: Fate::Dropped }, String::new);
            return;
        }
        self.trace.note(&Event::Held { message: flying.id }, String::new);
        if let Some(held) = &mut self.by_hand {
            held.insert(flying.id, flying);
        }
    }

    pub(super) fn duplicate(&mut self, original: &Flying<O::Message>, arrives: u64) {
        self.messages += 1;
        let copy = self.messages;
        self.trace.note(&Event::Duplicated { message: original.id, copy, arrives }, String::new);
        self.queue.push(arrives, Happening::Arrives(Flying { id: copy, ..original.clone() }));
    }

    /// What is said instead; nothing, where the liar stays silent.
    fn falsify(
        &mut self,
        place: Place,
        behaviour: Behaviour,
        to: Party,
        payload: Payload<O::Message>,
    ) -> Option<Payload<O::Message>> {
        Some(match (behaviour, payload) {
            (Behaviour::Betray(treason), Payload::Peer(Peer::Order(message))) => {
                Payload::Peer(Peer::Order(message.bent(&self.lie(place, treason, to))?))
            }
            (Behaviour::Betray(_), Payload::Peer(peer @ Peer::Entries { .. })) => Payload::Peer(misinformation(peer)),
            (Behaviour::Betray(_), Payload::Response(response)) => Payload::Response(self.false_response(0, response)),
            (Behaviour::Lie | Behaviour::Collude | Behaviour::Equivocate, Payload::Response(response)) => {
                let who = if behaviour == Behaviour::Collude { 0 } else { u64::from(place) };
                Payload::Response(self.false_response(who, response))
            }
            (Behaviour::Equivocate, Payload::Peer(Peer::Report(report))) => {
                Payload::Peer(Peer::Report(self.false_report(to, report)))
            }
            (Behaviour::Forge, Payload::Peer(peer)) => Payload::Peer(self.false_state(place, peer)),
            (Behaviour::Misinform, Payload::Peer(peer)) => Payload::Peer(misinformation(peer)),
            (_, payload) => payload,
        })
    }

    /// How the replica at a place lies about the order in its next message.
    fn lie(&self, place: Place, about: Treason, to: Party) -> Lie {
        let draw = self.dice.draw(Stream::Lie, u64::from(place), self.messages);
        let at = (draw >> 32) as usize % self.servers().count().max(1);
        let another = self.servers().nth(at).map_or(ReplicaId::first(place), |server| server.id);
        let liar = self.servers.get(&place).map_or(ReplicaId::first(place), |server| server.id);
        let to = match to {
            Party::Replica(replica) => ReplicaId { place: replica.place, life: replica.life },
            Party::Client(_) => liar,
        };
        Lie::of(liar, about, to, self.now).drawn(another, draw)
    }

    /// The digest of what would be given is not its digest, or a bit of a part has flipped.
    fn false_state<M>(&self, place: Place, peer: Peer<M>) -> Peer<M> {
        let draw = self.dice.draw(Stream::Lie, u64::from(place), self.messages);
        match peer {
            Peer::Manifest(mut manifest) if draw.is_multiple_of(2) => {
                manifest.mark.digest ^= draw | 1;
                Peer::Manifest(manifest)
            }
            Peer::Chunk(mut chunk) => {
                let mut bytes = chunk.compressed.to_vec();
                let index = draw as usize % bytes.len().max(1);
                bytes.iter_mut().skip(index).take(1).for_each(|byte| *byte ^= 1 << ((draw >> 32) % 8));
                chunk.compressed = bytes.into();
                Peer::Chunk(chunk)
            }
            other => other,
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

/// Nothing was ordered in the slots that others ask about, and this replica is far ahead.
fn misinformation<M>(peer: Peer<M>) -> Peer<M> {
    match peer {
        Peer::Entries { from, batches } => Peer::Entries { from, batches: batches.iter().map(|_| [].into()).collect() },
        Peer::Report(mut report) => {
            report.executed = report.executed.saturating_add(FAR_AHEAD);
            report.checkpoint.slot = report.checkpoint.slot.saturating_add(FAR_AHEAD);
            Peer::Report(report)
        }
        other => other,
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
