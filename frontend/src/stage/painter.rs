//! Paints what moves: the messages in flight, the marks of what just happened, and what is under way.
//!
//! A message has a shape as well as a colour: a square is a client's Input, a diamond an Output, a disc what replicas tell
//! each other. All of one kind are one path, which keeps hundreds of messages within a frame. While few are in flight,
//! each has its name beside it.

use super::effects::{Effect, Kind};
use super::places::{Actor, Places, unit_of_words};
use crate::canvas::{Palette, Point, whole};
use crate::clock::progress;
use std::f64::consts::TAU;
use web_sys::CanvasRenderingContext2d as Context;
use wire::{Flying, Party, UnderWay, View};

/// With more in flight than this, names would cover each other.
const NAMED: usize = 8;
/// On a narrower stage there is no room for names.
const ROOM_FOR_NAMES: f64 = 520.0;
const SIZE: f64 = 5.0;

/// How large its name is written, in the unit of words.
const NAME: f64 = 0.22;

/// What a message is to the eye.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Square,
    Diamond,
    Disc,
}

const fn shape(flying: &Flying) -> Shape {
    match (flying.from, flying.to) {
        (Party::Client(_), _) => Shape::Square,
        (_, Party::Client(_)) => Shape::Diamond,
        _ => Shape::Disc,
    }
}

/// One frame.
pub struct Frame<'a> {
    /// Where to paint.
    pub context: &'a Context,
    /// Who is where.
    pub places: &'a Places,
    /// In which colours.
    pub palette: &'a Palette,
    /// The virtual time.
    pub now: f64,
    /// Whether things may move; otherwise a message is shown in the middle of its way.
    pub moving: bool,
    /// The message that somebody has in hand.
    pub in_hand: Option<u64>,
}

impl Frame<'_> {
    /// Paints everything.
    pub fn paint(&self, view: &View, under_way: &[UnderWay], effects: &[Effect], real_time: f64) {
        self.context.clear_rect(0.0, 0.0, self.places.size.x, self.places.size.y);
        self.under_way(view, under_way);
        for effect in effects {
            self.mark(effect, real_time);
        }
        self.context.set_global_alpha(1.0);
        let (input, output, order) = (&self.palette.input, &self.palette.output, &self.palette.order);
        for (of, colour) in [(Shape::Disc, order), (Shape::Square, input), (Shape::Diamond, output)] {
            self.context.begin_path();
            for flying in view.flying.values().filter(|flying| shape(flying) == of) {
                if let Some(point) = self.place_of(flying) {
                    self.outline(of, point);
                }
            }
            self.context.set_fill_style_str(colour);
            self.context.fill();
        }
        self.rings_around_held(view);
        if let Some(point) = self.in_hand.and_then(|message| self.place_of(view.flying.get(&message)?)) {
            self.context.begin_path();
            self.circle(point, SIZE * 2.6);
            self.stroke(&self.palette.accent, 3.0);
        }
        if view.flying.len() <= NAMED && self.places.size.x >= ROOM_FOR_NAMES {
            let size = whole(unit_of_words(self.places.radius) * NAME);
            self.context.set_font(&format!("{size}px {}", self.palette.font));
            view.flying.values().for_each(|flying| self.name(flying));
        }
    }

    fn place_of(&self, flying: &Flying) -> Option<Point> {
        let gone = if self.moving { progress(flying.left, flying.arrives, self.now) } else { 0.5 };
        self.places.on_the_way(flying.from.into(), flying.to.into(), gone)
    }

    fn outline(&self, shape: Shape, Point { x, y }: Point) {
        let context = self.context;
        match shape {
            Shape::Square => context.rect(x - SIZE, y - SIZE, 2.0 * SIZE, 2.0 * SIZE),
            Shape::Diamond => {
                let reach = SIZE * 1.4;
                context.move_to(x, y - reach);
                context.line_to(x + reach, y);
                context.line_to(x, y + reach);
                context.line_to(x - reach, y);
                context.close_path();
            }
            Shape::Disc => {
                context.move_to(x + SIZE, y);
                self.circle(Point { x, y }, SIZE);
            }
        }
    }

    fn circle(&self, Point { x, y }: Point, radius: f64) {
        // It fails only for a negative radius.
        let _ = self.context.arc(x, y, radius.max(0.0), 0.0, TAU);
    }

    fn rings_around_held(&self, view: &View) {
        self.context.begin_path();
        for flying in view.flying.values().filter(|flying| flying.held) {
            if let Some(point) = self.place_of(flying) {
                self.context.move_to(point.x + SIZE * 2.0, point.y);
                self.circle(point, SIZE * 2.0);
            }
        }
        self.stroke(&self.palette.words, 1.5);
    }

    /// Draws the path.
    pub fn stroke(&self, colour: &str, width: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke();
    }

    /// Writes the name of a message above it, while it is far enough from those between whom it flies.
    fn name(&self, flying: &Flying) {
        let gone = progress(flying.left, flying.arrives, self.now);
        let is_near_an_actor = self.moving && !(0.15..=0.85).contains(&gone);
        let Some(Point { x, y }) = self.place_of(flying).filter(|_| !is_near_an_actor) else { return };
        let name = if flying.slot > 0 { format!("{} {}", flying.kind, flying.slot) } else { flying.kind.to_string() };
        self.context.set_text_align("center");
        self.context.set_stroke_style_str(&self.palette.ground);
        self.context.set_line_width(3.0);
        self.context.set_fill_style_str(&self.palette.words);
        // Drawing words fails only where there is no canvas to draw on.
        let _ = self.context.stroke_text(&name, x, y - SIZE * 2.0);
        let _ = self.context.fill_text(&name, x, y - SIZE * 2.0);
    }

    fn mark(&self, effect: &Effect, real_time: f64) {
        let age = effect.age(real_time);
        self.context.set_global_alpha(1.0 - age);
        match effect.kind {
            Kind::Vanished { from, to, progress } => self.cross(from, to, progress),
            Kind::Executed(actor) => self.ring(actor, age, 10.0, &self.palette.output),
            Kind::Elected(actor) => self.ring(actor, age, 26.0, &self.palette.order),
            Kind::Joined(actor) => self.ring(actor, 1.0 - age, 40.0, &self.palette.accent),
            Kind::Quit(actor) => self.ring(actor, age, 40.0, &self.palette.words),
        }
    }

    fn cross(&self, from: Actor, to: Actor, gone: f64) {
        let gone = if self.moving { gone } else { 0.5 };
        let Some(Point { x, y }) = self.places.on_the_way(from, to, gone) else { return };
        self.context.begin_path();
        self.context.move_to(x - SIZE, y - SIZE);
        self.context.line_to(x + SIZE, y + SIZE);
        self.context.move_to(x + SIZE, y - SIZE);
        self.context.line_to(x - SIZE, y + SIZE);
        self.stroke(&self.palette.bad, 2.5);
    }

    fn ring(&self, actor: Actor, age: f64, growth: f64, colour: &str) {
        let Some(point) = self.places.actors.get(&actor) else { return };
        let grown = if self.moving { growth * age } else { growth / 2.0 };
        self.context.begin_path();
        self.circle(*point, self.places.radius + 3.0 + grown);
        self.stroke(colour, 2.5);
    }
}
