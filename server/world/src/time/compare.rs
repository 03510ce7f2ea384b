//! Two runs beside each other: where they part, and what is different at their ends.

use super::Timeline;
use super::difference::{Difference, differences};
use super::words::say;
use crate::script::grammar::spell_time;
use smr::Tick;
use std::fmt;
use wire::{Traced, View};

/// The first event at which two runs part; one of them may have ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Parting {
    /// Its number.
    pub event: u64,
    /// What happens on one side.
    pub left: Option<Traced>,
    /// What happens on the other.
    pub right: Option<Traced>,
}

/// Two runs beside each other.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// Where they part; `None` if they are the same.
    pub parting: Option<Parting>,
    /// What is different at their ends, or at the moment at which they were compared.
    pub differences: Vec<Difference>,
    /// What is seen there on each side.
    pub views: [View; 2],
}

/// How many events of each run are looked at in one go.
const STRETCH: u64 = 8_192;

/// Compares two runs that are the same at least up to an event.
#[must_use]
pub fn compare(left: &Timeline, right: &Timeline, same_up_to: u64) -> Comparison {
    let parting = part(left, right, same_up_to);
    beside(parting, [left.at(u64::MAX).view(), right.at(u64::MAX).view()])
}

/// Compares two runs as [`compare`] does, and what can be seen in each at one moment, as far as it is known.
#[must_use]
pub fn compare_at(left: &mut Timeline, right: &mut Timeline, same_up_to: u64, at: Tick) -> Comparison {
    let parting = part(left, right, same_up_to);
    left.seek_time(at);
    right.seek_time(at);
    beside(parting, [left.view(), right.view()])
}

fn beside(parting: Option<Parting>, [left, right]: [&View; 2]) -> Comparison {
    Comparison { parting, differences: differences(left, right), views: [left.clone(), right.clone()] }
}

fn part(left: &Timeline, right: &Timeline, same_up_to: u64) -> Option<Parting> {
    let last = left.end().event.max(right.end().event);
    let mut from = same_up_to + 1;
    while from <= last {
        let stretch = from..=from + STRETCH - 1;
        let (these, those) = (left.events(stretch.clone()), right.events(stretch));
        let pairs = (0..these.len().max(those.len())).map(|index| (these.get(index), those.get(index)));
        let mut numbered = (from..).zip(pairs);
        if let Some((event, (left, right))) = numbered.find(|(_, (left, right))| left != right) {
            return Some(Parting { event, left: left.cloned(), right: right.cloned() });
        }
        from += STRETCH;
    }
    None
}

impl fmt::Display for Parting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "they part at event {}:", self.event)?;
        writeln!(f, "  left:  {}", told(self.left.as_ref()))?;
        write!(f, "  right: {}", told(self.right.as_ref()))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parting {
            Some(parting) => writeln!(f, "{parting}")?,
            None => writeln!(f, "they are the same run")?,
        }
        if self.differences.is_empty() {
            return writeln!(f, "at their ends nothing that can be seen differs");
        }
        writeln!(f, "at their ends differ (left | right):")?;
        self.differences.iter().try_for_each(|difference| writeln!(f, "  {difference}"))
    }
}

fn told(event: Option<&Traced>) -> String {
    event.map_or_else(|| "it has ended".to_owned(), |event| format!("{}, {}", spell_time(event.at), say(event)))
}
