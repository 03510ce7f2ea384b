//! Which machine a cluster runs.

use super::bank::Bank;
use super::counter::Counter;
use super::key_value::KeyValue;
use super::lock::Lock;
use super::queue::Queue;
use super::register::Register;
use super::table::Table;
use super::turnstile::Turnstile;
use super::wall_clock::WallClock;
use super::{Language, Operation, Usage};
use std::sync::Arc;

/// The choice of a machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub enum MachineKind {
    /// One number.
    #[default]
    Counter,
    /// The textbook's two-state machine.
    Turnstile,
    /// One value with compare-and-set.
    Register,
    /// Many registers.
    KeyValue,
    /// Accounts whose sum is kept.
    Bank,
    /// A lock with fencing tokens.
    Lock,
    /// First in, first out.
    Queue,
    /// A finite-state machine given as data.
    Table(Arc<Table>),
    /// The one that is not deterministic.
    WallClock,
}

impl MachineKind {
    /// Every name that [`MachineKind::from_name`] knows.
    pub const NAMES: &'static [&'static str] =
        &["counter", "turnstile", "register", "key-value", "bank", "lock", "queue", "table", "wall-clock"];

    /// Every machine, in the order of [`MachineKind::NAMES`]; the table is the traffic light.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Self::NAMES.iter().filter_map(|name| Self::from_name(name)).collect()
    }

    /// The machine with this name. `table` is the traffic light; any other table is built from its text.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "counter" => Self::Counter,
            "turnstile" => Self::Turnstile,
            "register" => Self::Register,
            "key-value" => Self::KeyValue,
            "bank" => Self::Bank,
            "lock" => Self::Lock,
            "queue" => Self::Queue,
            "table" => Self::Table(Arc::new(Table::traffic_light())),
            "wall-clock" => Self::WallClock,
            _ => return None,
        })
    }

    /// Its name in scripts and on the command line.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.language().name()
    }

    /// What it is, in a line.
    #[must_use]
    pub const fn says(&self) -> &'static str {
        match self {
            Self::Counter => "one number, to which Inputs add; shows what is executed twice or never",
            Self::Turnstile => "two States, the textbook's finite-state machine",
            Self::Register => "one value with compare-and-set",
            Self::KeyValue => "many registers; state transfer of only what differs pays here",
            Self::Bank => "accounts with transfers between them; the sum is kept",
            Self::Lock => "mutual exclusion with fencing tokens, for owners that may be dead or only slow",
            Self::Queue => "first in, first out; order matters most here",
            Self::Table(_) => "a finite-state machine given as data, by its name alone a traffic light",
            Self::WallClock => "no State Machine at all: it looks at a clock, so its replicas fall apart",
        }
    }

    /// Every operation: how it is typed, and what it does.
    #[must_use]
    pub fn operations(&self) -> &'static [Usage] {
        self.language().operations()
    }

    /// The operation that a text such as `add 5` stands for.
    ///
    /// # Errors
    /// It stands for none of this machine; the text says what was expected.
    pub fn parse(&self, text: &str) -> Result<Operation, String> {
        self.language().parse(text)
    }

    /// A plausible operation, drawn from a number.
    #[must_use]
    pub fn sample(&self, seed: u64) -> Operation {
        self.language().sample(seed)
    }

    /// Whether the operation leaves every State as it is.
    #[must_use]
    pub fn is_read(&self, operation: &Operation) -> bool {
        self.language().is_read(operation)
    }

    /// The words of this machine.
    #[must_use]
    pub fn language(&self) -> &dyn Language {
        match self {
            Self::Counter => &Counter,
            Self::Turnstile => &Turnstile,
            Self::Register => &Register,
            Self::KeyValue => &KeyValue,
            Self::Bank => &Bank,
            Self::Lock => &Lock,
            Self::Queue => &Queue,
            Self::Table(table) => &**table,
            Self::WallClock => &WallClock,
        }
    }
}
