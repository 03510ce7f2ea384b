//! The loop that paints the stage, frame by frame.

use super::painter::Frame;
use super::places::Places;
use crate::canvas::{Surface, paint_each_frame, within};
use crate::dom::effect;
use crate::lab::{Lab, real_time};
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::MediaQueryList;

/// How often the clock on the page is set, in milliseconds: digits that change faster cannot be read.
const CLOCK_PERIOD: f64 = 80.0;

/// In about this time somebody who makes room for others is where they are to be, in milliseconds.
const MAKING_ROOM: f64 = 140.0;

/// What those ask of a page whom motion disturbs.
const STILL: &str = "(prefers-reduced-motion: reduce)";

/// Whether motion disturbs whoever looks.
pub fn is_unwanted() -> bool {
    window().match_media(STILL).ok().flatten().is_some_and(|query| query.matches())
}

/// Where everybody stands, and where they are to stand: when somebody joins, the others make room.
#[derive(Clone, Copy)]
pub struct Way {
    /// Where they are seen.
    pub shown: RwSignal<Places>,
    /// Where they go.
    pub wanted: Memo<Places>,
}

impl Way {
    /// Takes everybody a frame further.
    fn go_on(self, elapsed: f64, moving: bool) {
        let share = if moving { within(elapsed / MAKING_ROOM, 0.0, 1.0) } else { 1.0 };
        let next = self.wanted.with_untracked(|wanted| {
            self.shown.with_untracked(|shown| (shown != wanted).then(|| shown.towards(wanted, share)))
        });
        if let Some(next) = next {
            self.shown.set(next);
        }
    }
}

/// Everything that a frame needs and that outlives it.
struct Loop {
    lab: Lab,
    way: Way,
    shown_time: RwSignal<u64>,
    clock_was_set: f64,
    /// When the last frame was, in real time.
    before: f64,
    surface: Surface,
    still: Option<MediaQueryList>,
    in_hand: RwSignal<Option<u64>>,
    /// Whether something else changed than time.
    changed: StoredValue<bool>,
    /// Of the last frame: the time, whether things may move, and whether the theme is the dark one.
    last: Option<(f64, bool, bool)>,
    /// Whether it showed a mark, which fades.
    marked: bool,
}

/// Runs the loop until the stage goes.
pub fn run(lab: Lab, canvas: NodeRef<Canvas>, way: Way, shown_time: RwSignal<u64>, in_hand: RwSignal<Option<u64>>) {
    let changed = StoredValue::new(true);
    effect(move || {
        lab.view.track();
        lab.under_way.track();
        way.shown.track();
        in_hand.track();
        changed.set_value(true);
    });
    paint_each_frame(canvas, move |surface| {
        let still = window().match_media(STILL).ok().flatten();
        let (clock_was_set, before, last, marked) = (0.0, real_time(), None, false);
        let mut state =
            Loop { lab, way, shown_time, clock_was_set, before, surface, still, in_hand, changed, last, marked };
        move || state.paint()
    });
}

impl Loop {
    fn paint(&mut self) {
        let real = real_time();
        let now = self.lab.clock.with_value(|clock| clock.now(real));
        if real - self.clock_was_set >= CLOCK_PERIOD {
            self.clock_was_set = real;
            let shown = now as u64;
            if self.shown_time.get_untracked() != shown {
                self.shown_time.set(shown);
            }
        }
        let moving = !self.still.as_ref().is_some_and(MediaQueryList::matches);
        self.way.go_on(real - self.before, moving);
        self.before = real;
        let dark = self.surface.follow_theme();
        let Surface { context, palette, .. } = &self.surface;
        let lab = self.lab;
        self.way.shown.with_untracked(|places| {
            let is_empty = self.surface.fit(places.size);
            let is_other = self.last.replace((now, moving, dark)) != Some((now, moving, dark));
            let is_other = is_other || is_empty || self.changed.get_value();
            self.changed.set_value(false);
            let in_hand = self.in_hand.get_untracked();
            let frame = Frame { context, places, palette, now, moving, in_hand };
            lab.view.with_untracked(|view| {
                lab.effects.update_value(|effects| {
                    let effects = effects.seen(real);
                    let marked = std::mem::replace(&mut self.marked, !effects.is_empty());
                    // A frame like the last one needs no paint.
                    if is_other || marked || self.marked {
                        lab.under_way.with_untracked(|under_way| frame.paint(view, under_way, effects, real));
                    }
                });
            });
        });
    }
}
