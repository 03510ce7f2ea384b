//! Taking arrivals apart, and carrying out what the ordering asks for.

use super::{Arrival, Effect, Note, Outputs, Peer, PendingRead, Replica, ReplicaTimer, Response, Status, Stored};
use crate::Tick;
use crate::execute::Operation;
use crate::order::{In, Ordering, Out, Timer};
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::{ClientId, Known, Request, Submitter};
use crate::transfer::Wanted;

pub(super) type Effects<O> = Vec<Effect<<O as Ordering>::Message, <O as Ordering>::Record>>;

/// So many reads beside the order wait at a replica at most.
pub(super) const MOST_READS: usize = 1_024;

impl<O: Ordering> Replica<O> {
    /// Begins, or begins again after a crash, with the ordering's records that the disk holds.
    pub fn begin(&mut self, now: Tick, records: &[O::Record], effects: &mut Effects<O>) {
        if self.configuration.order.plants.has(Plant::SessionsOutsideState) {
            self.executor.sessions = Default::default();
        }
        let changes: Vec<_> = self.executor.schedule().changes().to_vec();
        let executed = self.executor.executed();
        self.order(now, In::Start { records, executed, members: &changes }, effects);
        // Reports are staggered, so that replicas that begin together do not all talk at once.
        let stagger = self.configuration.report_every * u64::from(self.me.place) / 32;
        effects.push(Effect::Timer { timer: ReplicaTimer::Report, after: self.configuration.report_every + stagger });
        effects.push(Effect::Note(Note::Status(self.status)));
        if self.status == Status::Observing {
            self.observe(effects);
            self.begin_transfer(now, effects);
        }
    }

    /// Takes one arrival and appends what follows from it.
    pub fn step(&mut self, now: Tick, arrival: Arrival<O::Message>, effects: &mut Effects<O>) {
        match arrival {
            Arrival::CheckpointWritten(slot) => self.checkpoint_written(now, slot, effects),
            _ if self.status == Status::Quit => {}
            Arrival::Requests(batch) => self.requests(now, &batch, effects),
            Arrival::Read { client, number, operation } => {
                self.read(now, client, number, operation, effects);
            }
            Arrival::Peer { from, message } => self.peer(now, from, message, effects),
            Arrival::Timer(ReplicaTimer::Order(timer)) => self.order(now, In::Timer(timer), effects),
            Arrival::Timer(ReplicaTimer::Report) => self.time_to_report(now, effects),
            Arrival::Timer(ReplicaTimer::Fetch) => self.time_to_fetch(now, effects),
            Arrival::Timer(ReplicaTimer::Resubmit) => self.time_to_resubmit(now, effects),
            Arrival::Administer(input) => self.submit(now, input, effects),
        }
    }

    /// Makes this replica try to lead, as if it had lost patience with its leader.
    pub fn lead(&mut self, now: Tick, effects: &mut Effects<O>) {
        if self.status != Status::Quit {
            self.order(now, In::Timer(Timer(O::LEAD.0)), effects);
        }
    }

    fn peer(&mut self, now: Tick, from: ReplicaId, message: Peer<O::Message>, effects: &mut Effects<O>) {
        if let Some(peer) = self.peers.get_mut(&from) {
            peer.heard(now);
        }
        match message {
            Peer::Order(message) => self.order(now, In::Message { from, message }, effects),
            Peer::Report(report) => self.reported(now, from, report, effects),
            Peer::AskEntries { from: first, through } => self.answer_entries(from, first, through, effects),
            Peer::Entries { from: first, batches } => self.entries(now, from, first, &batches, effects),
            Peer::Observe => self.observed(now, from, effects),
            Peer::AskMark(slot) => self.answer_mark(from, slot, effects),
            Peer::Mark(mark) => self.hear_mark(now, from, mark, effects),
            Peer::AskManifest => self.answer_manifest(from, effects),
            Peer::Manifest(manifest) => self.manifest(now, from, manifest, effects),
            Peer::AskParts { mark, parts } => self.answer_parts(now, Wanted { by: from, of: mark, parts }, effects),
            Peer::Chunk(chunk) => self.chunk(now, from, &chunk, effects),
        }
    }

    /// New requests are proposed; those executed before are answered again, and never executed twice.
    fn requests(&mut self, now: Tick, batch: &[Request], effects: &mut Effects<O>) {
        if self.status != Status::Member {
            return;
        }
        let filtering = !self.configuration.order.plants.has(Plant::NoSessions);
        let known = |replica: &Self, request: &Request| match request.from {
            _ if !filtering => Known::New,
            from => replica.executor.sessions().known(from, request.number),
        };
        let mut rest = batch;
        while let Some(request) = rest.first() {
            let new = rest.iter().take_while(|request| known(self, request) == Known::New).count();
            if new > 0 && self.planted(Plant::SubmitAsOwn) {
                let from = Submitter::Replica(self.me);
                let own: Vec<Request> = rest[..new].iter().map(|request| Request { from, ..*request }).collect();
                self.order(now, In::Propose(&own), effects);
            } else if new > 0 {
                self.order(now, In::Propose(&rest[..new]), effects);
            } else if let (Known::Executed(output), Submitter::Client(client)) = (known(self, request), request.from) {
                self.respond(client, Outputs::One(request.number, output), false, effects);
            }
            rest = &rest[new.max(1)..];
        }
    }

    /// A read beside the order waits until all that this replica had voted for is executed: whatever was answered to
    /// anyone before was voted for by a majority, so one of any majority of readers' replicas waits for it. Slots that
    /// earlier members decide are waited for too, since of their majority perhaps nobody is asked any more.
    ///
    /// Whoever asks again need not wait for more than whoever asks now: what this replica had voted for when it heard the
    /// question first may be given up since. Of those that wait too long, whose clients have long taken another answer,
    /// the oldest are dropped: a replica that is cut off from the others, but not from clients, would have to remember
    /// them for ever.
    fn read(&mut self, now: Tick, client: ClientId, number: u32, operation: Operation, effects: &mut Effects<O>) {
        if !self.executor.members().contains(self.me) {
            return;
        }
        let through = self.order.probe().highest;
        let waits = |read: &&mut PendingRead| (read.client, read.number) == (client, number);
        if let Some(read) = self.reads.iter_mut().find(waits) {
            read.through = read.through.min(through);
        } else {
            if self.reads.len() == MOST_READS {
                self.reads.pop_front();
            }
            self.reads.push_back(PendingRead { through, client, number, operation });
        }
        self.answer_reads(now, effects);
    }

    pub(super) fn answer_reads(&mut self, now: Tick, effects: &mut Effects<O>) {
        let anywhere = self.configuration.order.plants.has(Plant::ReadAnywhere);
        for _ in 0..self.reads.len() {
            let Some(read) = self.reads.pop_front() else { return };
            let others_decided = self.executor.schedule().last_change() - 1;
            if !anywhere && read.through.max(others_decided) > self.executor.executed() {
                self.reads.push_back(read);
                continue;
            }
            let output = self.executor.read(&read.operation, now);
            self.respond(read.client, Outputs::One(read.number, output), true, effects);
        }
    }

    pub(super) fn respond(&self, to: ClientId, outputs: Outputs, read: bool, effects: &mut Effects<O>) {
        let members = *self.executor.members();
        if members.contains(self.me) {
            let slot = self.executor.executed();
            effects.push(Effect::Respond { to, response: Response { slot, outputs, members, read } });
        }
    }

    /// Feeds the ordering and carries out what it asks for, until it asks for nothing more.
    pub(super) fn order(&mut self, now: Tick, input: In<'_, O>, effects: &mut Effects<O>) {
        let mut outs = std::mem::take(&mut self.outs);
        self.order.step(now, input, &mut outs);
        loop {
            for out in outs.drain(..) {
                self.carry_out(now, out, effects);
            }
            if !self.execute_ready(now, &mut outs, effects) && outs.is_empty() {
                break;
            }
        }
        self.outs = outs;
    }

    fn carry_out(&mut self, now: Tick, out: Out<O>, effects: &mut Effects<O>) {
        effects.push(match out {
            Out::Send { to, message } => Effect::Send { to, message: Peer::Order(message) },
            Out::Persist(record) => Effect::Persist(Stored::Order(record)),
            Out::Forget(slot) => Effect::Forget(slot),
            Out::Timer { timer, after } => Effect::Timer { timer: ReplicaTimer::Order(timer), after },
            Out::Leader(leader) => Effect::Note(Note::Leader(leader)),
            Out::Rule(line) => Effect::Note(Note::Rule(line)),
            Out::Ignored(why) => Effect::Note(Note::Ignored(why)),
            Out::Behind { through, source } => return self.behind(now, through, true, source, effects),
            Out::Commit { slot, batch } => {
                self.log.add(slot, batch.clone());
                Effect::Note(Note::Committed { slot, batch })
            }
        });
    }
}
