//! Letting a recorded run happen again: things and commands, each at its place.

use crate::command::Given;
use crate::script::Universe;
use smr::Tick;
use wire::Traced;

/// How far a run is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct End {
    /// The last moment.
    pub at: Tick,
    /// How many things had happened in it.
    pub after: u32,
    /// The last event.
    pub event: u64,
}

/// The next thing happens, or the next command of a log is given. Returns whether there was one.
pub fn forward(world: &mut dyn Universe, log: &[Given], tell: &mut dyn FnMut(&Traced)) -> bool {
    if let Some(given) = log.get(world.log().len()) {
        let here = world.now() == given.at && world.in_instant() == given.after;
        if here || world.next_at().is_none_or(|next| next > given.at) {
            if !here {
                world.run_until(given.at);
            }
            // What was refused halfway, and noted, is refused halfway again.
            let _ = world.command(&given.command);
            pass_on(world, tell);
            return true;
        }
    }
    let alive = world.step();
    pass_on(world, tell);
    alive
}

/// Tells the events that are new, and forgets them.
pub fn pass_on(world: &mut dyn Universe, tell: &mut dyn FnMut(&Traced)) {
    world.trace().after(0).for_each(tell);
    world.forget_events();
}

/// Where in its run a world stands.
pub fn stands(world: &dyn Universe) -> (Tick, u32, usize) {
    (world.now(), world.in_instant(), world.log().len())
}

/// The last place that two runs of one configuration have in common, by their commands.
pub fn common(left: &[Given], left_end: End, right: &[Given], right_end: End) -> (Tick, u32, usize) {
    let count = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let parts = [left.get(count), right.get(count)].into_iter().flatten().map(|given| (given.at, given.after));
    let ends = [left_end, right_end].map(|end| (end.at, end.after));
    let (at, after) = parts.chain(ends).min().unwrap_or_default();
    (at, after, count)
}

/// How far a world has come.
pub fn end_of(world: &dyn Universe) -> End {
    End { at: world.now(), after: world.in_instant(), event: world.trace().length() }
}
