//! The search for an explanation: depth first, with undo.

use super::memory::Memory;
use super::progress::{Placed, Progress, Supply};
use super::{Evidence, History, Specification, Verdict};
use std::cmp::Reverse;

/// A way on: use these lost operations, then place this answered one, and be in this State.
struct Choice<State> {
    lost: Vec<u32>,
    rank: u32,
    state: State,
}

/// Which choices of a configuration are tried: the promising ones first, each kind computed only when it is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Operations after which the next answer is explained, and that answer itself, if they look promising.
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

/// A configuration on the way, and what is still to be tried there.
struct Frame<State> {
    state: State,
    /// Where its predecessor's placements end.
    mark: usize,
    choices: Vec<Choice<State>>,
    stage: Stage,
}

struct Search<'h, S: Specification> {
    specification: &'h S,
    progress: Progress<'h, S>,
    memory: Memory<S::State>,
    /// Steps that may still be tried.
    left: u64,
    furthest: Option<(usize, Evidence)>,
}

/// Searches for an explanation of the operations at these indices.
pub fn search<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Output>,
    indices: &[usize],
    supply: Supply,
    budget: &mut u64,
) -> Verdict {
    let mut search = Search {
        specification,
        progress: Progress::new(specification, history, indices, supply),
        memory: Memory::default(),
        left: *budget,
        furthest: None,
    };
    let verdict = search.run();
    *budget = search.left;
    verdict
}

impl<S: Specification> Search<'_, S> {
    fn run(&mut self) -> Verdict {
        let mut frames: Vec<Frame<S::State>> = Vec::new();
        let mut arrival = Some((self.specification.start(), 0));
        loop {
            if self.left == 0 {
                return Verdict::BudgetExceeded;
            }
            if let Some((state, mark)) = arrival.take() {
                self.place_reads(&state);
                if self.progress.is_complete() {
                    // Only an endless supply of lost operations can have been overdrawn.
                    let order = self.progress.order();
                    return order
                        .map_or(Verdict::BudgetExceeded, |order| Verdict::Linearizable { orders: vec![order] });
                }
                let (frontier, used) = (self.progress.frontier as u32, self.progress.used());
                if self.memory.is_new(frontier, &self.progress.ahead, &state, used) {
                    let choices = self.choices(&state, Stage::Enabling);
                    frames.push(Frame { state, mark, choices, stage: Stage::Enabling });
                } else {
                    self.progress.undo(mark);
                }
            }
            let Some(frame) = frames.last_mut() else { break };
            if let Some(choice) = frame.choices.pop() {
                let mark = self.progress.mark();
                self.take(&frame.state, &choice);
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
                let mark = frame.mark;
                frames.pop();
                self.remember_how_far();
                self.progress.undo(mark);
            } else {
                frame.choices = self.choices(&frame.state, frame.stage);
            }
        }
        let (_, evidence) = self.furthest.take().expect("a search ends with a configuration it could not leave");
        Verdict::NotLinearizable(evidence)
    }

    fn step(&mut self, state: &S::State, rank: u32) -> Option<S::State> {
        self.left = self.left.saturating_sub(1);
        let answered = &self.progress.answered[rank as usize];
        self.specification.step(state, answered.operation, Some(answered.output))
    }

    fn step_lost(&mut self, state: &S::State, class: u32) -> Option<S::State> {
        self.left = self.left.saturating_sub(1);
        self.specification.step(state, self.progress.lost[class as usize].operation, None)
    }

    /// Places the reads that are possible now, and those that become possible with them.
    fn place_reads(&mut self, state: &S::State) {
        let mut frontier = None;
        while !self.progress.is_complete() && frontier != Some(self.progress.frontier) {
            frontier = Some(self.progress.frontier);
            let limit = self.progress.limit();
            let mut next = self.progress.following(None);
            while let Some(rank) = next.filter(|rank| self.progress.answered[*rank].invoked < limit) {
                next = self.progress.following(Some(rank));
                if self.progress.answered[rank].only_reads && self.step(state, rank as u32).is_some() {
                    self.progress.place(Placed::Answered(rank as u32));
                }
            }
        }
    }

    /// Goes on by a choice. Operations of which nobody saw a trace go first, if it wipes out their traces at once.
    fn take(&mut self, state: &S::State, choice: &Choice<S::State>) {
        let mut unseen = self.progress.candidates();
        unseen.retain(|rank| *rank != choice.rank && self.progress.answered[*rank as usize].unseen);
        if !unseen.is_empty() {
            let first = choice.lost.first().copied();
            let overwrite = |search: &mut Self, state: &S::State| match first {
                Some(class) => search.step_lost(state, class),
                None => search.step(state, choice.rank),
            };
            let goal = overwrite(self, state);
            let mut state = state.clone();
            for rank in unseen {
                if let Some(after) = self.step(&state, rank)
                    && overwrite(self, &after) == goal
                {
                    self.progress.place(Placed::Answered(rank));
                    state = after;
                }
            }
        }
        choice.lost.iter().for_each(|class| self.progress.place(Placed::Lost(*class)));
        self.progress.place(Placed::Answered(choice.rank));
    }

    /// Whether the State looks as if it were on the way to the next answer that a read was given.
    fn leads_on(&self, state: &S::State) -> bool {
        let next = self.progress.next_read();
        next.is_none_or(|next| self.specification.leads_to(state, next.operation, next.output))
    }

    /// The choices of a stage, the best last.
    fn choices(&mut self, state: &S::State, stage: Stage) -> Vec<Choice<S::State>> {
        let frontier = self.progress.frontier as u32;
        let mut choices = Vec::new();
        match stage {
            Stage::Enabling | Stage::Others => {
                let mut doubtful = Vec::new();
                for rank in self.progress.candidates().into_iter().rev() {
                    let Some(after) = self.step(state, rank) else { continue };
                    let leads_on = self.leads_on(&after);
                    let enabling = leads_on && (rank == frontier || self.step(&after, frontier).is_some());
                    if enabling == (stage == Stage::Enabling) {
                        let choices = if leads_on { &mut choices } else { &mut doubtful };
                        choices.push(Choice { lost: Vec::new(), rank, state: after });
                    }
                }
                doubtful.append(&mut choices);
                choices = doubtful;
            }
            Stage::LostForNext => self.chains(state, &[frontier], &mut choices),
            Stage::LostForOthers => {
                let mut candidates = self.progress.candidates();
                candidates.retain(|rank| *rank != frontier);
                self.chains(state, &candidates, &mut choices);
            }
            Stage::Exhausted => {}
        }
        choices
    }

    /// Runs of lost operations, each followed by one of these answered operations, which needs every one of them.
    fn chains(&mut self, state: &S::State, targets: &[u32], choices: &mut Vec<Choice<S::State>>) {
        let mut classes: Vec<u32> = (0..self.progress.lost.len() as u32).collect();
        classes.retain(|class| self.progress.is_open(*class));
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
                    self.progress.lost[class as usize].used -= 1;
                }
                continue;
            };
            *cursor += 1;
            if !self.progress.is_open(class) {
                continue;
            }
            let Some(after) = self.link(&states, chain.last().copied(), class) else { continue };
            for &rank in targets {
                if let Some(last) = self.needed(&states[states.len() - 1], &after, class, rank) {
                    let lost = chain.iter().copied().chain([class]).collect();
                    choices.push(Choice { lost, rank, state: last });
                }
            }
            self.progress.lost[class as usize].used += 1;
            chain.push(class);
            states.push(after);
            cursors.push(0);
        }
        choices.sort_by_key(|choice| Reverse(choice.lost.len()));
    }

    /// The State after adding a lost operation to a run of them, if that is not pointless.
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

    fn remember_how_far(&mut self) {
        let frontier = self.progress.frontier;
        if self.furthest.as_ref().is_some_and(|(furthest, _)| *furthest >= frontier) {
            return;
        }
        let index = |rank: u32| self.progress.answered[rank as usize].index;
        let mut concurrent = self.progress.candidates();
        concurrent.retain(|rank| *rank as usize != frontier);
        let evidence = Evidence {
            operation: index(frontier as u32),
            order: self.progress.order().unwrap_or_default(),
            concurrent: concurrent.into_iter().map(index).collect(),
        };
        self.furthest = Some((frontier, evidence));
    }
}
