//! The network: delays, loss, duplication, reordering, partitions, cuts in one direction.

use crate::random::{Dice, Stream};
use smr::Tick;
use std::collections::BTreeSet;
use wire::Party;

/// How a network, or one link of it, behaves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Conditions {
    /// How long a message takes, at least and at most.
    pub delay: (Tick, Tick),
    /// How many in a thousand are lost.
    pub loss: u16,
    /// How many in a thousand arrive twice.
    pub duplicate: u16,
    /// How many in a thousand are held up so long that later ones overtake them.
    pub reorder: u16,
}

impl Default for Conditions {
    fn default() -> Self {
        Self { delay: (500, 1_500), loss: 0, duplicate: 0, reorder: 0 }
    }
}

impl Conditions {
    /// Whether no message fares worse than it may under the other conditions.
    #[must_use]
    pub fn no_worse_than(&self, other: &Self) -> bool {
        let odds = |conditions: &Self| [conditions.loss, conditions.duplicate, conditions.reorder];
        self.delay.1 <= other.delay.1 && odds(self).iter().zip(odds(other)).all(|(mine, yours)| *mine <= yours)
    }
}

/// What the network does with a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Route {
    /// It arrives after this time, and perhaps a second time.
    Arrives(Tick, Option<Tick>),
    /// It is lost.
    Lost,
    /// Something stands between the two.
    Cut,
}

/// How many messages can wait for a user; what is sent when there are so many is dropped.
pub const MOST_HELD: usize = 10_000;

/// How many parties have counters of their own; those beyond share the last one's.
const COUNTED: usize = 96;

/// The network between all parties.
#[derive(Clone, Debug)]
pub struct Network {
    dice: Dice,
    conditions: Conditions,
    /// Links that do not carry messages, by direction: those cut one by one, and those that a partition cuts.
    cuts: BTreeSet<(Party, Party)>,
    walls: BTreeSet<(Party, Party)>,
    /// How many times slower the messages of a place are.
    slow: [u16; 32],
    /// How many messages each link has carried.
    carried: Vec<u32>,
}

/// Where the counters of a party stand.
fn index(party: Party) -> usize {
    match party {
        Party::Replica(replica) => replica.place as usize,
        Party::Client(client) => (32 + client as usize).min(COUNTED - 1),
    }
}

/// The party's place in the network: all lives of a replica share one.
fn place(party: Party) -> Party {
    match party {
        Party::Replica(replica) => Party::Replica(wire::Replica { life: 0, ..replica }),
        Party::Client(_) => party,
    }
}

impl Network {
    /// A network in these conditions.
    #[must_use]
    pub fn new(dice: Dice, conditions: Conditions) -> Self {
        let carried = vec![0; COUNTED * COUNTED];
        Self { dice, conditions, cuts: BTreeSet::new(), walls: BTreeSet::new(), slow: [1; 32], carried }
    }

    /// How it behaves now.
    #[must_use]
    pub const fn conditions(&self) -> Conditions {
        self.conditions
    }

    /// Makes it behave otherwise from now on.
    pub const fn set_conditions(&mut self, conditions: Conditions) {
        self.conditions = conditions;
    }

    /// Makes messages from and to a place take this many times as long.
    pub fn set_slow(&mut self, place: u8, times: u16) {
        if let Some(slow) = self.slow.get_mut(place as usize) {
            *slow = times.max(1);
        }
    }

    /// Cuts one direction of a link.
    pub fn cut(&mut self, from: Party, to: Party) {
        self.cuts.insert((place(from), place(to)));
    }

    /// Divides the parties into groups that do not reach each other, instead of any partition before. Links that were
    /// cut one by one stay cut.
    pub fn partition(&mut self, groups: &[Vec<Party>]) {
        self.walls.clear();
        for (index, group) in groups.iter().enumerate() {
            let others = || groups.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, other)| other);
            self.walls.extend(group.iter().flat_map(|from| others().map(|to| (place(*from), place(*to)))));
        }
    }

    /// Whether one direction of a link is cut.
    #[must_use]
    pub fn is_cut(&self, from: Party, to: Party) -> bool {
        let in_the_way =
            |links: &BTreeSet<(Party, Party)>| !links.is_empty() && links.contains(&(place(from), place(to)));
        in_the_way(&self.cuts) || in_the_way(&self.walls)
    }

    /// Mends every cut and takes down every wall.
    pub fn heal(&mut self) {
        self.cuts.clear();
        self.walls.clear();
    }

    /// The links that are cut.
    pub fn cuts(&self) -> impl Iterator<Item = &(Party, Party)> {
        self.cuts.iter().chain(&self.walls)
    }

    /// Decides what becomes of the next message from one party to another.
    pub fn route(&mut self, from: Party, to: Party) -> Route {
        if self.is_cut(from, to) {
            return Route::Cut;
        }
        let link = index(from) * COUNTED + index(to);
        let count = u64::from(self.carried[link]);
        self.carried[link] = self.carried[link].wrapping_add(1);
        let link = link as u64;
        let Conditions { loss, duplicate, reorder, .. } = self.conditions;
        if self.dice.happens(Stream::Loss, link, count, loss) {
            return Route::Lost;
        }
        let mut first = self.delay(from, to, link, 2 * count);
        if self.dice.happens(Stream::Reorder, link, count, reorder) {
            first += 4 * self.conditions.delay.1;
        }
        let twice = self.dice.happens(Stream::Duplicate, link, count, duplicate);
        Route::Arrives(first, twice.then(|| self.delay(from, to, link, 2 * count + 1)))
    }

    fn delay(&self, from: Party, to: Party, link: u64, time: u64) -> Tick {
        let (least, most) = self.conditions.delay;
        let times = |party| match party {
            Party::Replica(replica) => self.slow.get(replica.place as usize).copied().unwrap_or(1),
            Party::Client(_) => 1,
        };
        self.dice.between(Stream::Delay, link, time, least, most) * u64::from(times(from).max(times(to)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replica(place: u8) -> Party {
        Party::Replica(wire::Replica { place, life: 0 })
    }

    #[test]
    fn a_cut_is_one_way_and_holds_for_every_life() {
        let mut network = Network::new(Dice::new(1), Conditions::default());
        network.cut(replica(1), replica(2));
        let reborn = Party::Replica(wire::Replica { place: 1, life: 3 });
        assert_eq!(network.route(reborn, replica(2)), Route::Cut);
        assert!(matches!(network.route(replica(2), replica(1)), Route::Arrives(..)));
        network.heal();
        assert!(matches!(network.route(replica(1), replica(2)), Route::Arrives(..)));
    }

    #[test]
    fn a_fault_on_one_link_does_not_reshuffle_another() {
        let mut calm = Network::new(Dice::new(1), Conditions::default());
        let mut busy = calm.clone();
        busy.route(replica(3), replica(1));
        assert_eq!(calm.route(replica(1), replica(2)), busy.route(replica(1), replica(2)));
    }
}
