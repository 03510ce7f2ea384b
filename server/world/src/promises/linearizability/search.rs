//! The search for an explanation, depth first, with undo.

use super::memory::{Memory, Used};
use super::{Evidence, Fate, History, Specification, Verdict};

/// An answered operation. Its *rank* is its position in the order of the answers.
struct Answered<'h, S: Specification> {
    index: usize,
    operation: &'h S::Operation,
    output: &'h S::Output,
    invoked: u64,
    returned: u64,
    only_reads: bool,
}

/// Equal lost operations, by the instants of their invocation.
struct Lost<'h, S: Specification> {
    operation: &'h S::Operation,
    invoked: Vec<(u64, usize)>,
    used: usize,
}

/// A lost or an answered operation that was placed, by class or by rank.
#[derive(Clone, Copy)]
enum Placed {
    Lost(u32),
    Answered(u32),
}

/// A way on: use these lost operations, then place this answered one, and be in this State.
struct Choice<State> {
    lost: Vec<u32>,
    rank: u32,
    state: State,
}

/// Which choices of a configuration are tried: the promising ones first, each kind computed only when it is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Operations after which the next answer is explained, and that answer itself.
    Enabling,
    /// Lost operations that explain the next answer.
    LostForNext,
    /// The other operations.
    Others,
    /// Lost operations that explain an answer other than the next.
    LostForOthers,
    /// Nothing is left.
    Exhausted,
}

struct Frame<State> {
    state: State,
    placed: usize,
    choices: Vec<Choice<State>>,
    stage: Stage,
}

struct Search<'h, S: Specification> {
    specification: &'h S,
    answered: Vec<Answered<'h, S>>,
    lost: Vec<Lost<'h, S>>,
    /// Ranks not yet placed, linked in the order of invocation; the last position is the end.
    next: Vec<u32>,
    previous: Vec<u32>,
    is_placed: Vec<bool>,
    /// The lowest rank not yet placed.
    frontier: usize,
    /// The placed ranks above it, ascending.
    ahead: Vec<u32>,
    placed: Vec<Placed>,
    memory: Memory<S::State>,
    left: u64,
    evidence: Option<(usize, Evidence)>,
}

/// Searches for an explanation of the operations at these indices.
pub fn search<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Output>,
    indices: &[usize],
    budget: &mut u64,
) -> Verdict {
    let mut search = Search::new(specification, history, indices, *budget);
    let verdict = search.run();
    *budget = search.left;
    verdict
}

impl<'h, S: Specification> Search<'h, S> {
    fn new(specification: &'h S, history: &'h History<S::Operation, S::Output>, indices: &[usize], left: u64) -> Self {
        let mut answered: Vec<Answered<'h, S>> = Vec::new();
        let mut unknown = Vec::new();
        for &index in indices {
            let entry = &history.entries()[index];
            let (operation, invoked) = (&entry.operation, entry.invoked);
            match &entry.fate {
                Fate::Failed => {}
                Fate::Unknown => unknown.push((index, operation, invoked)),
                Fate::Answered(returned, output) => {
                    let only_reads = specification.only_reads(operation, output);
                    let returned = *returned;
                    answered.push(Answered { index, operation, output, invoked, returned, only_reads });
                }
            }
        }
        answered.sort_by_key(|operation| operation.returned);
        let lost = classes(specification, &answered, unknown);
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
        Self {
            specification,
            is_placed: vec![false; end],
            answered,
            lost,
            next,
            previous,
            frontier: 0,
            ahead: Vec::new(),
            placed: Vec::new(),
            memory: Memory::default(),
            left,
            evidence: None,
        }
    }

    fn run(&mut self) -> Verdict {
        let mut frames: Vec<Frame<S::State>> = Vec::new();
        let mut arrival = Some((self.specification.start(), 0));
        loop {
            if self.left == 0 {
                return Verdict::BudgetExceeded;
            }
            if let Some((state, placed)) = arrival.take() {
                self.place_reads(&state);
                if self.frontier == self.answered.len() {
                    return Verdict::Linearizable { orders: vec![self.order()] };
                }
                if self.memory.is_new(self.frontier as u32, &self.ahead, &state, self.used()) {
                    let choices = self.choices(&state, Stage::Enabling);
                    frames.push(Frame { state, placed, choices, stage: Stage::Enabling });
                } else {
                    self.undo(placed);
                }
            }
            let Some(frame) = frames.last_mut() else {
                break;
            };
            if let Some(choice) = frame.choices.pop() {
                let mark = self.placed.len();
                choice.lost.iter().for_each(|class| self.place(Placed::Lost(*class)));
                self.place(Placed::Answered(choice.rank));
                arrival = Some((choice.state, mark));
                continue;
            }
            frame.stage = match frame.stage {
                Stage::Enabling => Stage::LostForNext,
                Stage::LostForNext => Stage::Others,
                Stage::Others => Stage::LostForOthers,
                Stage::LostForOthers | Stage::Exhausted => Stage::Exhausted,
            };
            if frame.stage == Stage::Exhausted {
                let placed = frame.placed;
                frames.pop();
                self.remember_how_far();
                self.undo(placed);
            } else {
                frame.choices = self.choices(&frame.state, frame.stage);
            }
        }
        let (_, evidence) = self.evidence.take().expect("a search ends with a configuration it could not leave");
        Verdict::NotLinearizable(evidence)
    }

    /// The answered operations that may be placed next, in the order of their answers.
    fn candidates(&self) -> Vec<u32> {
        let end = self.answered.len();
        let limit = self.answered[self.frontier].returned;
        let mut candidates = Vec::new();
        let mut rank = self.next[end] as usize;
        while rank != end && self.answered[rank].invoked < limit {
            candidates.push(rank as u32);
            rank = self.next[rank] as usize;
        }
        candidates.sort_unstable();
        candidates
    }

    fn step(&mut self, state: &S::State, rank: u32) -> Option<S::State> {
        self.left = self.left.saturating_sub(1);
        let answered = &self.answered[rank as usize];
        self.specification.step(state, answered.operation, Some(answered.output))
    }

    fn step_lost(&mut self, state: &S::State, class: u32) -> Option<S::State> {
        self.left = self.left.saturating_sub(1);
        self.specification.step(state, self.lost[class as usize].operation, None)
    }

    fn place_reads(&mut self, state: &S::State) {
        let end = self.answered.len();
        let mut frontier = end;
        while self.frontier < end && self.frontier != frontier {
            frontier = self.frontier;
            let limit = self.answered[frontier].returned;
            let mut rank = self.next[end] as usize;
            while rank != end && self.answered[rank].invoked < limit {
                let following = self.next[rank] as usize;
                if self.answered[rank].only_reads && self.step(state, rank as u32).is_some() {
                    self.place(Placed::Answered(rank as u32));
                }
                rank = following;
            }
        }
    }

    /// The choices of a stage, the best last.
    fn choices(&mut self, state: &S::State, stage: Stage) -> Vec<Choice<S::State>> {
        let frontier = self.frontier as u32;
        let mut choices = Vec::new();
        match stage {
            Stage::Enabling | Stage::Others => {
                for rank in self.candidates().into_iter().rev() {
                    let Some(after) = self.step(state, rank) else {
                        continue;
                    };
                    let enabling = rank == frontier || self.step(&after, frontier).is_some();
                    if enabling == (stage == Stage::Enabling) {
                        choices.push(Choice { lost: Vec::new(), rank, state: after });
                    }
                }
            }
            Stage::LostForNext => self.chains(state, &[frontier], &mut choices),
            Stage::LostForOthers => {
                let mut candidates = self.candidates();
                candidates.retain(|rank| *rank != frontier);
                self.chains(state, &candidates, &mut choices);
            }
            Stage::Exhausted => {}
        }
        choices
    }

    /// Runs of lost operations, each followed by one of these answered operations, which needs every one of them.
    fn chains(&mut self, state: &S::State, targets: &[u32], choices: &mut Vec<Choice<S::State>>) {
        let limit = self.answered[self.frontier].returned;
        let open = |lost: &Lost<'h, S>| lost.invoked.get(lost.used).is_some_and(|(invoked, _)| *invoked < limit);
        let classes: Vec<u32> = (0..self.lost.len() as u32).filter(|class| open(&self.lost[*class as usize])).collect();
        if classes.is_empty() || targets.is_empty() {
            return;
        }
        let mut states = vec![state.clone()];
        let mut chain: Vec<u32> = Vec::new();
        let mut cursors = vec![0];
        while let Some(cursor) = cursors.last_mut() {
            let Some(&class) = classes.get(*cursor).filter(|_| self.left > 0) else {
                cursors.pop();
                states.pop();
                if let Some(class) = chain.pop() {
                    self.lost[class as usize].used -= 1;
                }
                continue;
            };
            *cursor += 1;
            if !open(&self.lost[class as usize]) {
                continue;
            }
            let Some(after) = self.link(&states, chain.last().copied(), class) else {
                continue;
            };
            for &rank in targets {
                if let Some(last) = self.needed(&states[states.len() - 1], &after, class, rank) {
                    let lost = chain.iter().copied().chain([class]).collect();
                    choices.push(Choice { lost, rank, state: last });
                }
            }
            self.lost[class as usize].used += 1;
            chain.push(class);
            states.push(after);
            cursors.push(0);
        }
        choices.sort_by_key(|choice| std::cmp::Reverse(choice.lost.len()));
    }

    /// The State after adding a lost operation to a chain, if that is not pointless.
    fn link(&mut self, states: &[S::State], last: Option<u32>, class: u32) -> Option<S::State> {
        let after = self.step_lost(&states[states.len() - 1], class)?;
        if states.contains(&after) {
            return None;
        }
        if let Some(last) = last
            && let Some(without) = self.step_lost(&states[states.len() - 2], class)
        {
            let overwritten = without == after;
            if overwritten || (class < last && self.step_lost(&without, last).as_ref() == Some(&after)) {
                return None;
            }
        }
        Some(after)
    }

    /// The State after an answered operation, if it needs the lost one just before it.
    fn needed(&mut self, before: &S::State, after: &S::State, class: u32, rank: u32) -> Option<S::State> {
        let last = self.step(after, rank)?;
        if let Some(without) = self.step(before, rank)
            && (without == last || self.step_lost(&without, class).as_ref() == Some(&last))
        {
            return None;
        }
        Some(last)
    }

    fn used(&self) -> Used {
        let counts = self.lost.iter().enumerate().filter(|(_, lost)| lost.used > 0);
        counts.map(|(class, lost)| (class as u32, lost.used as u32)).collect()
    }

    fn place(&mut self, placed: Placed) {
        self.placed.push(placed);
        match placed {
            Placed::Lost(class) => self.lost[class as usize].used += 1,
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

    fn undo(&mut self, mark: usize) {
        for placed in self.placed.drain(mark..).rev() {
            match placed {
                Placed::Lost(class) => self.lost[class as usize].used -= 1,
                Placed::Answered(rank) => {
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
        }
    }

    /// The placed operations as indices in the history.
    fn order(&self) -> Vec<usize> {
        let mut uses = vec![0; self.lost.len()];
        let index = |placed: &Placed| match *placed {
            Placed::Answered(rank) => self.answered[rank as usize].index,
            Placed::Lost(class) => {
                uses[class as usize] += 1;
                self.lost[class as usize].invoked[uses[class as usize] - 1].1
            }
        };
        self.placed.iter().map(index).collect()
    }

    fn remember_how_far(&mut self) {
        let known = self.evidence.as_ref().map(|(frontier, evidence)| (*frontier, evidence.order.len()));
        if known >= Some((self.frontier, self.placed.len())) {
            return;
        }
        let mut concurrent = self.candidates();
        concurrent.retain(|rank| *rank as usize != self.frontier);
        let concurrent = concurrent.iter().map(|rank| self.answered[*rank as usize].index).collect();
        let operation = self.answered[self.frontier].index;
        self.evidence = Some((self.frontier, Evidence { operation, order: self.order(), concurrent }));
    }
}

/// Groups equal lost operations, without those that cannot matter.
fn classes<'h, S: Specification>(
    specification: &S,
    answered: &[Answered<'h, S>],
    mut unknown: Vec<(usize, &'h S::Operation, u64)>,
) -> Vec<Lost<'h, S>> {
    loop {
        let matters = |(index, operation, invoked): &(usize, &'h S::Operation, u64)| {
            let first = answered.partition_point(|other| other.returned < *invoked);
            let later = answered[first..].iter().map(|other| (other.operation, Some(other.output)));
            let lost = unknown.iter().filter(|other| other.0 != *index).map(|other| (other.1, None));
            specification.matters(operation, later.chain(lost))
        };
        let kept: Vec<_> = unknown.iter().copied().filter(matters).collect();
        if kept.len() == unknown.len() {
            break;
        }
        unknown = kept;
    }
    let mut classes: Vec<Lost<'h, S>> = Vec::new();
    for (index, operation, invoked) in unknown {
        match classes.iter_mut().find(|class| class.operation == operation) {
            Some(class) => class.invoked.push((invoked, index)),
            None => classes.push(Lost { operation, invoked: vec![(invoked, index)], used: 0 }),
        }
    }
    classes
}
