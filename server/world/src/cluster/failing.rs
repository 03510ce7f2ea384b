//! System Failure by QUIT: a replica that asks to leave cannot know whether those who remain can do without it. The
//! others execute its QUIT all the same; if a majority of those who remain is free of faults the quit is successful, and if
//! not, the system has failed. Only the world knows who is faulty, so the world says it.

use super::{Server, World};
use crate::command::Behaviour;
use smr::order::Ordering;
use smr::place::Members;
use wire::Event;

impl<O: Ordering> World<O> {
    /// The members change: looks at a QUIT when the first replica executes it.
    pub(super) fn judge_change(&mut self, members: Members) {
        if members.epoch <= self.judged.epoch {
            return;
        }
        let before = std::mem::replace(&mut self.judged, members);
        let sound = self.servers.values().filter(|server| members.contains(server.id) && server.is_sound()).count();
        if members.len() < before.len() && sound < members.majority() {
            let event = Event::SystemFailure { members: members.iter().map(super::seen).collect(), sound: sound as u8 };
            let remaining = members.len();
            self.trace.note(&event, || format!("after QUIT {sound} of {remaining} members are free of faults"));
        }
    }
}

impl<O: Ordering> Server<O> {
    /// Whether its replica is up, with its State as it should be, and does what it should. To stand still for a while is
    /// no fault.
    fn is_sound(&self) -> bool {
        self.replica.is_some() && !self.flipped && self.behaviour == Behaviour::Honest
    }
}
