//! How fast the simulated universe goes when nobody watches it.

use std::time::Duration;

use smr::receive::ClientId;
use world::{Command, Watch};

use super::pipeline::{ask, finish, settled};
use super::stopwatch::Stopwatch;
use crate::commands::figures::a_second;

/// How many clients keep the network busy with small messages.
const CLIENTS: u16 = 16;

/// A second, in virtual time.
const SECOND: u64 = 1_000_000;

/// Sixteen clients ask five replicas so much each, one Input at a time: little in a message, and many of them. Returns
/// how many messages that took, and how long.
fn many_messages(inputs_of_each: u64) -> (u64, Duration) {
    let mut world = settled(5, Watch::NOTHING);
    for client in 1..=CLIENTS {
        ask(&mut *world, client, inputs_of_each, 1);
    }
    let before = world.messages();
    let elapsed = finish(&mut *world);
    (world.messages() - before, elapsed)
}

/// How many messages five replicas and sixteen clients simulate in a second, if each client asks so much.
#[must_use]
pub fn messages_per_second(inputs_of_each: u64) -> f64 {
    let (messages, elapsed) = many_messages(inputs_of_each);
    a_second(messages, elapsed)
}

/// How many messages that is: the same number every time.
#[must_use]
pub fn messages_of(inputs_of_each: u64) -> u64 {
    many_messages(inputs_of_each).0
}

/// Five replicas, an Input every hundredth of a second, for so many virtual seconds.
///
/// # Panics
/// The cluster does not answer.
#[must_use]
pub fn seconds_per_second(seconds: u64) -> f64 {
    let mut world = settled(5, Watch::NOTHING);
    let machine = world.configuration().machine.clone();
    let begin = Stopwatch::start();
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
