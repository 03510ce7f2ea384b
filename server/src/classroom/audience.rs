//! The audience of a session: what has happened, told to all who watch, encoded once for each form.
//!
//! Each form has a ring of frames that its viewers read at their own speed. A form that nobody watches in is not encoded. A
//! viewer who falls behind by more than the ring, and a run that does more at once than can be told, have the same remedy: a
//! new keyframe, which replaces everything before it.

use axum::extract::ws::Message;
use tokio::sync::broadcast;
use wire::message::{Speed, ToBrowser};
use wire::{Tick, VERSION};
use world::PaxosWorld;

use super::form::Form;

/// More events than this are not told one by one: a keyframe is shorter.
pub const MOST_EVENTS: usize = 4096;

/// How many frames a viewer may be behind: about two seconds.
const RING: usize = 64;

/// What a viewer gets.
#[derive(Debug)]
pub struct Watching {
    /// The frames to begin with: everything as it is now, and how fast time runs.
    pub first: [Message; 2],
    /// The frames after that.
    pub next: broadcast::Receiver<Message>,
}

/// All who watch in one form.
#[derive(Debug)]
struct Channel {
    form: Form,
    ring: broadcast::Sender<Message>,
    /// The last keyframe, and when it was taken: many viewers come at once when a class begins.
    keyframe: Option<(u64, Tick, Message)>,
}

impl Channel {
    fn new(form: Form) -> Self {
        Self { form, ring: broadcast::Sender::new(RING), keyframe: None }
    }

    fn is_empty(&self) -> bool {
        self.ring.receiver_count() == 0
    }

    fn tell(&self, message: &ToBrowser) {
        if !self.is_empty() {
            // The last viewer may leave meanwhile.
            let _ = self.ring.send(self.form.write(message));
        }
    }

    fn keyframe(&mut self, world: &PaxosWorld) -> Message {
        let (event, now) = (world.trace().length(), world.now());
        if let Some((_, _, frame)) = self.keyframe.as_ref().filter(|known| (known.0, known.1) == (event, now)) {
            return frame.clone();
        }
        let mut view = Box::new(world.view().clone());
        // The View knows the moment of the last event only; time has passed since.
        view.at = now;
        let frame = self.form.write(&ToBrowser::Keyframe { version: VERSION, view });
        self.keyframe = Some((event, now, frame.clone()));
        frame
    }
}

/// All who watch a session.
#[derive(Debug)]
pub struct Audience {
    json: Channel,
    compact: Channel,
    /// The last event that was told.
    told: u64,
}

impl Audience {
    /// Nobody yet; the events up to this one need not be told.
    pub fn new(told: u64) -> Self {
        Self { json: Channel::new(Form::Json), compact: Channel::new(Form::Compact), told }
    }

    /// Whether nobody watches.
    pub fn is_empty(&self) -> bool {
        self.json.is_empty() && self.compact.is_empty()
    }

    /// A new viewer: gets everything as it is now, and from now on every event.
    pub fn admit(&mut self, form: Form, world: &PaxosWorld, playing: Option<Speed>) -> Watching {
        self.tell(world);
        let channel = match form {
            Form::Json => &mut self.json,
            Form::Compact => &mut self.compact,
        };
        let first = [channel.keyframe(world), form.write(&ToBrowser::Playing(playing))];
        Watching { first, next: channel.ring.subscribe() }
    }

    /// Tells what has happened since the last time.
    pub fn tell(&mut self, world: &PaxosWorld) {
        let last = world.trace().length();
        let new = last - self.told;
        if new == 0 || self.is_empty() {
            self.told = last;
            return;
        }
        let events: Vec<_> = world.trace().after(self.told).cloned().collect();
        self.told = last;
        if events.len() as u64 == new {
            self.tell_all(&ToBrowser::Events(events));
        } else {
            for channel in [&mut self.json, &mut self.compact] {
                if !channel.is_empty() {
                    let frame = channel.keyframe(world);
                    // The last viewer may leave meanwhile.
                    let _ = channel.ring.send(frame);
                }
            }
        }
    }

    /// Tells how fast virtual time runs now.
    pub fn tell_playing(&self, speed: Option<Speed>) {
        self.tell_all(&ToBrowser::Playing(speed));
    }

    fn tell_all(&self, message: &ToBrowser) {
        self.json.tell(message);
        self.compact.tell(message);
    }
}
