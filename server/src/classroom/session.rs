//! A session: one task that owns a [`Run`] and lets its time pass.
//!
//! Everything that is said to the session goes through one queue of bounded length, and only the task answers; so between two
//! things it does, the run stands still. That is what makes a viewer's beginning exact: the keyframe is taken and the
//! subscription begins at the same moment, with no event lost between them and none told twice.
//!
//! Nobody is waited for. Events go into a ring that all viewers read at their own speed; one who falls behind by more than the
//! ring asks for a new keyframe. While nobody watches, virtual time stands still and the task sleeps.

use std::fmt;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::sync::oneshot::error::RecvError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};
use wire::message::{Cause, Speed, ToBrowser, ToServer};
use wire::{Tick, Traced};

use super::audience::{Audience, Watching};
use super::form::Form;
use super::playback::Playback;
use super::reference;
use super::run::Run;

/// How often virtual time passes and viewers are told: 30 times a second.
const EVERY: Duration = Duration::from_millis(33);

/// How many things may happen in the world at once, so that commands and viewers get their turn. Virtual time for which this
/// is not enough does not pass.
const THINGS_AT_ONCE: usize = 500;

/// The answer to a command that nobody is left to answer.
const BROKEN_OFF: &str =
    "The cluster ended while it carried this out, by a mistake of the lab; go on with the one you see now.";

/// How many requests may wait for the session; who asks then, waits.
const REQUESTS: usize = 64;

/// So long a session that is somebody's own waits for them to come back.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

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
    Do(String, oneshot::Sender<Result<Option<String>, String>>),
    Why(u64, oneshot::Sender<Result<Vec<Cause>, String>>),
    Stretch(RangeInclusive<u64>, oneshot::Sender<Vec<Traced>>),
    Walk(Walk, oneshot::Sender<Result<(), String>>),
}

/// Moving the present moment, or letting it move.
#[derive(Clone, Copy, Debug)]
enum Walk {
    Play(Speed),
    Pause,
    Forth,
    Back,
    Event(u64),
    Time(Tick),
    Branch(u16),
}

impl Session {
    /// Begins a session in a task of its own: three replicas of a counter, which have just found their first leader.
    pub fn begin() -> Self {
        Self::with_patience(None)
    }

    /// Begins one that ends when nobody has watched it for a while.
    pub fn begin_for_a_while() -> Self {
        Self::with_patience(Some(PATIENCE))
    }

    fn with_patience(patience: Option<Duration>) -> Self {
        let (requests, received) = mpsc::channel(REQUESTS);
        tokio::spawn(Task::new().run(received, patience));
        Self { requests }
    }

    /// Whether it has not ended.
    pub fn is_alive(&self) -> bool {
        !self.requests.is_closed()
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
        let walk = match message {
            ToServer::Do { id, line } => {
                let (tell, told) = oneshot::channel();
                self.ask(Request::Do(line, tell)).await?;
                return Ok(Some(answer(id, told.await, |seen| ToBrowser::Done { id, seen })));
            }
            ToServer::Why { id, event } => {
                let (tell, told) = oneshot::channel();
                self.ask(Request::Why(event, tell)).await?;
                return Ok(Some(answer(id, told.await, |chain| ToBrowser::Because { id, chain })));
            }
            ToServer::Stretch { id, from, to } => {
                let (tell, told) = oneshot::channel();
                self.ask(Request::Stretch(from..=to, tell)).await?;
                return Ok(Some(answer(id, told.await.map(Ok), |events| ToBrowser::Stretch { id, events })));
            }
            ToServer::Verbs => return Ok(Some(reference::verbs())),
            ToServer::Lines { order } => return Ok(Some(reference::lines(&order))),
            ToServer::Play { speed } => Walk::Play(speed),
            ToServer::Pause => Walk::Pause,
            ToServer::Step => Walk::Forth,
            ToServer::Back => Walk::Back,
            ToServer::Seek { event } => Walk::Event(event),
            ToServer::SeekTime { at } => Walk::Time(at),
            ToServer::Branch { branch } => Walk::Branch(branch),
            // The course is one for all sessions, and whoever serves it answers these.
            ToServer::Lessons | ToServer::Lesson { .. } => return Ok(None),
        };
        let (tell, told) = oneshot::channel();
        self.ask(Request::Walk(walk, tell)).await?;
        Ok(told.await.ok().and_then(Result::err).map(|why| ToBrowser::Refused { id: None, why }))
    }

    async fn ask(&self, request: Request) -> Result<(), Ended> {
        self.requests.send(request).await.map_err(|_| Ended)
    }
}

/// What became of something that was asked for. Nobody answers if the run broke off on the way.
fn answer<T>(id: u32, told: Result<Result<T, String>, RecvError>, done: impl FnOnce(T) -> ToBrowser) -> ToBrowser {
    match told {
        Ok(Ok(what)) => done(what),
        Ok(Err(why)) => ToBrowser::Refused { id: Some(id), why },
        Err(_broken_off) => ToBrowser::Refused { id: Some(id), why: BROKEN_OFF.to_owned() },
    }
}

/// What the task owns.
struct Task {
    run: Run,
    playback: Playback,
    audience: Audience,
}

impl Task {
    fn new() -> Self {
        Self { run: Run::usual(), audience: Audience::default(), playback: Playback::default() }
    }

    /// Lives until the last handle to the session is gone, or nobody has watched for longer than its patience.
    async fn run(mut self, mut requests: mpsc::Receiver<Request>, patience: Option<Duration>) {
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
                () = sleep(patience.unwrap_or_default()), if patience.is_some() && !time_passes => {
                    if self.audience.is_empty() {
                        return;
                    }
                }
            }
            if !time_passes {
                last = Instant::now();
            }
        }
    }

    /// Does something to the run. Should it find a contradiction in itself, which is a mistake of ours, then a new one takes
    /// its place: a class can go on.
    fn survive(&mut self, act: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| act(self))).is_err() {
            tracing::error!("the run panicked at {} µs; a new one begins", self.run.now());
            self.run = Run::usual();
            self.audience.tell(&mut self.run);
        }
    }

    fn let_time_pass(&mut self, elapsed: Duration) {
        self.run.let_pass(self.playback.advance(elapsed), THINGS_AT_ONCE);
        self.audience.tell(&mut self.run);
    }

    fn answer(&mut self, request: Request) {
        match request {
            Request::Watch(form, viewer) => {
                // A viewer who is gone already needs no answer, here and below.
                let _ = viewer.send(self.audience.admit(form, &mut self.run, self.playback.speed()));
            }
            Request::Do(line, viewer) => {
                let outcome = self.run.obey(&line);
                self.audience.tell(&mut self.run);
                let _ = viewer.send(outcome);
            }
            Request::Why(event, viewer) => {
                let _ = viewer.send(self.run.why(event));
            }
            Request::Stretch(stretch, viewer) => {
                let _ = viewer.send(self.run.events(stretch));
            }
            Request::Walk(walk, viewer) => {
                let walked = self.walk(walk);
                self.audience.tell(&mut self.run);
                let _ = viewer.send(walked);
            }
        }
    }

    /// Whoever moves the present moment wants to look at it: time stands still there.
    fn walk(&mut self, walk: Walk) -> Result<(), String> {
        match walk {
            Walk::Play(speed) => self.play(speed),
            _stands_still => self.pause(),
        }
        match walk {
            Walk::Play(_) | Walk::Pause => {}
            Walk::Forth => self.run.forth(),
            Walk::Back => self.run.back(),
            Walk::Event(event) => self.run.seek(event),
            Walk::Time(at) => self.run.seek_time(at),
            Walk::Branch(branch) => self.run.switch(branch)?,
        }
        Ok(())
    }

    fn play(&mut self, speed: Speed) {
        self.playback.play(speed);
        self.audience.tell_playing(self.playback.speed());
    }

    fn pause(&mut self) {
        if self.playback.speed().is_some() {
            self.playback.pause();
            self.audience.tell_playing(None);
        }
    }
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
        let run = Run::usual();
        assert!(run.view().replicas.values().any(|replica| replica.role == "leader"));
    }

    #[test]
    fn a_step_lets_something_happen_that_can_be_seen() {
        let mut task = Task::new();
        let mut viewer = task.audience.admit(Form::Json, &mut task.run, task.playback.speed());
        task.walk(Walk::Forth).unwrap();
        task.audience.tell(&mut task.run);
        assert_eq!(read(&viewer.next.try_recv().unwrap()), ToBrowser::Playing(None));
        assert!(matches!(read(&viewer.next.try_recv().unwrap()), ToBrowser::Events(events) if !events.is_empty()));
    }

    #[test]
    fn a_run_that_is_too_fast_to_tell_leaves_time_out_and_goes_on() {
        let mut task = Task::new();
        let before = task.run.now();
        task.playback.play(Speed(u32::MAX));
        task.let_time_pass(Duration::from_secs(1));
        let passed = task.run.now() - before;
        assert!((1..250_000_000).contains(&passed), "{passed} microseconds passed");
    }

    #[test]
    fn a_mistake_of_the_world_is_survived_with_a_new_one() {
        let mut task = Task::new();
        let mut viewer = task.audience.admit(Form::Json, &mut task.run, task.playback.speed());
        task.run.obey("c1: add 5").unwrap();
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
