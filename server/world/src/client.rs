//! A client of the service, and the output voter beside it.

use crate::command::Workload;
use crate::random::{Dice, Stream};
use smr::Tick;
use smr::execute::{MachineKind, Operation, Output};
use smr::place::{FailureModel, Members, ReplicaId};
use smr::plant::{Plant, Plants};
use smr::receive::{ClientId, WINDOW};
use smr::respond::{Standing, Verdict, Voter};
use smr::slots::Slot;

/// The answers to a read without an Input: from whom, as of which slot, what.
type Reads = Vec<(ReplicaId, Slot, Output)>;

/// A request on its way.
#[derive(Clone, Debug)]
pub struct InFlight {
    /// The client's number for it.
    pub number: u32,
    /// What is asked.
    pub operation: Operation,
    /// When it was first sent.
    pub since: Tick,
    /// When it was last sent.
    pub sent: Tick,
    /// It is a read that is tried without an Input.
    pub unordered: bool,
    voter: Voter,
    reads: Reads,
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Who it is.
    pub id: ClientId,
    /// The place that it sends its requests to first.
    pub contact: u8,
    /// The members as its voter knows them.
    pub members: Members,
    /// What replicas report of newer members, until the voter believes it.
    reported: Vec<(ReplicaId, Members)>,
    /// Requests on their way, the oldest first.
    pub in_flight: Vec<InFlight>,
    /// What it submits by itself.
    pub workload: Option<Workload>,
    /// Whether a timer runs for it.
    pub awake: bool,
    /// How many requests were answered, with an Output or with FAIL.
    pub answers: u64,
    /// The last verdict.
    pub last_verdict: Option<Verdict>,
    next_number: u32,
    /// What answered requests left behind, to be used again.
    spare: Vec<(Voter, Reads)>,
}

/// How the voter counts.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The failures to survive.
    pub model: FailureModel,
    /// The rules that are taken out.
    pub plants: Plants,
}

impl Client {
    /// A client that has not asked for anything.
    #[must_use]
    pub fn new(id: ClientId, members: Members) -> Self {
        Self {
            id,
            contact: members.iter().next().map_or(1, |replica| replica.place),
            members,
            reported: Vec::new(),
            in_flight: Vec::new(),
            workload: None,
            awake: false,
            answers: 0,
            last_verdict: None,
            next_number: 1,
            spare: Vec::new(),
        }
    }

    /// Whether another request may be on its way: replicas remember the Outputs of so many.
    #[must_use]
    pub fn may_submit(&self) -> bool {
        self.in_flight.first().is_none_or(|oldest| self.next_number < oldest.number + WINDOW)
    }

    /// Begins a request; returns its number.
    pub fn begin(&mut self, now: Tick, operation: Operation, unordered: bool) -> u32 {
        let number = self.next_number;
        self.next_number += 1;
        let (voter, reads) = self.spare.pop().unwrap_or_default();
        self.in_flight.push(InFlight { number, operation, since: now, sent: now, unordered, voter, reads });
        number
    }

    /// The number of the last request, if there was one.
    #[must_use]
    pub fn last_number(&self) -> Option<u32> {
        (self.next_number > 1).then(|| self.next_number - 1)
    }

    /// The next operation of the client's workload, if it has one and may submit it now.
    pub fn next_of_workload(&mut self, dice: Dice, machine: &MachineKind) -> Option<Operation> {
        if !self.may_submit() {
            return None;
        }
        let on_their_way = self.in_flight.len() as u32;
        let workload = self.workload.as_mut().filter(|work| work.inputs > 0 && on_their_way < work.in_flight)?;
        workload.inputs -= 1;
        let draw = dice.draw(Stream::Workload, u64::from(self.id.0), u64::from(self.next_number));
        Some(machine.sample(draw))
    }

    /// The voter hears an Output: how it stands, and the verdict if there is one now.
    pub fn hear(&mut self, number: u32, from: ReplicaId, output: Output, rules: Rules) -> (Standing, Option<Verdict>) {
        let members = self.members;
        let Some(request) = self.request(number) else { return (Standing::Repeated, None) };
        let standing = request.voter.hear(from, output, &members);
        (standing, request.voter.verdict(rules.model, &members, rules.plants))
    }

    /// Whether one Output was counted so far.
    #[must_use]
    pub fn is_first_answer(&self, number: u32) -> bool {
        self.find(number).is_some_and(|index| self.in_flight[index].voter.answers().len() == 1)
    }

    /// A replica answers a read beside the order. When enough have, the answer of the one that was furthest counts:
    /// whatever any client was told before is in it. Only answers of replicas that have executed as many changes of the
    /// members as the client knows of are counted: the others speak for a majority that decides nothing any more.
    pub fn hear_read(
        &mut self,
        number: u32,
        from: ReplicaId,
        (slot, output): (Slot, Output),
        known: Members,
        rules: Rules,
    ) -> Option<Output> {
        let members = self.members;
        let request = self.request(number).filter(|request| request.unordered)?;
        if known != members || !members.contains(from) || request.reads.iter().any(|(earlier, ..)| *earlier == from) {
            return None;
        }
        request.reads.push((from, slot, output));
        let needed = rules.model.answers_for_a_read(members.len())?;
        let needed = if rules.plants.has(Plant::ReadAnywhere) { 1 } else { needed };
        let furthest = request.reads.iter().max_by_key(|(_, slot, _)| *slot);
        furthest.filter(|_| request.reads.len() >= needed).map(|(_, _, output)| *output)
    }

    /// The verdict on a request for which the client waits no longer.
    #[must_use]
    pub fn give_up(&self, number: u32) -> Option<Verdict> {
        Some(self.in_flight[self.find(number)?].voter.give_up(&self.members))
    }

    /// The request is answered.
    pub fn end(&mut self, number: u32, verdict: Verdict) {
        let Some(index) = self.find(number) else { return };
        self.answers += 1;
        self.last_verdict = Some(verdict);
        let InFlight { mut voter, mut reads, .. } = self.in_flight.remove(index);
        voter.begin();
        reads.clear();
        self.spare.push((voter, reads));
    }

    /// A request on its way.
    pub fn request(&mut self, number: u32) -> Option<&mut InFlight> {
        let index = self.find(number)?;
        self.in_flight.get_mut(index)
    }

    /// Where a request stands among those on their way, which are in the order of their numbers.
    fn find(&self, number: u32) -> Option<usize> {
        self.in_flight.binary_search_by_key(&number, |request| request.number).ok()
    }

    /// The voter follows reconfiguration: it takes over newer members once a majority of those it knows report them.
    /// Where replicas only stop, one is enough, and may be all that is left.
    pub fn hear_members(&mut self, from: ReplicaId, members: Members, model: FailureModel) {
        if members.epoch <= self.members.epoch || !self.members.contains(from) {
            return;
        }
        self.reported.retain(|(replica, _)| *replica != from);
        self.reported.push((from, members));
        let same = self.reported.iter().filter(|(replica, same)| *same == members && self.members.contains(*replica));
        let needed = if model == FailureModel::FailStop { 1 } else { self.members.majority() };
        if same.count() >= needed {
            self.members = members;
            self.reported.clear();
        }
    }
}
