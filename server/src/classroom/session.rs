//! A session: one task that owns a world and lets its time pass.
//!
//! Everything that is said to the session goes through one queue of bounded length, and only the task answers; so between two
//! things it does, the world stands still. That is what makes a viewer's beginning exact: the keyframe is taken and the
//! subscription begins at the same moment, with no event lost between them and none told twice.
//!
//! Nobody is waited for. Events go into a ring that all viewers read at their own speed; one who falls behind by more than the
//! ring asks for a new keyframe. While nobody watches, virtual time stands still and the task sleeps.

use std::fmt;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};
use wire::message::{Speed, ToBrowser, ToServer};
use world::{Configuration, PaxosWorld, Watch};

use super::audience::{self, Audience, Watching};
use super::form::Form;
use super::line;
use super::playback::Playback;

/// How often virtual time passes and viewers are told: 30 times a second.
const EVERY: Duration = Duration::from_millis(33);

/// How many things may happen in the world at once, so that commands and viewers get their turn. Virtual time for which this
/// is not enough does not pass.
const STEPS_AT_ONCE: usize = 500;

/// How many requests may wait for the session; who asks then, waits.
const REQUESTS: usize = 64;

/// By then even an unlucky cluster has its first leader.
const FIRST_LEADER_BY: wire::Tick = 5_000_000;

/// The session is over: the lab is being stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the session is over; open the lab again")
    }
}

impl std::error::Error for Ended {}

/// A handle to the session; copies are handles to the same one.
#[derive(Clone, Debug)]
pub struct Session {
    requests: mpsc::Sender<Request>,
}

#[derive(Debug)]
enum Request {
    Watch(Form, oneshot::Sender<Watching>),
    Do(String, oneshot::Sender<Result<(), String>>),
    Play(Speed),
    Pause,
    Step,
}

impl Session {
    /// Begins a session in a task of its own: three replicas of a counter, which have just found their first leader.
    pub fn begin() -> Self {
        let (requests, received) = mpsc::channel(REQUESTS);
        tokio::spawn(Task::new().run(received));
        Self { requests }
    }

    /// Begins to watch.
    ///
    /// # Errors
    /// The session is over.
    pub async fn watch(&self, form: Form) -> Result<Watching, Ended> {
        let (tell, told) = oneshot::channel();
        self.ask(Request::Watch(form, tell)).await?;
        told.await.map_err(|_| Ended)
    }

    /// Does what a viewer says. What comes of a command is told to that viewer alone, after its first events were told to all.
    ///
    /// # Errors
    /// The session is over.
    pub async fn hear(&self, message: ToServer) -> Result<Option<ToBrowser>, Ended> {
        match message {
            ToServer::Do { id, line } => {
                let (tell, told) = oneshot::channel();
                self.ask(Request::Do(line, tell)).await?;
                Ok(Some(match told.await.map_err(|_| Ended)? {
                    Ok(()) => ToBrowser::Done { id },
                    Err(why) => ToBrowser::Refused { id: Some(id), why },
                }))
            }
            ToServer::Play { speed } => self.ask(Request::Play(speed)).await.map(|()| None),
            ToServer::Pause => self.ask(Request::Pause).await.map(|()| None),
            ToServer::Step => self.ask(Request::Step).await.map(|()| None),
        }
    }

    async fn ask(&self, request: Request) -> Result<(), Ended> {
        self.requests.send(request).await.map_err(|_| Ended)
    }
}

/// What the task owns.
struct Task {
    world: PaxosWorld,
    playback: Playback,
    audience: Audience,
}

impl Task {
    fn new() -> Self {
        let world = first_world();
        Self { audience: Audience::new(world.trace().length()), world, playback: Playback::default() }
    }

    /// Lives until the last handle to the session is gone.
    async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut last = Instant::now();
        loop {
            let time_passes = self.playback.speed().is_some() && !self.audience.is_empty();
            tokio::select! {
                request = requests.recv() => match request {
                    Some(request) => self.answer(request),
                    None => return,
                },
                () = sleep_until(last + EVERY), if time_passes => {
                    let now = Instant::now();
                    self.let_time_pass(now - last);
                    last = now;
                }
            }
            if !time_passes {
                last = Instant::now();
            }
        }
    }

    fn let_time_pass(&mut self, elapsed: Duration) {
        let moment = self.world.now().saturating_add(self.playback.advance(elapsed));
        for _ in 0..STEPS_AT_ONCE {
            if self.world.next_at().is_none_or(|at| at > moment) {
                // Nothing more happens until then, but the time comes.
                self.world.run_until(moment);
                break;
            }
            self.world.step();
        }
        self.audience.tell(&self.world);
    }

    fn answer(&mut self, request: Request) {
        match request {
            Request::Watch(form, viewer) => {
                // A viewer who is gone already needs no answer, here and below.
                let _ = viewer.send(self.audience.admit(form, &self.world, self.playback.speed()));
            }
            Request::Do(line, viewer) => {
                let outcome = self.obey(&line);
                self.audience.tell(&self.world);
                let _ = viewer.send(outcome);
            }
            Request::Play(speed) => {
                self.playback.play(speed);
                self.audience.tell_playing(self.playback.speed());
            }
            Request::Pause => self.pause(),
            Request::Step => {
                self.pause();
                self.step();
                self.audience.tell(&self.world);
            }
        }
    }

    fn pause(&mut self) {
        if self.playback.speed().is_some() {
            self.playback.pause();
            self.audience.tell_playing(None);
        }
    }

    /// Lets one thing happen that can be seen: timers that were set again since fire without effect.
    fn step(&mut self) {
        let before = self.world.trace().length();
        for _ in 0..STEPS_AT_ONCE {
            if !self.world.step() || self.world.trace().length() > before {
                return;
            }
        }
    }

    fn obey(&mut self, line: &str) -> Result<(), String> {
        let command = line::parse(&self.world.configuration().machine, line)?;
        self.world.command(&command).map_err(|refusal| refusal.to_string())
    }
}

/// Three replicas of a counter that have just agreed on a leader: before that there is nothing to do, and it is slow to watch.
fn first_world() -> PaxosWorld {
    let watch = Watch { keep: audience::MOST_EVENTS, narrate: true, promises: true };
    let mut world = PaxosWorld::new(Configuration::default(), watch).expect("the default configuration is possible");
    world.run_until_holds(FIRST_LEADER_BY, |world| {
        world.view().replicas.values().all(|replica| replica.leader.is_some())
    });
    world
}
