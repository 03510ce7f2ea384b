//! The room of a session, if one is open: it is kept as what is done in the session is, and told to all 30 times a second at
//! most, however many answer at once.

use std::sync::atomic::Ordering;

use tokio::sync::watch;
use tokio::time::Instant;
use wire::message::ToBrowser;
use wire::room::Ask;

use super::{Task, not_kept};
use crate::classroom::keys;
use crate::classroom::room::{NOT_YOURS, Record, Room, Who};
use crate::classroom::store::Kept;

/// An open room.
pub struct Opened {
    pub room: Room,
    /// Those who follow hold the other end, and leave when this one is gone.
    pub door: watch::Sender<()>,
    /// What is kept of it.
    kept: Record,
}

impl Opened {
    /// A room of which this is kept.
    pub fn of(record: Record) -> Self {
        Self { room: Room::of(record.clone()), door: watch::Sender::new(()), kept: record }
    }
}

impl Task {
    /// Does what somebody asks of the room.
    pub async fn answer_room(&mut self, who: Who, ask: Ask) -> Result<Option<ToBrowser>, String> {
        match (who, ask) {
            (Who::Owner, Ask::Open) if self.room.is_none() => self.open_room().await?,
            (Who::Owner, Ask::Close) => self.close_room().await?,
            (_, Ask::Fork) => return self.fork().await.map(Some),
            (who, ask) => {
                let is_answer = matches!(ask, Ask::Answer { .. });
                let opened = self.room.as_mut().ok_or("no room is open on this session")?;
                let before = opened.room.clone();
                opened.room.hear(who, ask).inspect_err(|why| {
                    if *why == NOT_YOURS {
                        tracing::warn!(?who, "one who follows asked for what is the owner's; refused");
                    }
                })?;
                // Answers come many at once: they are kept together.
                if !is_answer && let Err(why) = self.keep_room().await {
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
        self.keep_place().await.map_err(not_kept)?;
        let code = keys::code().map_err(|error| error.to_string())?;
        let room = Room::open(code);
        self.keeper.keep_room(Some(room.record())).await.map_err(not_kept)?;
        self.room = Some(Opened::of(room.record().clone()));
        Ok(())
    }

    async fn close_room(&mut self) -> Result<(), String> {
        self.keeper.keep_room(None).await.map_err(not_kept)?;
        self.room = None;
        Ok(())
    }

    /// A session of its own that stands where this one does.
    async fn fork(&mut self) -> Result<ToBrowser, String> {
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

    /// Tells what changed in the room.
    pub async fn tell_room(&mut self) {
        (self.room_has_news, self.room_told) = (false, Instant::now());
        // Those who watch are told of a store in trouble when somebody does something; a vote is counted in any case.
        let _ = self.keep_room().await;
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
        self.steering.store(steering.unwrap_or_default(), Ordering::Relaxed);
    }
}
