//! One thread a core, each playing the next seed that nobody plays yet.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

use super::{Played, Sweep};

/// Plays all seeds, or all up to a bad one. Each run is told as it ends, in no particular order, to the calling thread.
pub fn play_all(sweep: &Sweep, mut told: impl FnMut(Played)) {
    let next = AtomicU64::new(sweep.seeds.from);
    let stop = AtomicBool::new(false);
    let (tell, hear) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..sweep.threads {
            let tell = tell.clone();
            scope.spawn(|| work(sweep, &next, &stop, tell));
        }
        drop(tell);
        hear.into_iter().for_each(&mut told);
    });
}

fn work(sweep: &Sweep, next: &AtomicU64, stop: &AtomicBool, tell: mpsc::Sender<Played>) {
    while !stop.load(Ordering::Relaxed) {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if !sweep.seeds.range().contains(&seed) {
            return;
        }
        let played = play(sweep, seed);
        if played.is_bad() && !sweep.keep_going {
            stop.store(true, Ordering::Relaxed);
        }
        if tell.send(played).is_err() {
            return;
        }
    }
}

/// A panic in one run ends that run alone. Its world is gone with it, so nothing half-changed is looked at again.
fn play(sweep: &Sweep, seed: u64) -> Played {
    let outcome = catch_unwind(AssertUnwindSafe(|| (sweep.order.play)(&sweep.plan(seed))));
    Played { seed, outcome: outcome.map_err(|panic| words(panic.as_ref())) }
}

/// What a panic said.
pub fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it said nothing").to_owned()
}
