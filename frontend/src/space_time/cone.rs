//! What led to an event, and what it led to: the chain of its causes, and all that came of it.

use crate::heard::Heard;
use std::collections::BTreeSet;

/// The causal past and future of an event, as far as they were heard.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cone {
    /// The chain of causes, the first one first, the event itself last.
    pub past: Vec<u64>,
    /// What it led to.
    pub future: BTreeSet<u64>,
}

impl Cone {
    /// Of an event.
    pub fn of(heard: &Heard, event: u64) -> Self {
        let mut past = Vec::new();
        let mut next = heard.event(event);
        while let Some(traced) = next {
            past.push(traced.id);
            // A cause comes before what it led to; anything else would go round for ever.
            next = (traced.cause < traced.id).then(|| heard.event(traced.cause)).flatten();
        }
        past.reverse();
        let mut future = BTreeSet::new();
        let after = heard.events().partition_point(|traced| traced.id <= event);
        for traced in heard.events().get(after..).unwrap_or_default() {
            if traced.cause == event || future.contains(&traced.cause) {
                future.insert(traced.id);
            }
        }
        Self { past, future }
    }

    /// Whether an event belongs to it.
    pub fn holds(&self, event: u64) -> bool {
        self.past.binary_search(&event).is_ok() || self.future.contains(&event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Event, Traced};

    #[test]
    fn the_past_is_a_chain_and_the_future_a_tree() {
        let mut heard = Heard::default();
        let causes = [0, 1, 2, 2, 0, 4, 5, 3];
        let traced = |(index, cause): (usize, &u64)| {
            let id = index as u64 + 1;
            Traced { id, at: id, cause: *cause, event: Event::Command, words: None }
        };
        heard.hear(&causes.iter().enumerate().map(traced).collect::<Vec<_>>(), 8);
        let cone = Cone::of(&heard, 2);
        assert_eq!(cone.past, [1, 2]);
        assert_eq!(cone.future.iter().copied().collect::<Vec<_>>(), [3, 4, 6, 8]);
        assert!(cone.holds(1) && cone.holds(8) && !cone.holds(5) && !cone.holds(7));
        assert_eq!(Cone::of(&heard, 99), Cone::default());
    }
}
