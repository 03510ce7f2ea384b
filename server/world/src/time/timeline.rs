//! One run, and a present moment in it that can be moved.
//!
//! The present is a place between two things that happen, or between two events of one thing that happens: a message
//! that arrives may make a dozen. The world is only ever *between things*; between two events of one, what can be seen
//! is folded from the View before it, and who acts there acts when the thing is over.
//!
//! To act in the past is to give up the future: a tree of branches keeps what is given up as a branch.

use super::Kind;
use super::keyframes::Keyframes;
use super::replay::{End, common, end_of, forward, pass_on, stands};
use crate::command::{Command, Given, Refusal};
use crate::configuration::{Configuration, Impossible};
use crate::orders::{self, Order};
use crate::script::Universe;
use crate::trace::Watch;
use smr::Tick;
use std::collections::VecDeque;
use std::sync::Arc;
use wire::{Traced, View};

/// Everything is told, as a View needs it, and nothing is kept: the timeline passes events on at once.
const WATCH: Watch = Watch { keep: usize::MAX, narrate: true, promises: true };

/// How many events before a place the Views are kept, in case one thing makes the events around it.
const LOOKOUT: u64 = 64;

/// What can be seen between two events of one thing that happens.
pub(super) struct Inside {
    view: View,
    rest: VecDeque<Traced>,
}

/// One run, and a present moment in it.
pub struct Timeline {
    pub(super) world: Box<dyn Universe>,
    pub(super) inside: Option<Inside>,
    pub(super) keyframes: Keyframes,
    /// All commands of the run, also those that come after the present moment.
    pub(super) log: Arc<Vec<Given>>,
    pub(super) end: End,
    /// The events of the beginning, before anything could be done.
    pub(super) opening: Vec<Traced>,
}

impl Timeline {
    /// A run under this ordering, before anything has happened.
    ///
    /// # Errors
    /// There can be no such run.
    pub fn begin(order: &Order, configuration: Configuration) -> Result<Self, Impossible> {
        let mut world = order.world(configuration, WATCH)?;
        let opening = world.trace().after(0).cloned().collect();
        world.forget_events();
        let (keyframes, end) = (Keyframes::new(&*world), end_of(&*world));
        Ok(Self { log: Arc::clone(world.log()), world, inside: None, keyframes, end, opening })
    }

    /// The run of these commands, up to a moment.
    ///
    /// # Errors
    /// There can be no such run.
    pub fn replay(
        order: &Order,
        configuration: Configuration,
        log: Arc<Vec<Given>>,
        end: End,
    ) -> Result<Self, Impossible> {
        let mut timeline = Self::begin(order, configuration)?;
        timeline.follow(log, end);
        Ok(timeline)
    }

    /// The run of a world up to where it stands.
    ///
    /// # Errors
    /// There can be no such run.
    pub fn of(world: &dyn Universe) -> Result<Self, Impossible> {
        let order = orders::named(world.order()).unwrap_or(orders::usual());
        Self::replay(order, world.configuration().clone(), Arc::clone(world.log()), end_of(world))
    }

    /// The world at the present moment.
    #[must_use]
    pub fn world(&self) -> &dyn Universe {
        &*self.world
    }

    /// What the run looks like at the present moment.
    #[must_use]
    pub fn view(&self) -> &View {
        self.inside.as_ref().map_or_else(|| self.world.view(), |inside| &inside.view)
    }

    /// The last event that has happened at the present moment.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.inside.as_ref().map_or_else(|| self.world.trace().length(), |inside| inside.view.event)
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Tick {
        self.world.now()
    }

    /// Where the world stands; [`Timeline::position`] may be within the last thing that happened there.
    #[must_use]
    pub fn place(&self) -> End {
        end_of(&*self.world)
    }

    /// How far the run is known.
    #[must_use]
    pub const fn end(&self) -> End {
        self.end
    }

    /// All commands of the run, also those that come after the present moment.
    #[must_use]
    pub const fn log(&self) -> &Arc<Vec<Given>> {
        &self.log
    }

    /// The first event after the beginning: nobody can look further back.
    #[must_use]
    pub fn beginning(&self) -> u64 {
        self.opening.len() as u64
    }

    /// How many worlds are kept.
    #[must_use]
    pub fn kept(&self) -> usize {
        1 + self.keyframes.count()
    }

    /// Whether what comes next is known already.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.inside.is_some() || end_of(&*self.world) < self.end
    }

    /// The next thing happens, or the next command of the log is given; `tell` is told its events. Returns whether
    /// there was one.
    pub fn step(&mut self, tell: &mut dyn FnMut(&Traced)) -> bool {
        if let Some(inside) = self.inside.take() {
            inside.rest.iter().for_each(tell);
            return true;
        }
        self.forward(tell)
    }

    /// Everything happens up to a moment, and the moment comes.
    pub fn run_until(&mut self, moment: Tick, tell: &mut dyn FnMut(&Traced)) {
        if self.inside.is_some() {
            self.step(tell);
        }
        while self.next_at().is_some_and(|at| at <= moment) {
            self.forward(tell);
        }
        self.world.run_until(moment);
        self.end = self.end.max(end_of(&*self.world));
    }

    /// When the next thing happens, or the next command of the log is given.
    pub fn next_at(&mut self) -> Option<Tick> {
        let given = self.log.get(self.world.log().len()).map(|given| given.at);
        given.into_iter().chain(self.world.next_at()).min()
    }

    /// Acts at the present moment. If this is the past, what came after it is given up.
    ///
    /// # Errors
    /// The command cannot be carried out; nothing has happened, and nothing is given up.
    pub fn command(&mut self, command: &Command, tell: &mut dyn FnMut(&Traced)) -> Result<(), Refusal> {
        let here = stands(&*self.world);
        let before = self.world.trace().length();
        let given = self.world.command(command);
        if self.world.trace().length() > before {
            if let Some(inside) = self.inside.take() {
                inside.rest.iter().for_each(&mut *tell);
            }
            self.keyframes.forget(|kept| stands(kept) <= here);
            self.log = Arc::clone(self.world.log());
            self.end = end_of(&*self.world);
            pass_on(&mut *self.world, tell);
        }
        given
    }

    /// Goes over to another log of the same configuration, known up to an end. The present moment is the last one that
    /// the two have in common.
    pub fn follow(&mut self, log: Arc<Vec<Given>>, end: End) {
        let common = common(&self.log, self.end, &log, end);
        let shared = |kept: &dyn Universe| stands(kept) <= common;
        self.keyframes.forget(shared);
        if !shared(&*self.world) || self.inside.is_some() {
            self.world = self.keyframes.before(shared).world.fork();
            self.inside = None;
        }
        (self.log, self.end) = (log, end);
    }

    /// Goes to just after an event, as far as the run is known. Returns the event that is the last there.
    pub fn seek_event(&mut self, event: u64) -> u64 {
        let event = event.clamp(self.beginning(), self.end.event);
        if event == self.beginning() {
            self.inside = None;
            self.world = self.keyframes.before(|_| false).world.fork();
        } else if event != self.position() {
            self.reach(event, LOOKOUT);
        }
        self.position()
    }

    /// Goes to a moment, after everything that happens in it, as far as the run is known. Returns the last event there.
    pub fn seek_time(&mut self, at: Tick) -> u64 {
        let at = at.min(self.end.at);
        let end = self.end;
        self.inside = None;
        let kept = self.keyframes.before(|kept| kept.now() <= at);
        if self.world.now() > at || kept.event > self.world.trace().length() {
            self.world = kept.world.fork();
        }
        while self.next_at().is_some_and(|next| next <= at) && end_of(&*self.world) < end {
            self.forward(&mut |_| {});
        }
        if self.next_at().is_none_or(|next| next > at) {
            self.world.run_until(at);
        }
        self.position()
    }

    /// Goes to where the run once stood, to the very thing, as far as it is known.
    pub fn seek_place(&mut self, place: End) {
        self.inside = None;
        self.world = self.keyframes.before(|kept| end_of(kept) <= place).world.fork();
        while end_of(&*self.world) < place && self.next_at().is_some_and(|next| next <= place.at) {
            if !self.forward(&mut |_| {}) {
                break;
            }
        }
        if self.world.now() < place.at {
            self.world.run_until(place.at);
        }
    }

    /// Goes one event on, as far as the run is known or into what is not known yet; `None` if nothing ever happens.
    pub fn forth(&mut self) -> Option<Traced> {
        if let Some(inside) = &mut self.inside {
            let event = inside.rest.pop_front()?;
            inside.view.fold(&event);
            if inside.rest.is_empty() {
                self.inside = None;
            }
            return Some(event);
        }
        let mut view = self.world.view().clone();
        let mut rest = VecDeque::new();
        while rest.is_empty() {
            if !self.forward(&mut |event| rest.push_back(event.clone())) {
                return None;
            }
        }
        let first = rest.pop_front()?;
        if !rest.is_empty() {
            view.fold(&first);
            self.inside = Some(Inside { view, rest });
        }
        Some(first)
    }

    /// Goes one event back. Returns whether there was one.
    pub fn back(&mut self) -> bool {
        let position = self.position();
        self.seek_event(position - 1) < position
    }

    /// Goes on to the next event of a kind, as far as the run is known.
    pub fn next_of(&mut self, fits: impl Fn(&Traced) -> bool) -> Option<Traced> {
        let (from, mut found) = (self.position() + 1, None);
        self.look(from, self.end.event, &mut |event| {
            if found.is_none() && fits(event) {
                found = Some(event.clone());
            }
            found.is_none()
        });
        self.arrive(found)
    }

    /// Goes back to the last event of a kind before the present one.
    pub fn previous_of(&mut self, fits: impl Fn(&Traced) -> bool) -> Option<Traced> {
        let (mut to, mut found) = (self.position().saturating_sub(1), None);
        while to > 0 && found.is_none() {
            let from = self.keyframes.before(|kept| kept.trace().length() < to).event;
            let from = if from < to && from > self.beginning() { from + 1 } else { 1 };
            self.look(from, to, &mut |event| {
                if fits(event) {
                    found = Some(event.clone());
                }
                true
            });
            to = from - 1;
        }
        self.arrive(found)
    }

    /// The next event of a kind that is named by its word.
    pub fn next_kind(&mut self, kind: &Kind) -> Option<Traced> {
        self.next_of(|event| kind.fits(event))
    }

    /// The previous event of a kind that is named by its word.
    pub fn previous_kind(&mut self, kind: &Kind) -> Option<Traced> {
        self.previous_of(|event| kind.fits(event))
    }

    fn arrive(&mut self, found: Option<Traced>) -> Option<Traced> {
        if let Some(event) = &found {
            self.seek_event(event.id);
        }
        found
    }

    fn forward(&mut self, tell: &mut dyn FnMut(&Traced)) -> bool {
        let alive = forward(&mut *self.world, &self.log, tell);
        self.keyframes.pass(&*self.world);
        self.end = self.end.max(end_of(&*self.world));
        alive
    }

    /// Replays up to an event of the known run. Where one thing makes it and more, the View before that thing is
    /// needed: Views are kept from so many events before it on.
    fn reach(&mut self, event: u64, lookout: u64) {
        self.inside = None;
        let kept = self.keyframes.before(|kept| kept.trace().length() < event);
        let here = self.world.trace().length();
        if here >= event || kept.event > here {
            self.world = kept.world.fork();
        }
        let mut made: VecDeque<Traced> = VecDeque::new();
        loop {
            let before = self.world.trace().length();
            let view = (event - before <= lookout).then(|| self.world.view().clone());
            made.clear();
            let alive = forward(&mut *self.world, &self.log, &mut |event| made.push_back(event.clone()));
            self.keyframes.pass(&*self.world);
            self.keyframes.approach(event, before, &*self.world);
            let after = self.world.trace().length();
            assert!(alive, "event {event} was seen once and does not come again");
            if after < event {
                continue;
            }
            return match view {
                _ if after == event => {}
                Some(mut view) => {
                    let rest = made.split_off((event - before) as usize);
                    made.iter().for_each(|event| view.fold(event));
                    self.inside = Some(Inside { view, rest });
                }
                None => self.reach(event, event - before),
            };
        }
    }
}
