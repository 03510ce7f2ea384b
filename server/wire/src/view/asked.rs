//! Whose Outputs the voter asks for.
//!
//! An Input is answered by those who are members once its slot is executed: whoever joins later gives no Output for it, and
//! whoever quits later gives one. What is not ordered yet, and a read that bypasses the order, asks those who are members
//! when it is sent, and once more when it is sent again.

use super::View;
use crate::{Asked, Replica};

impl View {
    /// An Input is chosen for a slot; it is executed in the first one of its slots.
    pub(super) fn order(&mut self, Asked { client, number }: Asked, slot: u64) {
        if let Some(request) = self.clients.get_mut(&client).and_then(|client| client.pending(number))
            && (request.slot == 0 || slot < request.slot)
        {
            request.slot = slot;
            request.members.clone_from(&self.members);
        }
    }

    /// The members change by what a replica has just executed: what it has not executed before is for the new ones.
    pub(super) fn change_members(&mut self, by: Replica) {
        let executed = self.place(by.place).executed;
        for client in self.clients.values_mut() {
            for request in &mut client.pending {
                if request.slot >= executed {
                    request.members.clone_from(&self.members);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checksum, Event, Requests, Traced, Verdict};

    const fn at(place: u8) -> Replica {
        Replica { place, life: 0 }
    }

    /// A cluster of three, and what happens to it.
    struct Run(View);

    impl Run {
        fn new() -> Self {
            Self(View { members: (1..=3).map(at).collect(), members_from: 1, ..View::default() })
        }

        fn hear(&mut self, event: Event) {
            let id = self.0.event + 1;
            self.0.fold(&Traced { id, at: id, cause: 0, event, words: None });
        }

        fn invokes(&mut self, number: u32) {
            self.hear(Event::Invoked { client: 1, number });
        }

        fn is_chosen(&mut self, slot: u64, number: u32) {
            let requests = Requests(vec![Asked { client: 1, number }]);
            self.hear(Event::Committed { replica: at(1), slot, inputs: 1, requests });
        }

        fn executes(&mut self, place: u8, slot: u64) {
            self.hear(Event::Executed { replica: at(place), slot, outputs: Checksum(1) });
        }

        /// QUIT or JOIN is executed in this slot, and changes the members to these.
        fn changes(&mut self, slot: u64, members: &[u8]) {
            self.executes(1, slot);
            let members = members.iter().copied().map(at).collect();
            self.hear(Event::Members { replica: at(1), from: slot + 64, members });
        }

        fn is_answered(&mut self, number: u32) {
            self.hear(Event::Answered { client: 1, number, verdict: Verdict::Output, unordered: false });
        }

        /// The places of those who are asked for it.
        fn asked(&self, number: u32) -> Vec<u8> {
            let client = &self.0.clients[&1];
            let answered = client.answered.iter().map(|answered| &answered.request);
            let mut all = client.pending.iter().chain(answered);
            let request = all.find(|request| request.number == number).expect("it was invoked");
            request.members.iter().map(|replica| replica.place).collect()
        }
    }

    #[test]
    fn who_joins_is_asked_for_what_is_executed_from_then_on() {
        let mut run = Run::new();
        for (number, slot) in [(1, 4), (2, 5), (3, 7), (4, 6)] {
            run.invokes(number);
            run.is_chosen(slot, number);
        }
        run.executes(1, 4);
        run.is_answered(1);
        run.executes(1, 5);
        // In the slot of this JOIN is an Input too, and one more is chosen before it is executed.
        run.changes(6, &[1, 2, 3, 4]);
        run.executes(2, 5);
        run.is_answered(2);
        run.invokes(5);
        assert_eq!(run.asked(1), [1, 2, 3], "it was answered before");
        assert_eq!(run.asked(2), [1, 2, 3], "it was executed before, and answered after");
        assert_eq!((run.asked(3), run.asked(4), run.asked(5)), (vec![1, 2, 3, 4], vec![1, 2, 3, 4], vec![1, 2, 3, 4]));
    }

    #[test]
    fn who_quits_was_asked_for_what_was_executed_before() {
        let mut run = Run::new();
        run.invokes(1);
        run.invokes(2);
        run.is_chosen(4, 1);
        run.executes(1, 4);
        run.changes(5, &[1, 2]);
        run.is_chosen(6, 2);
        run.executes(1, 6);
        run.is_answered(1);
        run.changes(7, &[1, 2, 4]);
        run.invokes(3);
        assert_eq!((run.asked(1), run.asked(2), run.asked(3)), (vec![1, 2, 3], vec![1, 2], vec![1, 2, 4]));
    }

    #[test]
    fn what_is_sent_again_is_asked_of_those_who_are_members_then() {
        let mut run = Run::new();
        for number in [1, 2, 3] {
            run.invokes(number);
        }
        run.is_chosen(4, 1);
        run.executes(1, 4);
        run.changes(5, &[1, 2, 3, 4]);
        assert_eq!((run.asked(1), run.asked(2)), (vec![1, 2, 3], vec![1, 2, 3]));
        for number in [1, 2] {
            run.hear(Event::Retried { client: 1, number });
        }
        assert_eq!((run.asked(1), run.asked(2)), (vec![1, 2, 3, 4], vec![1, 2, 3, 4]));
        run.hear(Event::Answered { client: 1, number: 3, verdict: Verdict::Output, unordered: true });
        assert_eq!(run.asked(3), [1, 2, 3], "a read, which only those who were asked have answered");
    }

    #[test]
    fn of_two_slots_an_input_is_executed_in_the_first() {
        let mut run = Run::new();
        run.invokes(1);
        run.is_chosen(9, 1);
        run.is_chosen(4, 1);
        run.executes(1, 4);
        run.changes(5, &[1, 2]);
        assert_eq!(run.asked(1), [1, 2, 3]);
    }
}
