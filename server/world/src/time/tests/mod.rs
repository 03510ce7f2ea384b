mod branches;
mod causes;
mod exports;
mod links;
mod restoring;
mod searching;
mod walking;

use super::Timeline;
use crate::orders;
use crate::search::plan::{Faults, Plan};
use smr::plant::Plants;
use wire::Traced;

/// The run of a plan's first phase, as a timeline that has come to its end, and all its events.
fn run_of(seed: u64) -> (Timeline, Vec<Traced>) {
    let plan = Plan::draw(orders::usual(), seed, 3, Faults::Full, Plants::default());
    let mut timeline = Timeline::begin(orders::usual(), plan.configuration).expect("a plan is possible");
    let mut events = timeline.events(1..=u64::MAX);
    for (at, command) in &plan.commands {
        timeline.run_until(*at, &mut |event| events.push(event.clone()));
        let _refused = timeline.command(command, &mut |event| events.push(event.clone()));
    }
    timeline.run_until(plan.heals, &mut |event| events.push(event.clone()));
    (timeline, events)
}
