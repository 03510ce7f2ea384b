//! How fast the simulated universe goes when nobody watches it.

use std::time::Instant;

use smr::receive::ClientId;
use world::{Command, Watch};

use super::pipeline::{ask, finish, settled};
use crate::commands::figures::a_second;

/// How many clients keep the network busy with small messages.
const CLIENTS: u16 = 16;

/// A second, in virtual time.
const SECOND: u64 = 1_000_000;

/// Sixteen clients ask five replicas so much each, one Input at a time: little in a message, and many of them.
#[must_use]
pub fn messages_per_second(inputs_of_each: u64) -> f64 {
    let mut world = settled(5, Watch::NOTHING);
    for client in 1..=CLIENTS {
        ask(&mut world, client, inputs_of_each, 1);
    }
    let before = world.messages();
    let elapsed = finish(&mut world);
    a_second(world.messages() - before, elapsed)
}

/// Five replicas, an Input every hundredth of a second, for so many virtual seconds.
///
/// # Panics
/// The cluster does not answer.
#[must_use]
pub fn seconds_per_second(seconds: u64) -> f64 {
    let mut world = settled(5, Watch::NOTHING);
    let machine = world.configuration().machine.clone();
    let begin = Instant::now();
    for input in 0..100 * seconds {
        let submit = Command::Submit(ClientId(1), machine.sample(input));
        world.command(&submit).unwrap_or_else(|refusal| panic!("{refusal}"));
        let next = world.now() + SECOND / 100;
        world.run_until(next);
    }
    let elapsed = begin.elapsed();
    world.run_until(world.now() + SECOND);
    assert_eq!(world.answers(ClientId(1)), 100 * seconds, "every Input is answered");
    a_second(seconds, elapsed)
}
