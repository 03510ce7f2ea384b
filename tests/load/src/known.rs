//! What the frames say that many viewers get: each is deciphered once and compared by the others, byte by byte.
//!
//! Thousands of pages have thousands of processors to decipher what they are sent. Here they would share those of the lab, and
//! what is measured would be the deciphering.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_tungstenite::tungstenite::Bytes;
use wire::Event;
use wire::message::{Speed, ToBrowser};

use crate::Failure;

/// So many frames are remembered: more than come between the first viewer of one and the last.
const REMEMBERED: usize = 32;

/// At which speed it is measured.
pub const SPEED: Speed = Speed(1_000);

/// What a frame says, as far as it is measured.
#[derive(Default)]
pub struct Told {
    /// Whether it tells that the measurement begins.
    pub is_begin: bool,
    pub is_keyframe: bool,
    pub is_update: bool,
    /// Which commands it tells of, in the order in which they were given.
    pub commands: Vec<usize>,
    /// Whether it tells of the command that ends the measurement.
    pub is_end: bool,
}

/// The frames that were deciphered last.
#[derive(Default)]
pub struct Known(Mutex<VecDeque<(Bytes, Arc<Told>)>>);

impl Known {
    /// What a frame says.
    pub fn read(&self, frame: Bytes) -> Result<Arc<Told>, Failure> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, told)) = known.iter().find(|(bytes, _)| *bytes == frame) {
            return Ok(Arc::clone(told));
        }
        let told = Arc::new(Told::of(postcard::from_bytes(&frame)?));
        known.truncate(REMEMBERED - 1);
        known.push_front((frame, Arc::clone(&told)));
        Ok(told)
    }
}

impl Told {
    fn of(message: ToBrowser) -> Self {
        let events = match message {
            ToBrowser::Keyframe { .. } => return Self { is_keyframe: true, ..Self::default() },
            ToBrowser::Playing(speed) => return Self { is_begin: speed == Some(SPEED), ..Self::default() },
            ToBrowser::Events(events) => events,
            _other => return Self::default(),
        };
        let commands = events.iter().filter(|event| matches!(event.event, Event::Command));
        let words: Vec<&str> = commands.filter_map(|event| event.words.as_deref()).collect();
        Self {
            is_update: true,
            commands: words.iter().filter_map(|words| place(words)).collect(),
            is_end: words.contains(&"c1: read"),
            ..Self::default()
        }
    }
}

/// The number that a command adds, by which it is known again: no other has such a number in its words.
pub const fn number(place: usize) -> usize {
    1_000_001 + place
}

fn place(words: &str) -> Option<usize> {
    words.strip_prefix("c1: add ")?.parse::<usize>().ok()?.checked_sub(number(0))
}
