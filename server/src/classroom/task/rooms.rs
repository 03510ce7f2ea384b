//! The room of a session, if one is open: it is kept as what is done in the session is, and told to all 30 times a second at
//! most, however many answer at once. Answers come many at once too: they are kept together, and acknowledged then.

use std::sync::atomic::Ordering;

use tokio::sync::{oneshot, watch};
use tokio::time::Instant;
use wire::message::ToBrowser;
use wire::room::Ask;

use super::{Task, not_kept};
use crate::classroom::keys;
use crate::classroom::room::{NoSeat, Record, Room, Who};
use crate::classroom::store::Kept;

/// The answer to whoever opens a room on the session that everybody shares.
const NOBODYS: &str = "Everybody steers the session that all share, so no room can be on it: fork it, and open the room on the \
    session that is yours then.";

/// The answer to whoever asks something of a room that is not there.
const NO_ROOM: &str = "no room is open on this session";

/// What becomes of something that was asked of the room: at most a message for whoever asked.
type Outcome = Result<Option<ToBrowser>, String>;

/// An open room.
pub struct Opened {
    pub room: Room,
    /// Those who follow hold the other end, and leave when this one is gone.
    pub door: watch::Sender<()>,
    /// What is kept of it.
    kept: Record,
    /// Those whose answers are not yet kept.
    unacknowledged: Vec<(u32, oneshot::Sender<Outcome>)>,
}

impl Opened {
    /// A room of which this is kept.
    pub fn of(record: Record) -> Self {
        let room = Room::of(record.clone());
        Self { room, door: watch::Sender::new(()), kept: record, unacknowledged: Vec::new() }
    }
}

impl Task {
    /// Somebody comes to follow.
    pub fn enter(&mut self, key: Option<String>, viewer: oneshot::Sender<Result<Who, NoSeat>>) {
        let Some(opened) = &mut self.room else {
            let _ = viewer.send(Err(NoSeat::Closed));
            return;
        };
        // Without chance there are no keys: nobody can come who has none.
        let entered = keys::key().map_err(|_| NoSeat::Full).and_then(|new| opened.room.enter(key.as_deref(), new));
        self.room_has_news = true;
        if let (Err(_gone), Ok(follower)) = (viewer.send(entered.map(Who::Follower)), entered) {
            opened.room.leave(follower);
        }
    }

    /// Does what somebody asks of the room. An answer to the question is acknowledged later, when it is kept.
    pub async fn answer_room(&mut self, who: Who, ask: Ask, viewer: oneshot::Sender<Outcome>) {
        match (who, &ask, &mut self.room) {
            (Who::Follower(follower), Ask::Answer(_), Some(opened)) => match opened.room.hear(who, ask) {
                Ok(()) => {
                    opened.unacknowledged.push((follower, viewer));
                    self.room_has_news = true;
                }
                Err(why) => {
                    let _ = viewer.send(Err(why));
                }
            },
            _kept_at_once => {
                let _ = viewer.send(self.obey_in_room(who, ask).await);
            }
        }
    }

    async fn obey_in_room(&mut self, who: Who, ask: Ask) -> Outcome {
        match (who, ask) {
            (Who::Owner, Ask::Open) if self.room.is_none() => self.open_room().await?,
            (Who::Owner, Ask::Close) if self.room.is_some() => self.close_room().await?,
            (_, Ask::Fork) => return self.fork().await.map(Some),
            (Who::Follower(_), ask) => {
                // What they may ask for here is not kept: it ends with their connection.
                self.room.as_mut().ok_or(NO_ROOM)?.room.hear(who, ask)?;
            }
            (Who::Owner, ask) => {
                let opened = self.room.as_mut().ok_or(NO_ROOM)?;
                let before = opened.room.clone();
                opened.room.hear(who, ask)?;
                if let Err(why) = self.keep_room().await {
                    self.set_room(before);
                    return Err(why);
                }
            }
        }
        self.room_has_news = true;
        self.note_who_steers();
        Ok(None)
    }

    fn set_room(&mut self, room: Room) {
        if let Some(opened) = &mut self.room {
            opened.room = room;
        }
    }

    async fn open_room(&mut self) -> Result<(), String> {
        if self.keeper.is_shared() {
            return Err(NOBODYS.to_owned());
        }
        self.keep_place().await.map_err(not_kept)?;
        let code = keys::code().map_err(|error| error.to_string())?;
        let room = Room::open(code, self.followed);
        self.keeper.keep_room(Some(room.record())).await.map_err(not_kept)?;
        self.room = Some(Opened::of(room.record().clone()));
        Ok(())
    }

    async fn close_room(&mut self) -> Result<(), String> {
        self.keeper.keep_room(None).await.map_err(not_kept)?;
        self.followed = self.room.take().map_or(self.followed, |opened| opened.room.followed());
        Ok(())
    }

    /// A session of its own that stands where this one does.
    async fn fork(&mut self) -> Result<ToBrowser, String> {
        if self.keeper.count().await.map_err(not_kept)? >= self.most_kept {
            return Err("there are as many sessions as this lab can keep; delete one, and fork again".to_owned());
        }
        let kept = Kept { run: self.run.saved(), speed: None };
        let session = keys::key().map_err(|error| error.to_string())?;
        self.keeper.fork(&session, kept).await.map_err(not_kept)?;
        Ok(ToBrowser::Forked { session })
    }

    /// Keeps what changed in the room.
    async fn keep_room(&mut self) -> Result<(), String> {
        let Some(opened) = &mut self.room else { return Ok(()) };
        if opened.kept != *opened.room.record() {
            let record = opened.room.record().clone();
            self.keeper.keep_room(Some(&record)).await.map_err(not_kept)?;
            opened.kept = record;
        }
        Ok(())
    }

    /// Keeps the answers that came, acknowledges them, and tells what changed in the room.
    pub async fn tell_room(&mut self) {
        (self.room_has_news, self.room_told) = (false, Instant::now());
        let kept = self.keep_room().await;
        if let Some(opened) = &mut self.room {
            if kept.is_err() {
                let before = opened.kept.clone();
                opened.room.take_back_answers(&before);
            }
            for (follower, viewer) in opened.unacknowledged.drain(..) {
                let counted = opened.room.prediction(follower).map(ToBrowser::Counted);
                let _ = viewer.send(kept.clone().map(|()| counted));
            }
        }
        self.audience.tell_room(self.room.as_ref().map(|opened| &opened.room));
    }

    /// Somebody who followed is gone.
    pub fn left(&mut self, who: Who) {
        if let (Who::Follower(follower), Some(opened)) = (who, &mut self.room) {
            opened.room.leave(follower);
            self.room_has_news = true;
            self.note_who_steers();
        }
    }

    /// Where those who command look it up, so that a crowd that may not never waits in the queue of those who may.
    fn note_who_steers(&self) {
        let steering = self.room.as_ref().and_then(|opened| opened.room.steering());
        self.signs.steering.store(steering.unwrap_or_default(), Ordering::Relaxed);
    }
}
