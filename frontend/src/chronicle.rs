//! The chronicle: which of the many events matter to a person who watches.
//!
//! Messages, timers and disk writes are for the stage. What is kept here changes the answer to "how is my cluster, and
//! what became of my requests?": elections, verdicts, crashes, faults, findings of the audit, checkpoints, members.

use crate::words;
use std::collections::VecDeque;
use wire::{Event, Tick, Traced, Verdict, View};

/// How many entries are kept.
const KEPT: usize = 200;

/// The behaviour that is no fault.
const HONEST: &str = "honest";

/// What an entry means for the cluster. Each tone has a sign of its own beside its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// For the record.
    Plain,
    /// The user did it.
    Yours,
    /// As it should be.
    Good,
    /// A fault, or something that follows from one.
    Fault,
    /// FAIL, or worse.
    Bad,
}

/// A line of the chronicle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The event's number.
    pub id: u64,
    /// When.
    pub at: Tick,
    /// What it means.
    pub tone: Tone,
    /// What happened.
    pub text: String,
    /// Whether it is worth interrupting somebody who listens to the page.
    pub announced: bool,
}

/// The entries, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chronicle(pub VecDeque<Entry>);

impl Chronicle {
    /// Adds an entry and forgets the oldest. What is heard again, because somebody walked back, is known already.
    pub fn add(&mut self, entry: Entry) {
        let later = self.0.iter().take_while(|known| known.id > entry.id).count();
        if self.0.get(later).is_none_or(|known| known.id != entry.id) {
            self.0.insert(later, entry);
            self.0.truncate(KEPT);
        }
    }

    /// Forgets what came after an event: in another branch it has not happened.
    pub fn forget_after(&mut self, event: u64) {
        self.0.retain(|entry| entry.id <= event);
    }
}

/// The entry for an event, if it matters; the View is the one before it.
pub fn entry(before: &View, traced: &Traced) -> Option<Entry> {
    let (tone, text) = about_clients(before, traced)
        .or_else(|| about_servers(traced))
        .or_else(|| about_order(before, traced))
        .or_else(|| about_state(before, traced))?;
    let announced = tone == Tone::Bad || matches!(&traced.event, Event::Answered { .. } | Event::Leader { .. });
    Some(Entry { id: traced.id, at: traced.at, tone, text, announced })
}

/// The entries for events that were heard at once, in their order. Of what was before the first of them nothing is known.
pub fn entries(events: &[Traced]) -> Vec<Entry> {
    let mut before = View::default();
    let mut entries = Vec::new();
    for traced in events {
        entries.extend(entry(&before, traced));
        before.fold(traced);
    }
    entries
}

fn about_clients(before: &View, traced: &Traced) -> Option<(Tone, String)> {
    let said = traced.words.as_deref().unwrap_or_default();
    Some(match &traced.event {
        // A client's Input is told when it is invoked.
        Event::Command if !said.contains(':') => (Tone::Yours, words::you_commanded(said)),
        Event::Invoked { client, .. } => (Tone::Plain, words::client_asks(*client, said)),
        Event::Retried { client, number } => (Tone::Plain, words::client_asks_again(*client, *number)),
        Event::Answered { client, number, verdict, .. } => {
            let asked = before.clients.get(client).and_then(|client| {
                client.pending.iter().find(|request| request.number == *number).map(|request| &*request.words)
            });
            let asked = asked.unwrap_or_default();
            match verdict {
                Verdict::Output => (Tone::Good, words::output_given(*client, asked, said)),
                Verdict::NoMajorityAgrees | Verdict::TooFewAnswered => {
                    (Tone::Bad, words::fail_given(*client, asked, *verdict))
                }
            }
        }
        Event::SystemFailure { .. } => (Tone::Bad, words::system_failure(said)),
        Event::Anomaly { client, .. } => (Tone::Bad, words::anomaly(*client, said)),
        Event::Broken { promise } => (Tone::Bad, words::promise_broken(promise, said)),
        _other => return None,
    })
}

fn about_servers(traced: &Traced) -> Option<(Tone, String)> {
    let said = traced.words.as_deref().unwrap_or_default();
    Some(match &traced.event {
        Event::Began { replica } if traced.at > 0 => (Tone::Good, words::began(*replica)),
        Event::Crashed { replica } => (Tone::Fault, words::crashed(*replica)),
        Event::RestartedByAudit { replica } => (Tone::Fault, words::restarted_by_audit(*replica)),
        Event::Paused { replica } => (Tone::Fault, words::paused(*replica)),
        Event::Resumed { replica } => (Tone::Good, words::resumed(*replica)),
        // The world names the absence of misbehaviour too.
        Event::Fault { fault, .. } if fault == HONEST => return None,
        Event::Fault { place, fault, on: true } => (Tone::Fault, words::fault_begins(*place, fault, said)),
        Event::Fault { place, fault, on: false } => (Tone::Good, words::fault_ends(*place, fault)),
        _other => return None,
    })
}

fn about_order(before: &View, traced: &Traced) -> Option<(Tone, String)> {
    Some(match &traced.event {
        Event::Leader { replica, leader } => {
            let me = Some(*replica);
            let led = before.replicas.get(&replica.place).is_some_and(|known| known.leader == me);
            match (led, *leader == me) {
                (false, true) => (Tone::Good, words::leads(*replica)),
                (true, false) => (Tone::Plain, words::leads_no_longer(*replica)),
                (true, true) | (false, false) => return None,
            }
        }
        Event::Members { from, members, .. } if *from > before.members_from => {
            (Tone::Plain, words::members_change(*from, members))
        }
        Event::Status { replica, status } => {
            let known = before.replicas.get(&replica.place);
            let changed = known.is_none_or(|known| known.status != *status);
            if !changed || traced.at == 0 {
                return None;
            }
            (Tone::Plain, words::status_changes(*replica, status))
        }
        Event::Submitted { replica } => {
            (Tone::Plain, words::submits(*replica, traced.words.as_deref().unwrap_or_default()))
        }
        _other => return None,
    })
}

fn about_state(before: &View, traced: &Traced) -> Option<(Tone, String)> {
    Some(match &traced.event {
        Event::Deviates { replica, slot } => (Tone::Fault, words::deviates(*replica, *slot)),
        Event::Stable { slot, .. } if before.replicas.values().all(|replica| replica.stable < *slot) => {
            (Tone::Plain, words::checkpoint_stable(*slot))
        }
        Event::Installed { replica, slot, .. } => (Tone::Good, words::installed(*replica, *slot)),
        Event::SourceRejected { replica, source, why } => (Tone::Fault, words::source_rejected(*replica, *source, why)),
        _other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Party, Replica, ReplicaView};

    const R2: Replica = Replica { place: 2, life: 0 };

    fn traced(event: Event) -> Traced {
        Traced { id: 9, at: 1500, cause: 0, event, words: Some("5".into()) }
    }

    fn tone(before: &View, event: Event) -> Option<Tone> {
        entry(before, &traced(event)).map(|entry| entry.tone)
    }

    #[test]
    fn what_belongs_on_the_stage_is_not_told() {
        let view = View::default();
        let (from, to) = (Party::Client(1), Party::Replica(R2));
        assert_eq!(tone(&view, Event::Delivered { message: 1, from, to }), None);
        assert_eq!(tone(&view, Event::Written { replica: R2 }), None);
        assert_eq!(tone(&view, Event::Leader { replica: R2, leader: None }), None);
    }

    #[test]
    fn a_verdict_is_good_or_bad_and_always_announced() {
        let answered = |verdict| Event::Answered { client: 1, number: 1, verdict, unordered: false };
        let good = entry(&View::default(), &traced(answered(Verdict::Output))).expect("told");
        let bad = entry(&View::default(), &traced(answered(Verdict::NoMajorityAgrees))).expect("told");
        assert_eq!((good.tone, bad.tone), (Tone::Good, Tone::Bad));
        assert!(good.announced && bad.announced);
    }

    #[test]
    fn to_be_honest_is_no_fault() {
        let fault = |fault: &'static str| Event::Fault { place: 2, fault: fault.into(), on: false };
        assert_eq!(tone(&View::default(), fault("honest")), None);
        assert_eq!(tone(&View::default(), fault("lie")), Some(Tone::Good));
    }

    #[test]
    fn only_a_change_of_leadership_is_an_election() {
        let r1 = Replica { place: 1, life: 0 };
        let believes = |leader| Event::Leader { replica: R2, leader };
        let mut view = View::default();
        assert_eq!(tone(&view, believes(Some(r1))), None);
        assert_eq!(tone(&view, believes(Some(R2))), Some(Tone::Good));
        view.replicas.insert(2, ReplicaView { leader: Some(R2), ..ReplicaView::default() });
        assert_eq!(tone(&view, believes(Some(R2))), None);
        assert_eq!(tone(&view, believes(Some(r1))), Some(Tone::Plain));
        assert_eq!(tone(&view, believes(None)), Some(Tone::Plain));
    }

    #[test]
    fn a_stable_checkpoint_is_told_once() {
        let mut view = View::default();
        assert_eq!(tone(&view, Event::Stable { replica: R2, slot: 8 }), Some(Tone::Plain));
        view.replicas.insert(1, ReplicaView { stable: 8, ..ReplicaView::default() });
        assert_eq!(tone(&view, Event::Stable { replica: R2, slot: 8 }), None);
    }

    #[test]
    fn what_was_heard_at_once_is_told_as_if_it_had_been_seen() {
        let answered = Event::Answered { client: 1, number: 1, verdict: Verdict::Output, unordered: false };
        let events = [Event::Invoked { client: 1, number: 1 }, Event::Written { replica: R2 }, answered];
        let numbered = |(id, event)| Traced { id, ..traced(event) };
        let entries = entries(&(1..).zip(events).map(numbered).collect::<Vec<_>>());
        assert_eq!(entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(entries[1].text, "c1 gets Output 5 for 5.", "what was asked is known from before");
    }

    fn numbered(id: u64) -> Entry {
        Entry { id, at: id, tone: Tone::Plain, text: String::new(), announced: false }
    }

    #[test]
    fn what_is_heard_again_is_told_once_and_another_branch_has_another_future() {
        let mut chronicle = Chronicle::default();
        for id in [1, 4, 9, 4, 2, 9] {
            chronicle.add(numbered(id));
        }
        let ids = |chronicle: &Chronicle| chronicle.0.iter().map(|entry| entry.id).collect::<Vec<_>>();
        assert_eq!(ids(&chronicle), [9, 4, 2, 1]);
        chronicle.forget_after(4);
        assert_eq!(ids(&chronicle), [4, 2, 1]);
    }

    #[test]
    fn the_oldest_entries_are_forgotten() {
        let mut chronicle = Chronicle::default();
        for id in 0..250 {
            chronicle.add(numbered(id));
        }
        assert_eq!(chronicle.0.len(), KEPT);
        assert_eq!(chronicle.0.front().map(|entry| entry.id), Some(249));
    }
}
