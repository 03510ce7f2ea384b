//! What a run answers to questions about any of its moments. The present moment stays where it is.

use std::ops::RangeInclusive;

use wire::message::{Cause, LONGEST_STRETCH};
use wire::{Tick, Traced, View};
use world::time::{Comparison, causes, words};

use super::Run;

/// So long is a chain of causes that is told; the older part is left out.
const LONGEST_CHAIN: usize = 64;

impl Run {
    /// The chain of causes of an event, itself last.
    ///
    /// # Errors
    /// There is no such event.
    pub fn why(&self, event: u64) -> Result<Vec<Cause>, String> {
        let chain = causes::why(self.tree.timeline(), event, LONGEST_CHAIN).map_err(|error| error.to_string())?;
        let cause = |traced: &Traced| Cause { event: traced.id, at: traced.at, words: words::say(traced) };
        Ok(chain.events.iter().map(cause).collect())
    }

    /// What the cluster looked like after an event.
    ///
    /// # Errors
    /// There is no such event on the branch that is looked at.
    pub fn look(&self, event: u64) -> Result<Box<View>, String> {
        let timeline = self.tree.timeline();
        if event > timeline.end().event {
            return Err(format!("no event {event} is known on this branch"));
        }
        Ok(Box::new(timeline.view_at(event)))
    }

    /// Two branches beside each other, as they are at a moment.
    ///
    /// # Errors
    /// There is no such branch.
    pub fn compared(&self, left: u16, right: u16, at: Tick) -> Result<Comparison, String> {
        self.tree.compare_at(left.into(), right.into(), at).map_err(|error| error.to_string())
    }

    /// The events of a stretch, as far as they are known, and no more of them than a browser takes at once.
    pub fn events(&self, stretch: RangeInclusive<u64>) -> Vec<Traced> {
        let (from, to) = stretch.into_inner();
        let from = from.max(1);
        let to = to.min(from.saturating_add(LONGEST_STRETCH - 1));
        if from > to { Vec::new() } else { self.tree.timeline().events(from..=to) }
    }
}
