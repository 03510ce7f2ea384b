//! Looking at other moments of a run without leaving the present one.

use super::Timeline;
use super::replay::{End, common, end_of, forward, stands};
use crate::command::Given;
use crate::script::{Universe, Witness};
use std::ops::RangeInclusive;
use std::sync::Arc;
use wire::{Traced, View};

impl Timeline {
    /// Another log of the same configuration as a run of its own.
    #[must_use]
    pub fn beside(&self, log: Arc<Vec<Given>>, end: End) -> Self {
        let shared = common(&self.log, self.end, &log, end);
        let keyframes = self.keyframes.nearest(|kept| stands(kept) <= shared);
        let world = keyframes.before(|_| true).world.fork();
        Self { world, inside: None, keyframes, log, end, opening: self.opening.clone() }
    }

    /// The world as it stood after an event, or at the end of what is known. The present moment stays.
    #[must_use]
    pub fn at(&self, event: u64) -> Box<dyn Universe> {
        let event = event.max(self.beginning());
        let (mut world, end) = (self.keyframes.before(|kept| kept.trace().length() < event).world.fork(), self.end);
        while world.trace().length() < event && end_of(&*world) < end {
            if world.next_at().is_none_or(|at| at > end.at) && world.log().len() == self.log.len() {
                world.run_until(end.at);
                break;
            }
            forward(&mut *world, &self.log, &mut |_| {});
        }
        world
    }

    /// What the run looked like after an event, or at the end of what is known. The present moment stays.
    #[must_use]
    pub fn view_at(&self, event: u64) -> View {
        let event = event.min(self.end.event);
        let mut world = self.keyframes.before(|kept| kept.trace().length() <= event).world.fork();
        let (mut view, mut alive) = (world.view().clone(), true);
        while alive && view.event < event {
            alive = forward(&mut *world, &self.log, &mut |traced| {
                if traced.id <= event {
                    view.fold(traced);
                }
            });
        }
        view
    }

    /// What is remembered of the run up to an event, for conditions.
    #[must_use]
    pub fn witness(&self, event: u64) -> Witness {
        let mut witness = Witness::default();
        self.look(1, event, &mut |traced| {
            witness.notice(traced);
            true
        });
        witness
    }

    /// The events of a stretch, made again. The present moment stays.
    #[must_use]
    pub fn events(&self, stretch: RangeInclusive<u64>) -> Vec<Traced> {
        let mut events = Vec::new();
        self.look(*stretch.start(), *stretch.end(), &mut |event| {
            events.push(event.clone());
            true
        });
        events
    }

    /// Looks at the events of a stretch, made again, while `going` says to go on. The present moment stays.
    pub fn look(&self, from: u64, to: u64, going: &mut dyn FnMut(&Traced) -> bool) {
        let to = to.min(self.end.event);
        for event in &self.opening {
            if (from..=to).contains(&event.id) && !going(event) {
                return;
            }
        }
        let mut world = self.keyframes.before(|kept| kept.trace().length() < from).world.fork();
        let mut on = true;
        while on && world.trace().length() < to {
            let alive = forward(&mut *world, &self.log, &mut |event| {
                on = on && (!(from..=to).contains(&event.id) || going(event));
            });
            on = on && alive;
        }
    }
}
