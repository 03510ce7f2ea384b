//! The proposer's phase 1, for all slots at once ("Paxos Made Simple", section 3).
//!
//! A new leader asks once for the votes in all slots that it does not know to be chosen. From then on every slot
//! costs one round of phase 2.

use super::message::Message;
use super::record::Voted;
use super::synod::{self, Ballot, Highest, Vote};
use super::{HEARTBEAT, MultiPaxos, lines};
use crate::Tick;
use crate::order::Out;
use crate::place::{Members, ReplicaId};
use crate::plant::{Plant, Plants};
use crate::receive::Batch;
use crate::slots::{Slot, Slots};

/// A ballot of one's own, from phase 1 on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposer {
    /// The ballot.
    pub ballot: Ballot,
    /// Whether a majority has promised it.
    pub leads: bool,
    /// Who has promised it, and from which slot on each reported its votes: those below are forgotten.
    promisers: Vec<(ReplicaId, Slot)>,
    /// What the promises bind it to propose.
    reported: Slots<Highest<Batch>>,
    /// Some promiser knows what is chosen through this slot: better to ask than to propose there.
    known: Slot,
    /// That promiser.
    known_by: ReplicaId,
    /// Since when it waits to be told.
    waiting: Tick,
    /// The promiser with the latest stable checkpoint: the first slot that is not in it, and who it is.
    stable: (Slot, ReplicaId),
    /// All slots below this one are proposed, or known to others.
    next: Slot,
    /// Who voted for what is proposed.
    open: Slots<Tally>,
    /// The slot whose members were last asked for more promises.
    pub(super) widened: Slot,
    /// How far everybody was told that all is chosen.
    pub(super) announced: Slot,
    /// Slots below this one were proposed before the last heartbeat.
    pub(super) overdue: Slot,
}

/// The votes for one slot in the proposer's ballot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tally {
    /// Bit `p` is set where the member at place `p` voted.
    places: u32,
    /// Whether they were enough.
    chosen: bool,
}

impl Tally {
    /// Whether this member voted.
    pub const fn has(self, member: ReplicaId) -> bool {
        self.places & (1 << member.place) != 0
    }

    /// Whether enough members voted.
    pub const fn is_chosen(self) -> bool {
        self.chosen
    }

    /// Counts a member's vote; says whether it is the one that makes a majority.
    pub fn count(&mut self, member: ReplicaId, members: &Members, plants: Plants) -> bool {
        self.places |= 1 << member.place;
        let before = self.chosen;
        self.chosen |= self.places.count_ones() as usize >= synod::quorum(members.len(), plants);
        self.chosen && !before
    }
}

impl Proposer {
    fn new(ballot: Ballot, me: ReplicaId, committed: Slot) -> Self {
        Self {
            ballot,
            leads: false,
            promisers: Vec::new(),
            reported: Slots::from_base(committed + 1),
            known: committed,
            known_by: me,
            waiting: 0,
            stable: (0, me),
            next: committed + 1,
            open: Slots::from_base(committed + 1),
            widened: 0,
            announced: committed,
            overdue: 0,
        }
    }

    /// Who has promised its ballot.
    pub fn promisers(&self) -> impl Iterator<Item = ReplicaId> {
        self.promisers.iter().map(|(promiser, _)| *promiser)
    }

    /// Whether this replica promised.
    pub fn has_promise_of(&self, replica: ReplicaId) -> bool {
        self.promisers.iter().any(|(promiser, _)| *promiser == replica)
    }

    /// Whether a majority of these promised.
    pub fn is_promised_by(&self, members: &Members, plants: Plants) -> bool {
        let promises = self.promisers.iter().filter(|(promiser, _)| members.contains(*promiser));
        promises.count() >= synod::quorum(members.len(), plants)
    }

    /// Whether a majority of a slot's members promised and told how they voted there. Who has forgotten the slot does
    /// not count: the vote that would bind this ballot may be among those it forgot.
    pub fn may_propose(&self, slot: Slot, members: &Members, plants: Plants) -> bool {
        let promises = self.promisers.iter().filter(|(promiser, forgotten)| {
            members.contains(*promiser) && (slot >= *forgotten || plants.has(Plant::IgnoreForgotten))
        });
        promises.count() >= synod::quorum(members.len(), plants)
    }

    /// The first slot above `committed` that is neither proposed nor known to others.
    pub fn next_slot(&mut self, committed: Slot) -> Slot {
        self.next = self.next.max(committed + 1).max(self.known + 1);
        while self.open.get(self.next).is_some() {
            self.next += 1;
        }
        self.next
    }

    /// One after the last slot for which a vote was reported.
    pub fn reported_end(&self) -> Slot {
        self.reported.end()
    }

    /// Takes what the promises bind the proposer to propose in this slot.
    pub fn take_reported(&mut self, slot: Slot, plants: Plants) -> Option<Batch> {
        self.reported.take(slot)?.value(plants)
    }

    /// How many slots are proposed and not committed.
    pub fn open_count(&self) -> usize {
        self.open.count()
    }

    /// The votes for a proposal.
    pub fn tally(&self, slot: Slot) -> Option<Tally> {
        self.open.get(slot).copied()
    }

    /// The votes for a proposal, to be counted.
    pub fn tally_mut(&mut self, slot: Slot) -> Option<&mut Tally> {
        self.open.get_mut(slot)
    }

    /// Opens a slot for votes.
    pub fn open(&mut self, slot: Slot) {
        self.open.put(slot, Tally::default());
    }

    /// One after the last slot that was ever proposed.
    pub fn proposed_end(&self) -> Slot {
        self.open.end()
    }

    /// Whether enough votes for this slot were counted.
    pub fn is_chosen(&self, slot: Slot) -> bool {
        self.tally(slot).is_some_and(Tally::is_chosen)
    }

    /// Whether a slot up to this one is proposed, and not seen to be chosen.
    pub fn still_proposes(&self, through: Slot) -> bool {
        self.open.iter().take_while(|(slot, _)| *slot <= through).any(|(_, tally)| !tally.chosen)
    }

    /// Slots below this one are settled.
    pub fn forget_below(&mut self, slot: Slot) {
        self.open.forget_below(slot);
        self.reported.forget_below(slot);
    }

    /// What others know to be chosen above `committed`, and who should be asked for it.
    pub fn known_to_others(&self, committed: Slot) -> Option<(Slot, ReplicaId)> {
        let (unforgotten, stable_at) = self.stable;
        if self.known > committed {
            return Some((self.known, self.known_by));
        }
        (unforgotten > committed + 1).then(|| (unforgotten - 1, stable_at))
    }

    /// Waited in vain to be told what is chosen, and will propose there, bound by the votes that were reported. Says
    /// whether it waited long enough.
    pub fn give_up_waiting(&mut self, now: Tick, patience: Tick, committed: Slot) -> bool {
        let gives_up = self.known > committed && now.saturating_sub(self.waiting) >= patience;
        if gives_up {
            self.known = committed;
            self.next = committed + 1;
        }
        gives_up
    }

    /// A promise tells how much its sender knows and has forgotten.
    fn compare(&mut self, now: Tick, from: ReplicaId, promise: Report<'_>) {
        self.stable = self.stable.max((promise.forgotten, from));
        if promise.committed > self.known {
            (self.known, self.known_by, self.waiting) = (promise.committed, from, now);
        }
    }

    /// A promise reports a vote.
    fn hear(&mut self, slot: Slot, vote: Vote<Batch>, plants: Plants) {
        if let Some(highest) = self.reported.get_mut(slot) {
            highest.hear(vote, plants);
            return;
        }
        let mut highest = Highest::default();
        highest.hear(vote, plants);
        self.reported.put(slot, highest);
    }
}

impl MultiPaxos {
    /// Phase 1a: begins a ballot.
    pub(super) fn lead(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::PREPARE));
        let seen = self.election.seen.max(self.acceptor.promised.ballot());
        let ballot = synod::ballot_after(seen, self.me, self.setup.plants);
        self.election.seen = ballot;
        // Its own promise is written down before anybody hears of the ballot: that is what makes the ballot its only
        // one of this number, whatever crashes.
        self.proposer = None;
        self.promise(now, ballot, out);
        self.proposer = Some(Proposer::new(ballot, self.me, self.learner.committed));
        self.election.believed.change(None, out);
        self.ask_for_promises(&lines::PREPARE, out);
        self.answer_prepare(self.me, ballot, self.learner.committed + 1, out);
        self.set_lead_timer(now, self.wait(), out);
        out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
    }

    /// Sends Prepare to every member that has not promised yet.
    pub(super) fn ask_for_promises(&self, why: &'static crate::order::Line, out: &mut Vec<Out<Self>>) {
        let Some(proposer) = &self.proposer else {
            return;
        };
        if *why != lines::PREPARE {
            out.push(Out::Rule(why));
        }
        let (ballot, from) = (proposer.ballot, self.learner.committed + 1);
        for &to in self.configurations.peers() {
            if !proposer.has_promise_of(to) && self.configurations.votes_from(from, to) {
                out.push(Out::Send { to, message: Message::Prepare { ballot, from } });
            }
        }
    }

    /// A promise arrived.
    pub(super) fn on_promise(
        &mut self,
        now: Tick,
        from: ReplicaId,
        ballot: Ballot,
        promise: Report<'_>,
        out: &mut Vec<Out<Self>>,
    ) {
        let Some(proposer) = self.proposer.as_mut().filter(|proposer| proposer.ballot == ballot) else {
            return;
        };
        let committed = self.learner.committed;
        let far = committed.saturating_add(Slots::<Tally>::FARTHEST);
        if promise.votes.iter().any(|voted| voted.ballot > ballot) {
            out.push(Out::Ignored("a promise that reports a vote in a higher ballot"));
            return;
        }
        if promise.committed > far || promise.forgotten > far {
            out.push(Out::Ignored("a promise that knows of slots absurdly far ahead"));
            return;
        }
        if proposer.has_promise_of(from) || !self.configurations.votes_from(committed + 1, from) {
            return;
        }
        proposer.promisers.push((from, promise.forgotten));
        for Voted { slot, ballot, batch } in promise.votes {
            proposer.hear(*slot, Vote { ballot: *ballot, value: batch.clone() }, self.setup.plants);
        }
        if !self.setup.plants.has(Plant::IgnoreForgotten) {
            proposer.compare(now, from, promise);
            match proposer.known_to_others(committed) {
                Some((through, source)) if source == from => self.ask(through, source, out),
                _ => {}
            }
        }
        self.lead_if_promised(out);
        self.propose_more(out);
    }

    /// With the promises of a majority the ballot leads.
    fn lead_if_promised(&mut self, out: &mut Vec<Out<Self>>) {
        let members = self.configurations.at(self.learner.committed + 1);
        let Some(proposer) = &mut self.proposer else {
            return;
        };
        if proposer.leads || !proposer.is_promised_by(members, self.setup.plants) {
            return;
        }
        proposer.leads = true;
        let (ballot, committed) = (proposer.ballot, self.learner.committed);
        out.push(Out::Rule(&lines::LEAD));
        self.configurations.tell_peers(&Message::Heartbeat { ballot, committed }, out);
        self.election.believed.change(Some(self.me), out);
    }

    /// An acceptor promised a higher ballot to somebody else.
    pub(super) fn on_nack(&mut self, now: Tick, ballot: Ballot, promised: Ballot, out: &mut Vec<Out<Self>>) {
        if self.saw(promised, out) && self.proposer.as_ref().is_some_and(|proposer| proposer.ballot == ballot) {
            self.give_way(now, promised, out);
        }
    }
}

/// What a promise reports.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The votes.
    pub votes: &'a [Voted],
    /// The first slot that is not forgotten.
    pub forgotten: Slot,
    /// What is chosen is known through this slot.
    pub committed: Slot,
}
