//! The loop that paints the stage, frame by frame.

use super::painter::Frame;
use super::places::Places;
use crate::canvas::{Surface, paint_each_frame, within};
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
    painted: bool,
}

/// Runs the loop until the stage goes.
pub fn run(
    lab: Lab,
    canvas: NodeRef<Canvas>,
    way: Way,
    shown_time: RwSignal<u64>,
    in_hand: RwSignal<Option<u64>>,
) {
    paint_each_frame(canvas, move |surface| {
        let still = window().match_media(STILL).ok().flatten();
        let mut state = Loop { lab, way, shown_time, clock_was_set: 0.0, before: real_time(), surface, still, in_hand, painted: false };
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
        self.surface.follow_theme();
        let Surface { context, palette, .. } = &self.surface;
        let (lab, painted) = (self.lab, self.painted);
        self.way.shown.with_untracked(|places| {
            self.surface.fit(places.size);
            let in_hand = self.in_hand.get_untracked();
            let frame = Frame { context, places, palette, now, moving, in_hand };
            lab.view.with_untracked(|view| {
                lab.effects.update_value(|effects| {
                    let effects = effects.seen(real);
                    // An empty stage that is already empty needs no paint.
                    self.painted = !effects.is_empty() || !view.flying.is_empty();
                    if painted || self.painted {
                        frame.paint(view, effects, real);
                    }
                });
            });
        });
    }
}
