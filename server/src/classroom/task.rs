//! The task of a session: it owns the run, lets its time pass, and has it kept.
//!
//! What a command did is told to those who watch, and the command is acknowledged, when it is kept and not before. A command
//! that cannot be kept did not happen: the run goes back to where it was kept last. Looking is always possible, walking too:
//! where one stands is kept when it can be.
//!
//! Nobody is waited for. Events go into a ring that all viewers read at their own speed; one who falls behind by more than the
//! ring asks for a new keyframe. While nobody watches, virtual time stands still and the task sleeps; after a while it ends, and
//! what was kept is played again for whoever comes back.

mod beat;
mod rooms;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};
use wire::message::{Speed, ToBrowser};

use super::audience::{Audience, Watching};
use super::form::Form;
use super::keeper::Keeper;
use super::playback::Playback;
use super::room::Who;
use super::run::Run;
use super::session::{Request, Signs, Walk};
use super::store::{Kept, Store, Trouble};
use beat::{Beat, EVERY};
use rooms::Opened;

/// How many things may happen in the world at once, so that commands and viewers get their turn. Virtual time for which this
/// is not enough does not pass.
const THINGS_AT_ONCE: usize = 500;

/// So long a session that nobody watches stays in memory.
pub const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// The answer to a command that shows a mistake of ours.
const BROKEN_OFF: &str = "The cluster broke off while it carried this out, by a mistake of the lab; it was not carried out, \
    and you see the cluster as it was before.";

/// The session of a name, from its beginning until nobody has watched it for a while or all its handles are gone.
pub async fn run(store: Store, name: String, most_kept: u64, signs: Arc<Signs>, mut requests: mpsc::Receiver<Request>) {
    let mut task = Task { signs, most_kept, ..Task::begin(store, name).await };
    task.serve(&mut requests).await;
    // Whoever asked in the last moment opens the session again.
    requests.close();
}

/// What the task owns.
struct Task {
    run: Run,
    playback: Playback,
    audience: Audience,
    keeper: Keeper,
    /// Whether somebody had it forgotten: then it ends, and is not kept again.
    is_deleted: bool,
    /// So many sessions may be kept when one is forked off.
    most_kept: u64,
    /// The room, if one is open.
    room: Option<Opened>,
    /// How many have followed in the rooms before that.
    followed: u32,
    /// Whether something changed in the room that nobody was told of.
    room_has_news: bool,
    /// When they were told last.
    room_told: Instant,
    /// Whether it is to leave the memory: nobody watches, and others need the place.
    is_to_end: bool,
    /// When time passes next, and those who watch are told.
    beat: Beat,
    signs: Arc<Signs>,
}

impl Task {
    async fn begin(store: Store, name: String) -> Self {
        let (keeper, kept) = Keeper::begin(store, name).await;
        let mut playback = Playback::default();
        let (run, speed) = kept.unwrap_or_else(|| (Run::usual(), playback.speed()));
        playback.set(speed);
        let room = keeper.room().await.map(Opened::of);
        Self {
            run,
            playback,
            audience: Audience::default(),
            keeper,
            is_deleted: false,
            most_kept: u64::MAX,
            room,
            followed: 0,
            room_has_news: false,
            room_told: Instant::now(),
            is_to_end: false,
            beat: Beat::after(Instant::now()),
            signs: Arc::default(),
        }
    }

    async fn serve(&mut self, requests: &mut mpsc::Receiver<Request>) {
        let mut last = Instant::now();
        loop {
            let time_passes = self.playback.speed().is_some() && !self.audience.is_empty();
            tokio::select! {
                request = requests.recv() => match request {
                    Some(request) => self.answer(request).await,
                    None => break,
                },
                () = sleep_until(self.beat.next()), if time_passes => {
                    let now = Instant::now();
                    self.beat.was(now);
                    self.let_time_pass(now - last).await;
                    last = now;
                }
                () = sleep_until(self.room_told + EVERY), if self.room_has_news => self.tell_room().await,
                () = sleep(PATIENCE), if !time_passes => {
                    if self.audience.is_empty() {
                        break;
                    }
                }
            }
            if self.is_deleted {
                return;
            }
            if self.is_to_end {
                break;
            }
            if !time_passes {
                last = Instant::now();
                self.beat = Beat::after(last);
            }
        }
        // It is played again from what was kept before if this fails, which the log tells.
        let _ = self.keep_place().await;
    }

    /// Does something to the run; none if the run found a contradiction in itself, which is a mistake of ours. It is of no
    /// more use then.
    fn survive<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let survived = catch_unwind(AssertUnwindSafe(|| act(self))).ok();
        if survived.is_none() {
            tracing::error!("the run panicked; it goes back to where it was kept");
        }
        survived
    }

    /// The run becomes what it was when it was last kept.
    async fn go_back(&mut self) {
        let (run, speed) = self.keeper.last().await.unwrap_or_else(|| (Run::usual(), self.playback.speed()));
        self.run.become_run(run);
        self.playback.set(speed);
        self.audience.tell_playing(self.playback.speed());
    }

    async fn let_time_pass(&mut self, elapsed: Duration) {
        let time = self.playback.advance(elapsed);
        if self.survive(|task| task.run.let_pass(time, THINGS_AT_ONCE)).is_none() {
            self.go_back().await;
            // Or the same would happen at once again.
            self.pause();
        }
        // Before it is kept: nothing is acknowledged by it, and a slow disk is no reason for those who watch to wait.
        self.tell().await;
        if self.keeper.is_due(Instant::now()) {
            // Those who watch are told when it begins to fail; nothing was asked for here.
            let _ = self.keep_place().await;
        }
    }

    /// Tells what has happened since the last time, and whether there was anything to tell.
    async fn tell(&mut self) -> bool {
        let told = self.survive(|Self { run, audience, playback, .. }| audience.tell(run, playback.speed()));
        if told.is_none() {
            self.go_back().await;
            self.pause();
        }
        told.unwrap_or(true)
    }

    /// Keeps where the session stands, and tells all when that begins to fail.
    async fn keep_place(&mut self) -> Result<(), Trouble> {
        let before = self.keeper.trouble().is_some();
        let now = Kept { run: self.run.saved(), speed: self.playback.speed() };
        let kept = self.keeper.keep(now).await;
        if let Err(trouble) = &kept
            && !before
        {
            self.audience.tell_trouble(trouble);
        }
        kept
    }

    async fn answer(&mut self, request: Request) {
        match request {
            Request::Watch(form, who, viewer) => {
                if let Some(watching) = self.admit(form, who) {
                    // A viewer who is gone already needs no answer, here and below.
                    let _ = viewer.send(watching);
                }
            }
            Request::Room(who, ask, viewer) => self.answer_room(who, ask, viewer).await,
            Request::Enter(key, viewer) => self.enter(key, viewer),
            Request::Left(who) => {
                self.left(who);
                self.note_who_watches();
            }
            Request::Unload(viewer) => {
                self.is_to_end = self.audience.is_empty();
                let _ = viewer.send(self.is_to_end);
            }
            Request::Do(line, viewer) => {
                let outcome = self.obey(&line).await;
                if self.tell().await {
                    self.beat.told();
                }
                let _ = viewer.send(outcome);
            }
            Request::Why(event, viewer) => {
                let _ = viewer.send(self.survive(|task| task.run.why(event)).unwrap_or_else(broken_off));
            }
            Request::Look(event, viewer) => {
                let _ = viewer.send(self.survive(|task| task.run.look(event)).unwrap_or_else(broken_off));
            }
            Request::Stretch(stretch, viewer) => {
                let _ = viewer.send(self.survive(|task| task.run.events(stretch)).unwrap_or_default());
            }
            Request::Walk(walk, viewer) => {
                let walked = self.answer_walk(walk).await;
                self.tell().await;
                let _ = viewer.send(walked);
            }
            Request::Keep(viewer) => {
                let _ = self.keep_place().await;
                let _ = viewer.send(());
            }
            // Whoever asks for these, by the API, does not watch: the session keeps no place in memory for them.
            Request::Export(viewer) => {
                let _ = viewer.send(self.survive(|task| task.run.exported()).ok_or_else(|| BROKEN_OFF.to_owned()));
                self.note_who_watches();
            }
            Request::Copy(viewer) => {
                let _ = viewer.send(self.survive(|task| task.run.saved()).ok_or_else(|| BROKEN_OFF.to_owned()));
                self.note_who_watches();
            }
            Request::Delete(viewer) => {
                let deleted = self.keeper.delete().await;
                self.is_deleted = deleted.is_ok();
                let _ = viewer.send(deleted);
            }
        }
    }

    /// A new viewer; none if they follow, and have no seat in the room.
    fn admit(&mut self, form: Form, who: Who) -> Option<Watching> {
        let seat = match who {
            Who::Owner => None,
            Who::Follower(follower) => Some(self.room.as_ref()?.room.seat(follower)?),
        };
        let mut watching = self.survive(|Self { run, playback, audience, keeper, .. }: &mut Self| {
            audience.admit(form, run, playback.speed(), keeper.trouble())
        })?;
        match (&self.room, seat) {
            (Some(opened), Some(seat)) => {
                watching.door = Some(opened.door.subscribe());
                self.audience.admit_follower(form, &opened.room, seat, &mut watching);
            }
            (room, _) => {
                let room = room.as_ref().map(|opened| &opened.room);
                self.audience.admit_owner(form, room, &mut watching);
            }
        }
        self.note_who_watches();
        Some(watching)
    }

    fn note_who_watches(&self) {
        self.signs.is_watched.store(!self.audience.is_empty(), Ordering::Relaxed);
    }

    /// Carries out a line and keeps what it did, or does nothing.
    async fn obey(&mut self, line: &str) -> Result<Option<String>, String> {
        // So that there is something to go back to, and nothing is begun that is known to be in vain.
        if self.keeper.is_new() || self.keeper.trouble().is_some() {
            self.keep_place().await.map_err(not_kept)?;
        }
        let Some(outcome) = self.survive(|task| task.run.obey(line)) else {
            self.go_back().await;
            return broken_off();
        };
        if let Err(trouble) = self.keep_place().await {
            self.go_back().await;
            return Err(not_kept(trouble));
        }
        outcome
    }

    async fn answer_walk(&mut self, walk: Walk) -> Result<(), String> {
        let walked = self.survive(|task| task.walk(walk));
        if walked.is_none() {
            self.go_back().await;
        }
        // Walking is looking: it is done even if where one stands cannot be kept, which all are told.
        let _ = self.keep_place().await;
        walked.unwrap_or_else(broken_off)
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

fn broken_off<T>() -> Result<T, String> {
    Err(BROKEN_OFF.to_owned())
}

fn not_kept(trouble: Trouble) -> String {
    format!("This was not carried out, because it cannot be kept: {trouble}")
}

/// What everybody is told of a store that is in trouble.
pub fn notice(trouble: &Trouble) -> ToBrowser {
    let why =
        format!("Nothing that is done here can be kept, so commands are not carried out; you can look. {trouble}");
    ToBrowser::Refused { id: None, why }
}
