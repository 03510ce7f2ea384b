//! Letting things happen to a server.

use super::commands::CORRUPTED;
use super::under_way::name_of;
use super::{Flying, Happening, Payload, World, seen};
use crate::command::{Behaviour, Place};
use crate::disk::{DiskFault, Ticket};
use crate::random::Stream;
use smr::order::Ordering;
use smr::place::ReplicaId;
use smr::plant::Plant;
use smr::replica::{Arrival, Replica, ReplicaTimer};
use wire::{Cause, Checksum, Event, Fate, Party};

impl<O: Ordering> World<O> {
    pub(super) fn arrives(&mut self, flying: Flying<O::Message>) {
        self.trace.happens(self.now, flying.sent);
        match flying.to {
            Party::Client(_) => self.arrives_at_client(flying),
            Party::Replica(to) => {
                let Some(server) = self.servers.get_mut(&to.place) else { return };
                let fate = match server.replica {
                    None => Some(Fate::Down),
                    Some(_) if seen(server.id) != to => Some(Fate::Stranger),
                    Some(_) => None,
                };
                if let Some(fate) = fate {
                    self.trace.note(&Event::Undelivered { message: flying.id, fate }, String::new);
                } else if server.paused {
                    server.backlog.push(Happening::Arrives(flying));
                } else {
                    self.arrives_at_replica(to.place, flying);
                }
            }
        }
    }

    fn arrives_at_replica(&mut self, place: Place, flying: Flying<O::Message>) {
        let Flying { id, from, to, payload, .. } = flying;
        let cause = self.trace.note(&Event::Delivered { message: id, from, to }, String::new);
        self.trace.because(cause);
        let arrival = match (payload, from) {
            (Payload::Peer(message), Party::Replica(from)) => {
                Arrival::Peer { from: ReplicaId { place: from.place, life: from.life }, message }
            }
            (Payload::Requests(batch), _) => Arrival::Requests(batch),
            (Payload::Read(number, operation), Party::Client(client)) => {
                Arrival::Read { client: smr::receive::ClientId(client), number, operation }
            }
            (Payload::Peer(_) | Payload::Read(..), _) | (Payload::Response(_), _) => return,
        };
        self.feed(place, arrival);
    }

    /// Feeds a server's replica (and its twin, if it has one) and carries out what it asks for.
    pub(super) fn feed(&mut self, place: Place, arrival: Arrival<O::Message>) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let clock = server.clock(self.now);
        let mut effects = std::mem::take(&mut server.effects);
        let to_twin = server.twin.is_some() && Self::for_twin(&arrival);
        match (&mut server.replica, &mut server.twin) {
            (Some(_), Some(twin)) if to_twin => twin.step(clock, arrival, &mut effects),
            (Some(replica), _) => replica.step(clock, arrival, &mut effects),
            (None, _) => {}
        }
        self.carry_out(place, effects);
    }

    /// Of two twins, each hears half of the others: the network between them and the rest is divided.
    fn for_twin(arrival: &Arrival<O::Message>) -> bool {
        match arrival {
            Arrival::Peer { from, .. } => from.place % 2 == 1,
            Arrival::Requests(_)
            | Arrival::Read { .. }
            | Arrival::Timer(_)
            | Arrival::CheckpointWritten(_)
            | Arrival::Administer(_) => false,
        }
    }

    pub(super) fn fires(&mut self, place: Place, run: u32, timer: ReplicaTimer, epoch: u32, set: Cause) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let void = server.run != run || server.replica.is_none() || !server.awaits(timer, epoch);
        if void {
            return;
        }
        if server.paused {
            server.backlog.push(Happening::Fires { place, run, timer, epoch, set });
            return;
        }
        server.fired(timer);
        self.trace.happens(self.now, set);
        let woken =
            self.trace.note(&Event::Woken { replica: seen(server.id), timer: name_of::<O>(timer) }, String::new);
        self.trace.because(woken);
        self.feed(place, Arrival::Timer(timer));
    }

    pub(super) fn disk_written(&mut self, place: Place, run: u32, ticket: Ticket, asked: Cause) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        if server.run != run || server.replica.is_none() {
            return;
        }
        if server.paused {
            server.backlog.push(Happening::Written { place, run, ticket, asked });
            return;
        }
        self.trace.happens(self.now, asked);
        let written = self.trace.note(&Event::Written { replica: seen(server.id) }, String::new);
        self.trace.because(written);
        server.written = server.written.max(ticket);
        if let Some(promises) = &mut self.promises {
            for (slot, proof) in server.disk.about_to_prove(ticket) {
                promises.proved(server.id, slot, proof, written);
            }
        }
        let checkpoint = server.disk.written(ticket);
        self.release_held(place);
        if let Some(slot) = checkpoint {
            self.feed(place, Arrival::CheckpointWritten(slot));
        }
    }

    /// The server begins: what its disk holds decides what its replica remembers.
    pub(super) fn start_server(&mut self, place: Place) {
        let amnesiac = self.configuration.plants.has(Plant::ReturnAmnesiac);
        let directory = self.directory();
        let start = self.of_a_replica.start();
        let Some(server) = self.servers.get_mut(&place) else { return };
        let Some(id) = server.next_id(amnesiac) else {
            // The Audit process wanted it; a command would have been refused.
            self.trace.note(&Event::Crashed { replica: seen(server.id) }, || "no life is left".to_owned());
            return;
        };
        if server.forgets() {
            for fault in [DiskFault::Lost, DiskFault::Corrupt] {
                if server.disk_faults.remove(&fault) {
                    let ended = Event::Fault { place, fault: fault.ailment().into(), on: false };
                    self.trace.note(&ended, || format!("r{place} has another disk"));
                }
            }
            server.disk = crate::disk::Disk::new(start, server.disk.is_volatile());
        }
        server.id = id;
        server.run += 1;
        if std::mem::take(&mut server.flipped) {
            let ended = Event::Fault { place, fault: CORRUPTED.into(), on: false };
            self.trace.note(&ended, || format!("r{place} makes its State again"));
        }
        let checkpoint = server.disk.checkpoint().clone();
        let mut replica = Replica::new(server.id, self.of_a_replica.clone(), directory, checkpoint, server.run > 1);
        replica.break_audit(server.audit_broken);
        let records = server.disk.records();
        let clock = server.clock(self.now);
        let mut effects = std::mem::take(&mut server.effects);
        let began = self.trace.note(&Event::Began { replica: seen(server.id) }, || replica.executor().machine().show());
        self.trace.because(began);
        let loaded = server.disk.checkpoint().mark();
        // Everybody knows the checkpoint of slot 0.
        if loaded.slot > 0 {
            let (slot, digest) = (loaded.slot, Checksum(loaded.digest));
            self.trace.note(&Event::Loaded { replica: seen(server.id), slot, digest }, String::new);
        }
        replica.begin(clock, &records, &mut effects);
        if server.behaviour == Behaviour::Twins {
            server.twin = Some(replica.clone());
        }
        server.replica = Some(replica);
        server.told = None;
        if let Some(promises) = &mut self.promises {
            promises.began(server.id);
        }
        self.carry_out(place, effects);
    }

    /// The server's power fails.
    pub(super) fn stop_server(&mut self, place: Place) {
        let draw = self.next_draw();
        let Some(server) = self.servers.get_mut(&place) else { return };
        server.disk.power_fails(self.dice.draw(Stream::Torn, u64::from(place), draw));
        server.held.clear();
        for happening in server.backlog.drain(..) {
            if let Happening::Arrives(flying) = happening {
                self.trace.note(&Event::Undelivered { message: flying.id, fate: Fate::Down }, String::new);
            }
        }
        server.timers.clear();
        server.twin = None;
        server.paused = false;
        server.written = server.ticket;
        server.disk_busy_until = self.now;
        server.replica = None;
    }

    /// The Audit process restarts the replica; the process itself, and what it remembers, goes on.
    pub(super) fn restart_by_audit(&mut self, place: Place) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let Some(replica) = server.replica.as_ref() else { return };
        let mut audit = replica.audit().clone();
        audit.restarted();
        let restarted = self.trace.note(&Event::RestartedByAudit { replica: seen(server.id) }, String::new);
        self.trace.because(restarted);
        self.stop_server(place);
        self.start_server(place);
        if let Some(replica) = self.servers.get_mut(&place).and_then(|server| server.replica.as_mut()) {
            replica.continue_audit(audit);
        }
    }
}
