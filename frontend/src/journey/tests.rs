use super::*;
use wire::{Checksum, Event, Fate, Party, Requests, Traced};

const ASKED: Asked = Asked { client: 1, number: 1 };

const fn at(place: u8) -> Replica {
    Replica { place, life: 0 }
}

/// A run that the page has heard from its beginning.
#[derive(Default)]
struct Run {
    view: View,
    heard: Heard,
}

impl Run {
    fn new() -> Self {
        let mut run = Self::default();
        run.view.members = (1..=3).map(at).collect();
        run.view.about.needed = vec![1, 1, 2, 2];
        for place in 1..=3 {
            run.hear(Event::Began { replica: at(place) }, "0");
        }
        run.hear(Event::Leader { replica: at(1), leader: Some(at(1)) }, "");
        run
    }

    fn hear(&mut self, event: Event, words: &str) {
        let id = self.view.event + 1;
        let traced = Traced { id, at: id * 10, cause: 0, event, words: Some(words.into()) };
        self.view.fold(&traced);
        self.heard.hear(&[traced], id);
    }

    fn asks(&mut self, message: u64, to: u8) {
        self.hear(Event::Invoked { client: 1, number: 1 }, "add 5");
        let (from, to) = (Party::Client(1), Party::Replica(at(to)));
        self.hear(Event::Sent { message, from, to, kind: "request".into(), slot: 0, arrives: 900 }, "add 5");
    }

    fn is_chosen_and_executed(&mut self, place: u8, slot: u64) {
        let (replica, requests) = (at(place), Requests(vec![ASKED]));
        self.hear(Event::Committed { replica, slot, inputs: 1, requests }, "add 5");
        self.hear(Event::Executed { replica, slot, outputs: Checksum(1) }, "5");
    }

    fn votes(&mut self, place: u8, output: u64) {
        let (replica, output) = (at(place), Checksum(output));
        self.hear(Event::Heard { client: 1, number: 1, replica, output, counted: true }, "5");
    }

    fn steps(&self) -> [Step; 6] {
        follow(&self.view, &self.heard, ASKED).expect("it is known").steps
    }

    fn standings(&self) -> [Standing; 6] {
        self.steps().map(|step| step.standing)
    }
}

use Standing::{Done, Later, Now, Wrong};

#[test]
fn a_leader_is_waited_for_where_somebody_has_to_lead() {
    for (leads, says) in [(true, words::LACKS_LEADER), (false, words::IS_ORDERED_NOW)] {
        let mut run = Run::new();
        run.view.about.leads = leads;
        run.asks(7, 1);
        run.hear(Event::Delivered { message: 7, from: Party::Client(1), to: Party::Replica(at(1)) }, "");
        assert_eq!(run.steps()[2].says, words::IS_ORDERED_NOW);
        run.hear(Event::Paused { replica: at(1) }, "");
        assert_eq!(run.steps()[2].says, says);
    }
}

#[test]
fn an_input_goes_from_step_to_step() {
    let mut run = Run::new();
    assert_eq!(known(&run.view), []);
    run.asks(7, 1);
    assert_eq!(known(&run.view), [(ASKED, "add 5".to_owned())]);
    assert_eq!(run.standings(), [Done, Now, Later, Later, Later, Later]);
    run.hear(Event::Delivered { message: 7, from: Party::Client(1), to: Party::Replica(at(1)) }, "");
    assert_eq!(run.standings(), [Done, Done, Now, Later, Later, Later]);
    assert_eq!(run.steps()[1].marks.len(), 3, "any of them may still receive it");
    run.is_chosen_and_executed(1, 4);
    assert_eq!(run.steps()[1].marks, [(at(1), Mark::Done)], "the others have it from the order");
    assert_eq!(run.standings(), [Done, Done, Done, Now, Later, Later]);
    assert!(run.steps()[2].says.contains('4'), "{:?}", run.steps()[2]);
    assert_eq!(
        run.steps()[3].marks.iter().map(|(_, mark)| *mark).collect::<Vec<_>>(),
        [Mark::Done, Mark::Waits, Mark::Waits]
    );
    run.votes(1, 5);
    assert_eq!(run.standings()[4], Now);
    run.is_chosen_and_executed(2, 4);
    run.is_chosen_and_executed(3, 4);
    run.votes(2, 5);
    run.votes(3, 9);
    run.hear(Event::Answered { client: 1, number: 1, verdict: Verdict::Output, unordered: false }, "5");
    assert_eq!(run.standings(), [Done, Done, Done, Done, Done, Later]);
    assert!(run.steps()[4].says.contains("r3"), "whose Output was outvoted: {:?}", run.steps()[4]);
}

#[test]
fn a_lost_request_says_where_it_was_lost_and_fail_says_why() {
    let mut run = Run::new();
    run.asks(7, 2);
    run.hear(Event::Undelivered { message: 7, fate: Fate::Cut }, "");
    assert_eq!(run.standings()[1], Wrong);
    assert!(run.steps()[1].says.contains("r2"));
    let verdict = Verdict::TooFewAnswered;
    assert_eq!(run.standings()[2..], [Later, Later, Later, Later]);
    run.hear(Event::Answered { client: 1, number: 1, verdict, unordered: false }, "");
    assert_eq!((run.standings()[1], run.standings()[4]), (Wrong, Wrong), "an answer does not make it received");
    assert!(run.steps()[4].says.contains("Fewer than a majority"));
}

#[test]
fn a_slot_that_nobody_was_heard_to_choose_is_known_and_of_two_the_first_counts() {
    let mut run = Run::new();
    run.asks(7, 1);
    run.is_chosen_and_executed(2, 9);
    run.is_chosen_and_executed(1, 4);
    assert!(run.steps()[2].says.contains('4'), "{:?}", run.steps()[2]);
    assert_eq!(run.steps()[2].marks[0], (at(1), Mark::Done));
    run.heard.forget();
    assert!(run.steps()[2].says.contains('4'), "{:?}", run.steps()[2]);
    assert_eq!(run.standings(), [Done, Done, Done, Now, Later, Later]);
}

#[test]
fn the_audit_is_the_last_step_and_finds_who_differs() {
    let mut run = Run::new();
    run.asks(7, 1);
    for place in 1..=3 {
        run.is_chosen_and_executed(place, 4);
    }
    for (place, state) in [(1, 8), (2, 9), (3, 8)] {
        let (state, outputs) = (Checksum(state), Checksum(1));
        run.hear(Event::Audited { replica: at(place), slot: 8, state, outputs }, "");
    }
    assert_eq!(run.standings()[5], Wrong);
    assert!(run.steps()[5].says.contains("r2"), "{:?}", run.steps()[5]);
}
