//! What the page knows of the room: what the server said last, and what follows from it.

use crate::address::{self, Place};
use leptos::prelude::*;
use wire::message::ToBrowser;
use wire::room::{Answer, Backstage, Poll, Room};

/// The room, from where one sits. A handle: copies share it.
#[derive(Clone, Copy)]
pub struct Class {
    /// The room, if there is one.
    pub room: RwSignal<Option<Room>>,
    /// What only whoever presents sees.
    pub backstage: RwSignal<Backstage>,
    /// By which number the others know this follower.
    pub number: RwSignal<Option<u32>>,
    /// The prediction that counts.
    pub counted: RwSignal<Option<Answer>>,
    /// Whether one follows here, whoever steers.
    pub follows: bool,
    /// Whether one may steer.
    pub steers: Memo<bool>,
}

impl Class {
    /// Nothing is known yet.
    pub fn new() -> Self {
        let room = RwSignal::new(None::<Room>);
        let number = RwSignal::new(None);
        let follows = matches!(Place::here(), Place::Room(_));
        let has_control = move || {
            let steering = room.with(|room| room.as_ref().and_then(|room| room.steering));
            steering.is_some() && steering == number.get()
        };
        let steers = Memo::new(move |_| !follows || has_control());
        let (backstage, counted) = (RwSignal::default(), RwSignal::new(None));
        Self { room, backstage, number, counted, follows, steers }
    }

    /// Takes in what the server says of the room.
    pub fn hear(self, said: ToBrowser) {
        match said {
            ToBrowser::Room(room) => self.room.set(room.map(|room| *room)),
            ToBrowser::Backstage(backstage) => self.backstage.set(*backstage),
            ToBrowser::Counted(answer) => self.counted.set(Some(answer)),
            ToBrowser::Following(following) => {
                address::keep_key(&following.key);
                self.number.set(Some(following.number));
            }
            ToBrowser::Forked { session } => {
                // Whoever forks the session that all share wants to present.
                let present = if self.follows { "" } else { address::PRESENT };
                // The address of a session is one.
                let _ = window().location().assign(&(address::of_session(&session) + present));
            }
            _of_the_cluster => {}
        }
    }

    /// A part of the room, or what it is like without one.
    pub fn of<T: Default>(self, look: impl FnOnce(&Room) -> T) -> T {
        self.room.with(|room| room.as_ref().map(look).unwrap_or_default())
    }

    /// The question that is asked.
    pub fn poll(self) -> Memo<Option<Poll>> {
        Memo::new(move |_| self.of(|room| room.poll.clone()))
    }

    /// Whether a question is asked whose answers are not revealed.
    pub fn is_poll_open(self) -> Memo<bool> {
        Memo::new(move |_| self.of(|room| room.poll.as_ref().is_some_and(|poll| poll.tally.is_none())))
    }
}
