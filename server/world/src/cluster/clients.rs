//! Clients: submitting, sending again, hearing Outputs and having them voted on.

use super::{Flying, Happening, Payload, World, seen};
use crate::client::Client;
use crate::command::Refusal;
use crate::configuration::MOST_CLIENTS;
use smr::digest::Digest;
use smr::execute::{Operation, Output};
use smr::order::Ordering;
use smr::place::ReplicaId;
use smr::receive::{Batch, ClientId, Input, Request, Submitter};
use smr::replica::Response;
use smr::respond::{Standing, Verdict};
use wire::{Cause, Checksum, Event, Party};

impl<O: Ordering> World<O> {
    /// A client submits an operation.
    pub(super) fn client_submits(&mut self, id: ClientId, operation: Operation) -> Result<(), Refusal> {
        let client = self.client(id)?;
        if !client.may_submit() {
            return Err(Refusal::TooManyRequests(id));
        }
        let request = self.begin(id, operation);
        self.send_new(id, request.as_slice());
        Ok(())
    }

    pub(super) fn client(&mut self, id: ClientId) -> Result<&mut Client, Refusal> {
        if id.0 == 0 || id.0 > MOST_CLIENTS {
            return Err(Refusal::NoSuchClient(id));
        }
        let directory = self.directory();
        Ok(self.clients.get_or_insert_with(id, || Client::new(id, directory)))
    }

    /// Submits as much as the client's workload allows at once, as one message.
    pub(super) fn client_works(&mut self, id: ClientId) {
        let mut requests = std::mem::take(&mut self.requests);
        while let Some(client) = self.clients.get_mut(&id) {
            let Some(operation) = client.next_of_workload(self.dice, &self.configuration.machine) else { break };
            requests.extend(self.begin(id, operation));
        }
        self.send_new(id, &requests);
        requests.clear();
        self.requests = requests;
    }

    /// Notes that a client wants something; returns the request, unless it is a read that needs no Input.
    fn begin(&mut self, id: ClientId, operation: Operation) -> Option<Request> {
        let model = self.configuration.failure_model;
        let client = self.clients.get_mut(&id)?;
        let configured = client.members.len();
        let unordered =
            model.answers_for_a_read(configured).is_some() && self.configuration.machine.is_read(&operation);
        let number = client.begin(self.now, operation, unordered);
        self.trace.note(&Event::Invoked { client: id.0, number }, || operation.to_string());
        if let Some(promises) = &mut self.promises {
            promises.invoked(id, number, operation);
        }
        if unordered {
            let members = client.members;
            for replica in members.iter() {
                let to = Party::Replica(seen(replica));
                self.launch(Party::Client(id.0), to, Payload::Read(number, operation), false);
            }
            self.keep_awake(id);
            return None;
        }
        Some(Request { from: Submitter::Client(id), number, input: Input::Operation(operation) })
    }

    /// Sends new requests to the one replica that the client expects to lead.
    fn send_new(&mut self, id: ClientId, requests: &[Request]) {
        if requests.is_empty() {
            return;
        }
        let Some(client) = self.clients.get(&id) else { return };
        let contact = client.members.iter().find(|replica| replica.place == client.contact);
        let Some(to) = contact.or_else(|| client.members.iter().next()) else { return };
        self.launch(Party::Client(id.0), Party::Replica(seen(to)), Payload::Requests(requests.into()), false);
        self.keep_awake(id);
    }

    /// While a client waits for something, it looks after its requests now and then.
    fn keep_awake(&mut self, id: ClientId) {
        let set = self.trace.cause();
        let Some(client) = self.clients.get_mut(&id) else { return };
        if !client.awake {
            client.awake = true;
            self.queue.push(self.now + self.configuration.retry, Happening::ClientWakes { client: id, set });
        }
    }

    pub(super) fn client_wakes(&mut self, id: ClientId, set: Cause) {
        self.trace.happens(self.now, set);
        let Some(client) = self.clients.get_mut(&id) else { return };
        client.awake = false;
        if client.in_flight.is_empty() {
            return;
        }
        let (retry, patience) = (self.configuration.retry, self.configuration.patience);
        let overdue = |since: u64, limit: u64, now: u64| now.saturating_sub(since) >= limit;
        let mut again = Vec::new();
        let mut given_up = Vec::new();
        for request in &mut client.in_flight {
            if overdue(request.since, patience, self.now) {
                given_up.push(request.number);
            } else if overdue(request.sent, retry, self.now) {
                request.sent = self.now;
                // A read that found no majority in time is ordered like any other Input.
                request.unordered = false;
                again.push((request.number, request.operation));
            }
        }
        for number in given_up {
            if let Some(verdict) = self.clients.get(&id).and_then(|client| client.give_up(number)) {
                self.answered(id, number, verdict, false);
            }
        }
        self.send_again(id, &again);
        self.keep_awake(id);
        self.client_goes_on(id);
    }

    /// A request that was not answered in time goes to every member.
    fn send_again(&mut self, id: ClientId, again: &[(u32, Operation)]) {
        if again.is_empty() {
            return;
        }
        for (number, _) in again {
            self.trace.note(&Event::Retried { client: id.0, number: *number }, String::new);
        }
        let request = |(number, operation): &(u32, Operation)| Request {
            from: Submitter::Client(id),
            number: *number,
            input: Input::Operation(*operation),
        };
        let batch: Batch = again.iter().map(request).collect();
        self.look_up_members(id);
        let Some(members) = self.clients.get(&id).map(|client| client.members) else { return };
        for replica in members.iter() {
            let payload = Payload::Requests(batch.clone());
            self.launch(Party::Client(id.0), Party::Replica(seen(replica)), payload, false);
        }
    }

    /// No answer in time, and FAIL, may come of asking the members of yesterday: the client looks them up again, in
    /// what would be a directory of the service.
    fn look_up_members(&mut self, id: ClientId) {
        let directory = self.directory();
        if let Some(client) = self.clients.get_mut(&id) {
            client.members = directory;
        }
    }

    pub(super) fn arrives_at_client(&mut self, flying: Flying<O::Message>) {
        let Flying { id: message, from, to, payload, .. } = flying;
        let delivered = self.trace.note(&Event::Delivered { message, from, to }, String::new);
        self.trace.because(delivered);
        let (Party::Client(id), Party::Replica(from), Payload::Response(response)) = (to, from, payload) else {
            return;
        };
        let (id, from) = (ClientId(id), ReplicaId { place: from.place, life: from.life });
        let model = self.configuration.failure_model;
        if let Some(client) = self.clients.get_mut(&id) {
            client.hear_members(from, response.members, model);
        }
        for (number, output) in response.outputs.iter() {
            self.client_hears(id, from, number, output, &response);
        }
        self.client_goes_on(id);
    }

    fn client_hears(&mut self, id: ClientId, from: ReplicaId, number: u32, output: Output, response: &Response) {
        let rules = self.rules();
        let Some(client) = self.clients.get_mut(&id) else { return };
        if response.read {
            let believed = client.hear_read(number, from, (response.slot, output), response.members, rules);
            self.note_heard(id, from, number, output, true);
            if let Some(output) = believed {
                self.answered(id, number, Verdict::Output(output), true);
            }
            return;
        }
        let (standing, verdict) = client.hear(number, from, output, rules);
        if client.is_first_answer(number) {
            // The one that orders an Input is the first to execute it: it is asked next time.
            client.contact = from.place;
        }
        self.note_heard(id, from, number, output, standing == Standing::Counted);
        if let Some(verdict) = verdict {
            self.answered(id, number, verdict, false);
        }
    }

    fn note_heard(&mut self, id: ClientId, from: ReplicaId, number: u32, output: Output, counted: bool) {
        let digest = Checksum(Digest::of(&output));
        let event = Event::Heard { client: id.0, number, replica: seen(from), output: digest, counted };
        self.trace.note(&event, || output.to_string());
    }

    fn answered(&mut self, id: ClientId, number: u32, verdict: Verdict, unordered: bool) {
        let event = Event::Answered { client: id.0, number, verdict: super::narrate::verdict(verdict), unordered };
        let noted = self.trace.note(&event, || match verdict {
            Verdict::Output(output) => output.to_string(),
            Verdict::Fail(why) => why.says().to_owned(),
        });
        if matches!(verdict, Verdict::Fail(_)) {
            self.look_up_members(id);
        }
        if let Some(promises) = &mut self.promises {
            promises.answered(id, number, verdict, unordered, noted);
        }
        self.tell_broken();
        if let Some(client) = self.clients.get_mut(&id) {
            client.end(number, verdict);
        }
    }

    /// After an answer a client thinks, and then asks for the next thing of its workload.
    fn client_goes_on(&mut self, id: ClientId) {
        let set = self.trace.cause();
        let Some(client) = self.clients.get(&id) else { return };
        let Some(workload) = client.workload.filter(|workload| workload.inputs > 0) else { return };
        if client.in_flight.len() as u32 >= workload.in_flight {
            return;
        }
        if workload.think == 0 {
            self.client_works(id);
        } else {
            self.queue.push(self.now + workload.think, Happening::ClientThought { client: id, set });
        }
    }

    pub(super) fn client_thought(&mut self, id: ClientId, set: Cause) {
        self.trace.happens(self.now, set);
        self.client_works(id);
    }
}
