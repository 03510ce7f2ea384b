//! What there is to tell those who watch.

use wire::Traced;

/// More events than this are not told one by one: everything as it is now is shorter.
const MOST_EVENTS: usize = 4096;

/// What there is to tell since the last time. It never grows beyond a bound: after too many events, or after a jump through
/// time, everything is told as it is now.
#[derive(Debug, Default)]
pub struct News {
    /// What happened, in order; nothing if everything is to be told.
    pub events: Vec<Traced>,
    /// Whether everything is to be told.
    pub everything: bool,
    /// Whether there are other branches than before, or another one is looked at.
    pub branches: bool,
    /// Whether a goal was set or reached, or what is missing is something else than before.
    pub goals: bool,
}

impl News {
    /// Something happened.
    pub fn hear(&mut self, traced: &Traced) {
        if self.everything {
            return;
        }
        if self.events.len() < MOST_EVENTS {
            self.events.push(traced.clone());
        } else {
            self.jump();
        }
    }

    /// The present moment is another one.
    pub fn jump(&mut self) {
        self.events = Vec::new();
        self.everything = true;
    }
}
