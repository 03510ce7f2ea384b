//! Where everything stands in the picture.

use crate::script::story;
use crate::script::witness::{place_of, replica, without_life};
use smr::Tick;
use std::collections::BTreeMap;
use wire::{Event, Fate, Party, Server, Traced, View};

/// The height of a line of text.
const LINE: f64 = 15.0;
/// From one place's line to the next.
const LANE: f64 = 110.0;
/// Above and beside everything.
pub const MARGIN: f64 = 24.0;
/// Above the first event.
const HEAD: f64 = 84.0;

/// Why a stretch of a line is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// The server is down.
    Down,
    /// The server stands still.
    Paused,
    /// Something is wrong with it.
    Faulty,
}

/// A message's way through the picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Arrow {
    /// Where it leaves.
    pub from: (f64, f64),
    /// Where it arrives, or is lost.
    pub to: (f64, f64),
    /// Whether it arrives.
    pub arrives: bool,
    /// Whether it is between a client and a replica.
    pub of_client: bool,
    /// What it is.
    pub says: String,
}

/// A line of the story.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// How far down.
    pub y: f64,
    /// Where its event is, if it is at a place.
    pub x: Option<f64>,
    /// Whether it tells of a fault, of FAIL or of a broken promise.
    pub marked: bool,
    /// When.
    pub at: Tick,
    /// What happened.
    pub text: String,
}

/// Where everything stands.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Layout {
    /// The places, from left to right.
    pub lanes: Vec<(Party, f64)>,
    /// Stretches of lines that are marked: at, from, to, why.
    pub marks: Vec<(f64, f64, f64, Mark)>,
    /// Faults of the network: from, to, which.
    pub bands: Vec<(f64, f64, String)>,
    /// The messages.
    pub arrows: Vec<Arrow>,
    /// The story.
    pub lines: Vec<Line>,
    /// Where the events begin and end.
    pub span: (f64, f64),
}

/// A message that has left.
struct Sent {
    place: (f64, f64),
    from: Party,
    to: Party,
    says: String,
}

/// What is open while the events are gone through.
struct Drawing {
    layout: Layout,
    y: f64,
    at: Tick,
    last_line: f64,
    sent: BTreeMap<u64, Sent>,
    /// What lasts: whose, and what kind of thing.
    lasting: BTreeMap<(u8, String), (f64, Mark)>,
    network: BTreeMap<String, f64>,
}

impl Layout {
    /// Arranges events that come after a moment.
    pub fn of(before: &View, events: &[Traced]) -> Self {
        let mut drawing = Drawing::after(before, events);
        events.iter().for_each(|traced| drawing.draw(traced));
        drawing.finish()
    }

    /// Where a place's line is.
    fn x(&self, party: Party) -> Option<f64> {
        self.lanes.iter().find(|(lane, _)| *lane == without_life(party)).map(|(_, x)| *x)
    }

    /// How wide the diagram is, without the story.
    pub fn width(&self) -> f64 {
        MARGIN * 2.0 + LANE * self.lanes.len() as f64
    }
}

impl Drawing {
    fn after(before: &View, events: &[Traced]) -> Self {
        let mut parties: Vec<Party> = before.clients.keys().map(|client| Party::Client(*client)).collect();
        parties.extend(before.replicas.keys().map(|place| replica(*place)));
        parties.extend(events.iter().filter_map(|traced| place_of(&traced.event)));
        // Clients to the left, as they begin everything.
        parties.sort_unstable_by_key(|party| (matches!(party, Party::Replica(_)), *party));
        parties.dedup();
        let x = |index: usize| MARGIN + LANE * (index as f64 + 0.5);
        let lanes = parties.into_iter().enumerate().map(|(index, party)| (party, x(index))).collect();
        let mut drawing = Self {
            layout: Layout { lanes, span: (HEAD, HEAD), ..Layout::default() },
            y: HEAD,
            at: events.first().map_or(before.at, |first| first.at),
            last_line: HEAD - LINE,
            sent: BTreeMap::new(),
            lasting: BTreeMap::new(),
            network: BTreeMap::new(),
        };
        for (place, seen) in &before.replicas {
            match seen.server {
                Server::Up => {}
                Server::Down => drawing.begin(*place, "down", Mark::Down),
                Server::Paused => drawing.begin(*place, "paused", Mark::Paused),
            }
            seen.faults.iter().for_each(|fault| drawing.begin(*place, fault, Mark::Faulty));
        }
        drawing.network.extend(before.faults.iter().map(|fault| (fault.to_string(), HEAD)));
        drawing
    }

    fn draw(&mut self, traced: &Traced) {
        self.pass(traced.at);
        self.tell(traced);
        match &traced.event {
            Event::Sent { .. } | Event::Duplicated { .. } => self.leave(&traced.event),
            Event::Delivered { message, .. } => self.arrive(*message, None),
            Event::Undelivered { message, fate } => self.arrive(*message, Some(*fate)),
            Event::Crashed { replica } => self.begin(replica.place, "down", Mark::Down),
            Event::Began { replica } => {
                self.end(replica.place, "down");
                self.end(replica.place, "paused");
            }
            Event::Paused { replica } => self.begin(replica.place, "paused", Mark::Paused),
            Event::Resumed { replica } => self.end(replica.place, "paused"),
            Event::Fault { place: 0, fault, on } => {
                self.end_band(fault);
                if *on {
                    self.network.insert(fault.to_string(), self.y);
                }
            }
            Event::Fault { place, fault, on: true } => self.begin(*place, fault, Mark::Faulty),
            Event::Fault { place, fault, on: false } => self.end(*place, fault),
            _not_drawn => {}
        }
    }

    /// Time passes: the longer, the further down, but not much.
    fn pass(&mut self, at: Tick) {
        let passed = at.saturating_sub(self.at) as f64;
        if passed > 0.0 {
            self.y += (4.0 + 2.0 * passed.ln_1p()).min(48.0);
        }
        self.at = at;
    }

    fn tell(&mut self, traced: &Traced) {
        let Some(telling) = story::tell(traced) else { return };
        self.y = self.y.max(self.last_line + LINE);
        self.last_line = self.y;
        let x = place_of(&traced.event).and_then(|party| self.layout.x(party));
        let (marked, text) = (telling.marked, telling.sentence());
        self.layout.lines.push(Line { y: self.y, x, marked, at: traced.at, text });
    }

    fn leave(&mut self, event: &Event) {
        match event {
            Event::Sent { message, from, to, kind, slot, .. } => {
                let Some(x) = self.layout.x(*from) else { return };
                let slot = if *slot > 0 { format!(" of slot {slot}") } else { String::new() };
                let says = format!("{kind}{slot}, {from} to {to}");
                self.sent.insert(*message, Sent { place: (x, self.y), from: *from, to: *to, says });
            }
            Event::Duplicated { message, copy, .. } => {
                let Some(Sent { place, from, to, says }) = self.sent.get(message) else { return };
                let again = Sent { place: *place, from: *from, to: *to, says: format!("{says}, again") };
                self.sent.insert(*copy, again);
            }
            _stays => {}
        }
    }

    fn arrive(&mut self, message: u64, fate: Option<Fate>) {
        // The original stays: copies of it may still be made.
        let Some(Sent { place, from, to, says }) = self.sent.get(&message) else { return };
        let Some(x) = self.layout.x(*to) else { return };
        // How far it comes on its way, and how far down at least: what is lost is known to be lost at once.
        let (far, least) = match fate {
            None => (1.0, 3.0),
            Some(Fate::Down | Fate::Stranger) => (1.0, 3.0),
            Some(Fate::Mute) => (0.15, 12.0),
            Some(Fate::Lost | Fate::Cut | Fate::Dropped) => (0.5, 12.0),
        };
        let end = (place.0 + (x - place.0) * far, place.1 + ((self.y - place.1) * far).max(least));
        let of_client = matches!(from, Party::Client(_)) || matches!(to, Party::Client(_));
        let arrow = Arrow { from: *place, to: end, arrives: fate.is_none(), of_client, says: says.clone() };
        self.layout.arrows.push(arrow);
    }

    fn begin(&mut self, place: u8, what: &str, mark: Mark) {
        self.lasting.entry((place, what.to_owned())).or_insert((self.y, mark));
    }

    fn end(&mut self, place: u8, what: &str) {
        let Some((from, mark)) = self.lasting.remove(&(place, what.to_owned())) else { return };
        if let Some(x) = self.layout.x(replica(place)) {
            self.layout.marks.push((x, from, self.y, mark));
        }
    }

    fn end_band(&mut self, fault: &str) {
        if let Some(from) = self.network.remove(fault) {
            self.layout.bands.push((from, self.y, fault.to_owned()));
        }
    }

    fn finish(mut self) -> Layout {
        self.y += LINE;
        for (place, what) in self.lasting.keys().cloned().collect::<Vec<_>>() {
            self.end(place, &what);
        }
        for fault in self.network.keys().cloned().collect::<Vec<_>>() {
            self.end_band(&fault);
        }
        self.layout.span.1 = self.y;
        self.layout
    }
}
