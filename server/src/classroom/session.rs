//! A session: one task that owns a [`Run`](super::run::Run) and lets its time pass. What it does is in [`task`](super::task);
//! here is how one speaks to it.
//!
//! Everything that is said to the session goes through one queue of bounded length, and only the task answers; so between two
//! things it does, the run stands still. That is what makes a viewer's beginning exact: the keyframe is taken and the
//! subscription begins at the same moment, with no event lost between them and none told twice.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot::error::RecvError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use wire::message::{Cause, Speed, ToBrowser, ToServer};
use wire::{Tick, Traced};

use super::audience::Watching;
use super::catalogue::Exported;
use super::form::Form;
use super::reference;
use super::store::{Store, Trouble};
use super::task;
use crate::limits::{Pace, Rate};

/// The answer to a command that nobody is left to answer.
const BROKEN_OFF: &str =
    "The cluster ended while it carried this out, by a mistake of the lab; go on with the one you see now.";

/// How many requests may wait for the session; who asks then, waits.
const REQUESTS: usize = 64;

/// The session is over: nobody watched it for a while, or the lab is being stopped. It can be opened again.
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
    /// How fast all who steer it may do so together.
    pace: Arc<Mutex<Pace>>,
}

/// What is asked of the task.
#[derive(Debug)]
pub enum Request {
    /// To watch.
    Watch(Form, oneshot::Sender<Watching>),
    /// To carry out a line.
    Do(String, oneshot::Sender<Result<Option<String>, String>>),
    /// Why something happened.
    Why(u64, oneshot::Sender<Result<Vec<Cause>, String>>),
    /// What happened from one event to another.
    Stretch(RangeInclusive<u64>, oneshot::Sender<Vec<Traced>>),
    /// To walk.
    Walk(Walk, oneshot::Sender<Result<(), String>>),
    /// To keep where it stands: the lab is being stopped.
    Keep(oneshot::Sender<()>),
    /// To write it down.
    Export(oneshot::Sender<Result<Exported, String>>),
    /// To forget it, and to end.
    Delete(oneshot::Sender<Result<(), Trouble>>),
}

/// Moving the present moment, or letting it move.
#[derive(Clone, Copy, Debug)]
pub enum Walk {
    Play(Speed),
    Pause,
    Forth,
    Back,
    Event(u64),
    Time(Tick),
    Branch(u16),
}

impl Session {
    /// Begins a session in a task of its own: the one that is kept under this name, or a new one.
    pub fn begin(store: Store, name: String, rate: Rate) -> Self {
        let (requests, received) = mpsc::channel(REQUESTS);
        tokio::spawn(task::run(store, name, received));
        Self { requests, pace: Arc::new(Mutex::new(Pace::new(rate, Instant::now()))) }
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
        self.ask(|tell| Request::Watch(form, tell)).await?.map_err(|_| Ended)
    }

    /// Does what a viewer says. What comes of a command is told to that viewer alone, after its first events were told to all.
    ///
    /// # Errors
    /// The session is over.
    pub async fn hear(&self, message: ToServer) -> Result<Option<ToBrowser>, Ended> {
        if let Some(why) = self.too_fast(&message) {
            return Ok(Some(why));
        }
        let walk = match message {
            ToServer::Do { id, line } => {
                let told = self.ask(|tell| Request::Do(line, tell)).await?;
                return Ok(Some(answer(id, told, |seen| ToBrowser::Done { id, seen })));
            }
            ToServer::Why { id, event } => {
                let told = self.ask(|tell| Request::Why(event, tell)).await?;
                return Ok(Some(answer(id, told, |chain| ToBrowser::Because { id, chain })));
            }
            ToServer::Stretch { id, from, to } => {
                let told = self.ask(|tell| Request::Stretch(from..=to, tell)).await?;
                return Ok(Some(answer(id, told.map(Ok), |events| ToBrowser::Stretch { id, events })));
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
        let told = self.ask(|tell| Request::Walk(walk, tell)).await?;
        Ok(told.ok().and_then(Result::err).map(|why| ToBrowser::Refused { id: None, why }))
    }

    /// The refusal of what steers too fast.
    fn too_fast(&self, message: &ToServer) -> Option<ToBrowser> {
        let id = match message {
            // Looking changes nothing.
            ToServer::Why { .. } | ToServer::Stretch { .. } | ToServer::Verbs | ToServer::Lines { .. } => return None,
            ToServer::Lessons | ToServer::Lesson { .. } => return None,
            ToServer::Do { id, .. } => Some(*id),
            _walk => None,
        };
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        let Rate { a_second, .. } = pace.rate();
        let why = format!(
            "All who steer this session do so more than {a_second} times a second, so this was not carried out. Try again."
        );
        (!pace.admits(Instant::now())).then_some(ToBrowser::Refused { id, why })
    }

    /// Keeps where it stands.
    ///
    /// # Errors
    /// The session is over, and was kept when it ended.
    pub async fn keep(&self) -> Result<(), Ended> {
        self.ask(Request::Keep).await?.map_err(|_| Ended)
    }

    /// Writes down its run, up to where it stands. The inner error is of a mistake of the lab.
    ///
    /// # Errors
    /// The session is over.
    pub async fn export(&self) -> Result<Result<Exported, String>, Ended> {
        self.ask(Request::Export).await?.map_err(|_| Ended)
    }

    /// Forgets it, and ends. The inner error is of the store.
    ///
    /// # Errors
    /// The session is over already; what was kept of it is.
    pub async fn delete(&self) -> Result<Result<(), Trouble>, Ended> {
        self.ask(Request::Delete).await?.map_err(|_| Ended)
    }

    /// Asks the task for something, and waits for the answer. The inner error is that it broke off on the way.
    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Result<Result<T, RecvError>, Ended> {
        let (tell, told) = oneshot::channel();
        self.requests.send(request(tell)).await.map_err(|_| Ended)?;
        Ok(told.await)
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
