//! What a try does: only what an honest cluster must survive, and only what can be done at the moment.

use crate::command::{Command, Place};
use crate::random::{Dice, Stream};
use crate::script::Universe;
use crate::script::witness::replica;
use smr::Tick;
use smr::log::LogKind;
use smr::receive::ClientId;
use wire::{Party, Server, View};

/// How far a message is delayed at most.
const LONG: Tick = 2_000_000;

/// Draws one decision after the other.
pub struct Draws {
    dice: Dice,
    which: u64,
    count: u64,
    kinds: Kinds,
}

/// What a try does: much of one thing shows what a little of everything hides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kinds {
    Everything,
    Messages,
    Power,
    Partitions,
}

impl Draws {
    /// What a try of a search draws.
    pub fn new(seed: u64, which: u64) -> Self {
        let mut draws = Self { dice: Dice::new(seed), which, count: 0, kinds: Kinds::Everything };
        draws.kinds = match draws.between(0, 4) {
            0 => Kinds::Messages,
            1 => Kinds::Power,
            2 => Kinds::Partitions,
            _most => Kinds::Everything,
        };
        draws
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.count += 1;
        self.dice.between(Stream::Faults, self.which, self.count, low, high)
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let last = from.len().checked_sub(1)?;
        from.get(self.between(0, last as u64) as usize).cloned()
    }

    /// Something that can be done to the world now; nothing where what was drawn cannot be.
    pub fn command(&mut self, world: &dyn Universe) -> Option<Command> {
        let view = world.view();
        let places = |state: Server| -> Vec<Place> {
            let fits = view.replicas.iter().filter(|(_, replica)| replica.server == state);
            fits.map(|(place, _)| *place).collect()
        };
        let up = |draws: &mut Self| {
            // Much depends on whoever leads.
            let leading = view.leader().filter(|_| draws.between(0, 1) == 0);
            leading.or_else(|| draws.pick(&places(Server::Up)))
        };
        let (first, last) = match self.kinds {
            Kinds::Everything => (0, 99),
            Kinds::Messages => (0, 39),
            Kinds::Power => (40, 79),
            Kinds::Partitions => (80, 89),
        };
        match self.between(first, last) {
            0..40 => self.of_a_message(view),
            // A replica whose log is in memory may forget what it promised: that is no fault to be survived lightly.
            40..52 if world.configuration().log == LogKind::Durable => up(self).map(Command::Crash),
            40..60 => self.pick(&places(Server::Down)).map(Command::Restart),
            60..66 => up(self).map(Command::Pause),
            66..72 => self.pick(&places(Server::Paused)).map(Command::Resume),
            72..80 => up(self).map(Command::Lead),
            80..88 => self.partition(view),
            88..90 => Some(Command::Heal),
            _request => {
                let clients: Vec<u16> = view.clients.keys().copied().collect();
                let client = self.pick(&clients).unwrap_or(1);
                let operation = world.configuration().machine.sample(self.between(0, 1 << 20));
                Some(Command::Submit(ClientId(client), operation))
            }
        }
    }

    /// What undoes a deed, where that is to happen at all.
    pub fn what_mends(&mut self, command: &Command) -> Option<Command> {
        let mends = match command {
            Command::Crash(place) => Command::Restart(*place),
            Command::Pause(place) => Command::Resume(*place),
            Command::Partition(_) => Command::Heal,
            _lasts => return None,
        };
        (self.between(0, 3) > 0).then_some(mends)
    }

    fn of_a_message(&mut self, view: &View) -> Option<Command> {
        let flying: Vec<u64> = view.flying.keys().copied().collect();
        let message = self.pick(&flying)?;
        Some(match self.between(0, 3) {
            0 | 1 => Command::Drop(message),
            2 => Command::Delay(message, self.between(1, LONG)),
            _again => Command::Duplicate(message),
        })
    }

    fn partition(&mut self, view: &View) -> Option<Command> {
        let mut groups: [Vec<Party>; 2] = Default::default();
        // Whoever leads is cut off alone as often as not.
        let alone = view.leader().filter(|_| self.between(0, 1) == 0);
        for place in view.replicas.keys() {
            let group = alone.map_or_else(|| self.between(0, 1), |alone| u64::from(*place == alone));
            groups[group as usize].push(replica(*place));
        }
        groups.iter().all(|group| !group.is_empty()).then(|| Command::Partition(groups.into()))
    }
}
