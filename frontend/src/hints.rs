//! What a first visitor can try, and whether it has happened.
//!
//! A step is done when the cluster shows it, never because a button was pressed.

use crate::{reading, tally};
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
            Event::Crashed { replica } if reading::leader(before) == Some(replica.place) => self.leader_crashed = true,
            Event::Role { role, .. } if role == reading::LEADER && self.leader_crashed => self.elected = true,
            _not_a_step => {}
        }
    }

    /// Notes what the View shows.
    pub fn look(&mut self, view: &View) {
        let answered = view.clients.values().flat_map(|client| &client.answered);
        self.outvoted |= answered
            .filter(|answered| answered.verdict == Verdict::Output)
            .any(|answered| tally::count(&answered.request, &view.about).outvotes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Replica, ReplicaView};

    fn traced(event: Event) -> Traced {
        Traced { id: 1, at: 1, cause: 0, event, words: None }
    }

    fn role(place: u8, role: &'static str) -> Event {
        Event::Role { replica: Replica { place, life: 0 }, role: role.into(), number: 1, owner: place }
    }

    #[test]
    fn an_election_counts_only_after_the_leader_crashed() {
        let mut view = View::default();
        view.replicas.insert(1, ReplicaView { role: "leader".into(), ..ReplicaView::default() });
        let mut progress = Progress::default();
        progress.note(&view, &traced(role(1, "leader")));
        progress.note(&view, &traced(Event::Crashed { replica: Replica { place: 2, life: 0 } }));
        assert_eq!(progress, Progress::default());
        progress.note(&view, &traced(Event::Crashed { replica: Replica { place: 1, life: 0 } }));
        progress.note(&view, &traced(role(2, "candidate")));
        assert!(progress.leader_crashed && !progress.elected);
        progress.note(&view, &traced(role(2, "leader")));
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
