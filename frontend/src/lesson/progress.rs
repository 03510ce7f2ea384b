//! How far a learner has come in each lesson. It stays in the browser, unless they take it along as a file.

use crate::memory::Memory;
use std::collections::BTreeMap;

/// Under this name the browser keeps it.
const KEPT_AS: &str = "smr-lab.progress";

/// How far somebody has come.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress(BTreeMap<String, Standing>);

/// How far somebody has come in a lesson.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// The step at which they are, counted from 0.
    pub step: usize,
    /// Whether they have done all of it.
    pub done: bool,
}

impl Progress {
    /// What the browser has kept.
    pub fn kept() -> Self {
        Self::read(&Memory::Browser.of(KEPT_AS).unwrap_or_default())
    }

    /// How far they have come in this lesson.
    pub fn of(&self, lesson: &str) -> Standing {
        self.0.get(lesson).copied().unwrap_or_default()
    }

    /// Notes that somebody came to a step; who has done a lesson once has done it.
    pub fn note(lesson: &str, step: usize, done: bool) {
        let mut progress = Self::kept();
        let standing = progress.0.entry(lesson.to_owned()).or_default();
        *standing = Standing { step, done: standing.done || done };
        progress.keep();
    }

    /// Takes in what was taken along from another browser, and gives all there is now and of how many lessons the text told.
    pub fn take_in(text: &str) -> (Self, usize) {
        let (mut progress, brought) = (Self::kept(), Self::read(text));
        progress.join(&brought);
        progress.keep();
        (progress, brought.0.len())
    }

    /// Whoever came further, there or here, is there.
    fn join(&mut self, other: &Self) {
        for (lesson, there) in &other.0 {
            let here = self.0.entry(lesson.clone()).or_default();
            *here = Standing { step: here.step.max(there.step), done: here.done || there.done };
        }
    }

    fn keep(&self) {
        // A browser that keeps nothing begins each lesson at its first step.
        Memory::Browser.keep(KEPT_AS, &self.to_string());
    }

    /// One line a lesson; what cannot be read is left out.
    fn read(text: &str) -> Self {
        let line = |line: &str| {
            let begun = line.strip_suffix(" done");
            let (lesson, step) = begun.unwrap_or(line).rsplit_once(' ')?;
            Some((lesson.to_owned(), Standing { step: step.parse().ok()?, done: begun.is_some() }))
        };
        let mut progress = Self::default();
        for (lesson, standing) in text.lines().filter_map(line) {
            progress.0.insert(lesson, standing);
        }
        progress
    }
}

impl std::fmt::Display for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(lesson, Standing { step, done })| {
            writeln!(f, "{lesson} {step}{}", if *done { " done" } else { "" })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_rubbish_is_not() {
        let kept = "course/03-determinism 2\ncourse/14-fail 0 done\nown/what is done 1\n\nrubbish\nx y z\n";
        let progress = Progress::read(kept);
        assert_eq!(progress.of("course/03-determinism"), Standing { step: 2, done: false });
        assert_eq!(progress.of("course/14-fail"), Standing { step: 0, done: true });
        assert_eq!(progress.of("own/what is done"), Standing { step: 1, done: false });
        assert_eq!(progress.of("x"), Standing::default());
        assert_eq!(Progress::read(&progress.to_string()), progress);
    }

    #[test]
    fn whoever_came_further_is_there() {
        let mut here = Progress::read("a 3\nb 1 done\nc 2\n");
        here.join(&Progress::read("a 1 done\nb 2\nd 4\n"));
        assert_eq!(here, Progress::read("a 3 done\nb 2 done\nc 2\nd 4\n"));
    }
}
