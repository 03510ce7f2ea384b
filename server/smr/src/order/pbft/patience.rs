//! Patience with the primary (section 4.4): a timer that runs while a certain Input waits, and is twice as long after
//! each view that brought nothing.

use super::pending::Which;
use super::{LEAD, Pbft, lines};
use crate::Tick;
use crate::order::Out;
use crate::plant::Plant;
use crate::slots::Slot;

/// How often patience is doubled at most.
pub const MOST_DOUBLINGS: u32 = 4;

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Awaited {
    /// This Input is to be committed.
    Input(Which),
    /// A change of members is to take effect, and this slot is the next on the way there.
    Change(Slot),
}

/// The timer.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Patience {
    /// The time of this step.
    pub now: Tick,
    /// When it ends, if it runs.
    pub deadline: Option<Tick>,
    /// When the server's timer will fire, which cannot be called off.
    fires: Option<Tick>,
    /// What it runs for.
    awaited: Option<Awaited>,
    /// Views in a row in which nothing was committed.
    pub failed: u32,
}

impl Pbft {
    /// At the end of each step: the timer runs while something waits, and for one thing at a time, the oldest. Otherwise
    /// a primary could let one client wait for ever by being quick about others.
    pub(super) fn await_progress(&mut self, out: &mut Vec<Out<Self>>) {
        if !self.has_begun() {
            return;
        }
        let next = self.committed + 1;
        let change = (next < self.configurations.last_change()).then_some(Awaited::Change(next));
        let awaited = self.pending.oldest().map(Awaited::Input).or(change).filter(|_| self.is_member());
        if awaited.is_none() {
            // The view has begun and nobody is kept waiting: nothing speaks against it.
            (self.patience.deadline, self.patience.failed) = (None, 0);
        } else if self.patience.deadline.is_none() || self.patience.awaited != awaited {
            out.push(Out::Rule(&lines::TIMER));
            self.start_timer(out);
        }
        self.patience.awaited = awaited;
    }

    pub(super) fn start_timer(&mut self, out: &mut Vec<Out<Self>>) {
        let after = self.setup.patience << self.patience.failed.min(MOST_DOUBLINGS);
        self.patience.deadline = Some(self.patience.now + after);
        self.patience.fires = self.patience.deadline;
        out.push(Out::Timer { timer: LEAD, after });
    }

    /// The timer fires: because patience is at an end, or, before its time, because somebody outside wants it so.
    pub(super) fn on_lead_timer(&mut self, out: &mut Vec<Out<Self>>) {
        let now = self.patience.now;
        let in_time = self.patience.fires.is_some_and(|fires| now >= fires);
        if in_time {
            self.patience.fires = None;
        }
        let called_off = in_time && self.patience.deadline.is_none_or(|deadline| now < deadline);
        let for_ever = in_time && self.setup.plants.has(Plant::WaitForEver);
        if called_off || for_ever || !self.is_member() {
            return;
        }
        if self.has_begun() {
            out.push(Out::Rule(&lines::SUSPECT));
            self.patience.failed += u32::from(in_time);
            self.change_view(self.view.next(), out);
        } else if self.is_wanted() {
            out.push(Out::Rule(&lines::GIVE_UP));
            self.patience.failed += u32::from(in_time);
            self.change_view(self.view.next(), out);
        }
    }
}
