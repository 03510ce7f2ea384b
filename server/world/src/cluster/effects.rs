//! Carrying out what a replica asks of its server.

use super::server::Outgoing;
use super::{Happening, Payload, Server, World, seen};
use crate::command::Place;
use crate::disk::DiskFault;
use crate::random::Stream;
use smr::order::{Ordering, Record};
use smr::plant::Plant;
use smr::replica::{Arrival, Effect, ReplicaTimer, Stored};
use wire::{Cause, Event, Party};

/// How many times as long a slow disk takes.
const SLOW_DISK: u64 = 20;

type Effects<O> = Vec<Effect<<O as Ordering>::Message, <O as Ordering>::Record>>;

impl<O: Ordering> World<O> {
    /// Carries out the effects in their order. What the replica sends to itself reaches it at once, and what follows
    /// from that is carried out too.
    pub(super) fn carry_out(&mut self, place: Place, mut effects: Effects<O>) {
        let Some(id) = self.servers.get(&place).map(Server::id) else { return };
        let mut writes = false;
        for effect in effects.drain(..) {
            match effect {
                Effect::Send { to, message } => {
                    let to = Party::Replica(seen(to));
                    self.outgoing(place, Outgoing { to, payload: Payload::Peer(message) });
                }
                Effect::Respond { to, response } => {
                    let to = Party::Client(to.0);
                    self.outgoing(place, Outgoing { to, payload: Payload::Response(response) });
                }
                Effect::Persist(stored) => self.persist(place, stored, &mut writes),
                Effect::Forget(slot) => {
                    if let Some(server) = self.servers.get_mut(&place) {
                        server.disk.forget_below(slot);
                    }
                }
                Effect::Timer { timer, after } => self.set_timer(place, timer, after),
                Effect::Restart => {
                    if let Some(server) = self.servers.get_mut(&place) {
                        server.restart_due = true;
                    }
                }
                Effect::Note(note) => self.tell(id, note),
            }
        }
        self.tell_role(place);
        self.look_inside(place);
        if let Some(server) = self.servers.get_mut(&place) {
            server.effects = effects;
        }
        if writes {
            self.schedule_write(place);
        }
        self.release_held(place);
    }

    fn set_timer(&mut self, place: Place, timer: ReplicaTimer, after: u64) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let (run, at) = (server.run, self.now + server.real_duration(after));
        let epoch = server.set_timer(timer, self.now, at);
        self.queue.push(at, Happening::Fires { place, run, timer, epoch, set: self.trace.cause() });
    }

    /// All that one step asks to be written is one write.
    fn persist(&mut self, place: Place, stored: Stored<O::Record>, writes: &mut bool) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        if !*writes {
            server.ticket += 1;
            *writes = true;
        }
        let slot = match &stored {
            Stored::Order(record) => record.slot().unwrap_or(0),
            Stored::Checkpoint(checkpoint) => checkpoint.slot,
        };
        let event = Event::Writing { replica: seen(server.id), kind: stored.kind().into(), slot };
        let noted = self.trace.note(&event, String::new);
        if let (true, Some(promises), Stored::Order(record)) = (server.disk.is_volatile(), &mut self.promises, &stored)
            && let Some(proof) = record.proof()
        {
            // What is in the memory can be shown at once.
            promises.proved(server.id, slot, proof, noted);
        }
        server.disk.write(server.ticket, stored);
    }

    fn schedule_write(&mut self, place: Place) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let (run, ticket, asked) = (server.run, server.ticket, self.trace.cause());
        if server.disk_faults.contains(&DiskFault::Full) {
            return;
        }
        let (least, most) = self.configuration.disk;
        let mut takes = self.dice.between(Stream::Disk, u64::from(place), ticket, least, most);
        if server.disk_faults.contains(&DiskFault::Slow) {
            takes *= SLOW_DISK;
        }
        if server.disk.is_volatile() {
            takes = 0;
        }
        let at = server.disk_busy_until.max(self.now + takes);
        server.disk_busy_until = at;
        self.queue.push(at, Happening::Written { place, run, ticket, asked });
    }

    /// Sends at once, or holds what is sent until the disk has all that was asked to be written before.
    fn outgoing(&mut self, place: Place, outgoing: Outgoing<O::Message>) {
        let impatient = self.configuration.plants.has(Plant::ReplyBeforeDisk);
        let Some(server) = self.servers.get_mut(&place) else { return };
        let to_itself = outgoing.to == Party::Replica(seen(server.id));
        let ticket = if impatient { 0 } else { server.ticket };
        if to_itself || (server.must_hold() && !impatient) {
            let cause = self.trace.cause();
            server.held.push_back((ticket, cause, outgoing));
        } else {
            self.send(place, outgoing);
        }
    }

    /// Sends what waited for writes that the disk has acknowledged by now, and then restarts the replica if the Audit
    /// process wants it. What the replica says to itself makes it say more, which joins the queue: whoever releases goes
    /// on until it is empty, so that a long queue costs no depth of calls.
    pub(super) fn release_held(&mut self, place: Place) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        if server.releasing || !(server.may_release() || server.restart_due) {
            return;
        }
        server.releasing = true;
        while let Some((cause, outgoing)) = self.next_released(place) {
            self.release(place, cause, outgoing);
        }
        let Some(server) = self.servers.get_mut(&place) else { return };
        server.releasing = false;
        if std::mem::take(&mut server.restart_due) {
            self.restart_by_audit(place);
        }
    }

    fn next_released(&mut self, place: Place) -> Option<(Cause, Outgoing<O::Message>)> {
        let server = self.servers.get_mut(&place)?;
        if !server.may_release() {
            return None;
        }
        server.held.pop_front().map(|(_, cause, outgoing)| (cause, outgoing))
    }

    fn release(&mut self, place: Place, cause: Cause, outgoing: Outgoing<O::Message>) {
        let Some(from) = self.servers.get(&place).map(|server| server.id) else { return };
        match outgoing {
            Outgoing { to, payload: Payload::Peer(message) } if to == Party::Replica(seen(from)) => {
                let now = self.trace.cause();
                self.trace.because(cause);
                self.feed(place, Arrival::Peer { from, message });
                self.trace.because(now);
            }
            outgoing => self.send(place, outgoing),
        }
    }
}
