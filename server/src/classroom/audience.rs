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
            self.tell_keyframe(world);
        }
    }

    /// Tells of another world, as if there had been none before.
    pub fn begin_again(&mut self, world: &PaxosWorld) {
        self.told = world.trace().length();
        (self.json.keyframe, self.compact.keyframe) = (None, None);
        self.tell_keyframe(world);
    }

    fn tell_keyframe(&mut self, world: &PaxosWorld) {
        for channel in [&mut self.json, &mut self.compact] {
            if !channel.is_empty() {
                let frame = channel.keyframe(world);
                // The last viewer may leave meanwhile.
                let _ = channel.ring.send(frame);
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

#[cfg(test)]
mod tests {
    use tokio::sync::broadcast::error::TryRecvError;
    use wire::View;
    use world::{Command, Configuration, Watch};

    use super::*;

    fn world(keep: usize) -> PaxosWorld {
        PaxosWorld::new(Configuration::default(), Watch { keep, narrate: true, promises: false }).unwrap()
    }

    fn read(form: Form, frame: &Message) -> ToBrowser {
        match (form, frame) {
            (Form::Json, Message::Text(text)) => serde_json::from_str(text).unwrap(),
            (Form::Compact, Message::Binary(bytes)) => postcard::from_bytes(bytes).unwrap(),
            _ => panic!("{form:?} should not be sent as {frame:?}"),
        }
    }

    fn take_in(view: &mut View, message: ToBrowser) {
        match message {
            ToBrowser::Keyframe { view: all, .. } => *view = *all,
            ToBrowser::Events(events) => {
                for event in events {
                    assert_eq!(event.id, view.event + 1, "no gap and no overlap");
                    view.fold(&event);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn whoever_comes_when_has_no_gap_and_no_overlap_in_either_form() {
        let mut world = world(MOST_EVENTS);
        let mut audience = Audience::new(0);
        let mut viewers = Vec::new();
        for moment in 1..30 {
            world.run_until(moment * 10_000);
            for form in [Form::Json, Form::Compact] {
                let Watching { first, next } = audience.admit(form, &world, None);
                let mut view = View::default();
                take_in(&mut view, read(form, &first[0]));
                viewers.push((form, view, next));
            }
            world.command(&Command::Checkpoint).unwrap();
            audience.tell(&world);
        }
        for (form, mut view, mut next) in viewers {
            while let Ok(frame) = next.try_recv() {
                take_in(&mut view, read(form, &frame));
            }
            assert_eq!(&view, world.view());
        }
    }

    #[test]
    fn a_form_that_nobody_watches_in_is_not_encoded() {
        let mut world = world(MOST_EVENTS);
        let mut audience = Audience::new(0);
        let json = audience.admit(Form::Json, &world, None);
        drop(audience.admit(Form::Compact, &world, None));
        world.run_until(500_000);
        audience.tell(&world);
        assert_eq!((audience.json.ring.len(), audience.compact.ring.len()), (1, 0));
        drop(json);
        assert!(audience.is_empty());
    }

    #[test]
    fn more_than_is_kept_is_told_as_a_keyframe() {
        let mut world = world(4);
        let mut audience = Audience::new(0);
        let mut viewer = audience.admit(Form::Compact, &world, None);
        world.run_until(500_000);
        audience.tell(&world);
        let message = read(Form::Compact, &viewer.next.try_recv().unwrap());
        assert!(matches!(message, ToBrowser::Keyframe { view, .. } if view.event == world.trace().length()));
    }

    #[test]
    fn a_viewer_who_does_not_read_makes_nothing_grow() {
        let mut world = world(MOST_EVENTS);
        let mut audience = Audience::new(0);
        let mut viewer = audience.admit(Form::Compact, &world, None);
        for _ in 0..1000 {
            world.command(&Command::Checkpoint).unwrap();
            audience.tell(&world);
        }
        assert_eq!(audience.compact.ring.len(), RING);
        assert!(matches!(viewer.next.try_recv(), Err(TryRecvError::Lagged(_))));
    }
}
