//! The hand of the user.

use super::{Flying, Happening, World, seen};
use crate::command::{Behaviour, Command, Given, Place, Refusal, Workload};
use crate::disk::Disk;
use crate::random::Stream;
use smr::order::Ordering;
use smr::place::{MOST_PLACES, ReplicaId};
use smr::plant::Plant;
use smr::receive::Input;
use smr::replica::{Arrival, Status};
use std::sync::Arc;
use wire::{Event, Fate, Party};

/// What ails a replica of whose State a bit was flipped, until it makes its State again.
pub(super) const CORRUPTED: &str = "corrupted";

impl<O: Ordering> World<O> {
    /// Carries out a command now.
    ///
    /// # Errors
    /// The command cannot be carried out now; nothing has happened.
    pub fn command(&mut self, command: &Command) -> Result<(), Refusal> {
        self.refuse(command)?;
        let settled = self.queue.next_at().is_none_or(|at| at > self.now);
        let given = Given { at: self.now, after: self.in_instant, settled, command: command.clone() };
        Arc::make_mut(&mut self.log).push(given);
        self.trace.happens(self.now, 0);
        let given = self.trace.note(&Event::Command, || command.to_string());
        self.trace.because(given);
        self.obey(command)
    }

    /// What can be known to be wrong with a command before anything is done.
    fn refuse(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::Submit(..) | Command::Workload(..) | Command::Duplicate(_) if self.hand_is_full() => {
                Err(Refusal::HandFull)
            }
            Command::Submit(client, _) => {
                let submits = self.client(*client)?.may_submit();
                submits.then_some(()).ok_or(Refusal::TooManyRequests(*client))
            }
            Command::Workload(client, _) => self.client(*client).map(|_| ()),
            Command::Tell { who, after } if who == after => Err(Refusal::ToItself(Party::Client(who.0))),
            Command::Tell { who, after } => {
                self.client(*who)?;
                self.client(*after)?.last_number().map(|_| ()).ok_or(Refusal::NothingToTell(*after))
            }
            Command::Restart(place) => match self.known(*place)?.replica {
                None => self.has_a_life(*place),
                Some(_) => Err(Refusal::Up(*place)),
            },
            Command::Pause(place) if self.known(*place)?.paused => Err(Refusal::Paused(*place)),
            Command::Resume(place) if !self.known(*place)?.paused => Err(Refusal::NotPaused(*place)),
            Command::Crash(place)
            | Command::Pause(place)
            | Command::Resume(place)
            | Command::Corrupt(place)
            | Command::CorruptCheckpoint(place)
            | Command::Lead(place) => self.up(*place),
            Command::Slow(place, _)
            | Command::Skew(place, _)
            | Command::Drift(place, _)
            | Command::Disk(place, _)
            | Command::DiskSound(place)
            | Command::Behave(place, _)
            | Command::BreakAudit(place)
            | Command::MendAudit(place) => self.known(*place).map(|_| ()),
            Command::Quit(place) => self.known(*place).and_then(|_| self.somebody_up().map(|_| ())),
            Command::Checkpoint => self.somebody_up().map(|_| ()),
            Command::Join(place) if *place == 0 || *place as usize >= MOST_PLACES => Err(Refusal::NoSuchPlace(*place)),
            Command::Join(place) => match self.servers.get(place).and_then(|server| server.replica.as_ref()) {
                None => self.has_a_life(*place),
                Some(replica) if replica.status() == Status::Quit => self.has_a_life(*place),
                Some(replica) if replica.status() == Status::Member => Err(Refusal::AlreadyMember(*place)),
                Some(_) => Err(Refusal::Joining(*place)),
            },
            Command::Deliver(message)
            | Command::Drop(message)
            | Command::Duplicate(message)
            | Command::Delay(message, _) => {
                let flies = |what: &Happening<O>| matches!(what, Happening::Arrives(flying) if flying.id == *message);
                let held = self.by_hand.as_ref().is_some_and(|held| held.contains_key(message));
                (held || self.queue.iter().any(flies)).then_some(()).ok_or(Refusal::NoMessage(*message))
            }
            Command::Partition(groups) => in_one_group_each(groups),
            Command::Cut(from, to) if from == to => Err(Refusal::ToItself(*from)),
            Command::Cut(..) | Command::Heal | Command::Network(_) | Command::ByHand(_) => Ok(()),
        }
    }

    fn known(&self, place: Place) -> Result<&super::Server<O>, Refusal> {
        self.servers.get(&place).ok_or(Refusal::NoServer(place))
    }

    /// Whether a replica can start at a place, if there is such a place.
    fn has_a_life(&self, place: Place) -> Result<(), Refusal> {
        let amnesiac = self.configuration.plants.has(Plant::ReturnAmnesiac);
        let spent = self.servers.get(&place).is_some_and(|server| server.next_id(amnesiac).is_none());
        if spent { Err(Refusal::NoMoreLives(place)) } else { Ok(()) }
    }

    fn up(&self, place: Place) -> Result<(), Refusal> {
        self.known(place)?.replica.as_ref().map(|_| ()).ok_or(Refusal::Down(place))
    }

    /// A member that runs, the leader if there is one: an administrator turns to it.
    fn somebody_up(&self) -> Result<Place, Refusal> {
        let members = self.servers.values().filter(|server| server.runs());
        let members = members.filter_map(|server| server.replica.as_ref());
        let member = members.filter(|replica| replica.status() == Status::Member);
        let leads = |replica: &&smr::replica::Replica<O>| replica.ordering().probe().leader == Some(replica.id());
        let mut member = member.collect::<Vec<_>>().into_iter();
        let leader = member.clone().find(leads).or_else(|| member.next());
        leader.map(|replica| replica.id().place).ok_or(Refusal::NobodyUp)
    }

    fn obey(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::Submit(client, operation) => return self.client_submits(*client, *operation),
            Command::Workload(client, workload) => {
                let in_flight = workload.in_flight.clamp(1, smr::receive::WINDOW);
                let workload = Workload { in_flight, ..*workload };
                self.client(*client)?.workload = Some(workload);
                self.client_works(*client);
            }
            Command::Tell { who, after } => {
                let number = self.client(*after)?.last_number();
                if let (Some(promises), Some(number)) = (&mut self.promises, number) {
                    promises.told(*who, (*after, number));
                }
            }
            Command::Crash(_) | Command::Restart(_) | Command::Pause(_) | Command::Resume(_) => {
                self.obey_power(command)
            }
            Command::Slow(..)
            | Command::Partition(_)
            | Command::Cut(..)
            | Command::Heal
            | Command::Network(_)
            | Command::ByHand(_) => self.obey_network(command),
            Command::Deliver(message)
            | Command::Drop(message)
            | Command::Duplicate(message)
            | Command::Delay(message, _) => {
                self.obey_message(command, *message);
            }
            Command::Skew(..) | Command::Drift(..) | Command::Disk(..) | Command::DiskSound(_) => {
                self.obey_hardware(command);
            }
            Command::Corrupt(_)
            | Command::CorruptCheckpoint(_)
            | Command::Behave(..)
            | Command::BreakAudit(_)
            | Command::MendAudit(_) => self.obey_fault(command),
            Command::Checkpoint => self.administer(Input::Checkpoint)?,
            Command::Quit(place) => {
                let id = self.known(*place)?.id;
                self.administer(Input::Quit(id))?;
            }
            Command::Join(place) => self.join(*place),
            Command::Lead(place) => self.lead(*place),
        }
        Ok(())
    }

    fn administer(&mut self, input: Input) -> Result<(), Refusal> {
        let place = self.somebody_up()?;
        self.feed(place, Arrival::Administer(input));
        Ok(())
    }

    fn obey_power(&mut self, command: &Command) {
        match command {
            Command::Crash(place) => {
                let Some(server) = self.servers.get(place) else { return };
                let crashed = self.trace.note(&Event::Crashed { replica: seen(server.id) }, String::new);
                self.trace.because(crashed);
                self.stop_server(*place);
            }
            Command::Restart(place) => self.start_server(*place),
            Command::Pause(place) => {
                if let Some(server) = self.servers.get_mut(place) {
                    server.paused = true;
                    self.trace.note(&Event::Paused { replica: seen(server.id) }, String::new);
                }
            }
            Command::Resume(place) => {
                let Some(server) = self.servers.get_mut(place) else { return };
                server.paused = false;
                self.trace.note(&Event::Resumed { replica: seen(server.id) }, String::new);
                for happening in std::mem::take(&mut server.backlog) {
                    self.queue.push(self.now, happening);
                }
            }
            _another_kind => {}
        }
    }

    fn obey_network(&mut self, command: &Command) {
        match command {
            Command::Slow(place, times) => {
                self.network.set_slow(*place, *times);
                self.note_fault(*place, "slow", *times > 1, format!("{times} times as long"));
            }
            Command::Partition(groups) => {
                self.network.partition(groups);
                self.note_fault(0, "partition", true, command.to_string());
            }
            Command::Cut(from, to) => {
                self.network.cut(*from, *to);
                self.note_fault(0, "cut", true, command.to_string());
            }
            Command::Heal => {
                self.network.heal();
                self.note_fault(0, "partition", false, String::new());
                self.note_fault(0, "cut", false, String::new());
            }
            Command::Network(conditions) => {
                self.network.set_conditions(*conditions);
                let worse = !conditions.no_worse_than(&self.configuration.network);
                self.note_fault(0, "network", worse, command.to_string());
            }
            Command::ByHand(on) => {
                let held = if *on { self.by_hand.replace(Default::default()) } else { self.by_hand.take() };
                self.note_fault(0, "by hand", *on, String::new());
                for flying in held.into_iter().flat_map(std::collections::BTreeMap::into_values) {
                    self.queue.push(self.now, Happening::Arrives(flying));
                }
            }
            _another_kind => {}
        }
    }

    /// Takes a message out of the air, or out of the hand.
    fn catch(&mut self, message: u64) -> Option<Flying<O::Message>> {
        let held = self.by_hand.as_mut().and_then(|held| held.remove(&message));
        held.or_else(|| {
            let flies = |what: &Happening<O>| matches!(what, Happening::Arrives(flying) if flying.id == message);
            match self.queue.remove(flies) {
                Some(Happening::Arrives(flying)) => Some(flying),
                _ => None,
            }
        })
    }

    fn obey_message(&mut self, command: &Command, message: u64) {
        let Some(flying) = self.catch(message) else { return };
        match command {
            Command::Drop(_) => {
                self.trace.note(&Event::Undelivered { message, fate: Fate::Dropped }, String::new);
            }
            Command::Duplicate(_) => {
                self.duplicate(&flying, self.now);
                self.queue.push(self.now, Happening::Arrives(flying));
            }
            Command::Delay(_, longer) => {
                let arrives = self.now.saturating_add(*longer);
                self.trace.note(&Event::Delayed { message, arrives }, String::new);
                self.queue.push(arrives, Happening::Arrives(flying));
            }
            _deliver => self.arrives(flying),
        }
    }

    fn obey_hardware(&mut self, command: &Command) {
        let (place, fault, on) = match command {
            Command::Skew(place, ahead) => (*place, "clock skew", *ahead != 0),
            Command::Drift(place, gains) => (*place, "clock drift", *gains != 0),
            Command::Disk(place, fault) => (*place, fault.ailment(), true),
            Command::DiskSound(place) => return self.mend_disk(*place, command),
            _another_kind => return,
        };
        let Some(server) = self.servers.get_mut(&place) else { return };
        match command {
            Command::Skew(_, ahead) => server.skew = *ahead,
            Command::Drift(_, gains) => server.drift = *gains,
            Command::Disk(_, fault) => {
                server.disk_faults.insert(*fault);
            }
            _another_kind => {}
        }
        self.note_fault(place, fault, on, command.to_string());
    }

    /// Ends all that its disk has.
    fn mend_disk(&mut self, place: Place, command: &Command) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let mended = std::mem::take(&mut server.disk_faults);
        let unfinished = server.must_hold();
        for fault in mended {
            self.note_fault(place, fault.ailment(), false, command.to_string());
        }
        if unfinished {
            self.finish_writes(place);
        }
    }

    /// A disk that is right again writes what it owes.
    fn finish_writes(&mut self, place: Place) {
        let at = self.now + self.configuration.disk.1;
        let Some(server) = self.servers.get_mut(&place) else { return };
        server.disk_busy_until = at;
        let (run, ticket, asked) = (server.run, server.ticket, self.trace.cause());
        self.queue.push(at, Happening::Written { place, run, ticket, asked });
    }

    fn obey_fault(&mut self, command: &Command) {
        let draw = self.next_draw();
        let bit = |world: &Self, place: Place| world.dice.draw(Stream::Bit, u64::from(place), draw);
        match command {
            Command::Corrupt(place) => {
                let seed = bit(self, *place);
                self.note_fault(*place, CORRUPTED, true, "one bit of the State flipped".to_owned());
                if let Some(server) = self.servers.get_mut(place) {
                    server.flipped = true;
                    server.replica.iter_mut().for_each(|replica| replica.corrupt(seed));
                }
            }
            Command::CorruptCheckpoint(place) => {
                let seed = bit(self, *place);
                self.note_fault(*place, "corrupted checkpoint", true, "one bit of the duplicate flipped".to_owned());
                if let Some(replica) = self.servers.get_mut(place).and_then(|server| server.replica.as_mut()) {
                    replica.corrupt_checkpoint(seed);
                }
            }
            Command::Behave(place, behaviour) => self.behave(*place, *behaviour),
            Command::BreakAudit(place) | Command::MendAudit(place) => {
                let broken = matches!(command, Command::BreakAudit(_));
                self.note_fault(*place, "audit broken", broken, String::new());
                if let Some(server) = self.servers.get_mut(place) {
                    server.audit_broken = broken;
                    if let Some(replica) = &mut server.replica {
                        replica.break_audit(broken);
                    }
                }
            }
            _another_kind => {}
        }
        if let (Some(promises), Command::Corrupt(place)) = (&mut self.promises, command) {
            promises.corrupted(*place);
        }
    }

    fn behave(&mut self, place: Place, behaviour: Behaviour) {
        let Some(before) = self.servers.get(&place).map(|server| server.behaviour) else { return };
        for (fault, on) in [(before, false), (behaviour, true)] {
            if fault != Behaviour::Honest {
                self.note_fault(place, fault.name(), on, String::new());
            }
        }
        if let Some(server) = self.servers.get_mut(&place) {
            server.behaviour = behaviour;
            server.twin = (behaviour == Behaviour::Twins).then(|| server.replica.clone()).flatten();
        }
        if let Some(promises) = &mut self.promises {
            promises.behaves(place, behaviour);
        }
    }

    fn join(&mut self, place: Place) {
        let volatile = self.forgets();
        let start = self.of_a_replica.start();
        let id = ReplicaId::first(place);
        self.servers.get_or_insert_with(place, || super::Server::new(id, Disk::new(start, volatile)));
        self.stop_server(place);
        self.start_server(place);
    }

    fn lead(&mut self, place: Place) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let clock = server.clock(self.now);
        let mut effects = std::mem::take(&mut server.effects);
        if let Some(replica) = &mut server.replica {
            replica.lead(clock, &mut effects);
        }
        self.carry_out(place, effects);
    }

    pub(super) fn note_fault(&mut self, place: Place, fault: &'static str, on: bool, words: String) {
        self.trace.note(&Event::Fault { place, fault: fault.into(), on }, || words);
    }
}

fn in_one_group_each(groups: &[Vec<Party>]) -> Result<(), Refusal> {
    let mut seen = std::collections::BTreeSet::new();
    let twice = groups.iter().flatten().find(|party| !seen.insert(**party));
    twice.map_or(Ok(()), |party| Err(Refusal::InTwoGroups(*party)))
}
