//! How somebody names a moment of a run: by an event, or by a time.

use super::Timeline;
use crate::script::grammar::{read_time, spell_time};
use smr::Tick;
use std::fmt;
use std::str::FromStr;
use wire::Traced;

/// A moment of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// Just after this event.
    Event(u64),
    /// After everything that happens at this time.
    Time(Tick),
}

impl Moment {
    /// Whether an event is at it or comes after it.
    #[must_use]
    pub const fn is_reached_by(self, traced: &Traced) -> bool {
        match self {
            Self::Event(event) => traced.id >= event,
            Self::Time(at) => traced.at >= at,
        }
    }

    /// Whether an event comes after it.
    #[must_use]
    pub const fn is_before(self, traced: &Traced) -> bool {
        match self {
            Self::Event(event) => traced.id > event,
            Self::Time(at) => traced.at > at,
        }
    }
}

impl Timeline {
    /// Goes to a moment, as far as the run is known. Returns the last event there.
    pub fn seek(&mut self, moment: Moment) -> u64 {
        match moment {
            Moment::Event(event) => self.seek_event(event),
            Moment::Time(at) => self.seek_time(at),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => write!(f, "{event}"),
            Self::Time(at) => write!(f, "{}", spell_time(*at)),
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let event = text.parse().map(Self::Event);
        let time = || read_time(text).map(Self::Time);
        let neither = || format!("`{text}` is no moment: name an event by its number, or a time such as 2s or 1500ms");
        event.ok().or_else(time).ok_or_else(neither)
    }
}
