//! The words for events, by which one walks: `executed`, `crashed r2`, `fault`.

use crate::script::diagnostic::nearest;
use crate::script::witness::{EVENTS, kind, place_of, without_life};
use std::fmt;
use std::str::FromStr;
use wire::{Party, Traced};

/// A kind of event, perhaps at one place only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind {
    /// Its name, as `--json` shows it.
    pub event: &'static str,
    /// Where; anywhere where it is not said.
    pub at: Option<Party>,
}

impl Kind {
    /// Whether this is one.
    #[must_use]
    pub fn fits(&self, traced: &Traced) -> bool {
        EVENTS[kind(&traced.event)] == self.event && self.at.is_none_or(|at| place_of(&traced.event) == Some(at))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{} {at}", self.event),
            None => write!(f, "{}", self.event),
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or_default();
        let Some(event) = EVENTS.iter().find(|event| **event == name) else {
            let near = nearest(name, EVENTS.iter().copied());
            let help = near
                .map_or_else(|| format!("there is {}", EVENTS.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(format!("there is no event `{name}`: {help}"));
        };
        let at = words.next().map(|party| {
            party
                .parse()
                .map(without_life)
                .map_err(|_| format!("`{party}` is nobody: a place is a replica, such as r2, or a client, such as c1"))
        });
        if let Some(more) = words.next() {
            return Err(format!("`{more}` is too much: an event and a place are enough, such as `executed r2`"));
        }
        Ok(Self { event, at: at.transpose()? })
    }
}
