//! Telling what replicas note as events, with words for those who read them.

use super::{Payload, Server, World, seen};
use crate::command::{Command, Place};
use crate::configuration::Configuration;
use crate::orders;
use crate::promises::reference::After;
use crate::promises::telephone::Anomaly;
use crate::promises::{LIVENESS, PROMISES, history};
use smr::order::{Message, Ordering};
use smr::place::{MOST_PLACES, ReplicaId};
use smr::receive::{Request, Submitter, batch_in_words};
use smr::replica::{Note, Outputs, Peer};
use smr::respond;
use wire::{About, Asked, Checksum, Event, Promise, Requests, View};

/// What a run looks like before anything has happened.
pub(super) fn first_view(configuration: &Configuration, order: &str) -> View {
    let operations = configuration.machine.operations().iter();
    let operations = operations.map(|(usage, says)| ((*usage).to_owned(), (*says).to_owned())).collect();
    let model = configuration.failure_model;
    let about = About {
        machine: configuration.machine.name().to_owned(),
        operations,
        order: order.to_owned(),
        failure_model: model.to_string(),
        needed: (0..=MOST_PLACES).map(|members| model.equal_outputs_needed(members) as u8).collect(),
        seed: configuration.seed,
        leads: orders::named(order).is_some_and(|order| order.leads),
        promises: promises(order),
    };
    let members = smr::place::Members::first(configuration.replicas).iter().map(seen).collect();
    let network = Command::Network(configuration.network).to_string().into();
    View { about, members, members_from: 1, network, ..View::default() }
}

/// The promises that can be looked at while a run goes on: those of every ordering, and this one's own.
fn promises(order: &str) -> Vec<Promise> {
    let own = orders::named(order).map_or(&[][..], |order| order.promises);
    let seen = PROMISES.iter().chain(own).filter(|(name, _)| *name != LIVENESS);
    let promise = |(name, says): &(&str, &str)| Promise {
        name: (*name).to_owned(),
        says: (*says).to_owned(),
        when_asked: *name == history::NAME,
    };
    seen.map(promise).collect()
}

pub(super) const fn verdict(verdict: respond::Verdict) -> wire::Verdict {
    match verdict {
        respond::Verdict::Output(_) => wire::Verdict::Output,
        respond::Verdict::Fail(respond::WhyFail::NoMajorityAgrees) => wire::Verdict::NoMajorityAgrees,
        respond::Verdict::Fail(respond::WhyFail::TooFewAnswered) => wire::Verdict::TooFewAnswered,
    }
}

/// What a message says, for somebody who clicks on it.
pub(super) fn words_of<M: Message>(payload: &Payload<M>) -> String {
    match payload {
        Payload::Requests(batch) => batch_in_words(batch),
        Payload::Read(number, operation) => format!("{operation} (read {number}, not ordered)"),
        Payload::Response(response) => match &response.outputs {
            Outputs::One(number, output) => format!("request {number}: {output}"),
            Outputs::Many(many) => format!("{} Outputs", many.len()),
        },
        Payload::Peer(Peer::Order(message)) => message.words(),
        Payload::Peer(Peer::Report(report)) => {
            let checksum =
                report.checksum.map(|checksum| format!(", State {:08x} at {}", checksum.state >> 32, checksum.slot));
            format!("executed {}{}", report.executed, checksum.unwrap_or_default())
        }
        Payload::Peer(Peer::AskEntries { from, through }) => format!("slots {from} to {through}?"),
        Payload::Peer(Peer::Entries { from, batches }) => {
            format!("slots {from} to {}", from.saturating_add(batches.len() as u64).saturating_sub(1))
        }
        Payload::Peer(Peer::Observe) => "I observe, to join".to_owned(),
        Payload::Peer(Peer::AskMark(slot)) => format!("what was the checksum of the checkpoint at {slot}?"),
        Payload::Peer(Peer::Mark(mark)) => format!("at {}: {}", mark.slot, Checksum(mark.digest)),
        Payload::Peer(Peer::AskManifest) => "what is in your checkpoint?".to_owned(),
        Payload::Peer(Peer::Manifest(manifest)) => {
            format!("checkpoint of slot {}: {} parts", manifest.mark.slot, manifest.parts.len())
        }
        Payload::Peer(Peer::AskParts { parts, .. }) => format!("{} parts, please", parts.len()),
        Payload::Peer(Peer::Chunk(chunk)) => format!("{} bytes, compressed", chunk.compressed.len()),
    }
}

impl<O: Ordering> World<O> {
    /// Notes a change of role or ballot, which the ordering shows rather than says.
    pub(super) fn tell_role(&mut self, place: Place) {
        let Some(server) = self.servers.get_mut(&place) else { return };
        let Some(replica) = &server.replica else { return };
        let probe = replica.ordering().probe();
        let now = (probe.role, probe.epoch);
        if server.told != Some(now) {
            server.told = Some(now);
            let (number, owner) = (probe.epoch.number, probe.epoch.owner);
            let event = Event::Role { replica: seen(server.id), role: probe.role.into(), number, owner };
            self.trace.note(&event, String::new);
        }
    }

    /// Has the ordering's own promises checked, of what its replica here has inside.
    pub(super) fn look_inside(&mut self, place: Place) {
        let Some(promises) = &mut self.promises else { return };
        let Some(seen) = self.servers.get(&place).and_then(Server::inside) else { return };
        let others = self.servers.values().filter(|server| server.place() != place && server.runs());
        promises.look(seen, others.filter_map(Server::inside), self.trace.length());
        self.tell_broken();
    }

    /// Tells one note of a replica.
    pub(super) fn tell(&mut self, id: ReplicaId, note: Note) {
        let replica = seen(id);
        match note {
            Note::Committed { slot, batch } => {
                let requests = if self.trace.is_narrated() { requests_of(&batch) } else { Requests::default() };
                let event = Event::Committed { replica, slot, inputs: batch.len() as u32, requests };
                let noted = self.trace.note(&event, || batch_in_words(&batch));
                if let Some(promises) = &mut self.promises {
                    promises.committed(id, slot, &batch, noted);
                }
                self.tell_anomalies();
            }
            Note::Executed { slot, outputs, state, shown } => {
                let event = Event::Executed { replica, slot, outputs: Checksum(outputs) };
                let noted = self.trace.note(&event, || shown.unwrap_or_default().into());
                if let Some(promises) = &mut self.promises {
                    promises.executed(id, slot, outputs, state, noted);
                }
            }
            Note::Checkpoint(mark) => {
                let event = Event::Checkpoint { replica, slot: mark.slot, digest: Checksum(mark.digest) };
                let noted = self.trace.note(&event, String::new);
                if let Some(promises) = &mut self.promises {
                    promises.checkpoint(id, mark, noted);
                }
            }
            Note::Members { from, members } => {
                let list = members.iter().map(seen).collect();
                let noted =
                    self.trace.note(&Event::Members { replica, from, members: list }, || format!("{members:?}"));
                if let Some(promises) = &mut self.promises {
                    promises.members(id, from, members, noted);
                }
                self.judge_change(members);
            }
            Note::Installed { slot, outputs, state, shown, progress } => {
                let (whole, compressed) = (progress.whole, progress.compressed);
                let event = Event::Installed { replica, slot, whole, compressed };
                let noted = self.trace.note(&event, || shown.unwrap_or_default().into());
                if let (Some(promises), Some(state)) = (&mut self.promises, state) {
                    promises.installed(id, slot, After { outputs, state }, noted);
                }
            }
            Note::Leader(Some(leader)) if leader == id => {
                let noted = self.trace.note(&plain(replica, note), String::new);
                let probe = self.servers.get(&id.place).and_then(|server| Some(server.replica()?.ordering().probe()));
                if let (Some(promises), Some(probe)) =
                    (&mut self.promises, probe.filter(|probe| probe.leader == Some(id)))
                {
                    promises.leads(id, probe.epoch, noted);
                }
            }
            Note::Submitted(input) => {
                self.trace.note(&Event::Submitted { replica }, || input.to_string());
            }
            note => {
                self.trace.note(&plain(replica, note), String::new);
            }
        }
        self.tell_broken();
    }

    /// Notes what was ordered before something of which its client knew by telephone.
    fn tell_anomalies(&mut self) {
        let Some(promises) = &mut self.promises else { return };
        for Anomaly { effect: (client, number), cause: (other, earlier) } in promises.anomalies() {
            let event = Event::Anomaly { client: client.0, number };
            let words = format!("#{number} is ordered before {other}#{earlier}, of which {client} knew by telephone");
            self.trace.note(&event, || words);
        }
    }

    /// Notes every promise that was broken since the last time.
    pub(super) fn tell_broken(&mut self) {
        let Some(promises) = &mut self.promises else { return };
        for broken in promises.news() {
            let event = Event::Broken { promise: broken.promise.into() };
            self.trace.note(&event, || broken.how);
        }
    }
}

/// The clients' requests among the Inputs of a batch, for those who follow one on its way.
fn requests_of(batch: &[Request]) -> Requests {
    let of_client = |request: &Request| match request.from {
        Submitter::Client(client) => Some(Asked { client: client.0, number: request.number }),
        Submitter::Replica(_) => None,
    };
    Requests(batch.iter().filter_map(of_client).collect())
}

/// The notes that need no more than to be said.
fn plain(replica: wire::Replica, note: Note) -> Event {
    match note {
        Note::Rule(line) => Event::Rule { replica, line: line.name.into() },
        Note::Leader(leader) => Event::Leader { replica, leader: leader.map(seen) },
        Note::Ignored(why) => Event::Ignored { replica, why: why.into() },
        Note::Stable(slot) => Event::Stable { replica, slot },
        Note::Forgotten(below) => Event::Forgotten { replica, below },
        Note::Audited(checksum) => Event::Audited {
            replica,
            slot: checksum.slot,
            state: Checksum(checksum.state),
            outputs: Checksum(checksum.outputs),
        },
        Note::Deviates(slot) => Event::Deviates { replica, slot },
        Note::Suspects(peer, standing) => {
            Event::Suspects { replica, peer: seen(peer), standing: standing.name().into() }
        }
        Note::Status(status) => Event::Status { replica, status: status.name().into() },
        Note::Asks { through, of } => Event::Asks { replica, of: seen(of), through },
        Note::Transfer { from, progress } => Event::Transfer {
            replica,
            from: seen(from),
            whole: progress.whole,
            differing: progress.differing,
            received: progress.received,
            compressed: progress.compressed,
        },
        Note::SourceRejected(source, why) => Event::SourceRejected { replica, source: seen(source), why: why.into() },
        Note::Committed { slot, batch } => {
            Event::Committed { replica, slot, inputs: batch.len() as u32, requests: Requests::default() }
        }
        Note::Executed { slot, outputs, .. } => Event::Executed { replica, slot, outputs: Checksum(outputs) },
        Note::Checkpoint(mark) => Event::Checkpoint { replica, slot: mark.slot, digest: Checksum(mark.digest) },
        Note::Members { from, members } => {
            Event::Members { replica, from, members: members.iter().map(seen).collect() }
        }
        Note::Installed { slot, progress, .. } => {
            Event::Installed { replica, slot, whole: progress.whole, compressed: progress.compressed }
        }
        Note::Submitted(_) => Event::Submitted { replica },
    }
}
