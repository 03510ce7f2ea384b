//! What a plan knows of the servers as it is drawn: which are up, and which stand still.
//!
//! A command that cannot be carried out when its time comes does nothing, and a plan full of those tests little. What
//! depends on the run itself, such as whether QUIT is executed already, is not known here.

use crate::command::{Command, Place};
use std::collections::BTreeMap;

/// What is known of a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Server {
    up: bool,
    paused: bool,
    quits: bool,
}

/// What is known of all servers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Power {
    servers: BTreeMap<Place, Server>,
}

const FRESH: Server = Server { up: true, paused: false, quits: false };

impl Power {
    /// So many servers, all of them up.
    #[must_use]
    pub fn of(replicas: Place) -> Self {
        Self { servers: (1..=replicas).map(|place| (place, FRESH)).collect() }
    }

    /// Whether the command can be carried out, as far as is known; if so it is taken to be.
    pub fn allows(&mut self, command: &Command) -> bool {
        let somebody = self.servers.values().any(|server| server.up && !server.paused);
        match command {
            Command::Checkpoint => somebody,
            Command::Join(place) => self.joins(*place),
            Command::Quit(place) => {
                let Some(server) = self.servers.get_mut(place) else { return false };
                somebody && !std::mem::replace(&mut server.quits, true)
            }
            Command::Crash(place) => self.changes(*place, |server| server.up, |server| server.up = false),
            Command::Restart(place) => {
                self.changes(*place, |server| !server.up, |server| (server.up, server.paused) = (true, false))
            }
            Command::Pause(place) => {
                self.changes(*place, |server| server.up && !server.paused, |server| server.paused = true)
            }
            Command::Resume(place) => {
                self.changes(*place, |server| server.up && server.paused, |server| server.paused = false)
            }
            Command::Lead(place) | Command::Corrupt(place) | Command::CorruptCheckpoint(place) => {
                self.changes(*place, |server| server.up, |_| {})
            }
            _needs_no_power => true,
        }
    }

    fn changes(&mut self, place: Place, may: fn(&Server) -> bool, change: fn(&mut Server)) -> bool {
        let server = self.servers.get_mut(&place).filter(|server| may(server));
        server.map(change).is_some()
    }

    /// A newcomer, one that is down, and one that has quit may join.
    fn joins(&mut self, place: Place) -> bool {
        let may = self.servers.get(&place).is_none_or(|server| !server.up || server.quits);
        if may {
            self.servers.insert(place, FRESH);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_down_comes_up_once() {
        let mut power = Power::of(3);
        let crash_and_restart = [Command::Restart(1), Command::Crash(1), Command::Crash(1), Command::Restart(1)];
        assert_eq!(crash_and_restart.map(|command| power.allows(&command)), [false, true, false, true]);
    }

    #[test]
    fn a_crash_ends_a_pause() {
        let mut power = Power::of(3);
        assert!(power.allows(&Command::Pause(2)) && !power.allows(&Command::Pause(2)));
        assert!(power.allows(&Command::Crash(2)) && power.allows(&Command::Restart(2)));
        assert!(!power.allows(&Command::Resume(2)));
    }

    #[test]
    fn who_never_quit_does_not_join_and_newcomers_do() {
        let mut power = Power::of(3);
        let churn = [Command::Join(3), Command::Join(4), Command::Join(4), Command::Quit(3), Command::Join(3)];
        assert_eq!(churn.map(|command| power.allows(&command)), [false, true, false, true, true]);
    }

    #[test]
    fn nobody_up_submits_nothing() {
        let mut power = Power::of(1);
        assert!(power.allows(&Command::Checkpoint) && power.allows(&Command::Pause(1)));
        assert!(!power.allows(&Command::Checkpoint) && !power.allows(&Command::Quit(1)));
    }
}
