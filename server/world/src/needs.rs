//! What an ordering needs of the world so that it can keep its promises.
//!
//! Failures of replicas are counted ([`crate::orders::Order::withstands`]); this is about everything else. A sweep draws
//! nothing that takes away what an ordering needs. A script may: to show what becomes of the promises then.

use crate::command::{Behaviour, Command, Place};
use crate::disk::DiskFault;
use crate::network::Conditions;
use smr::Tick;

/// What an ordering needs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Needs {
    /// Every message arrives, and soon; and whoever is up goes on without a pause.
    pub timely: bool,
    /// All clocks show the same.
    pub clocks: bool,
    /// Nobody comes or goes, but for those who fail and return: a newcomer that lags behind counts as one more that
    /// fails.
    pub members: bool,
    /// Nobody crashes. Who quits is needed no more, and who joins is needed when it takes part.
    pub everybody: bool,
}

/// No message may take longer than this where messages must be timely.
const SOON: Tick = 25_000;

impl Needs {
    /// An ordering that is safe whatever happens.
    pub const NOTHING: Self = Self { timely: false, clocks: false, members: false, everybody: false };

    /// Whether this may be done to a cluster that is to keep its promises.
    #[must_use]
    pub fn allow(&self, command: &Command) -> bool {
        match command {
            Command::Slow(..)
            | Command::Partition(_)
            | Command::Cut(..)
            | Command::Pause(_)
            | Command::Resume(_)
            | Command::Lead(_)
            | Command::ByHand(_)
            | Command::Disk(_, DiskFault::Slow | DiskFault::Full) => !self.timely,
            Command::Network(conditions) => *conditions == self.better(*conditions),
            Command::Skew(..) | Command::Drift(..) => !self.clocks,
            Command::Crash(_)
            | Command::Restart(_)
            | Command::Corrupt(_)
            | Command::CorruptCheckpoint(_)
            | Command::Behave(_, Behaviour::Mute) => !self.everybody,
            Command::Quit(_) | Command::Join(_) => !self.members,
            _harms_nobody => true,
        }
    }

    /// Whether this may be done where these may fail anyway: where nobody else may come or go, they may, since whoever lags
    /// behind, or is gone, fails no worse.
    #[must_use]
    pub fn allow_where_fail(&self, command: &Command, wrong: &[Place]) -> bool {
        match command {
            Command::Quit(place) | Command::Join(place) if self.members => wrong.contains(place),
            _another => self.allow(command),
        }
    }

    /// These conditions, without what takes away what is needed.
    #[must_use]
    pub fn better(&self, conditions: Conditions) -> Conditions {
        let Conditions { delay: (least, most), duplicate, .. } = conditions;
        if self.timely {
            Conditions { delay: (least.min(SOON), most.min(SOON)), loss: 0, duplicate, reorder: 0 }
        } else {
            conditions
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_not_taken_away() {
        let timely = Needs { timely: true, ..Needs::NOTHING };
        let everybody = Needs { everybody: true, ..Needs::NOTHING };
        assert!(Needs::NOTHING.allow(&Command::Pause(1)) && !timely.allow(&Command::Pause(1)));
        assert!(timely.allow(&Command::Crash(1)) && !everybody.allow(&Command::Crash(1)));
        let members = Needs { members: true, ..Needs::NOTHING };
        assert!(members.allow(&Command::Crash(1)) && !members.allow(&Command::Join(4)));
        let may_change = |needs: Needs, place| {
            let change = [Command::Quit(place), Command::Join(place)];
            change.map(|command| needs.allow_where_fail(&command, &[3]))
        };
        assert_eq!((may_change(members, 3), may_change(members, 4)), ([true; 2], [false; 2]));
        assert_eq!((may_change(everybody, 1), may_change(Needs::NOTHING, 1)), ([true; 2], [true; 2]));
        let lossy = Conditions { loss: 100, ..Conditions::default() };
        assert!(!timely.allow(&Command::Network(lossy)) && everybody.allow(&Command::Network(lossy)));
        assert_eq!(timely.better(lossy), Conditions { loss: 0, ..lossy });
        assert!(timely.allow(&Command::Network(Conditions::default())), "the usual network is timely");
    }
}
