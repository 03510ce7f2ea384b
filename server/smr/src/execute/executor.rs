//! The executor: one replica's copy of the State Machine, and what is replicated together with it.

use super::{Machine, MachineKind, Output};
use crate::Tick;
use crate::digest::Digest;
use crate::place::Members;
use crate::plant::{Plant, Plants};
use crate::receive::{Input, Known, Request, Sessions, Submitter};
use crate::reconfigure::Schedule;
use crate::slots::Slot;
use std::hash::{Hash, Hasher};

/// All that replicas hold in common: the State of the service, the table of client sessions, who the members are, how
/// far the Inputs are executed, and a running checksum of the Outputs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Executor {
    pub(crate) machine: Machine,
    pub(crate) sessions: Sessions,
    pub(crate) schedule: Schedule,
    pub(crate) executed: Slot,
    pub(crate) outputs: u64,
}

/// The Output of one request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Answer {
    /// Who asked.
    pub to: Submitter,
    /// The number that the asker gave the request.
    pub number: u32,
    /// The Output.
    pub output: Output,
}

/// What executing a slot brought about besides Outputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Consequences {
    /// CHECKPOINT was executed.
    pub checkpoint: bool,
    /// QUIT or JOIN was executed: the members change from this slot on.
    pub members_from: Option<Slot>,
}

impl Executor {
    /// A copy in Start.
    #[must_use]
    pub fn start(kind: &MachineKind, members: Members) -> Self {
        Self {
            machine: Machine::start(kind),
            sessions: Sessions::default(),
            schedule: Schedule::first(members),
            executed: 0,
            outputs: 0,
        }
    }

    /// The State Machine.
    #[must_use]
    pub const fn machine(&self) -> &Machine {
        &self.machine
    }

    /// The table of sessions.
    #[must_use]
    pub const fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Who the members are, by slot.
    #[must_use]
    pub const fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The newest members.
    #[must_use]
    pub fn members(&self) -> &Members {
        self.schedule.newest()
    }

    /// The last executed slot.
    #[must_use]
    pub const fn executed(&self) -> Slot {
        self.executed
    }

    /// The running checksum of all Outputs.
    #[must_use]
    pub const fn outputs(&self) -> u64 {
        self.outputs
    }

    /// The checksum of everything.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::default();
        digest.mix(self.machine.digest());
        self.sessions.hash(&mut digest);
        self.schedule.hash(&mut digest);
        digest.mix(self.executed);
        digest.mix(self.outputs);
        digest.finish()
    }

    /// A memory fault: one bit of the State flips.
    pub fn corrupt(&mut self, seed: u64) {
        self.machine.corrupt(seed);
    }

    /// Executes a batch at a slot, appending an answer for each of its requests.
    pub fn execute(
        &mut self,
        slot: Slot,
        batch: &[Request],
        clock: Tick,
        environment: Environment,
        answers: &mut Vec<Answer>,
    ) -> Consequences {
        let mut consequences = Consequences::default();
        for request in batch {
            let session = self.sessions.of(request.from);
            let known =
                if environment.plants.has(Plant::NoSessions) { Known::New } else { session.known(request.number) };
            let output = match known {
                Known::New => {
                    let (machine, schedule) = (&mut self.machine, &mut self.schedule);
                    let output = apply(machine, schedule, slot, &request.input, clock, environment, &mut consequences);
                    session.remember(request.number, output);
                    output
                }
                Known::Executed(output) => output,
                Known::Forgotten => continue,
            };
            let mut digest = Digest::default();
            digest.mix(self.outputs);
            output.hash(&mut digest);
            self.outputs = digest.finish();
            answers.push(Answer { to: request.from, number: request.number, output });
        }
        self.executed = slot;
        consequences
    }

    /// Answers a read from the present State, without an Input.
    #[must_use]
    pub fn read(&self, operation: &super::Operation, clock: Tick) -> Output {
        self.machine.clone().execute(operation, clock)
    }
}

/// Executes one Input: an operation by the machine, the others by the schedule of members.
fn apply(
    machine: &mut Machine,
    schedule: &mut Schedule,
    slot: Slot,
    input: &Input,
    clock: Tick,
    environment: Environment,
    consequences: &mut Consequences,
) -> Output {
    let change_from = slot + if environment.plants.has(Plant::MembersAtOnce) { 1 } else { environment.window };
    let changed = match input {
        Input::Operation(operation) => return machine.execute(operation, clock),
        Input::Checkpoint => {
            consequences.checkpoint = true;
            // Who begins with this checkpoint has no use for who decided the slots before it. Without this the State
            // would grow with every QUIT and JOIN for ever.
            schedule.forget_before(slot + 1);
            return Output::Slot(slot);
        }
        Input::Quit(replica) => schedule.quit(*replica, change_from),
        Input::Join(replica) => schedule.join(*replica, change_from),
    };
    match changed {
        Ok(()) => {
            consequences.members_from = Some(change_from);
            Output::Slot(change_from)
        }
        Err(why) => Output::Refused(why),
    }
}

/// What executing depends on besides the State: the same at every replica.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Environment {
    /// How many slots after QUIT or JOIN the members change.
    pub window: Slot,
    /// The rules that are taken out.
    pub plants: Plants,
}
