//! Sweeps: one run a seed, every promise checked after every event, liveness at the end.

use super::plan::Plan;
use crate::cluster::World;
use crate::command::{Command, Place};
use crate::network::Conditions;
use crate::promises::{Broken, Promises};
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
    /// Whether the search for an explanation of the clients' history was given up.
    pub undecided: bool,
    /// How many commands were given.
    pub commands: u64,
    /// How many of them could not be carried out.
    pub refused: u64,
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
    let world: World<O> = match World::new(plan.configuration.clone(), watch) {
        Ok(world) => world,
        Err(impossible) => panic!("a plan is possible: {impossible}"),
    };
    let mut run = Run { world, plan, commands: 0, refused: 0 };
    let whole = run.first_phase() && run.second_phase();
    let Run { mut world, commands, refused, .. } = run;
    if whole {
        world.check_history();
    }
    let outcome = Outcome {
        undecided: world.promises().is_some_and(Promises::undecided),
        commands,
        refused,
        broken: world.broken().first().cloned(),
        events: world.trace().length(),
        messages: world.messages(),
        simulated: world.now(),
        hash: world.trace().hash(),
    };
    (world, outcome)
}

/// A plan being carried out.
struct Run<'p, O: Ordering> {
    world: World<O>,
    plan: &'p Plan,
    commands: u64,
    refused: u64,
}

impl<O: Ordering> Run<'_, O> {
    /// Gives a command. What the plan could not foresee, or lost when it was shrunk, may make it impossible; then it is
    /// not carried out.
    fn give(&mut self, command: &Command) {
        self.commands += 1;
        self.refused += u64::from(self.world.command(command).is_err());
    }

    /// Runs up to a moment; returns whether all promises still hold.
    fn until(&mut self, moment: Tick) -> bool {
        self.until_holds(moment, |_| false)
    }

    /// Runs until a condition holds, at most up to a moment; returns whether all promises still hold.
    fn until_holds(&mut self, moment: Tick, holds: impl Fn(&World<O>) -> bool) -> bool {
        self.world.run_until_holds(moment, |world| {
            !world.broken().is_empty() || world.trace().length() > MOST_EVENTS || holds(world)
        });
        if self.world.broken().is_empty() && self.world.trace().length() > MOST_EVENTS {
            self.world.find_unanswered(format!("after {MOST_EVENTS} events it still runs in circles"));
        }
        self.world.broken().is_empty()
    }

    fn first_phase(&mut self) -> bool {
        for (at, command) in &self.plan.commands {
            if !self.until(*at) {
                return false;
            }
            self.give(command);
        }
        self.until(self.plan.heals)
    }

    /// A majority is healed. Whatever was pending is answered, and what is asked now is answered with an Output.
    fn second_phase(&mut self) -> bool {
        self.heal();
        let settled = self.world.now() + SETTLES;
        while self.world.now() < settled && !(self.world.all_answered() && self.is_restored()) {
            let pause = self.world.now() + 250_000;
            if !self.until(pause) {
                return false;
            }
            self.bring_back_who_quit();
        }
        if !self.world.all_answered() {
            let why = "some requests are still unanswered long after a majority was healed".to_owned();
            self.world.find_unanswered(why);
            return false;
        }
        self.answers_new_requests()
    }

    /// The network, and the places that are to be well, are mended of whatever is wrong with them now; those that are to
    /// be dead die.
    fn heal(&mut self) {
        self.give(&Command::Heal);
        self.give(&Command::Network(Conditions::default()));
        for place in self.plan.healed.clone() {
            for command in self.plan.mending(place) {
                self.give(&command);
            }
            let Some(server) = self.world.server(place) else { continue };
            match (server.replica(), server.runs()) {
                (None, _) => self.give(&Command::Restart(place)),
                (Some(_), false) => self.give(&Command::Resume(place)),
                (Some(_), true) => {}
            }
        }
        for place in self.plan.dead.clone() {
            if self.world.server(place).is_some_and(|server| server.replica().is_some()) {
                self.give(&Command::Crash(place));
            }
        }
    }

    /// Whether the places that were healed take part again, and so a majority does.
    fn is_restored(&self) -> bool {
        self.plan.healed.iter().all(|place| matches!(self.status(*place), Some(Status::Member | Status::Quit)))
    }

    fn status(&self, place: Place) -> Option<Status> {
        Some(self.world.server(place)?.replica()?.status())
    }

    /// An administrator has healed replicas that quit join again.
    fn bring_back_who_quit(&mut self) {
        for place in &self.plan.healed {
            if self.status(*place) == Some(Status::Quit) {
                self.give(&Command::Join(*place));
            }
        }
    }

    fn answers_new_requests(&mut self) -> bool {
        for client in (1..=self.plan.clients).map(ClientId) {
            let operation = self.plan.configuration.machine.sample(u64::from(client.0));
            let before = self.world.answers(client);
            self.give(&Command::Submit(client, operation));
            let until = self.world.now() + ANSWERS;
            if !self.until_holds(until, |world| world.answers(client) > before) {
                return false;
            }
            let answered = self.world.answers(client) > before;
            if !answered || self.world.last_verdict(client) != Some(Verdict::Output) {
                let seconds = ANSWERS / 1_000_000;
                let why = format!("a healed majority did not answer {client} with an Output within {seconds} s");
                self.world.find_unanswered(why);
                return false;
            }
        }
        true
    }
}
