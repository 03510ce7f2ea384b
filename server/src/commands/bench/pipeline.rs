//! The full pipeline: from a client through the order and every replica to a voted Output.

use std::time::Duration;

use smr::receive::ClientId;
use world::orders::{self, Order};
use world::script::Universe;
use world::{Command, Configuration, Watch, Workload};

use super::stopwatch::Stopwatch;
use crate::commands::figures::a_second;

/// How many Inputs are in flight.
pub const IN_FLIGHT: u32 = 64;

/// Events are noted and the last of them kept, as for somebody who looks on; what is older is gone.
pub const TRACED: Watch = Watch { keep: 10_000, narrate: false, promises: false };

/// By then a cluster without faults has its leader.
const SETTLED: u64 = 1_000_000;

/// A cluster of so many replicas under the usual ordering that has settled.
///
/// # Panics
/// There can be no such cluster.
#[must_use]
pub fn settled(replicas: u8, watch: Watch) -> Box<dyn Universe> {
    under(orders::usual(), Configuration { replicas, ..Configuration::default() }, watch)
}

fn under(order: &Order, configuration: Configuration, watch: Watch) -> Box<dyn Universe> {
    let mut world = (order.begin)(configuration, watch).unwrap_or_else(|impossible| panic!("{impossible}"));
    world.run_until(SETTLED);
    world
}

/// The least cluster that survives one failure of the kind that this ordering is usually built for.
fn least(order: &Order) -> Configuration {
    let failure_model = order.usual_model();
    let replicas = failure_model.replicas_for(1) as u8;
    Configuration { replicas, failure_model, ..Configuration::default() }
}

/// A client asks so much, so many at once, without thinking between.
///
/// # Panics
/// The client is busy already.
pub fn ask(world: &mut dyn Universe, client: u16, inputs: u64, in_flight: u32) {
    let inputs = u32::try_from(inputs).unwrap_or(u32::MAX);
    let workload = Command::Workload(ClientId(client), Workload { inputs, in_flight, think: 0 });
    world.command(&workload).unwrap_or_else(|refusal| panic!("{refusal}"));
}

/// Runs until everything is answered; returns how long that took.
pub fn finish(world: &mut dyn Universe) -> Duration {
    let begin = Stopwatch::start();
    while !world.all_answered() {
        let pause = world.now() + 1_000;
        world.run_until(pause);
    }
    begin.elapsed()
}

/// Lets so many Inputs through the pipeline of the least cluster under an ordering; returns how many went through a
/// second.
///
/// # Panics
/// There is no ordering of this name.
#[must_use]
pub fn inputs_per_second(order: &str, inputs: u64) -> f64 {
    let order = orders::named(order).unwrap_or_else(|| panic!("{order} is no ordering of the lab"));
    let mut world = under(order, least(order), TRACED);
    ask(&mut *world, 1, inputs, IN_FLIGHT);
    let elapsed = finish(&mut *world);
    assert_eq!(world.answers(ClientId(1)), inputs, "every Input is answered");
    a_second(inputs, elapsed)
}
