//! A run for other eyes: as a script ([`super::Recording`]), as its events in JSON, as a picture, as a log for ShiViz.
//!
//! What is imported again is a script or JSON; both are played, so that nobody can import a run that cannot be.

pub mod json;
pub mod shiviz;
pub mod svg;

use super::Timeline;
use std::fmt;
use std::ops::RangeInclusive;

/// A stretch has more events than the form can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooMuch {
    /// How many events it has.
    pub events: u64,
    /// How many can be shown.
    pub most: u64,
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { events, most } = self;
        write!(f, "these are {events} events, and this form shows at most {most}: choose a shorter stretch")
    }
}

impl std::error::Error for TooMuch {}

/// The part of a stretch that there is, if it is short enough.
fn within(timeline: &Timeline, stretch: RangeInclusive<u64>, most: u64) -> Result<RangeInclusive<u64>, TooMuch> {
    let (from, to) = ((*stretch.start()).max(1), (*stretch.end()).min(timeline.end().event));
    let events = (to + 1).saturating_sub(from);
    if events > most { Err(TooMuch { events, most }) } else { Ok(from..=to) }
}
