//! Paints the diagram: what lasts, the lines, messages, signs, what belongs to the selected event, and the present.

use super::chart::{Chart, Way};
use super::cone::Cone;
use super::drawn::Drawn;
use super::lines::{GUTTER, Line, PITCH, y};
use super::marks::{Mark, mark};
use super::spans::{Span, State};
use crate::canvas::{Palette, Point};
use crate::heard::{Flight, Heard};
use crate::words;
use std::f64::consts::TAU;
use web_sys::CanvasRenderingContext2d as Context;
use wire::Party;

/// With more messages than this in the stretch, they have no heads, and routine has no dots.
const SPARSE: usize = 400;

/// More than there are signs.
const SIGNS: usize = 16;

/// Which line something is on.
fn row(y: f64) -> usize {
    (y / PITCH) as usize
}

/// One picture.
pub struct Picture<'a> {
    /// Where to paint.
    pub context: &'a Context,
    /// In which colours.
    pub palette: &'a Palette,
    /// Where everything is.
    pub chart: Chart<'a>,
    /// How high it is, the axis left out.
    pub height: f64,
    /// What was heard.
    pub heard: &'a Heard,
    /// What lasts.
    pub spans: &'a [Span],
    /// What belongs to the selected event.
    pub cone: &'a Cone,
    /// The selected event.
    pub selected: Option<u64>,
    /// The present moment.
    pub now: f64,
}

impl Picture<'_> {
    /// Paints everything.
    pub fn paint(&self) {
        let context = self.context;
        context.clear_rect(0.0, 0.0, self.chart.width, self.height + super::lines::AXIS);
        context.set_font(&format!("11px {}", self.palette.font));
        context.save();
        context.begin_path();
        context.rect(GUTTER, 0.0, self.chart.width - GUTTER, self.height + super::lines::AXIS);
        context.clip();
        self.networks();
        self.axis();
        self.lines();
        let flights: Vec<(&Flight, Way)> = self.ways();
        let sparse = flights.len() <= SPARSE;
        self.messages(&flights, sparse);
        self.signs(sparse);
        self.causes(&flights);
        self.future_veil();
        self.unheard();
        context.restore();
        self.names();
    }

    /// The ways that can be told apart, and those that belong to the selected event.
    fn ways(&self) -> Vec<(&Flight, Way)> {
        let window = self.chart.window;
        let mut drawn = Drawn::default();
        let flights = self.heard.flights(window.from, window.to());
        let ways = flights.filter_map(|flight| Some((flight, self.chart.way(flight, self.now)?)));
        let is_new = |(flight, way): &(&Flight, Way)| {
            let link = row(way.from.y) * self.chart.lines.len() + row(way.to.y);
            drawn.is_new(link * 2 + usize::from(way.lost), way.from.x, way.to.x) || self.cone.holds(flight.sent)
        };
        ways.filter(is_new).collect()
    }

    /// The signs of all events that can be told apart.
    fn signs(&self, sparse: bool) {
        let window = self.chart.window;
        let mut drawn = Drawn::default();
        for traced in self.heard.between(window.from, window.to()) {
            let (Some(spot), mark) = (self.chart.spot(traced), mark(traced)) else { continue };
            if drawn.is_new(row(spot.y) * SIGNS + mark as usize, spot.x, 0.0) {
                self.sign(mark, spot, sparse);
            }
        }
    }

    fn line(&self, from: Point, to: Point) {
        self.context.move_to(from.x, from.y);
        self.context.line_to(to.x, to.y);
    }

    fn stroke(&self, colour: &str, width: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke();
    }

    fn dash(&self, on: f64, off: f64) {
        let pattern = if on > 0.0 { vec![on, off] } else { Vec::new() };
        let pattern: web_sys::js_sys::Array = pattern.into_iter().map(wasm_bindgen::JsValue::from_f64).collect();
        // It fails only for what is no list.
        let _ = self.context.set_line_dash(&pattern);
    }

    fn write(&self, text: &str, x: f64, y: f64, colour: &str, align: &str) {
        self.context.set_text_align(align);
        self.context.set_stroke_style_str(&self.palette.ground);
        self.context.set_line_width(3.0);
        self.context.set_fill_style_str(colour);
        // Drawing words fails only where there is no canvas to draw on.
        let _ = self.context.stroke_text(text, x, y);
        let _ = self.context.fill_text(text, x, y);
    }

    /// Faults of the network, as bands over all lines.
    fn networks(&self) {
        for span in self.spans {
            let State::Network(fault) = &span.state else { continue };
            let (from, to) = (self.chart.x(span.from), self.chart.x(span.to));
            self.context.set_fill_style_str(&self.palette.fault_wash);
            self.context.fill_rect(from, 0.0, to - from, self.height);
            self.dash(3.0, 3.0);
            self.context.begin_path();
            for x in [from, to] {
                self.line(Point { x, y: 0.0 }, Point { x, y: self.height });
            }
            self.stroke(&self.palette.fault, 1.0);
            self.dash(0.0, 0.0);
            if to - from > 40.0 {
                self.write(fault, from.max(GUTTER) + 5.0, 12.0, &self.palette.fault, "left");
            }
        }
    }

    fn axis(&self) {
        let most = ((self.chart.width - GUTTER) / 90.0).floor();
        self.context.begin_path();
        let ticks = self.chart.window.ticks(most);
        for (at, _) in &ticks {
            let x = self.chart.x(*at);
            self.line(Point { x, y: PITCH * 0.75 }, Point { x, y: self.height });
        }
        self.stroke(&self.palette.line, 1.0);
        for (at, said) in &ticks {
            self.write(said, self.chart.x(*at), self.height + 15.0, &self.palette.words, "center");
        }
    }

    /// Each line: thick while it leads, interrupted while it is down, dotted while it is paused.
    fn lines(&self) {
        let (left, right) = (GUTTER, self.chart.width);
        for line in self.chart.lines.iter().filter(|line| **line != Line::All) {
            let Some(y) = y(self.chart.lines, *line) else { continue };
            self.context.begin_path();
            self.line(Point { x: left, y }, Point { x: right, y });
            self.stroke(&self.palette.rim, 1.5);
        }
        for span in self.spans.iter().filter(|span| span.place > 0) {
            let Some(y) = y(self.chart.lines, Line::Replica(span.place)) else { continue };
            let (from, to) = (self.chart.x(span.from), self.chart.x(span.to));
            let whole = || {
                self.context.begin_path();
                self.line(Point { x: from, y }, Point { x: to, y });
            };
            match span.state {
                State::Down | State::Paused => {
                    self.context.set_fill_style_str(&self.palette.ground);
                    self.context.fill_rect(from, y - 3.0, to - from, 6.0);
                    whole();
                    if span.state == State::Down {
                        self.dash(1.0, 9.0)
                    } else {
                        self.dash(3.0, 4.0)
                    }
                    self.stroke(&self.palette.fault, 1.5);
                    self.dash(0.0, 0.0);
                }
                State::Leads => {
                    whole();
                    self.stroke(&self.palette.accent, 5.0);
                }
                State::Network(_) => {}
            }
        }
    }

    fn messages(&self, flights: &[(&Flight, Way)], sparse: bool) {
        let palette = self.palette;
        for colour in [&palette.order, &palette.input, &palette.output] {
            let of = flights.iter().filter(|(flight, way)| !way.lost && self.colour(flight) == colour);
            self.context.begin_path();
            for (flight, way) in of {
                self.line(way.from, way.to);
                if sparse && flight.end.is_some() {
                    self.head(*way);
                }
            }
            self.stroke(colour, if sparse { 1.25 } else { 0.75 });
        }
        self.context.begin_path();
        self.dash(4.0, 3.0);
        flights.iter().filter(|(_, way)| way.lost).for_each(|(_, way)| self.line(way.from, way.to));
        self.stroke(&palette.bad, 1.0);
        self.dash(0.0, 0.0);
        self.context.begin_path();
        flights.iter().filter(|(_, way)| way.lost).for_each(|(_, way)| self.cross(way.to, 4.0));
        self.stroke(&palette.bad, 2.0);
    }

    fn colour(&self, flight: &Flight) -> &str {
        match (flight.from, flight.to) {
            (Party::Client(_), _) => &self.palette.input,
            (_, Party::Client(_)) => &self.palette.output,
            _ => &self.palette.order,
        }
    }

    fn head(&self, way: Way) {
        let (x, y) = (way.to.x - way.from.x, way.to.y - way.from.y);
        let length = x.hypot(y);
        if length < 12.0 {
            return;
        }
        let (x, y) = (x / length * 7.0, y / length * 7.0);
        for turn in [0.45, -0.45] {
            let back = Point { x: way.to.x - x - y * turn, y: way.to.y - y + x * turn };
            self.line(way.to, back);
        }
    }

    fn cross(&self, Point { x, y }: Point, reach: f64) {
        self.line(Point { x: x - reach, y: y - reach }, Point { x: x + reach, y: y + reach });
        self.line(Point { x: x + reach, y: y - reach }, Point { x: x - reach, y: y + reach });
    }

    fn disc(&self, Point { x, y }: Point, radius: f64) {
        self.context.begin_path();
        // It fails only for a negative radius.
        let _ = self.context.arc(x, y, radius, 0.0, TAU);
    }

    fn polygon(&self, Point { x, y }: Point, corners: &[(f64, f64)]) {
        self.context.begin_path();
        for (right, down) in corners {
            self.context.line_to(x + right, y + down);
        }
        self.context.close_path();
    }

    fn fill(&self, colour: &str) {
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    fn sign(&self, mark: Mark, spot: Point, sparse: bool) {
        let palette = self.palette;
        match mark {
            Mark::Dot if !sparse => {}
            Mark::Dot => {
                self.disc(spot, 1.8);
                self.fill(&palette.rim);
            }
            Mark::Executed => {
                self.polygon(spot, &[(-1.5, -7.0), (1.5, -7.0), (1.5, 7.0), (-1.5, 7.0)]);
                self.fill(&palette.output);
            }
            Mark::Input => {
                self.polygon(spot, &[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)]);
                self.fill(&palette.input);
            }
            Mark::Output => {
                self.polygon(spot, &[(0.0, -7.0), (7.0, 0.0), (0.0, 7.0), (-7.0, 0.0)]);
                self.fill(&palette.output);
            }
            Mark::Note => {
                self.disc(spot, 3.5);
                self.fill(&palette.ground);
                self.stroke(&palette.rim, 1.5);
            }
            Mark::Begins => {
                self.polygon(spot, &[(-4.0, -6.0), (6.0, 0.0), (-4.0, 6.0)]);
                self.fill(&palette.output);
            }
            Mark::Elected => {
                self.disc(spot, 6.0);
                self.fill(&palette.accent);
                self.write(words::MARK_LEADS, spot.x, spot.y - 9.0, &palette.accent, "center");
            }
            Mark::Fault => {
                self.polygon(spot, &[(0.0, -7.0), (7.0, 5.0), (-7.0, 5.0)]);
                self.fill(&palette.fault);
            }
            Mark::Yours => {
                self.polygon(spot, &[(0.0, 6.0), (-5.0, -4.0), (5.0, -4.0)]);
                self.fill(&palette.accent);
            }
            Mark::Crash | Mark::Fail | Mark::Broken => self.grave(mark, spot),
        }
    }

    /// What is worst has words too.
    fn grave(&self, mark: Mark, spot: Point) {
        let bad = &self.palette.bad;
        if mark == Mark::Broken {
            self.context.begin_path();
            self.line(Point { x: spot.x, y: 0.0 }, Point { x: spot.x, y: self.height });
            self.stroke(bad, 1.5);
            self.write(words::MARK_BROKEN, spot.x + 5.0, 12.0, bad, "left");
        }
        self.context.begin_path();
        self.cross(spot, 6.0);
        self.stroke(bad, 3.0);
        if mark == Mark::Fail {
            self.write(words::FAIL, spot.x, spot.y - 10.0, bad, "center");
        }
    }

    /// The selected event, the chain that led to it, and all that it led to.
    fn causes(&self, flights: &[(&Flight, Way)]) {
        let Some(selected) = self.selected else { return };
        let accent = &self.palette.accent;
        self.context.begin_path();
        for (_, way) in flights.iter().filter(|(flight, _)| self.cone.past.binary_search(&flight.sent).is_ok()) {
            self.line(way.from, way.to);
        }
        self.stroke(accent, 3.5);
        self.context.begin_path();
        for (_, way) in flights.iter().filter(|(flight, _)| self.cone.future.contains(&flight.sent)) {
            self.line(way.from, way.to);
        }
        self.dash(6.0, 3.0);
        self.stroke(accent, 2.0);
        self.dash(0.0, 0.0);
        let window = self.chart.window;
        let shown = self.heard.between(window.from, window.to()).iter().filter(|traced| self.cone.holds(traced.id));
        for spot in shown.filter_map(|traced| self.chart.spot(traced)) {
            self.disc(spot, 4.0);
            self.fill(accent);
        }
        if let Some(spot) = self.heard.event(selected).and_then(|traced| self.chart.spot(traced)) {
            self.disc(spot, 10.0);
            self.stroke(accent, 2.5);
        }
    }

    /// The present, and a veil over what is known to come after it.
    fn future_veil(&self) {
        let x = self.chart.x(self.now);
        self.context.set_global_alpha(0.6);
        self.context.set_fill_style_str(&self.palette.ground);
        self.context.fill_rect(x, 0.0, self.chart.width - x, self.height);
        self.context.set_global_alpha(1.0);
        self.context.begin_path();
        self.line(Point { x, y: 0.0 }, Point { x, y: self.height });
        self.stroke(&self.palette.ink, 1.5);
        self.polygon(Point { x, y: 0.0 }, &[(-5.0, 0.0), (5.0, 0.0), (0.0, 6.0)]);
        self.fill(&self.palette.ink);
    }

    /// Of what nothing was heard, it is not known that nothing happened.
    fn unheard(&self) {
        for (from, to) in self.heard.unheard() {
            let (from, to) = (self.chart.x(from).max(GUTTER), self.chart.x(to));
            self.context.set_fill_style_str(&self.palette.fault_wash);
            self.context.fill_rect(from, 0.0, (to - from).max(0.0), self.height);
            if to - from > 60.0 {
                self.write(words::UNHEARD, to - 5.0, self.height - 5.0, &self.palette.words, "right");
            }
        }
    }

    fn names(&self) {
        for line in self.chart.lines {
            let Some(y) = y(self.chart.lines, *line) else { continue };
            let is_now = |span: &&Span| Line::Replica(span.place) == *line && (span.from..=span.to).contains(&self.now);
            let leads = self.spans.iter().rfind(is_now).is_some_and(|span| span.state == State::Leads);
            let colour = if leads { &self.palette.accent } else { &self.palette.ink };
            let name = if *line == Line::All { words::LINE_OF_ALL.to_owned() } else { line.to_string() };
            self.write(&name, 4.0, y + 4.0, colour, "left");
        }
    }
}
