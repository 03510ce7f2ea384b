//! The loop that paints the stage, frame by frame.

use super::painter::Frame;
use super::places::Places;
use crate::canvas::{Surface, paint_each_frame};
use crate::lab::{Lab, real_time};
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::MediaQueryList;

/// How often the clock on the page is set, in milliseconds: digits that change faster cannot be read.
const CLOCK_PERIOD: f64 = 80.0;

/// What those ask of a page whom motion disturbs.
const STILL: &str = "(prefers-reduced-motion: reduce)";

/// Whether motion disturbs whoever looks.
pub fn is_unwanted() -> bool {
    window().match_media(STILL).ok().flatten().is_some_and(|query| query.matches())
}

/// Everything that a frame needs and that outlives it.
struct Loop {
    lab: Lab,
    places: Signal<Places>,
    shown_time: RwSignal<u64>,
    clock_was_set: f64,
    surface: Surface,
    still: Option<MediaQueryList>,
    in_hand: RwSignal<Option<u64>>,
    painted: bool,
}

/// Runs the loop until the stage goes.
pub fn run(
    lab: Lab,
    canvas: NodeRef<Canvas>,
    places: Signal<Places>,
    shown_time: RwSignal<u64>,
    in_hand: RwSignal<Option<u64>>,
) {
    paint_each_frame(canvas, move |surface| {
        let still = window().match_media(STILL).ok().flatten();
        let mut state = Loop { lab, places, shown_time, clock_was_set: 0.0, surface, still, in_hand, painted: false };
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
        self.surface.follow_theme();
        let Surface { context, palette, .. } = &self.surface;
        let moving = !self.still.as_ref().is_some_and(MediaQueryList::matches);
        let (lab, painted) = (self.lab, self.painted);
        self.places.with_untracked(|places| {
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
