//! The full pipeline: from a client through the order and every replica to a voted Output.

use std::time::Duration;

use smr::order::Ordering;
use smr::order::multi_paxos::MultiPaxos;
use smr::receive::ClientId;
use world::{Command, Configuration, Watch, Workload, World, orders};

use super::stopwatch::Stopwatch;
use crate::commands::figures::a_second;

/// How many Inputs are in flight.
pub const IN_FLIGHT: u32 = 64;

/// Events are noted and the last of them kept, as for somebody who looks on; what is older is gone.
pub const TRACED: Watch = Watch { keep: 10_000, narrate: false, promises: false };

/// By then a cluster without faults has its leader.
const SETTLED: u64 = 1_000_000;

/// A cluster of so many replicas under Multi-Paxos that has settled.
///
/// # Panics
/// There can be no such cluster.
#[must_use]
pub fn settled(replicas: u8, watch: Watch) -> World<MultiPaxos> {
    under(Configuration { replicas, ..Configuration::default() }, watch)
}

fn under<O: Ordering>(configuration: Configuration, watch: Watch) -> World<O> {
    let mut world = World::new(configuration, watch).unwrap_or_else(|impossible| panic!("{impossible}"));
    world.run_until(SETTLED);
    world
}

/// The least cluster that survives one failure of the kind that this ordering is usually built for.
fn least<O: Ordering>() -> Configuration {
    let order = orders::named(O::NAME).unwrap_or_else(|| panic!("{} is no ordering of the lab", O::NAME));
    let failure_model = order.usual_model();
    let replicas = failure_model.replicas_for(1) as u8;
    Configuration { replicas, failure_model, ..Configuration::default() }
}

/// A client asks so much, so many at once, without thinking between.
///
/// # Panics
/// The client is busy already.
pub fn ask<O: Ordering>(world: &mut World<O>, client: u16, inputs: u64, in_flight: u32) {
    let inputs = u32::try_from(inputs).unwrap_or(u32::MAX);
    let workload = Command::Workload(ClientId(client), Workload { inputs, in_flight, think: 0 });
    world.command(&workload).unwrap_or_else(|refusal| panic!("{refusal}"));
}

/// Runs until everything is answered; returns how long that took.
pub fn finish<O: Ordering>(world: &mut World<O>) -> Duration {
    let begin = Stopwatch::start();
    while !world.all_answered() {
        let pause = world.now() + 1_000;
        world.run_until(pause);
    }
    begin.elapsed()
}

/// Lets so many Inputs through the pipeline of the least cluster under an ordering; returns how many went through a
/// second.
#[must_use]
pub fn inputs_per_second<O: Ordering>(inputs: u64) -> f64 {
    let mut world: World<O> = under(least::<O>(), TRACED);
    ask(&mut world, 1, inputs, IN_FLIGHT);
    let elapsed = finish(&mut world);
    assert_eq!(world.answers(ClientId(1)), inputs, "every Input is answered");
    a_second(inputs, elapsed)
}
