//! What a run answers to questions about any of its moments. The present moment stays where it is.

use std::ops::RangeInclusive;

use wire::Traced;
use wire::message::{Cause, LONGEST_STRETCH};
use world::time::{causes, words};

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

    /// The events of a stretch, as far as they are known, and no more of them than a browser takes at once.
    pub fn events(&self, stretch: RangeInclusive<u64>) -> Vec<Traced> {
        let (from, to) = stretch.into_inner();
        let from = from.max(1);
        let to = to.min(from.saturating_add(LONGEST_STRETCH - 1));
        if from > to { Vec::new() } else { self.tree.timeline().events(from..=to) }
    }
}
