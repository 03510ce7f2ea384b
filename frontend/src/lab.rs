//! What the page knows: the View, folded from the stream, and what the user is told about it.
//!
//! Everything on the screen that is about the cluster is derived from the signals in here, and what is known of it changes in
//! one place: when a message of the server is received. No button changes it; it sends a command and the answer comes as events.

mod branches;
mod missing;
mod origin;

pub use branches::current;
pub use origin::{Origin, Refusal};

use crate::chronicle::{self, Chronicle};
use crate::clock::Clock;
use crate::heard::{Heard, NEAR};
use crate::hints::Progress;
use crate::room::Class;
use crate::stage::effects::Effects;
use crate::stream::{Link, Stream};
use crate::tools::Tool;
use crate::words;
use leptos::prelude::*;
use std::collections::BTreeMap;
use wire::lesson::{Entry, Lesson};
use wire::message::{Cause, Goal, Known, Line, Speed, ToBrowser, ToServer, Verb};
use wire::{Asked, Traced, UnderWay, VERSION, View};

/// What became of a line of a lesson.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The number of the command.
    pub id: u32,
    /// What was seen, or why it was refused.
    pub what: Result<Option<String>, String>,
}

/// The answer to a question for the causes of an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Because {
    /// The event.
    pub event: u64,
    /// What led to it, itself last.
    pub chain: Vec<Cause>,
}

/// The page's knowledge. A handle: copies share it.
#[derive(Clone, Copy)]
pub struct Lab {
    /// The cluster.
    pub view: RwSignal<View>,
    /// The connection.
    pub link: RwSignal<Link>,
    /// What is under way at the replicas: timers, and who supports whose try to lead.
    pub under_way: RwSignal<Vec<UnderWay>>,
    /// How fast virtual time runs; `None` while it stands still.
    pub playing: RwSignal<Option<Speed>>,
    /// How far the run is known, and its branches.
    pub known: RwSignal<Known>,
    /// Why something happened, if somebody asked.
    pub because: RwSignal<Option<Because>>,
    /// What the last line saw, and where it was written.
    seen: RwSignal<Option<(Origin, String)>>,
    /// What became of the last line of a lesson.
    pub outcome: RwSignal<Option<Outcome>>,
    /// The goals that were set.
    pub goals: RwSignal<Vec<Goal>>,
    /// All lessons, once somebody asked for them.
    pub lessons: RwSignal<Vec<Entry>>,
    /// The lesson that is shown.
    pub lesson: RwSignal<Option<Lesson>>,
    /// The verbs of the script language, once somebody asked for them.
    pub verbs: RwSignal<Vec<Verb>>,
    /// An ordering, and the lines of its pseudo-code, once somebody asked for them.
    pub lines: RwSignal<(String, Vec<Line>)>,
    /// The request that is followed; the newest, where it is none.
    pub follows: RwSignal<Option<Asked>>,
    /// What mattered so far.
    pub chronicle: RwSignal<Chronicle>,
    /// The last thing to be read aloud.
    announcement: RwSignal<String>,
    /// The last refusal, until the next command.
    pub refusal: RwSignal<Option<Refusal>>,
    /// What the visitor has tried.
    pub progress: RwSignal<Progress>,
    /// What somebody asked the page for, until it opens.
    pub tool: RwSignal<Option<Tool>>,
    /// The room, if there is one.
    pub class: Class,
    /// Virtual time between events.
    pub clock: StoredValue<Clock>,
    /// Another number whenever what was shown does not simply go on: after a walk through time, and when more of it was heard.
    pub walks: RwSignal<u32>,
    /// What just happened, for the stage.
    pub effects: StoredValue<Effects>,
    /// The events of late, for the diagram.
    pub heard: StoredValue<Heard>,
    /// How many events around the present moment somebody looks at.
    reach: StoredValue<usize>,
    /// The number of the last question for events, and whether it waits for its answer.
    stretch: StoredValue<Option<u32>>,
    stream: StoredValue<Stream, LocalStorage>,
    waiting: StoredValue<BTreeMap<u32, Origin>>,
    commands: StoredValue<u32>,
    /// How often another moment was looked at.
    moments: StoredValue<u32>,
}

impl Lab {
    /// A lab that knows nothing yet.
    pub fn new() -> Self {
        Self {
            view: RwSignal::default(),
            under_way: RwSignal::default(),
            link: RwSignal::new(Link::Connecting),
            playing: RwSignal::new(None),
            known: RwSignal::default(),
            because: RwSignal::new(None),
            seen: RwSignal::new(None),
            outcome: RwSignal::new(None),
            goals: RwSignal::default(),
            lessons: RwSignal::default(),
            lesson: RwSignal::new(None),
            verbs: RwSignal::default(),
            lines: RwSignal::default(),
            follows: RwSignal::new(None),
            chronicle: RwSignal::default(),
            announcement: RwSignal::default(),
            refusal: RwSignal::new(None),
            progress: RwSignal::default(),
            tool: RwSignal::new(None),
            class: Class::new(),
            clock: StoredValue::default(),
            walks: RwSignal::new(0),
            effects: StoredValue::default(),
            heard: StoredValue::default(),
            stretch: StoredValue::default(),
            reach: StoredValue::new(NEAR),
            stream: StoredValue::new_local(Stream::default()),
            waiting: StoredValue::default(),
            commands: StoredValue::new(0),
            moments: StoredValue::new(0),
        }
    }

    /// Connects, and stays connected as long as the page lives.
    pub fn connect(self) {
        Stream::keep_open(self.stream, self);
    }

    /// Whether the server hears what is said now.
    pub fn is_connected(self) -> bool {
        self.link.with(Link::is_open)
    }

    /// Whether commands can be given now.
    pub fn is_ready(self) -> bool {
        self.is_connected() && self.class.steers.get()
    }

    /// Whether the cluster is known, now or from before the connection was lost.
    pub fn has_view(self) -> bool {
        self.view.with(|view| !view.replicas.is_empty())
    }

    /// Gives a command: a line of the script language. Returns its number.
    pub fn command(self, origin: Origin, line: String) -> u32 {
        let id = self.next_number();
        self.waiting.update_value(|waiting| {
            waiting.insert(id, origin);
        });
        self.forget_outcome();
        self.say(&ToServer::Do { id, line });
        id
    }

    /// Asks why an event happened.
    pub fn ask_why(self, event: u64) {
        self.say(&ToServer::Why { id: self.next_number(), event });
    }

    fn next_number(self) -> u32 {
        self.commands.update_value(|count| *count += 1);
        self.commands.get_value()
    }

    /// Whether the present moment is before the end of what is known: to act there begins a branch.
    pub fn is_past(self) -> bool {
        let event = self.view.with(|view| view.event);
        self.known.with(|known| current(known).is_some_and(|branch| branch.event > event))
    }

    /// The request that is followed: of those that are known, the newest first, the one that was chosen.
    pub fn followed(self, known: &[(Asked, String)]) -> Option<Asked> {
        let chosen = self.follows.get().filter(|chosen| known.iter().any(|(request, _)| request == chosen));
        chosen.or_else(|| known.first().map(|(request, _)| *request))
    }

    /// Sends a message, if somebody listens, and it is not for others to say.
    pub fn say(self, message: &ToServer) {
        if steers(message) && !self.class.steers.get_untracked() {
            self.refusal.set(Some(Refusal { origin: Origin::Button, why: words::YOU_FOLLOW.to_owned() }));
        } else if self.link.with_untracked(Link::is_open) {
            self.stream.with_value(|stream| stream.send(message));
        }
    }

    /// Takes in a message of the server.
    pub fn receive(self, message: ToBrowser) {
        match message {
            ToBrowser::Keyframe { version, view } => self.begin(version, *view),
            ToBrowser::Events(events) => self.fold(&events),
            ToBrowser::Playing(speed) => {
                self.clock.update_value(|clock| clock.play(real_time(), speed));
                self.playing.set(speed);
            }
            ToBrowser::Known(known) => self.learn(known),
            ToBrowser::UnderWay(under_way) => self.under_way.set(under_way),
            ToBrowser::Goals(goals) => self.goals.set(goals),
            ToBrowser::Lessons(lessons) => self.lessons.set(lessons),
            ToBrowser::Verbs(verbs) => self.verbs.set(verbs),
            ToBrowser::Lines { order, lines } => self.lines.set((order, lines)),
            ToBrowser::Lesson(lesson) => self.lesson.set(Some(*lesson)),
            ToBrowser::Done { id, seen } => match self.origin_of(Some(id)) {
                origin @ (Origin::Line | Origin::Palette) => {
                    self.seen.set(Some((origin, seen.unwrap_or_else(|| words::DONE.to_owned()))));
                }
                Origin::Lesson => self.outcome.set(Some(Outcome { id, what: Ok(seen) })),
                // What it did comes as events; but what was waited for is told.
                Origin::Field => {}
                Origin::Button => self.seen.set(seen.map(|seen| (Origin::Button, seen))),
            },
            ToBrowser::Because { chain, .. } => {
                self.because.set(chain.last().map(|last| last.event).map(|event| Because { event, chain }));
            }
            ToBrowser::Stretch { id, events } => self.hear_again(id, &events),
            // Nobody pressed anything for it, so nobody is told.
            ToBrowser::Refused { id: Some(id), .. } if self.stretch.get_value() == Some(id) => self.ask_again(id),
            ToBrowser::Refused { id, why } => match (self.origin_of(id), id) {
                (Origin::Lesson, Some(id)) => self.outcome.set(Some(Outcome { id, what: Err(why) })),
                (origin, _) => self.refusal.set(Some(Refusal { origin, why })),
            },
            // No page asks for another moment alone.
            ToBrowser::Look { .. } => {}
            of_the_room => self.class.hear(of_the_room),
        }
    }

    /// Forgets the commands whose answers were lost with the connection.
    pub fn forget_commands(self) {
        self.waiting.update_value(BTreeMap::clear);
        self.stretch.set_value(None);
    }

    fn begin(self, version: u16, view: View) {
        if version != VERSION {
            self.link.set(Link::OtherVersion(version));
            return;
        }
        self.moments.update_value(|moments| *moments += 1);
        self.walks.update(|walks| *walks += 1);
        self.clock.update_value(|clock| clock.set(real_time(), view.at));
        self.effects.update_value(Effects::clear);
        self.view.set(view);
        self.link.update(Link::keyframe_came);
    }

    /// Comes after the keyframe of another moment, and before the events of another branch.
    fn learn(self, known: Known) {
        let before = self.known.with_untracked(|before| (before.run, before.branch));
        if before.0 != known.run {
            self.chronicle.set(Chronicle::default());
            self.progress.set(Progress::default());
            self.follows.set(None);
            self.heard.update_value(Heard::forget);
            self.stretch.set_value(None);
        }
        if before != (known.run, known.branch) {
            // The present moment may be a later one: others may have gone on there while the connection was lost.
            let event = branches::fork(&known.branches, before.1, known.branch);
            self.chronicle.update(|chronicle| chronicle.forget_after(event));
            self.because.set(None);
            self.heard.update_value(|heard| heard.forget_after(event));
            self.stretch.set_value(None);
            self.walks.update(|walks| *walks += 1);
        }
        self.known.set(known);
    }

    fn fold(self, events: &[Traced]) {
        let now = real_time();
        let mut entries = Vec::new();
        let present = events.last().map_or(0, |event| event.id);
        self.heard.update_value(|heard| heard.hear(events, present));
        let mut progress = self.progress.get_untracked();
        self.view.update(|view| {
            for traced in events {
                entries.extend(chronicle::entry(view, traced));
                progress.note(view, traced);
                self.effects.update_value(|effects| effects.note(now, view, traced));
                view.fold(traced);
            }
            progress.look(view);
            self.clock.update_value(|clock| clock.hear(now, view.at));
        });
        if self.progress.get_untracked() != progress {
            self.progress.set(progress);
        }
        self.tell(entries);
    }

    fn tell(self, entries: Vec<chronicle::Entry>) {
        if entries.is_empty() {
            return;
        }
        let aloud: Vec<&str> =
            entries.iter().filter(|entry| entry.announced).map(|entry| entry.text.as_str()).collect();
        if !aloud.is_empty() {
            self.announce(aloud.join(" "));
        }
        self.chronicle.update(|chronicle| entries.into_iter().for_each(|entry| chronicle.add(entry)));
    }

    /// What is to be read aloud.
    pub fn announced(self) -> String {
        self.announcement.get()
    }

    /// Has something read aloud. What is read twice is written otherwise, though it looks the same, or nobody would hear it again.
    pub fn announce(self, text: String) {
        self.announcement.update(|said| *said = if *said == text { text + "\u{a0}" } else { text });
    }

    fn origin_of(self, id: Option<u32>) -> Origin {
        let known = self.waiting.try_update_value(|waiting| id.and_then(|id| waiting.remove(&id)));
        known.flatten().unwrap_or(Origin::Button)
    }
}

/// Whether a message changes what all see of the cluster.
const fn steers(message: &ToServer) -> bool {
    use ToServer::{Back, Branch, Do, Pause, Play, Seek, SeekTime, Step};
    matches!(message, Do { .. } | Play { .. } | Pause | Step | Back | Seek { .. } | SeekTime { .. } | Branch { .. })
}

/// The browser's monotonic clock, in milliseconds.
pub fn real_time() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
