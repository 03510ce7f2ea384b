//! The full pipeline: from a client through the order and every replica to a voted Output.

use std::time::Duration;

use smr::receive::ClientId;
use world::{Command, Configuration, PaxosWorld, Watch, Workload};

use super::stopwatch::Stopwatch;
use crate::commands::figures::a_second;

/// How many Inputs are in flight.
pub const IN_FLIGHT: u32 = 64;

/// Events are noted and the last of them kept, as for somebody who looks on; what is older is gone.
pub const TRACED: Watch = Watch { keep: 10_000, narrate: false, promises: false };

/// By then a cluster without faults has its leader.
const SETTLED: u64 = 1_000_000;

/// A cluster of so many replicas that has settled.
///
/// # Panics
/// There can be no such cluster.
#[must_use]
pub fn settled(replicas: u8, watch: Watch) -> PaxosWorld {
    let configuration = Configuration { replicas, ..Configuration::default() };
    let mut world = PaxosWorld::new(configuration, watch).unwrap_or_else(|impossible| panic!("{impossible}"));
    world.run_until(SETTLED);
    world
}

/// A client asks so much, so many at once, without thinking between.
///
/// # Panics
/// The client is busy already.
pub fn ask(world: &mut PaxosWorld, client: u16, inputs: u64, in_flight: u32) {
    let inputs = u32::try_from(inputs).unwrap_or(u32::MAX);
    let workload = Command::Workload(ClientId(client), Workload { inputs, in_flight, think: 0 });
    world.command(&workload).unwrap_or_else(|refusal| panic!("{refusal}"));
}

/// Runs until everything is answered; returns how long that took.
pub fn finish(world: &mut PaxosWorld) -> Duration {
    let begin = Stopwatch::start();
    while !world.all_answered() {
        let pause = world.now() + 1_000;
        world.run_until(pause);
    }
    begin.elapsed()
}

/// Lets so many Inputs through the pipeline of three replicas; returns how many went through a second.
#[must_use]
pub fn inputs_per_second(inputs: u64) -> f64 {
    let mut world = settled(3, TRACED);
    ask(&mut world, 1, inputs, IN_FLIGHT);
    let elapsed = finish(&mut world);
    assert_eq!(world.answers(ClientId(1)), inputs, "every Input is answered");
    a_second(inputs, elapsed)
}
