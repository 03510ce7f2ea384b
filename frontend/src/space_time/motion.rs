//! The loop that paints the diagram when something changed: the time, what was heard, where one looks, what is selected.

use super::chart::Chart;
use super::cone::Cone;
use super::lines::{self, Line};
use super::painter::Picture;
use super::spans::{Span, spans};
use super::window::Window;
use crate::canvas::{Point, Surface, paint_each_frame};
use crate::heard::Heard;
use crate::lab::{Lab, real_time};
use leptos::html::Canvas;
use leptos::prelude::*;

/// What the picture is made from; while it stays the same, so does the picture.
#[derive(Clone, PartialEq)]
struct Shown {
    window: Window,
    lines: Vec<Line>,
    width: f64,
    heard: u64,
    selected: Option<u64>,
    now: u64,
    dark: bool,
    density: f64,
}

/// Everything that a frame needs and that outlives it.
struct Loop {
    lab: Lab,
    looked_at: super::LookedAt,
    surface: Surface,
    shown: Option<Shown>,
    spans: Vec<Span>,
    cone: Cone,
}

/// Runs the loop until the diagram goes.
pub fn run(lab: Lab, canvas: NodeRef<Canvas>, looked_at: super::LookedAt) {
    paint_each_frame(canvas, move |surface| {
        let mut state = Loop { lab, looked_at, surface, shown: None, spans: Vec::new(), cone: Cone::default() };
        move || state.look()
    });
}

impl Loop {
    fn look(&mut self) {
        let now = self.lab.clock.with_value(|clock| clock.now(real_time()));
        let size = self.looked_at.size.get_untracked();
        // Most of the time one looks at something else on the page, and thousands of lines would be drawn for nobody.
        if size.x <= lines::GUTTER || !self.surface.is_in_sight() {
            return;
        }
        let shown = Shown {
            window: self.looked_at.window.get_untracked().at(now),
            lines: self.looked_at.lines.get_untracked(),
            width: size.x,
            heard: self.lab.heard.with_value(|heard| heard.changes()),
            selected: self.looked_at.selected.get_untracked(),
            now: now as u64,
            dark: self.surface.follow_theme(),
            density: window().device_pixel_ratio(),
        };
        if self.shown.as_ref() != Some(&shown) {
            self.prepare(&shown);
            self.paint(&shown);
            let is_shown = |(from, to): &(f64, f64)| *from < shown.window.to() && *to > shown.window.from;
            if self.lab.heard.with_value(Heard::unheard).iter().any(is_shown) {
                self.lab.ask_for_all();
            }
            self.shown = Some(shown);
        }
    }

    /// What costs more than a frame should is made again only when it can be another.
    fn prepare(&mut self, shown: &Shown) {
        let before = self.shown.as_ref();
        let same_events = before.is_some_and(|before| before.heard == shown.heard);
        self.lab.heard.with_value(|heard| {
            if !same_events {
                self.spans = self.lab.view.with_untracked(|view| spans(heard, view));
            }
            if !same_events || before.is_some_and(|before| before.selected != shown.selected) {
                self.cone = shown.selected.map(|event| Cone::of(heard, event)).unwrap_or_default();
            }
        });
    }

    fn paint(&self, shown: &Shown) {
        let height = lines::height(shown.lines.len());
        self.surface.fit(Point { x: shown.width, y: height });
        self.lab.heard.with_value(|heard| {
            let picture = Picture {
                context: &self.surface.context,
                palette: &self.surface.palette,
                chart: Chart { window: shown.window, width: shown.width, lines: &shown.lines },
                height: height - lines::AXIS,
                heard,
                spans: &self.spans,
                cone: &self.cone,
                selected: shown.selected,
                now: shown.now as f64,
            };
            picture.paint();
        });
    }
}
