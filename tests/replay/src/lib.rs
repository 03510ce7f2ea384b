//! One run of the simulator, told in one line: the hash of its trace and how many events it had.
//!
//! The lab promises that the same seed gives the same events, byte for byte, on every machine and in WebAssembly. This is the
//! smallest program that can be held to it: the test in `tests/browser/replay.rs` links it natively, compiles it for the
//! browser too, plays the same seeds in both and compares the lines. What could make them differ is a `usize` of 32 bits,
//! and whatever is not a pure function of the seed.
//!
//! The runs are those of a sweep with all faults, so they go through all of the lab: elections, lost disks, liars, audits,
//! transfers, members that come and go, and every promise checked after every event.

use smr::order::multi_paxos::MultiPaxos;
use smr::plant::Plants;
#[cfg(target_family = "wasm")]
use wasm_bindgen::prelude::wasm_bindgen;
use world::search::plan::{Faults, Plan};
use world::search::sweep;
use world::{Watch, orders};

/// Plays the plan of a seed to its end, and says what came of it.
#[cfg_attr(target_family = "wasm", wasm_bindgen)]
#[must_use]
pub fn trace_hash(seed: u64, replicas: u8) -> String {
    let plan = Plan::draw(orders::usual(), seed, replicas, Faults::Full, Plants::default());
    let (_world, outcome) = sweep::play::<MultiPaxos>(&plan, Watch::PROMISES);
    format!("{:016x} after {} events", outcome.hash, outcome.events)
}

/// A panic in a browser is readable in its console.
#[cfg(target_family = "wasm")]
#[wasm_bindgen(start)]
fn tell_of_panics() {
    console_error_panic_hook::set_once();
}
