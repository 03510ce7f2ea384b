//! The loop that paints a frame whenever the browser is about to show one.
//!
//! Browsers call it about 60 times a second, and not at all while nobody sees the page. It ends with the stage.

use super::painter::Frame;
use super::places::Places;
use crate::canvas::{Palette, fit};
use crate::lab::{Lab, real_time};
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, MediaQueryList};

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
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    palette: Palette,
    dark: Option<MediaQueryList>,
    was_dark: bool,
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
    let frame = StoredValue::new(None::<AnimationFrameRequestHandle>);
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let context = canvas.get_context("2d").ok().flatten().and_then(|context| context.dyn_into().ok());
        let Some(context) = context else { return };
        let media = |query: &str| window().match_media(query).ok().flatten();
        let dark = media("(prefers-color-scheme: dark)");
        let state = Loop {
            lab,
            places,
            shown_time,
            clock_was_set: 0.0,
            palette: Palette::of(&canvas),
            was_dark: dark.as_ref().is_some_and(MediaQueryList::matches),
            dark,
            still: media(STILL),
            in_hand,
            canvas,
            context,
            painted: false,
        };
        ask_for_frame(state, frame);
    });
    on_cleanup(move || {
        if let Some(Some(handle)) = frame.try_get_value() {
            handle.cancel();
        }
    });
}

fn ask_for_frame(mut state: Loop, frame: StoredValue<Option<AnimationFrameRequestHandle>>) {
    let asked = request_animation_frame_with_handle(move || {
        state.paint();
        ask_for_frame(state, frame);
    });
    frame.set_value(asked.ok());
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
        self.follow_theme();
        let moving = !self.still.as_ref().is_some_and(MediaQueryList::matches);
        let (lab, painted) = (self.lab, self.painted);
        self.places.with_untracked(|places| {
            fit(&self.canvas, &self.context, places.size);
            let in_hand = self.in_hand.get_untracked();
            let frame = Frame { context: &self.context, places, palette: &self.palette, now, moving, in_hand };
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

    fn follow_theme(&mut self) {
        let is_dark = self.dark.as_ref().is_some_and(MediaQueryList::matches);
        if is_dark != self.was_dark {
            self.was_dark = is_dark;
            self.palette = Palette::of(&self.canvas);
        }
    }
}
