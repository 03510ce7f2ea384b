//! What a long run keeps in memory for each of its events.
//!
//! Two answers, since neither is the whole truth. The first counts what the trace and its keyframes must hold: the
//! events, their words, and the Views, by the sizes of their structures and the lengths of what hangs from them. The
//! second asks the system how much memory this process uses more than before the run; in it are also the replicas, their
//! logs and disks, and what the allocator keeps in reserve.

use std::fs;
use std::mem::size_of;

use wire::{Traced, View};
use world::Watch;

use super::pipeline::{IN_FLIGHT, ask, settled};

/// A keyframe is kept after every so many events.
const KEYFRAME_EVERY: u64 = 10_000;

/// Bytes for each event.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Counted from the structures.
    pub counted: f64,
    /// By the growth of the resident memory; not a number where the system does not tell.
    pub resident: f64,
}

/// Runs three replicas for so many events, all of them kept.
#[must_use]
pub fn keep(events: u64) -> Kept {
    let before = resident();
    let mut world = settled(3, Watch { keep: usize::MAX, narrate: true, promises: false });
    // More than enough: a single Input makes several events.
    ask(&mut *world, 1, events, IN_FLIGHT);
    let mut keyframes: Vec<View> = Vec::new();
    while world.trace().length() < events {
        world.step();
        if world.trace().length() / KEYFRAME_EVERY > keyframes.len() as u64 {
            keyframes.push(world.view().clone());
        }
    }
    let happened = world.trace().length() as f64;
    let counted = events_size(world.trace().after(0)) + keyframes.iter().map(view_size).sum::<usize>();
    let resident = before.zip(resident()).map_or(f64::NAN, |(before, after)| after.saturating_sub(before) as f64);
    Kept { counted: counted as f64 / happened, resident: resident / happened }
}

fn events_size<'e>(events: impl Iterator<Item = &'e Traced>) -> usize {
    let words = |traced: &Traced| traced.words.as_ref().map_or(0, |words| allocated(words.len()));
    events.map(|traced| size_of::<Traced>() + words(traced)).sum()
}

/// What an allocator spends on so many bytes: eight more of its own, in pieces of sixteen, two pieces at least.
fn allocated(bytes: usize) -> usize {
    (bytes + 8).next_multiple_of(16).max(32)
}

/// A keyframe by the length of its compact form: less than its structures take, so the factor is generous.
fn view_size(view: &View) -> usize {
    3 * postcard::to_allocvec(view).map_or(0, |bytes| bytes.len())
}

/// The resident memory of this process in bytes, where the system tells: on Linux, in pages of 4096 bytes.
pub(super) fn resident() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4_096)
}
