//! One of the machines, in one of its States: what each replica runs.

use super::bank::Bank;
use super::counter::Counter;
use super::key_value::KeyValue;
use super::lock::Lock;
use super::queue::Queue;
use super::register::Register;
use super::table::Table;
use super::turnstile::Turnstile;
use super::wall_clock::Stamped;
use super::{Component, Internals, MachineKind, Malformed, Operation, Output, Refusal, Running};
use crate::Tick;
use crate::word::Word;
use std::sync::Arc;

/// A machine together with its State.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Machine {
    /// The [`counter`](super::counter).
    Counter(Running<Counter>),
    /// The [`turnstile`](super::turnstile).
    Turnstile(Running<Turnstile>),
    /// The [`register`](super::register).
    Register(Running<Register>),
    /// The [`key_value`](super::key_value) store.
    KeyValue(Running<KeyValue>),
    /// The [`bank`](super::bank).
    Bank(Running<Bank>),
    /// The [`lock`](super::lock).
    Lock(Running<Lock>),
    /// The [`queue`](super::queue).
    Queue(Running<Queue>),
    /// A [`table`](super::table).
    Table(Running<Arc<Table>>),
    /// The [`wall_clock`](super::wall_clock), which is not a [`Running`] State Machine since it is none.
    WallClock(Stamped),
}

/// The same for whichever machine it is, be it only looked at or changed.
macro_rules! whichever {
    ($self:expr, $machine:ident => $what:expr) => {
        match $self {
            Machine::Counter($machine) => $what,
            Machine::Turnstile($machine) => $what,
            Machine::Register($machine) => $what,
            Machine::KeyValue($machine) => $what,
            Machine::Bank($machine) => $what,
            Machine::Lock($machine) => $what,
            Machine::Queue($machine) => $what,
            Machine::Table($machine) => $what,
            Machine::WallClock($machine) => $what,
        }
    };
}

impl Machine {
    /// The machine of this kind, at Start.
    #[must_use]
    pub fn start(kind: &MachineKind) -> Self {
        match kind {
            MachineKind::Counter => Self::Counter(Running::start(Counter)),
            MachineKind::Turnstile => Self::Turnstile(Running::start(Turnstile)),
            MachineKind::Register => Self::Register(Running::start(Register)),
            MachineKind::KeyValue => Self::KeyValue(Running::start(KeyValue)),
            MachineKind::Bank => Self::Bank(Running::start(Bank)),
            MachineKind::Lock => Self::Lock(Running::start(Lock)),
            MachineKind::Queue => Self::Queue(Running::start(Queue)),
            MachineKind::Table(table) => Self::Table(Running::start(Arc::clone(table))),
            MachineKind::WallClock => Self::WallClock(Stamped::default()),
        }
    }

    /// Which machine it is.
    #[must_use]
    pub fn kind(&self) -> MachineKind {
        match self {
            Self::Counter(_) => MachineKind::Counter,
            Self::Turnstile(_) => MachineKind::Turnstile,
            Self::Register(_) => MachineKind::Register,
            Self::KeyValue(_) => MachineKind::KeyValue,
            Self::Bank(_) => MachineKind::Bank,
            Self::Lock(_) => MachineKind::Lock,
            Self::Queue(_) => MachineKind::Queue,
            Self::Table(running) => MachineKind::Table(Arc::clone(&running.machine)),
            Self::WallClock(_) => MachineKind::WallClock,
        }
    }

    /// Executes one operation and returns its Output. An operation of another machine changes nothing and is refused.
    ///
    /// `local_clock` is what the server's own clock shows; only the [`wall_clock`](super::wall_clock) looks at it.
    pub fn execute(&mut self, operation: &Operation, local_clock: Tick) -> Output {
        match (self, operation) {
            (Self::Counter(running), Operation::Counter(input)) => running.execute(*input),
            (Self::Turnstile(running), Operation::Turnstile(input)) => running.execute(*input),
            (Self::Register(running), Operation::Register(input)) => running.execute(*input),
            (Self::KeyValue(running), Operation::KeyValue(input)) => running.execute(*input),
            (Self::Bank(running), Operation::Bank(input)) => running.execute(*input),
            (Self::Lock(running), Operation::Lock(input)) => running.execute(*input),
            (Self::Queue(running), Operation::Queue(input)) => running.execute(*input),
            (Self::Table(running), Operation::Table(input)) => running.execute(*input),
            (Self::WallClock(stamped), Operation::WallClock(input)) => stamped.execute(*input, local_clock),
            (_, _of_another_machine) => Output::Refused(Refusal::OtherMachine),
        }
    }

    /// Whether the operation leaves every State as it is, so that it need not be ordered where the failure model
    /// allows to ask a majority instead.
    #[must_use]
    pub fn is_read(&self, operation: &Operation) -> bool {
        self.kind().is_read(operation)
    }

    /// A checksum, computed from the State as it lies in memory: a flipped bit shows.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.internals().digest()
    }

    /// The whole State as named components, each name once, in a fixed order.
    #[must_use]
    pub fn components(&self) -> Vec<Component> {
        self.internals().components()
    }

    /// Puts one component in place, or removes it. The bytes come from another replica and may be anything.
    ///
    /// # Errors
    /// The State has no component of this name, or none that can be removed, or the bytes are not one.
    pub fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        self.internals_mut().install(name, bytes)
    }

    /// The State for the eye, short.
    #[must_use]
    pub fn show(&self) -> String {
        self.internals().show()
    }

    /// A memory fault: flips one bit of the State, chosen by `seed`, and never leaves it equal.
    pub fn corrupt(&mut self, seed: u64) {
        self.internals_mut().corrupt(seed);
    }

    fn internals(&self) -> &dyn Internals {
        whichever!(self, machine => machine)
    }

    fn internals_mut(&mut self) -> &mut dyn Internals {
        whichever!(self, machine => machine)
    }
}
