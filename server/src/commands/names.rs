//! What can be chosen by name.
//!
//! Every name comes from the table that the lab itself works by, so a new ordering or planted bug can be chosen,
//! listed, completed and suggested from the moment it exists.

use std::fmt;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use smr::execute::MachineKind;
use smr::plant::Plant;
use world::Behaviour;
use world::orders::{ORDERS, Order, named};
use world::promises;
use world::search::explore::MODELS;
use world::search::plan::Faults;

use crate::judge;

/// A kind of thing that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Protocols that order Inputs.
    Orders,
    /// Services.
    Machines,
    /// How much goes wrong in a sweep.
    Faults,
    /// Planted bugs.
    Plants,
    /// What the explorer visits.
    Models,
    /// What is checked after every event.
    Promises,
    /// What a history is judged by.
    Judges,
}

/// A name, and what it stands for in a line.
pub type Entry = (&'static str, &'static str);

impl Kind {
    /// The kinds that `smr-lab list` knows.
    pub const LISTED: [Self; 6] =
        [Self::Orders, Self::Machines, Self::Faults, Self::Plants, Self::Models, Self::Promises];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Machines => "machines",
            Self::Faults => "faults",
            Self::Plants => "plants",
            Self::Models => "models",
            Self::Promises => "promises",
            Self::Judges => "machines of histories",
        }
    }

    /// One of them, in words.
    #[must_use]
    pub const fn one(self) -> &'static str {
        match self {
            Self::Orders => "ordering",
            Self::Machines => "machine",
            Self::Faults => "level of faults",
            Self::Plants => "planted bug",
            Self::Models => "model",
            Self::Promises => "promise",
            Self::Judges => "machine to judge by",
        }
    }

    /// The whole table.
    #[must_use]
    pub fn entries(self) -> Vec<Entry> {
        match self {
            Self::Orders => ORDERS.iter().map(|order| (order.name, order.says)).collect(),
            Self::Machines => MachineKind::all().iter().map(|machine| (machine.name(), machine.says())).collect(),
            Self::Faults => Faults::ALL.iter().map(|faults| (faults.name(), faults.says())).collect(),
            Self::Plants => Plant::ALL.iter().map(|plant| (plant.name(), plant.says())).collect(),
            Self::Models => MODELS.iter().map(|model| (model.name, model.says)).collect(),
            Self::Promises => promises::all().collect(),
            Self::Judges => judge::MACHINES.to_vec(),
        }
    }

    /// What more there is to know of one of them, by name.
    #[must_use]
    pub fn details(self, name: &str) -> Vec<(&'static str, String)> {
        match self {
            Self::Machines => {
                let machine = MachineKind::from_name(name).unwrap_or_default();
                machine.operations().iter().map(|(usage, says)| (*usage, (*says).to_owned())).collect()
            }
            Self::Orders => named(name).map(conditions).unwrap_or_default(),
            Self::Faults if name == Faults::Full.name() => {
                let wrong =
                    |order: &Order| format!("wrong behaviour: {}", behaviours(|it| order.survives.contains(it)));
                ORDERS.iter().map(|order| (order.name, wrong(order))).collect()
            }
            _named_and_said => Vec::new(),
        }
    }

    /// What is worth saying of all of them.
    #[must_use]
    pub const fn remark(self) -> Option<&'static str> {
        match self {
            Self::Orders | Self::Faults => Some(VOTER),
            _needs_none => None,
        }
    }

    fn names(self) -> Vec<&'static str> {
        self.entries().into_iter().map(|(name, _)| name).collect()
    }

    /// Where all names can be seen.
    fn directory(self) -> String {
        match self {
            Self::Judges => format!("there are {}", self.names().join(", ")),
            _listed => format!("`smr-lab list {}` shows all", self.name()),
        }
    }
}

/// What the fewest replicas of a failure model are enough for.
const VOTER: &str = "The numbers of replicas that a failure model asks for are the voter's: where replicas fail-stop, F+1 are enough \
                     for a client to be told an Output. An ordering that needs a majority goes on only while it has one.";

/// The conditions under which an ordering keeps its promises.
fn conditions(order: &Order) -> Vec<(&'static str, String)> {
    let models: Vec<&str> = order.models.iter().map(|model| model.name()).collect();
    vec![
        ("survives", behaviours(|it| order.survives.contains(it))),
        ("does not survive", behaviours(|it| !order.survives.contains(it))),
        ("failure models", models.join(", ")),
    ]
}

/// The ways of being wrong that are meant.
fn behaviours(meant: impl Fn(&Behaviour) -> bool) -> String {
    let wrong = Behaviour::ALL.iter().filter(|behaviour| **behaviour != Behaviour::Honest);
    let mut names: Vec<&str> = wrong.filter(|behaviour| meant(behaviour)).map(|behaviour| behaviour.name()).collect();
    names.dedup();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// A name that is in no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it should have been the name of, with its article.
    expected: String,
    given: String,
    names: Vec<&'static str>,
    /// Where all names can be seen.
    directory: String,
}

impl Unknown {
    fn of(kind: Kind, given: &str) -> Self {
        let article = if kind.one().starts_with('o') { "an" } else { "a" };
        Self {
            expected: format!("{article} {}", kind.one()),
            given: given.to_owned(),
            names: kind.names(),
            directory: kind.directory(),
        }
    }

    fn kind(given: &str) -> Self {
        Self {
            expected: "a kind of thing that can be listed".to_owned(),
            given: given.to_owned(),
            names: Kind::LISTED.map(Kind::name).to_vec(),
            directory: "`smr-lab list` shows all".to_owned(),
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, given, names, directory } = self;
        write!(f, "{given:?} is not {expected}; ")?;
        match nearest(given, names) {
            Some(Nearest { name, near: true }) => write!(f, "did you mean {name}? {directory}"),
            Some(Nearest { name, near: false }) => write!(f, "the nearest is {name}; {directory}"),
            None => f.write_str(directory),
        }
    }
}

/// The name that comes nearest to what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest<'n> {
    /// The name.
    pub name: &'n str,
    /// It is so near that it was probably meant.
    pub near: bool,
}

/// The nearest name; `None` if there are no names.
///
/// Whoever leaves out a part, such as the layer before a planted bug, means the name with that part.
#[must_use]
pub fn nearest<'n>(given: &str, names: &[&'n str]) -> Option<Nearest<'n>> {
    let given = given.to_lowercase();
    let part_of = |name: &&&str| given.len() >= 3 && name.contains(&given);
    if let Some(name) = names.iter().filter(part_of).min_by_key(|name| name.len()) {
        return Some(Nearest { name, near: true });
    }
    let distance = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        let parts = name.split(['/', '-']).map(|part| strsim::damerau_levenshtein(&given, part) + 1);
        let wholes = [name, last].map(|whole| strsim::damerau_levenshtein(&given, whole));
        parts.chain(wholes).min().unwrap_or(usize::MAX)
    };
    let name = names.iter().min_by_key(|name| distance(name))?;
    Some(Nearest { name, near: distance(name) <= given.chars().count().max(4).div_ceil(2) })
}

/// Reads an argument that is a name of a table.
#[derive(Clone, Copy, Debug)]
pub struct NameOf(pub Kind);

impl TypedValueParser for NameOf {
    type Value = &'static str;

    fn parse_ref(
        &self,
        _command: &Command,
        _argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, Error> {
        let given = value.to_string_lossy();
        let found = self.0.names().into_iter().find(|name| *name == given);
        found.ok_or_else(|| invalid(&Unknown::of(self.0, &given)))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.entries().into_iter().map(|(name, says)| PossibleValue::new(name).help(says))))
    }
}

/// Reads an argument that is a kind of thing that can be listed.
#[derive(Clone, Copy, Debug)]
pub struct NameOfKind;

impl TypedValueParser for NameOfKind {
    type Value = Kind;

    fn parse_ref(&self, _command: &Command, _argument: Option<&Arg>, value: &std::ffi::OsStr) -> Result<Kind, Error> {
        let given = value.to_string_lossy();
        let found = Kind::LISTED.into_iter().find(|kind| kind.name() == given);
        found.ok_or_else(|| invalid(&Unknown::kind(&given)))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Kind::LISTED.into_iter().map(|kind| PossibleValue::new(kind.name()))))
    }
}

fn invalid(unknown: &Unknown) -> Error {
    Error::raw(ErrorKind::InvalidValue, format!("{unknown}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(kind: Kind, given: &str) -> Option<&'static str> {
        nearest(given, &kind.names()).filter(|nearest| nearest.near).map(|nearest| nearest.name)
    }

    #[test]
    fn a_slip_of_the_finger_finds_the_name() {
        assert_eq!(meant(Kind::Orders, "multipaxos"), Some("multi-paxos"));
        assert_eq!(meant(Kind::Machines, "key-vaule"), Some("key-value"));
        assert_eq!(meant(Kind::Faults, "ful"), Some("full"));
        assert_eq!(meant(Kind::Plants, "multi-paxos/skip-promise-chek"), Some("multi-paxos/skip-promise-check"));
        assert_eq!(meant(Kind::Models, "PAXOS-TINI"), Some("paxos-tiny"));
        assert!(meant(Kind::Models, "pxos").is_some_and(|name| name.starts_with("paxos")));
    }

    #[test]
    fn whoever_leaves_out_the_layer_means_the_bug_of_that_name() {
        assert_eq!(meant(Kind::Plants, "first-answer"), Some("vote/first-answer"));
        assert_eq!(meant(Kind::Plants, "frist-answer"), Some("vote/first-answer"));
    }

    #[test]
    fn what_is_like_nothing_gets_the_nearest_all_the_same_and_a_direction() {
        assert_eq!(meant(Kind::Faults, "heavy"), None);
        let unknown = Unknown::of(Kind::Faults, "heavy").to_string();
        assert!(unknown.starts_with("\"heavy\" is not a level of faults; the nearest is "), "{unknown}");
        assert!(unknown.ends_with("; `smr-lab list faults` shows all"), "{unknown}");
    }

    #[test]
    fn every_kind_has_entries_and_every_entry_an_explanation() {
        for kind in Kind::LISTED {
            assert!(!kind.entries().is_empty(), "{kind:?}");
            for (name, says) in kind.entries() {
                assert!(!name.is_empty() && !says.is_empty(), "{kind:?} {name}");
            }
        }
    }
}
