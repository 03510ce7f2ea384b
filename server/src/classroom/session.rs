//! A session: one task that owns a world and lets its time pass.
//!
//! Everything that is said to the session goes through one queue of bounded length, and only the task answers; so between two
//! things it does, the world stands still. That is what makes a viewer's beginning exact: the keyframe is taken and the
//! subscription begins at the same moment, with no event lost between them and none told twice.
//!
//! Nobody is waited for. Events go into a ring that all viewers read at their own speed; one who falls behind by more than the
//! ring asks for a new keyframe. While nobody watches, virtual time stands still and the task sleeps.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
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

/// The answer to a command that nobody is left to answer.
const BROKEN_OFF: &str =
    "The cluster ended while it carried this out, by a mistake of the lab; go on with the one you see now.";

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
                Ok(Some(match told.await {
                    Ok(Ok(())) => ToBrowser::Done { id },
                    Ok(Err(why)) => ToBrowser::Refused { id: Some(id), why },
                    Err(_) => ToBrowser::Refused { id: Some(id), why: BROKEN_OFF.to_owned() },
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
                    Some(request) => self.survive(|task| task.answer(request)),
                    None => return,
                },
                () = sleep_until(last + EVERY), if time_passes => {
                    let now = Instant::now();
                    self.survive(|task| task.let_time_pass(now - last));
                    last = now;
                }
            }
            if !time_passes {
                last = Instant::now();
            }
        }
    }

    /// Does something to the world. Should the world find a contradiction in itself, which is a mistake of ours, then a new one
    /// takes its place: a class can go on.
    fn survive(&mut self, act: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| act(self))).is_err() {
            tracing::error!("the world panicked at {} µs; a new one begins", self.world.now());
            self.world = first_world();
            self.audience.begin_again(&self.world);
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

#[cfg(test)]
mod tests {
    use axum::extract::ws::Message;

    use super::*;

    fn read(frame: &Message) -> ToBrowser {
        serde_json::from_str(frame.to_text().unwrap()).unwrap()
    }

    #[test]
    fn what_is_seen_first_has_a_leader() {
        let world = first_world();
        assert!(world.view().replicas.values().any(|replica| replica.role == "leader"));
        assert!(world.now() < FIRST_LEADER_BY);
    }

    #[test]
    fn a_step_lets_something_happen_that_can_be_seen() {
        let mut task = Task::new();
        let mut viewer = task.audience.admit(Form::Json, &task.world, task.playback.speed());
        task.answer(Request::Step);
        assert_eq!(read(&viewer.next.try_recv().unwrap()), ToBrowser::Playing(None));
        assert!(matches!(read(&viewer.next.try_recv().unwrap()), ToBrowser::Events(events) if !events.is_empty()));
    }

    #[test]
    fn a_run_that_is_too_fast_to_tell_leaves_time_out_and_goes_on() {
        let mut task = Task::new();
        let before = task.world.now();
        task.playback.play(Speed(u32::MAX));
        task.let_time_pass(Duration::from_secs(1));
        let passed = task.world.now() - before;
        assert!((1..250_000_000).contains(&passed), "{passed} microseconds passed");
    }

    #[test]
    fn a_mistake_of_the_world_is_survived_with_a_new_one() {
        let mut task = Task::new();
        let mut viewer = task.audience.admit(Form::Json, &task.world, task.playback.speed());
        task.obey("c1: add 5").unwrap();
        task.survive(|_| panic!("this panic belongs to a test"));
        match read(&viewer.next.try_recv().unwrap()) {
            ToBrowser::Keyframe { view, .. } => assert!(view.clients.is_empty()),
            other => panic!("a keyframe was expected, not {other:?}"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn virtual_time_stands_still_while_nobody_watches() {
        let session = Session::begin();
        let moment = async || match read(&session.watch(Form::Json).await.unwrap().first[0]) {
            ToBrowser::Keyframe { view, .. } => view.at,
            other => panic!("a keyframe was expected, not {other:?}"),
        };
        let before = moment().await;
        tokio::time::sleep(Duration::from_secs(3600)).await;
        let after = moment().await;
        assert!(after - before <= 2_500, "{} microseconds passed", after - before);
        let viewer = session.watch(Form::Json).await.unwrap();
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert!(moment().await - after > 50_000, "time passes again");
        drop(viewer);
    }
}
