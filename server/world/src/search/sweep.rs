//! Sweeps: one run a seed, every promise checked after every event, liveness at the end.

use super::plan::Plan;
use crate::cluster::World;
use crate::command::{Command, Place};
use crate::promises::Broken;
use crate::trace::Watch;
use smr::Tick;
use smr::order::Ordering;
use smr::receive::ClientId;
use smr::replica::Status;
use wire::Verdict;

/// What a run came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The first broken promise.
    pub broken: Option<Broken>,
    /// How many events there were.
    pub events: u64,
    /// How many messages.
    pub messages: u64,
    /// How long the run was, in virtual time.
    pub simulated: Tick,
    /// The hash of the trace.
    pub hash: u64,
}

/// How long a healed majority may take to settle.
const SETTLES: Tick = 10_000_000;

/// How long a settled majority may take to answer.
const ANSWERS: Tick = 5_000_000;

/// No run has more events than this: one that has is running in circles.
const MOST_EVENTS: u64 = 3_000_000;

/// Plays a plan to its end, or to the first broken promise.
#[must_use]
pub fn play<O: Ordering>(plan: &Plan, watch: Watch) -> (World<O>, Outcome) {
    let mut world: World<O> = match World::new(plan.configuration.clone(), watch) {
        Ok(world) => world,
        Err(impossible) => panic!("a plan is possible: {impossible}"),
    };
    let whole = first_phase(&mut world, plan) && second_phase(&mut world, plan);
    if whole {
        world.check_history();
    }
    let outcome = Outcome {
        broken: world.broken().first().cloned(),
        events: world.trace().length(),
        messages: world.messages(),
        simulated: world.now(),
        hash: world.trace().hash(),
    };
    (world, outcome)
}

/// Runs up to a moment; returns whether all promises still hold.
fn run<O: Ordering>(world: &mut World<O>, moment: Tick) -> bool {
    world.run_until_holds(moment, |world| !world.broken().is_empty() || world.trace().length() > MOST_EVENTS);
    world.broken().is_empty()
}

fn first_phase<O: Ordering>(world: &mut World<O>, plan: &Plan) -> bool {
    for (at, command) in &plan.commands {
        if !run(world, *at) {
            return false;
        }
        // A shrunk plan may ask for what cannot be done; then it is not done.
        let _ = world.command(command);
    }
    run(world, plan.heals)
}

/// A majority is healed. Whatever was pending is answered, and what is asked now is answered with an Output.
fn second_phase<O: Ordering>(world: &mut World<O>, plan: &Plan) -> bool {
    for command in &plan.healing {
        let _ = world.command(command);
    }
    let settled = world.now() + SETTLES;
    while world.now() < settled && !(world.all_answered() && restored(world, plan)) {
        let pause = world.now() + 250_000;
        if !run(world, pause) {
            return false;
        }
        bring_back_who_quit(world, plan);
    }
    if !world.all_answered() {
        let why = "some requests are still unanswered long after a majority was healed".to_owned();
        world.find_unanswered(why);
        return false;
    }
    answers_new_requests(world, plan)
}

/// Whether the places that were healed take part again, and so a majority does.
fn restored<O: Ordering>(world: &World<O>, plan: &Plan) -> bool {
    healed(plan).all(|place| {
        let replica = world.server(place).and_then(|server| server.replica());
        replica.is_some_and(|replica| matches!(replica.status(), Status::Member | Status::Quit))
    })
}

fn healed(plan: &Plan) -> impl Iterator<Item = Place> {
    plan.healing.iter().filter_map(|command| match command {
        Command::DiskSound(place) => Some(*place),
        _another => None,
    })
}

/// An administrator has healed replicas that quit join again.
fn bring_back_who_quit<O: Ordering>(world: &mut World<O>, plan: &Plan) {
    for place in healed(plan) {
        let replica = world.server(place).and_then(|server| server.replica());
        if replica.is_some_and(|replica| replica.status() == Status::Quit) {
            let _ = world.command(&Command::Join(place));
        }
    }
}

fn answers_new_requests<O: Ordering>(world: &mut World<O>, plan: &Plan) -> bool {
    for client in (1..=plan.clients).map(ClientId) {
        let operation = plan.configuration.machine.sample(u64::from(client.0));
        let before = world.answers(client);
        let _ = world.command(&Command::Submit(client, operation));
        let until = world.now() + ANSWERS;
        let answered = |world: &World<O>| !world.broken().is_empty() || world.answers(client) > before;
        world.run_until_holds(until, answered);
        if !world.broken().is_empty() {
            return false;
        }
        if world.last_verdict(client) != Some(Verdict::Output) || world.answers(client) == before {
            let why =
                format!("a healed majority did not answer {client} with an Output within {} s", ANSWERS / 1_000_000);
            world.find_unanswered(why);
            return false;
        }
    }
    true
}
