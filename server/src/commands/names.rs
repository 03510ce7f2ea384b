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
use world::orders::ORDERS;
use world::promises::PROMISES;
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
            Self::Promises => PROMISES.to_vec(),
            Self::Judges => judge::MACHINES.to_vec(),
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

/// A name that is in no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    kind: Kind,
    given: String,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, given } = self;
        let article = if kind.one().starts_with('o') { "an" } else { "a" };
        write!(f, "{given:?} is not {article} {}", kind.one())?;
        if let Some(nearest) = nearest(given, &kind.names()) {
            write!(f, "; did you mean {nearest}?")?;
        }
        let directory = kind.directory();
        write!(f, "{} {directory}", if nearest(given, &kind.names()).is_some() { "" } else { ";" })
    }
}

/// The name that was most probably meant; `None` if what was given is like no name at all.
///
/// Whoever leaves out a part, such as the layer before a planted bug, means the name with that part.
#[must_use]
pub fn nearest<'n>(given: &str, names: &[&'n str]) -> Option<&'n str> {
    let given = given.to_lowercase();
    let part_of = |name: &&&str| given.len() >= 3 && name.contains(&given);
    if let Some(whole) = names.iter().filter(part_of).min_by_key(|name| name.len()) {
        return Some(whole);
    }
    let distance = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        strsim::damerau_levenshtein(&given, name).min(strsim::damerau_levenshtein(&given, last))
    };
    let near = |name: &&&str| distance(name) <= given.chars().count().max(4).div_ceil(2);
    names.iter().filter(near).min_by_key(|name| distance(name)).copied()
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
        found.ok_or_else(|| {
            let unknown = Unknown { kind: self.0, given: given.into_owned() };
            Error::raw(ErrorKind::InvalidValue, format!("{unknown}\n"))
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.entries().into_iter().map(|(name, says)| PossibleValue::new(name).help(says))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(kind: Kind, given: &str) -> Option<&'static str> {
        nearest(given, &kind.names())
    }

    #[test]
    fn a_slip_of_the_finger_finds_the_name() {
        assert_eq!(meant(Kind::Orders, "multipaxos"), Some("multi-paxos"));
        assert_eq!(meant(Kind::Machines, "key-vaule"), Some("key-value"));
        assert_eq!(meant(Kind::Faults, "ful"), Some("full"));
        assert_eq!(meant(Kind::Plants, "multi-paxos/skip-promise-chek"), Some("multi-paxos/skip-promise-check"));
        assert_eq!(meant(Kind::Models, "PAXOS-TINI"), Some("paxos-tiny"));
    }

    #[test]
    fn whoever_leaves_out_the_layer_means_the_bug_of_that_name() {
        assert_eq!(meant(Kind::Plants, "first-answer"), Some("vote/first-answer"));
        assert_eq!(meant(Kind::Plants, "frist-answer"), Some("vote/first-answer"));
    }

    #[test]
    fn what_is_like_nothing_gets_no_suggestion_but_a_direction() {
        assert_eq!(meant(Kind::Machines, "xyzzyxyzzy"), None);
        let unknown = Unknown { kind: Kind::Machines, given: "xyzzyxyzzy".to_owned() };
        assert_eq!(unknown.to_string(), "\"xyzzyxyzzy\" is not a machine; `smr-lab list machines` shows all");
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
