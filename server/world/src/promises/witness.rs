//! A witness for linearizability: the order in which the Inputs were chosen, which in a sound run explains every answer.
//!
//! To search for an explanation can take very long; to verify one that is given does not. So the order of Inputs is
//! tried first. It is only a proposal: that each operation stands between its invocation and its answer, and that one
//! copy gives exactly these answers in this order, is verified here from the clients' history alone. Where the order
//! explains nothing, as where replicas disagree about it, nothing is proved, and the search has to decide.
//!
//! Reads beside the order have no place in it. Each is put at the earliest position where it may stand and gives its
//! answer; nothing is lost by the earliest, since it leaves most room for the reads that come after it.

use super::history::OneCopy;
use super::linearizability::{Entry, Fate, Specification as _};
use smr::execute::{Machine, Operation, Output};

/// What clients asked and were answered, and an order that may explain it.
pub struct Witness<'h> {
    /// The operations.
    pub entries: &'h [Entry<Operation, Output>],
    /// Those that were ordered, in this order, by their indices.
    pub order: &'h [usize],
    /// Those that were answered beside the order, in the order of their invocations.
    pub beside: &'h [usize],
    /// The latest invocation of what came before.
    pub latest: u64,
}

impl Witness<'_> {
    /// The State at the end, if this order explains every answer.
    #[must_use]
    pub fn explains(&self, copy: &OneCopy<'_>) -> Option<Machine> {
        let answered = |entry: &&Entry<_, _>| matches!(entry.fate, Fate::Answered(..));
        let ordered = self.order.iter().map(|index| &self.entries[*index]);
        let placed = ordered.filter(answered).count() + self.beside.len();
        (placed == self.entries.iter().filter(answered).count()).then(|| self.leads_to(copy)).flatten()
    }

    /// The State at the end, if this order explains the answers of what stands in it.
    #[must_use]
    pub fn leads_to(&self, copy: &OneCopy<'_>) -> Option<Machine> {
        let earliest_answers = self.earliest_answers();
        let mut state = copy.start();
        let mut placing = Placing { latest: self.latest, waiting: self.beside.to_vec() };
        self.place_reads(copy, &state, earliest_answers[0], &mut placing);
        for (index, earliest) in self.order.iter().zip(&earliest_answers[1..]) {
            let entry = &self.entries[*index];
            let output = match &entry.fate {
                Fate::Answered(at, _) if *at < placing.latest => return None,
                Fate::Answered(_, output) => Some(output),
                Fate::Unknown => None,
                Fate::Failed => return None,
            };
            placing.latest = placing.latest.max(entry.invoked);
            state = copy.step(&state, &entry.operation, output)?;
            self.place_reads(copy, &state, *earliest, &mut placing);
        }
        placing.waiting.is_empty().then_some(state)
    }

    /// For each position in the order, the earliest answer to anything that comes after it.
    fn earliest_answers(&self) -> Vec<u64> {
        let mut earliest = vec![u64::MAX; self.order.len() + 1];
        for (position, index) in self.order.iter().enumerate().rev() {
            let answered = match self.entries[*index].fate {
                Fate::Answered(at, _) => at,
                Fate::Unknown | Fate::Failed => u64::MAX,
            };
            earliest[position] = answered.min(earliest[position + 1]);
        }
        earliest
    }

    /// Places the reads that may stand here and give their answers here.
    fn place_reads(&self, copy: &OneCopy<'_>, state: &Machine, earliest_answer: u64, placing: &mut Placing) {
        let mut left = 0;
        let mut earliest_waiting = u64::MAX;
        while let Some(index) = placing.waiting.get(left) {
            let read = &self.entries[*index];
            let Fate::Answered(answered, output) = &read.fate else { return };
            if read.invoked > earliest_answer || read.invoked > earliest_waiting {
                return;
            }
            if placing.latest < *answered && copy.step(state, &read.operation, Some(output)).is_some() {
                placing.latest = placing.latest.max(read.invoked);
                placing.waiting.remove(left);
            } else {
                earliest_waiting = earliest_waiting.min(*answered);
                left += 1;
            }
        }
    }
}

/// How far the order is verified.
struct Placing {
    /// The latest invocation of all that is placed.
    latest: u64,
    /// The reads that are not placed yet, in the order of their invocations.
    waiting: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promises::linearizability::History;
    use smr::execute::MachineKind;

    /// A history of a counter: what happens is told as it happens, `invoke` and `answer` by the number of the operation.
    #[derive(Default)]
    struct Told {
        history: History<Operation, Output>,
        order: Vec<usize>,
        beside: Vec<usize>,
    }

    impl Told {
        fn invoke(mut self, operation: &str) -> Self {
            self.history.invoke(MachineKind::Counter.parse(operation).expect("an operation"));
            self
        }

        fn answer(mut self, index: usize, number: i64) -> Self {
            self.history.answer(index, Output::Number(number));
            self
        }

        fn ordered(self, order: &[usize], beside: &[usize]) -> Self {
            Self { order: order.to_vec(), beside: beside.to_vec(), ..self }
        }

        fn is_explained(&self) -> bool {
            let (kind, start) = (MachineKind::Counter, Machine::start(&MachineKind::Counter));
            let witness =
                Witness { entries: self.history.entries(), order: &self.order, beside: &self.beside, latest: 0 };
            witness.explains(&OneCopy { kind: &kind, start: &start }).is_some()
        }
    }

    #[test]
    fn the_order_of_inputs_explains_answers_that_come_in_another_order() {
        let told = Told::default().invoke("add 1").invoke("add 2").answer(1, 3).answer(0, 1);
        assert!(told.ordered(&[0, 1], &[]).is_explained());
    }

    #[test]
    fn an_order_against_time_explains_nothing() {
        let told = Told::default().invoke("add 1").answer(0, 3).invoke("add 2").answer(1, 2);
        assert!(!told.ordered(&[1, 0], &[]).is_explained());
    }

    #[test]
    fn what_was_answered_and_never_ordered_is_not_explained() {
        assert!(!Told::default().invoke("add 1").answer(0, 1).is_explained());
    }

    #[test]
    fn a_read_beside_the_order_stands_where_it_gives_its_answer() {
        let told = || Told::default().invoke("add 1").invoke("read").answer(0, 1);
        assert!(told().answer(1, 0).ordered(&[0], &[1]).is_explained());
        assert!(told().answer(1, 1).ordered(&[0], &[1]).is_explained());
        assert!(!told().answer(1, 2).ordered(&[0], &[1]).is_explained());
    }

    #[test]
    fn a_read_after_another_read_does_not_see_less() {
        let told = Told::default().invoke("add 1").invoke("read").answer(1, 1).invoke("read");
        assert!(!told.answer(2, 0).answer(0, 1).ordered(&[0], &[1, 2]).is_explained());
    }
}
