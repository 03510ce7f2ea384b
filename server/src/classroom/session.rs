//! A session: one task that owns a [`Run`](super::run::Run) and lets its time pass. What it does is in [`task`](super::task);
//! here is how one speaks to it.
//!
//! Everything that is said to the session goes through one queue of bounded length, and only the task answers; so between two
//! things it does, the run stands still. That is what makes a viewer's beginning exact: the keyframe is taken and the
//! subscription begins at the same moment, with no event lost between them and none told twice.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot::error::RecvError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use wire::message::{Cause, Speed, ToBrowser, ToServer};
use wire::room::Ask;
use wire::{Tick, Traced, View};

use super::audience::Watching;
use super::catalogue::Exported;
use super::form::Form;
use super::reference;
use super::room::{NOT_YOURS, NoSeat, Who};
use super::run::saved::Saved;
use super::store::{Store, Trouble};
use super::task;
use crate::limits::{Limits, Pace, Rate};

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
    paces: Arc<Mutex<Paces>>,
    /// How fast sessions may be forked off, by all together.
    creating: Arc<Mutex<Pace>>,
    signs: Arc<Signs>,
}

/// What everybody sees of the task without asking it.
#[derive(Debug)]
pub struct Signs {
    /// The number of whoever steers instead of the owner; 0 if nobody does.
    pub steering: AtomicU32,
    /// Whether somebody watches, or may be about to.
    pub is_watched: AtomicBool,
}

impl Default for Signs {
    /// A session is begun for somebody.
    fn default() -> Self {
        Self { steering: AtomicU32::new(0), is_watched: AtomicBool::new(true) }
    }
}

/// How fast something may be done in a session, by all together.
#[derive(Debug)]
struct Paces {
    /// To steer it.
    steering: Pace,
    /// To look at other moments, which are made again for that.
    looking: Pace,
    /// To be named in the log for what one may not do: it is read by people.
    logging: Pace,
}

/// So much of what a crowd may not do is told in the log.
const LOGGED: Rate = Rate { at_once: 20, a_second: 2 };

/// What is asked of the task.
#[derive(Debug)]
pub enum Request {
    /// To watch.
    Watch(Form, Who, oneshot::Sender<Watching>),
    /// To do something in the room.
    Room(Who, Ask, oneshot::Sender<Result<Option<ToBrowser>, String>>),
    /// To follow in the room, as whoever has this key or as somebody new.
    Enter(Option<String>, oneshot::Sender<Result<Who, NoSeat>>),
    /// Nothing: somebody is gone who watched.
    Left(Who),
    /// To carry out a line.
    Do(String, oneshot::Sender<Result<Option<String>, String>>),
    /// Why something happened.
    Why(u64, oneshot::Sender<Result<Vec<Cause>, String>>),
    /// What the cluster looked like after an event.
    Look(u64, oneshot::Sender<Result<Box<View>, String>>),
    /// What happened from one event to another.
    Stretch(RangeInclusive<u64>, oneshot::Sender<Vec<Traced>>),
    /// To walk.
    Walk(Walk, oneshot::Sender<Result<(), String>>),
    /// To keep where it stands: the lab is being stopped.
    Keep(oneshot::Sender<()>),
    /// To leave the memory, if nobody watches.
    Unload(oneshot::Sender<bool>),
    /// To write it down.
    Export(oneshot::Sender<Result<Exported, String>>),
    /// To copy it, as it would be kept.
    Copy(oneshot::Sender<Result<Saved, String>>),
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

/// What a message means for the others in a session, and the number under which it is answered.
enum Manner {
    /// Nothing: it asks for what is there.
    Asks,
    /// Another moment is made again for it.
    Looks { id: u32 },
    /// It is about the room.
    IsInRoom,
    /// Another session comes of it.
    Forks,
    /// It changes what all see.
    Steers { id: Option<u32> },
}

impl Manner {
    const fn of(message: &ToServer) -> Self {
        match message {
            ToServer::Why { .. } | ToServer::Stretch { .. } | ToServer::Verbs | ToServer::Lines { .. } => Self::Asks,
            ToServer::Lessons | ToServer::Lesson { .. } => Self::Asks,
            ToServer::Look { id, .. } => Self::Looks { id: *id },
            ToServer::Room(Ask::Fork) => Self::Forks,
            ToServer::Room(_) => Self::IsInRoom,
            ToServer::Do { id, .. } => Self::Steers { id: Some(*id) },
            _walk => Self::Steers { id: None },
        }
    }
}

impl Session {
    /// Begins a session in a task of its own: the one that is kept under this name, or a new one.
    pub fn begin(store: Store, name: String, limits: Limits, creating: Arc<Mutex<Pace>>) -> Self {
        let (requests, received) = mpsc::channel(REQUESTS);
        let signs = Arc::<Signs>::default();
        tokio::spawn(task::run(store, name, limits.kept, Arc::clone(&signs), received));
        let pace = |rate| Pace::new(rate, Instant::now());
        let paces = Paces { steering: pace(limits.a_session), looking: pace(limits.a_session), logging: pace(LOGGED) };
        Self { requests, paces: Arc::new(Mutex::new(paces)), creating, signs }
    }

    /// Somebody comes to follow, with their key if they were here before. Whoever came has to leave, [`Session::left`].
    ///
    /// # Errors
    /// They cannot.
    pub async fn enter(&self, key: Option<String>) -> Result<Who, NoSeat> {
        let entered = self.ask(|tell| Request::Enter(key, tell)).await;
        entered.ok().and_then(Result::ok).unwrap_or(Err(NoSeat::Closed))
    }

    /// Somebody is gone who watched.
    pub async fn left(&self, who: Who) {
        // Of a session that is over everybody is gone.
        let _ = self.requests.send(Request::Left(who)).await;
    }

    /// Whether somebody watches, or may be about to.
    pub fn is_watched(&self) -> bool {
        self.signs.is_watched.load(Ordering::Relaxed)
    }

    /// Leaves the memory, unless somebody watches.
    pub async fn unload(&self) {
        if matches!(self.ask(Request::Unload).await, Ok(Ok(true))) {
            // It is kept when it has ended.
            self.requests.closed().await;
        }
    }

    /// Whether it has not ended.
    pub fn is_alive(&self) -> bool {
        !self.requests.is_closed()
    }

    /// Begins to watch.
    ///
    /// # Errors
    /// The session is over.
    pub async fn watch(&self, form: Form, who: Who) -> Result<Watching, Ended> {
        self.ask(|tell| Request::Watch(form, who, tell)).await?.map_err(|_| Ended)
    }

    /// Does what a viewer says. What comes of a command is told to that viewer alone, after its first events were told to all.
    ///
    /// # Errors
    /// The session is over.
    pub async fn hear(&self, message: ToServer, who: Who) -> Result<Option<ToBrowser>, Ended> {
        if let Some(why) = self.not_theirs(&message, who).or_else(|| self.too_fast(&message)) {
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
            ToServer::Room(ask) => {
                let asked = format!("{ask:?}");
                let told = self.ask(|tell| Request::Room(who, ask, tell)).await?;
                let refused = |why| {
                    if why == NOT_YOURS {
                        self.log_refusal(who, &asked);
                    }
                    Some(ToBrowser::Refused { id: None, why })
                };
                return Ok(told.ok().and_then(|done| done.unwrap_or_else(refused)));
            }
            ToServer::Look { id, event } => {
                let told = self.ask(|tell| Request::Look(event, tell)).await?;
                return Ok(Some(answer(id, told, |view| ToBrowser::Look { id, view })));
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

    /// The refusal of what steers, from one who follows.
    fn not_theirs(&self, message: &ToServer, who: Who) -> Option<ToBrowser> {
        let Who::Follower(follower) = who else { return None };
        // What of the room is whose, the room knows.
        let Manner::Steers { id } = Manner::of(message) else { return None };
        if self.signs.steering.load(Ordering::Relaxed) == follower {
            return None;
        }
        self.log_refusal(who, &format!("{message:?}"));
        Some(ToBrowser::Refused { id, why: NOT_YOURS.to_owned() })
    }

    /// Tells in the log that somebody who follows tried what is not theirs.
    fn log_refusal(&self, who: Who, what: &str) {
        if let Who::Follower(follower) = who
            && self.paces().logging.admits(Instant::now())
        {
            tracing::warn!(follower, what, "one who follows tried to steer; refused");
        }
    }

    fn paces(&self) -> MutexGuard<'_, Paces> {
        self.paces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The refusal of what is done too fast.
    fn too_fast(&self, message: &ToServer) -> Option<ToBrowser> {
        let now = Instant::now();
        let (id, all, admitted, Rate { a_second, .. }) = match Manner::of(message) {
            Manner::Forks => return self.forks_too_fast(),
            // Asking changes nothing, and one connection does neither too fast: those are counted.
            Manner::Asks | Manner::IsInRoom => return None,
            Manner::Looks { id } => {
                let mut paces = self.paces();
                (Some(id), "look around in", paces.looking.admits(now), paces.looking.rate())
            }
            Manner::Steers { id } => {
                let mut paces = self.paces();
                (id, "steer", paces.steering.admits(now), paces.steering.rate())
            }
        };
        let why = format!(
            "All who {all} this session do so more than {a_second} times a second, so this was not carried out. Try again."
        );
        (!admitted).then_some(ToBrowser::Refused { id, why })
    }

    fn forks_too_fast(&self) -> Option<ToBrowser> {
        let admitted = self.creating.lock().unwrap_or_else(PoisonError::into_inner).admits(Instant::now());
        let why = "Sessions are created faster than this lab can: wait a moment and try again.".to_owned();
        (!admitted).then_some(ToBrowser::Refused { id: None, why })
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

    /// Its run, as it would be kept. The inner error is of a mistake of the lab.
    ///
    /// # Errors
    /// The session is over.
    pub async fn copy(&self) -> Result<Result<Saved, String>, Ended> {
        self.ask(Request::Copy).await?.map_err(|_| Ended)
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
