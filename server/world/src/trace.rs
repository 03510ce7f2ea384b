//! The trace: every event of a run, numbered, timed, with its cause, and one hash over all of them.

use crate::fingerprint::Fingerprint;
use smr::Tick;
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use wire::{Cause, Event, Traced, View};

/// How much is kept for those who watch. It changes nothing that happens, nor the hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Watch {
    /// How many of the last events are kept.
    pub keep: usize,
    /// Whether events carry words and a View is kept up to date.
    pub narrate: bool,
    /// Whether the promises are checked after every event.
    pub promises: bool,
}

impl Watch {
    /// Nothing is kept but the hash: for sweeps that only want to know whether a promise breaks.
    pub const PROMISES: Self = Self { keep: 0, narrate: false, promises: true };
    /// All is kept and told: for people.
    pub const ALL: Self = Self { keep: usize::MAX, narrate: true, promises: true };
    /// Nothing at all: for measuring.
    pub const NOTHING: Self = Self { keep: 0, narrate: false, promises: false };
}

/// The trace of a run.
#[derive(Clone, Debug)]
pub struct Trace {
    watch: Watch,
    events: VecDeque<Traced>,
    view: View,
    last: u64,
    hash: Fingerprint,
    /// What makes happen whatever is noted next.
    cause: Cause,
    now: Tick,
}

impl Trace {
    /// An empty trace.
    #[must_use]
    pub fn new(watch: Watch, view: View) -> Self {
        Self { watch, events: VecDeque::new(), view, last: 0, hash: Fingerprint::default(), cause: 0, now: 0 }
    }

    /// From now on things happen at this time, because of this.
    pub const fn happens(&mut self, now: Tick, cause: Cause) {
        self.now = now;
        self.cause = cause;
    }

    /// From now on things happen because of this.
    pub const fn because(&mut self, cause: Cause) {
        self.cause = cause;
    }

    /// What makes things happen now.
    #[must_use]
    pub const fn cause(&self) -> Cause {
        self.cause
    }

    /// Notes an event; the words are asked for only if somebody wants to read them.
    ///
    /// The event is borrowed: in most runs nothing is kept of it but the hash, and a copy is made where it is kept.
    pub fn note(&mut self, event: &Event, words: impl FnOnce() -> String) -> u64 {
        self.mix(event);
        if self.watch.keep > 0 || self.watch.narrate {
            let words = if self.watch.narrate { words() } else { String::new() };
            self.keep(event.clone(), words);
        }
        self.last
    }

    fn mix(&mut self, event: &Event) {
        self.last += 1;
        // In a variable of its own the hash stays in a register.
        let mut hash = self.hash;
        hash.mix(self.now);
        hash.mix(self.cause);
        event.hash(&mut hash);
        self.hash = hash;
    }

    fn keep(&mut self, event: Event, words: String) {
        let words = (!words.is_empty()).then(|| words.into_boxed_str());
        let traced = Traced { id: self.last, at: self.now, cause: self.cause, event, words };
        if self.watch.narrate {
            self.view.fold(&traced);
        }
        if self.watch.keep > 0 {
            if self.events.len() == self.watch.keep {
                self.events.pop_front();
            }
            self.events.push_back(traced);
        }
    }

    /// Forgets the events that are kept.
    pub fn forget(&mut self) {
        self.events.clear();
    }

    /// The events that are kept and came after this one.
    pub fn after(&self, id: u64) -> impl Iterator<Item = &Traced> {
        let first = self.last - self.events.len() as u64;
        let skip = id.saturating_sub(first).min(self.events.len() as u64) as usize;
        self.events.range(skip..)
    }

    /// One event, if it is kept.
    #[must_use]
    pub fn get(&self, id: u64) -> Option<&Traced> {
        let first = self.last - self.events.len() as u64;
        let index = id.checked_sub(first + 1)?;
        self.events.get(index as usize)
    }

    /// How many events there have been.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.last
    }

    /// The hash of everything that has happened.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.hash.finish()
    }

    /// Whether somebody reads it.
    #[must_use]
    pub const fn is_narrated(&self) -> bool {
        self.watch.narrate
    }

    /// What the run looks like now, where it is narrated.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// How much is kept.
    #[must_use]
    pub const fn watch(&self) -> Watch {
        self.watch
    }
}
