//! Says the lines of a lesson to the cluster, one after the other, and knows what of the step is done.

use super::course;
use super::progress::Progress;
use crate::dom::effect;
use crate::lab::{Lab, Origin};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use wire::lesson::{Block, Lesson, Step, goal};
use wire::message::{Speed, ToServer};

/// Between two lines; the server carries out about 30 a second.
const BETWEEN_LINES: Duration = Duration::from_millis(40);

/// While a learner works on a task, time runs at this speed: slow enough to see, fast enough not to wait.
const WHILE_WORKING: Speed = Speed(50);

/// A block of the step: its number.
pub type Spot = usize;

/// What is being said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Saying {
    spot: Option<Spot>,
    rest: VecDeque<String>,
    /// The number of the line that was said last and is not answered.
    id: Option<u32>,
    /// The number of the line that was answered last.
    answered: Option<u32>,
}

impl Saying {
    /// A line is answered: whether it is the one that this waits for.
    fn hear(&mut self, id: u32) -> bool {
        let is_mine = self.id == Some(id);
        if is_mine {
            self.answered = self.id.take();
        }
        is_mine
    }

    /// Whether the next line is to be said after this one; something else may be said by now.
    fn is_next_after(&self, answered: Option<u32>) -> bool {
        self.id.is_none() && self.answered == answered
    }
}

/// Where a learner stands. A handle: copies share it.
#[derive(Clone, Copy)]
pub struct Player {
    lab: Lab,
    /// The step, counted from 0.
    pub step: RwSignal<usize>,
    /// The scripts and solutions of the step that have been played.
    pub played: RwSignal<BTreeSet<Spot>>,
    /// What was predicted, by prediction.
    pub predicted: RwSignal<BTreeMap<Spot, usize>>,
    /// What went wrong with a line, if it did.
    pub trouble: RwSignal<Option<String>>,
    saying: RwSignal<Saying>,
}

impl Player {
    /// Begins at the step that the address names, or where the learner was last.
    pub fn new(lab: Lab) -> Self {
        let player = Self {
            lab,
            step: RwSignal::new(0),
            played: RwSignal::default(),
            predicted: RwSignal::default(),
            trouble: RwSignal::new(None),
            saying: RwSignal::default(),
        };
        effect(move || {
            if let Some(outcome) = lab.outcome.get() {
                player.hear(outcome.id, outcome.what);
            }
        });
        effect(move || {
            // Nobody answers any more what was said before the connection was lost, or what others have to say now.
            if !lab.is_ready() {
                player.saying.set(Saying::default());
            }
        });
        player
    }

    /// Whether something is being said.
    pub fn is_busy(self) -> bool {
        self.saying.with(|saying| saying.id.is_some() || !saying.rest.is_empty())
    }

    /// Whether this block is being played.
    pub fn is_playing(self, spot: Spot) -> bool {
        self.is_busy() && self.saying.with(|saying| saying.spot == Some(spot))
    }

    /// Begins a step: brings the cluster to where it begins, and plays what sets it up.
    pub fn begin(self, step: usize) {
        let Some(lesson) = self.lab.lesson.get_untracked() else { return };
        let step = step.min(lesson.steps.len().saturating_sub(1));
        self.step.set(step);
        self.played.set(BTreeSet::new());
        self.predicted.set(BTreeMap::new());
        self.trouble.set(None);
        Progress::note(&lesson.entry.path, step, false);
        let first = lesson.steps.get(step).and_then(first_script);
        let set_up = first.filter(|(_, lines)| course::begins_a_run(lines));
        let mut lines = course::lines_before(&lesson, step);
        lines.extend(set_up.iter().flat_map(|(_, lines)| lines.iter().cloned()));
        self.say(set_up.map(|(spot, _)| spot), lines);
    }

    /// Plays a block of the step.
    pub fn play(self, spot: Spot) {
        let lines = self.lab.lesson.with_untracked(|lesson| {
            let step = lesson.as_ref().and_then(|lesson| lesson.steps.get(self.step.get_untracked()));
            match step.and_then(|step| step.blocks.get(spot)) {
                Some(Block::Script(lines) | Block::Solution(lines)) => lines.clone(),
                _not_to_be_played => Vec::new(),
            }
        });
        self.say(Some(spot), lines);
    }

    fn say(self, spot: Option<Spot>, lines: Vec<String>) {
        self.lab.say(&ToServer::Pause);
        self.trouble.set(None);
        if !untrack(|| self.lab.is_ready()) {
            return;
        }
        let rest = lines.into_iter().filter(|line| course::is_said(line)).collect();
        self.saying.set(Saying { spot, rest, ..Saying::default() });
        self.say_next(None);
    }

    fn say_next(self, answered: Option<u32>) {
        if self.saying.try_with_untracked(|saying| saying.is_next_after(answered)) != Some(true) {
            return;
        }
        let next = self.saying.try_update(|saying| saying.rest.pop_front()).flatten();
        match next {
            Some(line) => {
                let id = self.lab.command(Origin::Lesson, line);
                self.saying.update(|saying| saying.id = Some(id));
            }
            None => self.end(),
        }
    }

    fn hear(self, id: u32, what: Result<Option<String>, String>) {
        if !self.saying.try_update(|saying| saying.hear(id)).unwrap_or_default() {
            return;
        }
        match what {
            Ok(_) if self.saying.with_untracked(|saying| saying.rest.is_empty()) => self.end(),
            Ok(_) => set_timeout(move || self.say_next(Some(id)), BETWEEN_LINES),
            Err(why) => {
                self.saying.set(Saying::default());
                self.trouble.set(Some(why));
            }
        }
    }

    /// All was said: the block is done, and if there is something to do now, time runs.
    fn end(self) {
        let Some(saying) = self.saying.try_get_untracked() else { return };
        let Some(spot) = saying.spot else { return };
        self.played.update(|played| {
            played.insert(spot);
        });
        let works = self.with_step(|step| {
            let script = step.blocks.get(spot);
            matches!(script, Some(Block::Script(lines)) if lines.iter().any(|line| goal(line).is_some()))
        });
        if works == Some(true) {
            self.lab.say(&ToServer::Play { speed: WHILE_WORKING });
        }
    }

    fn with_step<T>(self, look: impl FnOnce(&Step) -> T) -> Option<T> {
        let number = self.step.get();
        self.lab.lesson.with(|lesson| lesson.as_ref().and_then(|lesson| lesson.steps.get(number)).map(look))
    }

    /// Whether a script may be played now: what it shows has been predicted.
    pub fn may_play(self, spot: Spot) -> bool {
        let asked = self.with_step(|step| course::asked_before(step, spot)).flatten();
        !self.is_busy() && asked.is_none_or(|asked| self.predicted.with(|predicted| predicted.contains_key(&asked)))
    }

    /// Whether it can be seen who predicted right.
    pub fn is_shown(self, prediction: Spot) -> bool {
        let shown_by = self.with_step(|step| course::shown_by(step, prediction)).flatten();
        shown_by.is_some_and(|script| self.played.with(|played| played.contains(&script)))
    }

    /// The goals of the step: what is to be reached, whether it is, and what is missing.
    pub fn goals(self) -> Vec<(String, bool, String)> {
        let wanted = self.with_step(course::goals).unwrap_or_default();
        let goal = |text: String| {
            let known = self.lab.goals.with(|goals| goals.iter().find(|goal| goal.text == text).cloned());
            known.map_or((text, false, String::new()), |goal| (goal.text, goal.reached, goal.seen))
        };
        wanted.into_iter().map(goal).collect()
    }

    /// Whether all that the step asks for is done.
    pub fn is_done(self) -> bool {
        let scripts = self.with_step(|step| {
            let script = |(spot, block): (usize, &Block)| matches!(block, Block::Script(_)).then_some(spot);
            step.blocks.iter().enumerate().filter_map(script).collect::<Vec<_>>()
        });
        let played = self.played.with(|played| scripts.unwrap_or_default().iter().all(|spot| played.contains(spot)));
        played && self.goals().iter().all(|(_, reached, _)| *reached)
    }
}

fn first_script(step: &Step) -> Option<(Spot, &Vec<String>)> {
    step.blocks.iter().enumerate().find_map(|(spot, block)| match block {
        Block::Script(lines) => Some((spot, lines)),
        _other => None,
    })
}

/// The lesson that comes after another one in the same part of the course.
pub fn next(lesson: &Lesson, all: &[wire::lesson::Entry]) -> Option<wire::lesson::Entry> {
    let here = all.iter().position(|entry| entry.path == lesson.entry.path)?;
    all.get(here + 1).filter(|next| next.demo == lesson.entry.demo).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waited_to_go_on_when_something_else_was_begun_says_nothing() {
        let mut saying = Saying { id: Some(7), ..Saying::default() };
        assert!(saying.hear(7) && saying.is_next_after(Some(7)));
        saying = Saying::default();
        assert!(!saying.is_next_after(Some(7)), "a step was begun meanwhile");
        assert!(saying.is_next_after(None));
        saying.id = Some(8);
        assert!(!saying.is_next_after(Some(7)) && !saying.hear(7), "its first line is said");
        assert!(saying.hear(8) && saying.is_next_after(Some(8)) && !saying.is_next_after(Some(7)));
    }
}
