//! One try: a world that goes on, and what is done to it on the way.

use super::Found;
use super::draw::Draws;
use crate::command::Command;
use crate::script::condition::Moment;
use crate::script::{Condition, Universe, Witness};
use smr::Tick;
use std::collections::VecDeque;

/// What is done on the way.
pub enum Deeds {
    /// This.
    Given(VecDeque<(Tick, Command)>),
    /// What is drawn when its time comes.
    Drawn {
        /// Draws them.
        draws: Draws,
        /// When one is due, in the order of their times; and which, where that is known already.
        due: Vec<(Tick, Option<Command>)>,
        /// How long the try goes on after the last.
        aftermath: Tick,
    },
}

/// So long at most a try goes on after its last deed: long enough for an election, and for clients to send again.
const AFTERMATH: Tick = 1_500_000;

/// So long at most something stays broken that is to be mended.
const BROKEN: Tick = 2_000_000;

impl Deeds {
    /// At most so many deeds, at random moments of the time ahead.
    pub fn drawn(mut draws: Draws, most: u64, from: Tick, ahead: Tick) -> Self {
        let count = draws.between(1, most.min(12));
        // Much happens at once, and then long nothing: some tries have all their deeds close together.
        let within = ahead >> draws.between(0, 12);
        let mut due: Vec<(Tick, Option<Command>)> =
            (0..count).map(|_| (from + draws.between(0, within), None)).collect();
        due.sort_unstable_by_key(|(at, _)| *at);
        let aftermath = draws.between(AFTERMATH / 8, AFTERMATH);
        Self::Drawn { draws, due, aftermath }
    }

    /// How long the try goes on, once it has come to a moment and its end was to be another.
    fn ends(&self, now: Tick, ends: Tick) -> Tick {
        match self {
            Self::Drawn { due, aftermath, .. } if due.is_empty() => ends.min(now + aftermath),
            _more_to_do => ends,
        }
    }

    fn due(&self) -> Option<Tick> {
        match self {
            Self::Given(deeds) => deeds.front().map(|(at, _)| *at),
            Self::Drawn { due, .. } => due.first().map(|(at, _)| *at),
        }
    }

    fn next(&mut self, world: &dyn Universe) -> Option<Command> {
        match self {
            Self::Given(deeds) => deeds.pop_front().map(|(_, command)| command),
            Self::Drawn { due, .. } if due.is_empty() => None,
            Self::Drawn { draws, due, .. } => {
                let (at, known) = due.remove(0);
                let command = known.or_else(|| draws.command(world))?;
                if let Some(mends) = draws.what_mends(&command) {
                    let longest = BROKEN >> draws.between(0, 5);
                    let later = at + draws.between(1, longest);
                    let place = due.partition_point(|(at, _)| *at <= later);
                    due.insert(place, (later, Some(mends)));
                }
                Some(command)
            }
        }
    }
}

/// Whether a try goes on.
pub enum Going {
    /// It does.
    On,
    /// It has come to its end, and nothing was found.
    Over,
    /// Something was found.
    Found(Found),
}

/// One try.
pub struct Attempt {
    world: Box<dyn Universe>,
    witness: Witness,
    deeds: Deeds,
    ends: Tick,
}

impl Attempt {
    /// From a world on, up to a moment.
    pub fn new(world: Box<dyn Universe>, witness: Witness, deeds: Deeds, ends: Tick) -> Self {
        Self { world, witness, deeds, ends }
    }

    /// The world that it has come to.
    pub fn world(&self) -> &dyn Universe {
        &*self.world
    }

    /// Goes on for so many events, or until something is found.
    pub fn go_on(&mut self, wanted: Option<&Condition>, broken_before: usize, most: u64) -> Going {
        let last = self.world.trace().length().saturating_add(most);
        loop {
            if let Some(found) = self.found(wanted, broken_before) {
                return Going::Found(found);
            }
            if self.world.trace().length() >= last {
                return Going::On;
            }
            if !self.step() {
                return Going::Over;
            }
            self.witness.look(&*self.world, &mut |_| {});
            self.world.forget_events();
        }
    }

    fn found(&self, wanted: Option<&Condition>, broken_before: usize) -> Option<Found> {
        if let Some(broken) = self.world.broken().get(broken_before) {
            return Some(Found::Broken(broken.promise));
        }
        let moment = Moment { world: &*self.world, witness: &self.witness };
        let wanted = wanted.filter(|wanted| wanted.holds(&moment, true))?;
        Some(Found::Wanted(wanted.judge(&moment).seen))
    }

    /// The next thing happens, or the next deed is done. Returns whether there was one in time.
    fn step(&mut self) -> bool {
        let next = self.world.next_at().filter(|at| *at <= self.ends);
        if let Some(due) = self.deeds.due().filter(|due| next.is_none_or(|next| *due < next)) {
            if due > self.world.now() {
                self.world.run_until(due);
            }
            if let Some(command) = self.deeds.next(&*self.world) {
                // What can no longer be done is left undone.
                let _ = self.world.command(&command);
            }
            self.ends = self.deeds.ends(self.world.now(), self.ends);
            return true;
        }
        next.is_some() && self.world.step()
    }
}
