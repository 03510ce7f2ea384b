//! How far an explanation has got: which operations are placed, which may come next, and how to take one back.

use super::memory::Used;
use super::traces::Traces;
use super::{Fate, History, Specification};

/// An answered operation. Its *rank* is its position in the order of the answers.
pub struct Answered<'h, S: Specification> {
    pub index: usize,
    pub operation: &'h S::Operation,
    pub output: &'h S::Output,
    pub invoked: u64,
    pub returned: u64,
    pub only_reads: bool,
    /// Whether nobody can have seen what it did.
    pub unseen: bool,
}

/// Equal lost operations, by the instants of their invocation.
pub struct Lost<'h, S: Specification> {
    pub operation: &'h S::Operation,
    pub invoked: Vec<(u64, usize)>,
    pub used: usize,
}

/// A lost or an answered operation that was placed, by class or by rank.
#[derive(Clone, Copy)]
pub enum Placed {
    Lost(u32),
    Answered(u32),
}

/// How often a lost operation may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Supply {
    /// As often as it was invoked.
    Exact,
    /// In every run of lost operations as often as it was invoked: a wider question with fewer configurations. "Not
    /// linearizable" holds for the exact one as well; an explanation is returned only if it holds too.
    Endless,
}

/// The operations of one partition, and how far their explanation has got.
pub struct Progress<'h, S: Specification> {
    supply: Supply,
    pub answered: Vec<Answered<'h, S>>,
    pub lost: Vec<Lost<'h, S>>,
    /// Ranks not yet placed, linked in the order of invocation; the last position is the end.
    next: Vec<u32>,
    previous: Vec<u32>,
    is_placed: Vec<bool>,
    /// The lowest rank not yet placed.
    pub frontier: usize,
    /// The placed ranks above it, ascending.
    pub ahead: Vec<u32>,
    placed: Vec<Placed>,
}

impl<'h, S: Specification> Progress<'h, S> {
    pub fn new(
        specification: &'h S,
        history: &'h History<S::Operation, S::Output>,
        indices: &[usize],
        supply: Supply,
    ) -> Self {
        let (lost, traces) = lost(specification, history, indices);
        let answered = answered(specification, history, indices, &traces);
        let end = answered.len();
        let mut by_invocation: Vec<u32> = (0..end as u32).collect();
        by_invocation.sort_by_key(|rank| answered[*rank as usize].invoked);
        let (mut next, mut previous) = (vec![end as u32; end + 1], vec![end as u32; end + 1]);
        let mut last = end as u32;
        for rank in by_invocation {
            next[last as usize] = rank;
            previous[rank as usize] = last;
            last = rank;
        }
        previous[end] = last;
        let is_placed = vec![false; end];
        let (ahead, placed) = (Vec::new(), Vec::new());
        Self { supply, answered, lost, next, previous, is_placed, frontier: 0, ahead, placed }
    }

    /// Whether every answer is explained.
    pub fn is_complete(&self) -> bool {
        self.frontier == self.answered.len()
    }

    /// The instant before which an operation must have been invoked to be placed next.
    pub fn limit(&self) -> u64 {
        self.answered[self.frontier].returned
    }

    /// The answered operations that may be placed next, in the order of their answers.
    pub fn candidates(&self) -> Vec<u32> {
        let end = self.answered.len();
        let mut candidates = Vec::new();
        let mut rank = self.next[end] as usize;
        while rank != end && self.answered[rank].invoked < self.limit() {
            candidates.push(rank as u32);
            rank = self.next[rank] as usize;
        }
        candidates.sort_unstable();
        candidates
    }

    /// The first of the operations not placed, or the one after this, in the order of invocation.
    pub fn following(&self, rank: Option<usize>) -> Option<usize> {
        let end = self.answered.len();
        Some(self.next[rank.unwrap_or(end)] as usize).filter(|next| *next != end)
    }

    /// The next answer to a read that is not explained yet.
    pub fn next_read(&self) -> Option<&Answered<'h, S>> {
        let unplaced = |rank: &usize| !self.is_placed[*rank] && self.answered[*rank].only_reads;
        (self.frontier..self.answered.len()).find(unplaced).map(|rank| &self.answered[rank])
    }

    /// Whether a lost operation of this class is left that may be placed next.
    pub fn is_open(&self, class: u32) -> bool {
        let lost = &self.lost[class as usize];
        lost.invoked.get(lost.used).is_some_and(|(invoked, _)| *invoked < self.limit())
    }

    /// The lost operations that were used.
    pub fn used(&self) -> Used {
        let counts = self.lost.iter().enumerate().filter(|(_, lost)| lost.used > 0);
        counts.map(|(class, lost)| (class as u32, lost.used as u32)).collect()
    }

    /// What [`Progress::undo`] takes to come back to here.
    pub fn mark(&self) -> usize {
        self.placed.len()
    }

    /// How much placing a lost operation takes from its supply.
    fn each_use(&self) -> usize {
        usize::from(self.supply == Supply::Exact)
    }

    /// Places an operation next.
    pub fn place(&mut self, placed: Placed) {
        self.placed.push(placed);
        match placed {
            Placed::Lost(class) => self.lost[class as usize].used += self.each_use(),
            Placed::Answered(rank) => {
                let (before, after) = (self.previous[rank as usize], self.next[rank as usize]);
                self.next[before as usize] = after;
                self.previous[after as usize] = before;
                self.is_placed[rank as usize] = true;
                if rank as usize != self.frontier {
                    let place = self.ahead.partition_point(|other| *other < rank);
                    self.ahead.insert(place, rank);
                    return;
                }
                while self.is_placed.get(self.frontier) == Some(&true) {
                    self.frontier += 1;
                }
                let passed = self.frontier - rank as usize - 1;
                self.ahead.drain(..passed);
            }
        }
    }

    /// Takes back everything that was placed since the mark.
    pub fn undo(&mut self, mark: usize) {
        let each_use = self.each_use();
        for placed in self.placed.drain(mark..).rev() {
            let rank = match placed {
                Placed::Lost(class) => {
                    self.lost[class as usize].used -= each_use;
                    continue;
                }
                Placed::Answered(rank) => rank,
            };
            let (before, after) = (self.previous[rank as usize], self.next[rank as usize]);
            self.next[before as usize] = rank;
            self.previous[after as usize] = rank;
            self.is_placed[rank as usize] = false;
            if (rank as usize) < self.frontier {
                self.ahead.splice(0..0, rank + 1..self.frontier as u32);
                self.frontier = rank as usize;
            } else {
                self.ahead.retain(|other| *other != rank);
            }
        }
    }

    /// The placed operations as indices in the history; `None` if a lost one was used too often or too early.
    pub fn order(&self) -> Option<Vec<usize>> {
        let mut order = Vec::with_capacity(self.placed.len());
        let mut uses = vec![0; self.lost.len()];
        for placed in &self.placed {
            if let Placed::Lost(class) = placed {
                uses[*class as usize] += 1;
            }
        }
        let next = self.answered.get(self.frontier);
        let mut earliest_answer = next.map_or(u64::MAX, |next| next.returned);
        for placed in self.placed.iter().rev() {
            match *placed {
                Placed::Answered(rank) => {
                    let answered = &self.answered[rank as usize];
                    earliest_answer = earliest_answer.min(answered.returned);
                    order.push(answered.index);
                }
                Placed::Lost(class) => {
                    uses[class as usize] -= 1;
                    let use_number = uses[class as usize];
                    let (invoked, index) = *self.lost[class as usize].invoked.get(use_number)?;
                    if invoked > earliest_answer {
                        return None;
                    }
                    order.push(index);
                }
            }
        }
        order.reverse();
        Some(order)
    }
}

/// The answered operations, in the order of their answers.
fn answered<'h, S: Specification>(
    specification: &S,
    history: &'h History<S::Operation, S::Output>,
    indices: &[usize],
    traces: &Traces,
) -> Vec<Answered<'h, S>> {
    let mut answered = Vec::new();
    for &index in indices {
        let entry = &history.entries()[index];
        let (operation, invoked) = (&entry.operation, entry.invoked);
        if let Fate::Answered(returned, output) = &entry.fate {
            let only_reads = specification.only_reads(operation, output);
            let unseen = !traces.show(specification.leaves(operation), invoked);
            let returned = *returned;
            answered.push(Answered { index, operation, output, invoked, returned, only_reads, unseen });
        }
    }
    answered.sort_by_key(|operation| operation.returned);
    answered
}

/// The lost operations that can matter, equal ones together; and who sees what without the others.
fn lost<'h, S: Specification>(
    specification: &S,
    history: &'h History<S::Operation, S::Output>,
    indices: &[usize],
) -> (Vec<Lost<'h, S>>, Traces) {
    let entries = history.entries();
    let with_fate = |index: &&usize| !matches!(entries[**index].fate, Fate::Failed);
    let mut kept: Vec<usize> = indices.iter().filter(with_fate).copied().collect();
    let traces = loop {
        let traces = Traces::of(specification, history, kept.iter().copied());
        let before = kept.len();
        kept.retain(|index| {
            let entry = &entries[*index];
            !matches!(entry.fate, Fate::Unknown) || traces.show(specification.leaves(&entry.operation), entry.invoked)
        });
        if kept.len() == before {
            break traces;
        }
    };
    kept.retain(|index| matches!(entries[*index].fate, Fate::Unknown));
    let mut classes: Vec<Lost<'h, S>> = Vec::new();
    for index in kept {
        let (operation, invoked) = (&entries[index].operation, (entries[index].invoked, index));
        match classes.iter_mut().find(|class| class.operation == operation) {
            Some(class) => class.invoked.push(invoked),
            None => classes.push(Lost { operation, invoked: vec![invoked], used: 0 }),
        }
    }
    (classes, traces)
}
