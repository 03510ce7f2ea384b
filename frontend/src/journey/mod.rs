//! The way of one Input through the six steps of the State Machine Approach: where it is now, what it waits for, and what
//! became of it at each replica.
//!
//! The View tells how it stands; the events that the page has heard tell who received it, in which slot it was chosen, and
//! when. Where the page has not heard of something, nothing is claimed.

mod facts;

use crate::heard::Heard;
use crate::tally::{self, Standing as Ballot, Tally};
use crate::{audit, words};
use facts::Facts;
use wire::{Answered, Asked, Pending, Replica, Server, Verdict, View};

/// How a step stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing of it is missing.
    Done,
    /// It is under way.
    Now,
    /// It comes later.
    Later,
    /// It went wrong.
    Wrong,
}

/// How a replica stands in a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mark {
    /// It is done there.
    Done,
    /// It is not done there yet.
    Waits,
    /// It is wrong there.
    Wrong,
    /// Its server is down or stands still.
    Off,
}

/// One of the six steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// How it stands.
    pub standing: Standing,
    /// Where it is, and what it waits for.
    pub says: String,
    /// How it stands at each replica.
    pub marks: Vec<(Replica, Mark)>,
    /// The first event of it.
    pub event: Option<u64>,
}

/// The way of an Input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Journey {
    /// Whose request it is in.
    pub request: Asked,
    /// The Input, in words.
    pub input: String,
    /// The steps.
    pub steps: [Step; 6],
}

/// The requests that are known, the newest first, each with its Input in words.
pub fn known(view: &View) -> Vec<(Asked, String)> {
    let of = |(client, known): (&u16, &wire::ClientView)| {
        let client = *client;
        let answered = known.answered.iter().map(|answered| &answered.request);
        let told =
            |request: &Pending| (request.since, Asked { client, number: request.number }, request.words.to_string());
        answered.chain(&known.pending).map(told).collect::<Vec<_>>()
    };
    let mut all: Vec<(_, Asked, String)> = Vec::new();
    for request in view.clients.iter().flat_map(of) {
        let place = all.partition_point(|other| (other.0, other.1) >= (request.0, request.1));
        all.insert(place, request);
    }
    all.into_iter().map(|(_, request, input)| (request, input)).collect()
}

/// The way of a request, if it is known.
pub fn follow(view: &View, heard: &Heard, request: Asked) -> Option<Journey> {
    let client = view.clients.get(&request.client)?;
    let (asked, answered) = client.request(request.number)?;
    let events = heard.between(asked.since as f64, view.at as f64);
    let events = events.iter().take_while(|traced| traced.id <= view.event);
    let facts = Facts::gather(request, (asked.slot > 0).then_some(asked.slot), events);
    let tally = tally::count(asked, answered, &view.about);
    let way = Way { view, asked, answered, facts, tally };
    let steps = [way.place(), way.receive(), way.order(), way.execute(), way.respond(), way.monitor()];
    Some(Journey { request, input: asked.words.to_string(), steps })
}

/// All that is known of a request, while its steps are told.
struct Way<'a> {
    view: &'a View,
    asked: &'a Pending,
    answered: Option<&'a Answered>,
    facts: Facts,
    tally: Tally,
}

impl Way<'_> {
    fn is_off(&self, replica: Replica) -> bool {
        self.view.replicas.get(&replica.place).is_none_or(|known| known.server != Server::Up)
    }

    fn marks(&self, is_done: impl Fn(u8) -> bool) -> Vec<(Replica, Mark)> {
        let mark = |replica: &Replica| match (is_done(replica.place), self.is_off(*replica)) {
            (true, _) => Mark::Done,
            (false, true) => Mark::Off,
            (false, false) => Mark::Waits,
        };
        self.asked.members.iter().map(|replica| (*replica, mark(replica))).collect()
    }

    const fn is_unordered(&self) -> bool {
        matches!(self.answered, Some(answered) if answered.unordered)
    }

    fn place(&self) -> Step {
        let marks: Vec<_> = self.marks(|place| !self.is_off(Replica { place, life: 0 }));
        let up = marks.iter().filter(|(_, mark)| *mark == Mark::Done).count();
        Step { standing: Standing::Done, says: words::placed(up, marks.len()), marks, event: self.facts.asked }
    }

    fn receive(&self) -> Step {
        let mut marks = self.marks(|place| self.facts.received.contains_key(&place));
        if self.facts.slot.is_some() {
            // It came to all others as a part of the order.
            marks.retain(|(_, mark)| *mark != Mark::Waits);
        }
        let first = self.facts.received.values().min().copied();
        // Nothing is ordered, and no Output comes, of what nobody has received.
        let is_known = first.is_some() || self.facts.slot.is_some() || !self.asked.votes.is_empty();
        let (standing, says) = match (is_known, self.facts.flying.values().next(), self.facts.lost.iter().next()) {
            (true, ..) => (Standing::Done, words::received(self.facts.received.len(), self.asked.retries)),
            (false, Some(place), _) => (Standing::Now, words::on_its_way(*place)),
            (false, None, Some((place, fate))) => (Standing::Wrong, words::request_lost(*place, *fate)),
            (false, None, None) => (Standing::Now, words::NOT_HEARD_OF.to_owned()),
        };
        Step { standing, says, marks, event: first }
    }

    fn order(&self) -> Step {
        let marks = self.marks(|place| self.facts.chosen.contains_key(&place));
        let event = self.facts.chosen.values().min().copied();
        let received = !self.facts.received.is_empty();
        let (standing, says) = match (self.facts.slot, received) {
            (Some(slot), _) => (Standing::Done, words::ordered(slot)),
            (None, _) if self.is_unordered() => (Standing::Done, words::UNORDERED.to_owned()),
            (None, _) if self.answered.is_some() => (Standing::Later, words::NEVER_ORDERED.to_owned()),
            (None, true) if self.lacks_leader() => (Standing::Now, words::LACKS_LEADER.to_owned()),
            (None, true) => (Standing::Now, words::IS_ORDERED_NOW.to_owned()),
            (None, false) => (Standing::Later, words::ORDER_LATER.to_owned()),
        };
        Step { standing, says, marks, event }
    }

    /// Whether its ordering has leaders, and nobody leads.
    fn lacks_leader(&self) -> bool {
        self.view.about.leads && self.view.leader().is_none()
    }

    fn execute(&self) -> Step {
        let has_executed = |place: u8| {
            let known = self.view.replicas.get(&place);
            self.facts.slot.is_some_and(|slot| known.is_some_and(|known| known.executed >= slot))
        };
        let marks = self.marks(has_executed);
        let count = marks.iter().filter(|(_, mark)| *mark == Mark::Done).count();
        let event = self.facts.executed.values().min().copied();
        let (standing, says) = match self.facts.slot {
            None if self.is_unordered() => (Standing::Done, words::UNORDERED.to_owned()),
            None => (Standing::Later, words::EXECUTE_LATER.to_owned()),
            Some(_) if marks.iter().all(|(_, mark)| *mark != Mark::Waits) && count > 0 => {
                (Standing::Done, words::executed_by(count, marks.len()))
            }
            Some(slot) => {
                let earlier = marks.iter().filter(|(_, mark)| *mark == Mark::Waits);
                let earlier = earlier.filter_map(|(replica, _)| {
                    let executed = self.view.replicas.get(&replica.place)?.executed;
                    (executed + 1 < slot).then_some((*replica, executed + 1))
                });
                (Standing::Now, words::executes_now(count, marks.len(), earlier.min_by_key(|(_, slot)| *slot)))
            }
        };
        Step { standing, says, marks, event }
    }

    fn respond(&self) -> Step {
        let mark = |ballot: &tally::Ballot| match ballot.standing {
            Ballot::Agrees | Ballot::LateAgrees | Ballot::Counted | Ballot::NotTaken | Ballot::NotCounted => Mark::Done,
            Ballot::Outvoted | Ballot::LateDiffers => Mark::Wrong,
            Ballot::Silent if self.is_off(ballot.replica) => Mark::Off,
            Ballot::Silent => Mark::Waits,
        };
        let marks: Vec<_> = self.tally.ballots.iter().map(|ballot| (ballot.replica, mark(ballot))).collect();
        let outvoted: Vec<Replica> =
            marks.iter().filter(|(_, mark)| *mark == Mark::Wrong).map(|(replica, _)| *replica).collect();
        let has_outputs = !self.asked.votes.is_empty();
        let (standing, says) = match self.answered {
            Some(answered) if answered.verdict == Verdict::Output => {
                (Standing::Done, words::responded(&answered.words, &outvoted))
            }
            Some(answered) => (Standing::Wrong, words::responded_fail(answered.verdict)),
            None if has_outputs => (Standing::Now, words::waiting_for(self.tally.equal, self.tally.needed)),
            None => (Standing::Later, words::RESPOND_LATER.to_owned()),
        };
        Step { standing, says, marks, event: None }
    }

    fn monitor(&self) -> Step {
        let compared =
            self.facts.reports.iter().max_by_key(|(slot, reports)| (reports.len(), std::cmp::Reverse(**slot)));
        let Some((slot, reports)) = compared else {
            let says = if self.is_unordered() { words::UNORDERED } else { words::MONITOR_LATER };
            return Step {
                standing: Standing::Later,
                says: says.to_owned(),
                marks: self.marks(|_| false),
                event: None,
            };
        };
        let agreed = audit::agreed(reports.values().map(|(report, _)| report), self.asked.members.len());
        let deviates = |place: u8| {
            let said = reports.get(&place).map(|(report, _)| *report);
            agreed.is_some_and(|agreed| said.is_some_and(|said| said != agreed))
        };
        let all_equal = audit::all_equal(reports.values().map(|(report, _)| report));
        let mut marks = self.marks(|place| reports.contains_key(&place));
        for (replica, mark) in &mut marks {
            if !all_equal && deviates(replica.place) {
                *mark = Mark::Wrong;
            }
        }
        let waits = marks.iter().any(|(_, mark)| *mark == Mark::Waits);
        let wrong: Vec<Replica> =
            marks.iter().filter(|(_, mark)| *mark == Mark::Wrong).map(|(replica, _)| *replica).collect();
        let standing = match (all_equal, waits) {
            (false, _) => Standing::Wrong,
            (true, true) => Standing::Now,
            (true, false) => Standing::Done,
        };
        let event = reports.values().map(|(_, event)| *event).min();
        Step { standing, says: words::monitored(*slot, reports.len(), all_equal, &wrong), marks, event }
    }
}

#[cfg(test)]
mod tests;
