//! The audience of a session: what has happened, told to all who watch, encoded once for each form.
//!
//! Each form has a ring of frames that its viewers read at their own speed. A form that nobody watches in is not encoded. A
//! viewer who falls behind by more than the ring, and a run that does more at once than can be told, have the same remedy: a
//! new keyframe, which replaces everything before it.

use std::time::Duration;

use axum::extract::ws::Message;
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;
use wire::message::{Speed, ToBrowser};
use wire::room::{Answer, Following};
use wire::{Tick, UnderWay, VERSION};

use super::form::Form;
use super::room::Room;
use super::run::Run;
use super::store::Trouble;
use super::task::notice;

/// While time runs, what is under way is told at most so often: the eye wants no more, and thousands may watch.
const UNDER_WAY_EVERY: Duration = Duration::from_millis(200);

/// How many frames a viewer may be behind: about two seconds.
const RING: usize = 64;

/// What a viewer gets.
#[derive(Debug)]
pub struct Watching {
    /// The frames to begin with: everything as it is now, how fast time runs, how far the run is known, its goals, what is under
    /// way, and what is wrong if nothing can be kept.
    pub first: Vec<Message>,
    /// The frames after that.
    pub next: broadcast::Receiver<Message>,
    /// What only the owner of the session sees.
    pub backstage: Option<broadcast::Receiver<Message>>,
    /// For those who follow: it breaks when they have to leave.
    pub door: Option<watch::Receiver<()>>,
}

/// All who watch in one form.
#[derive(Debug)]
struct Channel {
    form: Form,
    ring: broadcast::Sender<Message>,
    /// The last keyframe, and of which moment: many viewers come at once when a class begins.
    keyframe: Option<((u64, u64, Tick), Message)>,
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

    fn keyframe(&mut self, run: &Run) -> Message {
        let moment = run.moment();
        if let Some((_, frame)) = self.keyframe.as_ref().filter(|known| known.0 == moment) {
            return frame.clone();
        }
        let mut view = Box::new(run.view().clone());
        // The View knows the moment of the last event only; time has passed since.
        view.at = run.now();
        let frame = self.form.write(&ToBrowser::Keyframe { version: VERSION, view });
        self.keyframe = Some((moment, frame.clone()));
        frame
    }
}

/// What was told last of what is under way.
#[derive(Debug, Default)]
struct Told {
    what: Vec<UnderWay>,
    when: Option<Instant>,
}

impl Told {
    /// Looks whether there is something else to tell now. While time runs it may be too early for that; where it stands still
    /// all know it exactly.
    fn look(&mut self, run: &Run, playing: Option<Speed>, now: Instant) -> bool {
        if playing.is_some() && self.when.is_some_and(|when| now < when + UNDER_WAY_EVERY) {
            return false;
        }
        let what = run.under_way();
        let is_news = self.what != what;
        if is_news {
            *self = Self { what, when: Some(now) };
        }
        is_news
    }
}

/// All who watch a session.
#[derive(Debug)]
pub struct Audience {
    json: Channel,
    compact: Channel,
    /// The same for what the owner alone sees.
    backstage: [Channel; 2],
    under_way: Told,
}

impl Default for Audience {
    /// Nobody yet.
    fn default() -> Self {
        let backstage = [Channel::new(Form::Json), Channel::new(Form::Compact)];
        let (json, compact) = (Channel::new(Form::Json), Channel::new(Form::Compact));
        Self { json, compact, backstage, under_way: Told::default() }
    }
}

impl Audience {
    /// Whether nobody watches.
    pub fn is_empty(&self) -> bool {
        self.json.is_empty() && self.compact.is_empty()
    }

    /// A new viewer: gets everything as it is now, and from now on every event.
    pub fn admit(&mut self, form: Form, run: &mut Run, playing: Option<Speed>, trouble: Option<&Trouble>) -> Watching {
        self.tell(run, playing);
        if self.is_empty() {
            // It was not looked at while nobody watched.
            self.under_way.look(run, playing, Instant::now());
        }
        let channel = match form {
            Form::Json => &mut self.json,
            Form::Compact => &mut self.compact,
        };
        let goals = form.write(&ToBrowser::Goals(run.goals()));
        let known = form.write(&ToBrowser::Known(run.known()));
        // As all others know it, which may be a moment ago.
        let under_way = form.write(&ToBrowser::UnderWay(self.under_way.what.clone()));
        let mut first = vec![channel.keyframe(run), form.write(&ToBrowser::Playing(playing)), known, goals, under_way];
        first.extend(trouble.map(|trouble| form.write(&notice(trouble))));
        Watching { first, next: channel.ring.subscribe(), backstage: None, door: None }
    }

    /// Lets somebody into the room who follows, and tells them who they are and what they predicted.
    pub fn admit_follower(
        &self,
        form: Form,
        room: &Room,
        (following, predicted): (Following, Option<Answer>),
        watching: &mut Watching,
    ) {
        watching.first.push(form.write(&shown(room)));
        watching.first.push(form.write(&ToBrowser::Following(following)));
        watching.first.extend(predicted.map(|answer| form.write(&ToBrowser::Counted(answer))));
    }

    /// Lets somebody in whose session it is, whether a room is open or not.
    pub fn admit_owner(&self, form: Form, room: Option<&Room>, watching: &mut Watching) {
        if let Some(room) = room {
            watching.first.push(form.write(&shown(room)));
            watching.first.push(form.write(&ToBrowser::Backstage(Box::new(room.backstage()))));
        }
        let channel = self.backstage.iter().find(|channel| channel.form == form);
        watching.backstage = channel.map(|channel| channel.ring.subscribe());
    }

    /// Tells what the room is like now.
    pub fn tell_room(&self, room: Option<&Room>) {
        self.tell_all(&room.map_or(ToBrowser::Room(None), shown));
        if let Some(room) = room {
            let told = ToBrowser::Backstage(Box::new(room.backstage()));
            self.backstage.iter().for_each(|channel| channel.tell(&told));
        }
    }

    /// Tells what has happened since the last time, and whether there was anything to tell and anybody to be told.
    pub fn tell(&mut self, run: &mut Run, playing: Option<Speed>) -> bool {
        let news = run.news();
        if self.is_empty() {
            return false;
        }
        let is_news = news.everything || news.branches || news.goals || !news.events.is_empty();
        if news.everything {
            self.tell_keyframe(run);
        }
        if news.everything || news.branches {
            self.tell_all(&ToBrowser::Known(run.known()));
        }
        if !news.events.is_empty() {
            self.tell_all(&ToBrowser::Events(news.events));
        }
        if news.goals {
            self.tell_all(&ToBrowser::Goals(run.goals()));
        }
        self.tell_under_way(run, playing, Instant::now());
        is_news
    }

    /// Tells what is under way, if it is something else than what was told last.
    fn tell_under_way(&mut self, run: &Run, playing: Option<Speed>, now: Instant) {
        if self.under_way.look(run, playing, now) {
            self.tell_all(&ToBrowser::UnderWay(self.under_way.what.clone()));
        }
    }

    fn tell_keyframe(&mut self, run: &Run) {
        for channel in [&mut self.json, &mut self.compact] {
            if !channel.is_empty() {
                let frame = channel.keyframe(run);
                // The last viewer may leave meanwhile.
                let _ = channel.ring.send(frame);
            }
        }
    }

    /// Tells that nothing can be kept from now on.
    pub fn tell_trouble(&self, trouble: &Trouble) {
        self.tell_all(&notice(trouble));
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

/// A room, as everybody in it sees it.
fn shown(room: &Room) -> ToBrowser {
    ToBrowser::Room(Some(Box::new(room.shown())))
}

#[cfg(test)]
mod tests {
    use tokio::sync::broadcast::error::TryRecvError;
    use wire::View;

    use super::*;

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
    fn whoever_comes_when_has_no_gap_and_no_overlap_in_either_form_whoever_walks_through_time() {
        let mut run = Run::usual();
        let mut audience = Audience::default();
        let mut viewers = Vec::new();
        for round in 1..13 {
            run.let_pass(10_000, 10_000);
            for form in [Form::Json, Form::Compact] {
                let Watching { first, next, .. } = audience.admit(form, &mut run, None, None);
                let mut view = View::default();
                take_in(&mut view, read(form, &first[0]));
                viewers.push((form, view, next));
            }
            run.obey("checkpoint").unwrap();
            if round % 4 == 0 {
                audience.tell(&mut run, None);
                run.seek(run.view().event / 2);
            }
            if round % 5 == 0 {
                run.forth();
            }
            audience.tell(&mut run, None);
        }
        run.let_pass(0, 1);
        audience.tell(&mut run, None);
        let mut now = run.view().clone();
        for (form, mut view, mut next) in viewers {
            while let Ok(frame) = next.try_recv() {
                take_in(&mut view, read(form, &frame));
            }
            (view.at, now.at) = (0, 0);
            assert_eq!(view, now);
        }
    }

    #[test]
    fn a_form_that_nobody_watches_in_is_not_encoded() {
        let mut run = Run::usual();
        let mut audience = Audience::default();
        let json = audience.admit(Form::Json, &mut run, None, None);
        drop(audience.admit(Form::Compact, &mut run, None, None));
        run.let_pass(500_000, 10_000);
        audience.tell(&mut run, None);
        assert_eq!(
            (audience.json.ring.len(), audience.compact.ring.len()),
            (2, 0),
            "what happened, and what is under way"
        );
        drop(json);
        assert!(audience.is_empty());
    }

    #[test]
    fn more_than_can_be_told_is_told_as_a_keyframe() {
        let mut run = Run::usual();
        let mut audience = Audience::default();
        let mut viewer = audience.admit(Form::Compact, &mut run, None, None);
        run.obey("run for 60s").unwrap();
        audience.tell(&mut run, None);
        let message = read(Form::Compact, &viewer.next.try_recv().unwrap());
        assert!(matches!(message, ToBrowser::Keyframe { view, .. } if view.event == run.view().event));
        assert!(matches!(read(Form::Compact, &viewer.next.try_recv().unwrap()), ToBrowser::Known(_)));
        assert!(matches!(read(Form::Compact, &viewer.next.try_recv().unwrap()), ToBrowser::UnderWay(_)));
        assert!(viewer.next.try_recv().is_err());
    }

    #[test]
    fn what_is_under_way_is_told_when_it_has_changed_and_seldom_while_time_runs() {
        let mut run = Run::usual();
        let mut audience = Audience::default();
        let playing = Some(Speed(1_000));
        let mut viewer = audience.admit(Form::Compact, &mut run, playing, None);
        assert!(viewer.first.iter().any(|frame| read(Form::Compact, frame) == ToBrowser::UnderWay(run.under_way())));
        let mut tell = |run: &Run, playing, now| {
            audience.tell_under_way(run, playing, now);
            viewer.next.try_recv().ok().map(|frame| read(Form::Compact, &frame))
        };
        let begun = Instant::now();
        assert_eq!(tell(&run, playing, begun + UNDER_WAY_EVERY), None, "nothing has changed");
        run.let_pass(200_000, 10_000);
        assert_eq!(tell(&run, playing, begun + UNDER_WAY_EVERY / 2), None, "it was told just now");
        let told = Some(ToBrowser::UnderWay(run.under_way()));
        assert_eq!(tell(&run, playing, begun + UNDER_WAY_EVERY), told);
        assert_eq!(tell(&run, playing, begun + UNDER_WAY_EVERY * 3), None, "it is told once");
        run.let_pass(200_000, 10_000);
        assert_eq!(tell(&run, playing, begun + UNDER_WAY_EVERY * 3), Some(ToBrowser::UnderWay(run.under_way())));
        run.let_pass(200_000, 10_000);
        let told = Some(ToBrowser::UnderWay(run.under_way()));
        assert_eq!(tell(&run, None, begun + UNDER_WAY_EVERY * 3), told, "where time stands still it is exact");
    }

    #[test]
    fn what_is_under_way_is_not_looked_at_while_nobody_watches_and_whoever_comes_knows_it() {
        let mut run = Run::usual();
        let mut audience = Audience::default();
        run.let_pass(200_000, 10_000);
        audience.tell(&mut run, None);
        assert!(audience.under_way.when.is_none());
        let viewer = audience.admit(Form::Compact, &mut run, None, None);
        assert!(viewer.first.iter().any(|frame| read(Form::Compact, frame) == ToBrowser::UnderWay(run.under_way())));
    }

    #[test]
    fn a_viewer_who_does_not_read_makes_nothing_grow() {
        let mut run = Run::usual();
        let mut audience = Audience::default();
        let mut viewer = audience.admit(Form::Compact, &mut run, None, None);
        for _ in 0..1000 {
            run.obey("checkpoint").unwrap();
            audience.tell(&mut run, None);
        }
        assert_eq!(audience.compact.ring.len(), RING);
        assert!(matches!(viewer.next.try_recv(), Err(TryRecvError::Lagged(_))));
    }
}
