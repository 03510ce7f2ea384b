//! Worlds as they once were, so that replay never has far to go.
//!
//! Two sets. The *milestones* lie over the whole run at equal distances; when there are too many, every other one is
//! given up and the distance doubles, so that their number is bounded and a random moment of a run is never further
//! from one than a fixed part of the run. The *steps* lie close to where somebody looks, the nearer the denser, so
//! that going back one event replays a few dozen.

use crate::script::Universe;

/// How many milestones there are at most: half as many remain when there would be more.
const MILESTONES: usize = 64;

/// How far the milestones lie from each other at first, in events.
const FIRST_DISTANCE: u64 = 2_048;

/// How far before the moment that is looked at the steps lie, in events.
const STEPS: [u64; 4] = [64, 256, 1_024, 4_096];

/// How many steps are kept: those of the last places that were looked at.
const KEPT_STEPS: usize = 6;

/// How often a run that goes on leaves a step behind, in events.
const STEP_EVERY: u64 = 4_096;

/// A world as it once was.
pub struct Keyframe {
    /// How many events had happened.
    pub event: u64,
    /// The world.
    pub world: Box<dyn Universe>,
}

/// The worlds that are kept.
pub struct Keyframes {
    first: Keyframe,
    milestones: Vec<Keyframe>,
    distance: u64,
    steps: Vec<Keyframe>,
}

impl Keyframes {
    /// Only the beginning is kept.
    pub fn new(world: &dyn Universe) -> Self {
        Self { first: keyframe(world), milestones: Vec::new(), distance: FIRST_DISTANCE, steps: Vec::new() }
    }

    /// The beginning, and the last one that holds for a moment, for another run that has that in common with this one.
    pub fn nearest(&self, holds: impl Fn(&dyn Universe) -> bool) -> Self {
        let mut nearest = Self::new(&*self.first.world);
        let kept = self.before(holds);
        if kept.event > self.first.event {
            nearest.milestones.push(keyframe(&*kept.world));
        }
        nearest
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        1 + self.milestones.len() + self.steps.len()
    }

    /// The last one that holds for a moment.
    pub fn before(&self, holds: impl Fn(&dyn Universe) -> bool) -> &Keyframe {
        let kept = self.milestones.iter().chain(&self.steps).filter(|kept| holds(&*kept.world));
        kept.max_by_key(|kept| (kept.event, kept.world.now())).unwrap_or(&self.first)
    }

    /// A world that goes on has come this far.
    pub fn pass(&mut self, world: &dyn Universe) {
        let event = world.trace().length();
        let last = self.milestones.last().map_or(0, |kept| kept.event);
        if event / self.distance > last / self.distance {
            self.milestones.push(keyframe(world));
            if self.milestones.len() > MILESTONES {
                self.thin();
            }
        }
        let last = self.steps.iter().map(|kept| kept.event).max().unwrap_or(0).max(last);
        if event / STEP_EVERY > last / STEP_EVERY {
            self.keep_step(world);
        }
    }

    fn thin(&mut self) {
        self.distance *= 2;
        let (distance, mut last) = (self.distance, 0);
        self.milestones.retain(|kept| {
            let first_of_its_stretch = kept.event / distance > last / distance;
            if first_of_its_stretch {
                last = kept.event;
            }
            first_of_its_stretch
        });
    }

    /// A world that is replayed towards an event has come from one event to the next.
    pub fn approach(&mut self, target: u64, from: u64, world: &dyn Universe) {
        let to = world.trace().length();
        let is_step = STEPS.iter().filter_map(|distance| target.checked_sub(*distance)).any(|at| from < at && at <= to);
        if is_step && to < target {
            self.keep_step(world);
        }
    }

    /// Keeps a step, in the place of the one that is furthest from it.
    fn keep_step(&mut self, world: &dyn Universe) {
        let event = world.trace().length();
        if self.steps.iter().any(|kept| kept.event == event) {
            return;
        }
        if self.steps.len() == KEPT_STEPS {
            let furthest = (0..KEPT_STEPS).max_by_key(|index| self.steps[*index].event.abs_diff(event)).unwrap_or(0);
            self.steps.swap_remove(furthest);
        }
        self.steps.push(keyframe(world));
    }

    /// What came after is another story now.
    pub fn forget(&mut self, holds: impl Fn(&dyn Universe) -> bool) {
        self.milestones.retain(|kept| holds(&*kept.world));
        self.steps.retain(|kept| holds(&*kept.world));
    }
}

fn keyframe(world: &dyn Universe) -> Keyframe {
    Keyframe { event: world.trace().length(), world: world.fork() }
}
