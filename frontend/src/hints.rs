//! What a first visitor can try, and whether it has happened.
//!
//! A step is done when the cluster shows it, never because a button was pressed.

use crate::tally;
use wire::{Event, Traced, Verdict, View};

/// What has been seen in this run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// An Input was answered with an Output.
    pub answered: bool,
    /// A replica was outvoted.
    pub outvoted: bool,
    /// A leader crashed.
    pub leader_crashed: bool,
    /// After that, another one was elected.
    pub elected: bool,
}

impl Progress {
    /// Notes what an event shows; the View is the one before it.
    pub fn note(&mut self, before: &View, traced: &Traced) {
        match &traced.event {
            Event::Answered { verdict: Verdict::Output, .. } => self.answered = true,
            Event::Crashed { replica } if before.leader() == Some(replica.place) => self.leader_crashed = true,
            event => self.elected |= self.leader_crashed && event.elected().is_some(),
        }
    }

    /// Notes what the View shows.
    pub fn look(&mut self, view: &View) {
        let answered = view.clients.values().flat_map(|client| &client.answered);
        self.outvoted |= answered
            .filter(|answered| answered.verdict == Verdict::Output)
            .any(|answered| tally::count(&answered.request, Some(answered), &view.about).outvotes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Replica, ReplicaView};

    fn traced(event: Event) -> Traced {
        Traced { id: 1, at: 1, cause: 0, event, words: None }
    }

    const R1: Replica = Replica { place: 1, life: 0 };
    const R2: Replica = Replica { place: 2, life: 0 };

    fn believes(replica: Replica, leader: Replica) -> Event {
        Event::Leader { replica, leader: Some(leader) }
    }

    #[test]
    fn an_election_counts_only_after_the_leader_crashed() {
        let mut view = View::default();
        view.replicas.insert(1, ReplicaView { leader: Some(R1), ..ReplicaView::default() });
        let mut progress = Progress::default();
        progress.note(&view, &traced(believes(R1, R1)));
        progress.note(&view, &traced(Event::Crashed { replica: R2 }));
        assert_eq!(progress, Progress::default());
        progress.note(&view, &traced(Event::Crashed { replica: R1 }));
        progress.note(&view, &traced(believes(R2, R1)));
        assert!(progress.leader_crashed && !progress.elected);
        progress.note(&view, &traced(believes(R2, R2)));
        assert!(progress.elected);
    }

    #[test]
    fn fail_is_no_answer() {
        let mut progress = Progress::default();
        let answered = |verdict| Event::Answered { client: 1, number: 1, verdict, unordered: false };
        progress.note(&View::default(), &traced(answered(Verdict::TooFewAnswered)));
        assert!(!progress.answered);
        progress.note(&View::default(), &traced(answered(Verdict::Output)));
        assert!(progress.answered);
    }
}
