//! What a replica has under way at the present moment: its timers, and its try to lead. No event tells of them, so they are
//! asked for.

use super::{Server, World};
use smr::Tick;
use smr::order::Ordering;
use smr::replica::ReplicaTimer;
use wire::{Name, Timer, UnderWay};

/// A timer that was set.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Alarm {
    /// How often it was set: an earlier setting does not fire.
    pub epoch: u32,
    set: Tick,
    fires: Tick,
    has_fired: bool,
}

impl<O: Ordering> World<O> {
    /// What is under way at the replicas that have something, in the order of their places.
    #[must_use]
    pub fn under_way(&self) -> Vec<UnderWay> {
        let servers = self.servers.values().map(Server::under_way);
        servers.filter(|under_way| !under_way.timers.is_empty() || !under_way.votes.is_empty()).collect()
    }
}

impl<O: Ordering> Server<O> {
    /// The timer is set anew: whatever was set under this name before is void.
    pub(super) fn set_timer(&mut self, timer: ReplicaTimer, set: Tick, fires: Tick) -> u32 {
        let alarm = self.timers.entry(timer).or_default();
        *alarm = Alarm { epoch: alarm.epoch.wrapping_add(1), set, fires, has_fired: false };
        alarm.epoch
    }

    /// Whether a setting of a timer is the one that counts.
    pub(super) fn awaits(&self, timer: ReplicaTimer, epoch: u32) -> bool {
        self.timers.get(&timer).is_some_and(|alarm| alarm.epoch == epoch)
    }

    /// The timer has fired.
    pub(super) fn fired(&mut self, timer: ReplicaTimer) {
        if let Some(alarm) = self.timers.get_mut(&timer) {
            alarm.has_fired = true;
        }
    }

    fn under_way(&self) -> UnderWay {
        let pending = self.timers.iter().filter(|(_, alarm)| !alarm.has_fired);
        let told = |(timer, alarm): (&ReplicaTimer, &Alarm)| Timer {
            name: name_of::<O>(*timer),
            set: alarm.set,
            fires: alarm.fires,
        };
        let mut timers: Vec<Timer> = pending.map(told).collect();
        timers.sort_by_key(|timer| timer.fires);
        let supporters = self.replica.as_ref().map_or(Vec::new(), |replica| replica.ordering().supporters());
        let votes = supporters.iter().map(|supporter| supporter.place).collect();
        UnderWay { place: self.id.place, timers, votes }
    }
}

/// What a timer is called.
pub(super) fn name_of<O: Ordering>(timer: ReplicaTimer) -> Name {
    let [report, fetch, resubmit] = Timer::HOUSEKEEPING;
    match timer {
        ReplicaTimer::Order(timer) => O::TIMERS.get(timer.0 as usize).copied().unwrap_or("order").into(),
        ReplicaTimer::Report => report.into(),
        ReplicaTimer::Fetch => fetch.into(),
        ReplicaTimer::Resubmit => resubmit.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::{ORDERS, named};
    use crate::script::Universe;
    use crate::{Command, Configuration, Watch};
    use smr::receive::ClientId;
    use std::collections::{BTreeMap, BTreeSet};
    use wire::{Event, Server};

    /// When each timer fires that is told, by place and name.
    fn pending(world: &dyn Universe) -> BTreeMap<(u8, Name), Tick> {
        let told = world.under_way();
        let timers =
            told.iter().flat_map(|it| it.timers.iter().map(|timer| ((it.place, timer.name.clone()), timer.fires)));
        timers.collect()
    }

    #[test]
    fn a_timer_is_told_until_it_fires_or_is_set_again_under_every_ordering() {
        for order in ORDERS {
            let configuration = Configuration { replicas: order.usual_replicas(), ..Configuration::default() };
            let configuration = Configuration { failure_model: order.usual_model(), ..configuration };
            let mut world = order.world(configuration, Watch::ALL).expect("a possible run");
            let mut fired = 0;
            while world.now() < 400_000 {
                let (told, last) = (pending(&*world), world.trace().length());
                world.step();
                for traced in world.trace().after(last) {
                    let Event::Woken { replica, timer } = &traced.event else { continue };
                    assert_eq!(
                        told.get(&(replica.place, timer.clone())),
                        Some(&traced.at),
                        "{} {traced:?}",
                        order.name
                    );
                    fired += 1;
                }
                for ((place, timer), fires) in pending(&*world) {
                    // Another one of the same instant may be next.
                    assert!(fires >= world.now(), "{} r{place} {timer} has fired at {fires}", order.name);
                }
            }
            assert!(fired > 0, "{}", order.name);
        }
    }

    #[test]
    fn who_is_down_has_nothing_under_way() {
        let mut world = ORDERS[0].world(Configuration::default(), Watch::ALL).expect("a possible run");
        assert_eq!(world.under_way().iter().map(|it| it.place).collect::<Vec<_>>(), [1, 2, 3]);
        world.command(&Command::Crash(2)).expect("it is up");
        assert_eq!(world.view().replicas[&2].server, Server::Down);
        assert_eq!(world.under_way().iter().map(|it| it.place).collect::<Vec<_>>(), [1, 3]);
    }

    /// How many votes who tries to lead has, as they arrive, until somebody leads.
    fn counted(world: &mut dyn Universe, leads: &str) -> BTreeSet<usize> {
        let mut counted = BTreeSet::new();
        while !world.view().replicas.values().any(|replica| replica.server == Server::Up && replica.role == leads) {
            assert!(world.step() && world.now() < 5_000_000, "nobody is elected");
            counted.extend(world.under_way().iter().map(|it| it.votes.len()));
        }
        counted
    }

    #[test]
    fn votes_are_told_one_by_one_until_there_are_enough() {
        for name in ["multi-paxos", "raft"] {
            let configuration = Configuration { replicas: 5, ..Configuration::default() };
            let order = named(name).expect("it is in the table");
            let mut world = order.world(configuration, Watch::ALL).expect("a possible run");
            assert_eq!(counted(&mut *world, "leader"), BTreeSet::from([0, 1, 2]), "{name}");
        }
        let order = named("pbft").expect("it is in the table");
        let configuration =
            Configuration { replicas: 4, failure_model: order.usual_model(), ..Configuration::default() };
        let mut world = order.world(configuration, Watch::ALL).expect("a possible run");
        world.command(&Command::Crash(1)).expect("it is up");
        let operation = world.configuration().machine.parse("add 5").expect("an operation");
        world.command(&Command::Submit(ClientId(1), operation)).expect("accepted");
        assert_eq!(counted(&mut *world, "primary"), BTreeSet::from([0, 1, 2]));
    }

    #[test]
    fn the_next_timer_is_told_first_and_the_orderings_are_known_from_the_others() {
        let mut world = ORDERS[0].world(Configuration::default(), Watch::ALL).expect("a possible run");
        world.run_until(1_000_000);
        let told = world.under_way();
        assert!(told.iter().all(|it| it.timers.is_sorted_by_key(|timer| timer.fires) && it.votes.is_empty()));
        let of_ordering = told.iter().flat_map(|it| &it.timers).filter(|timer| timer.is_of_ordering());
        assert!(of_ordering.clone().count() > 0 && of_ordering.clone().all(|timer| timer.set < timer.fires));
    }
}
