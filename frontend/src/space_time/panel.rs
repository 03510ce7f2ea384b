//! The panel of the diagram: the canvas and what one can do to it by pointer, wheel, keys and buttons.

use super::chart::Chart;
use super::list::EventList;
use super::selected::Selected;
use super::window::{Window, ZOOM};
use super::{LookedAt, lines, motion};
use crate::canvas::{Point, size, whole, within};
use crate::dom::{self, effect, view};
use crate::lab::{Lab, current, real_time};
use crate::{room, words};
use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wire::message::ToServer;

/// Whoever moves the pointer by less than this means to click, in CSS pixels.
const STILL: f64 = 4.0;

/// How far one press of a button goes, as a part of the width.
const PAN: f64 = 0.5;

/// The panel.
#[component]
pub fn SpaceTime(lab: Lab, shown_time: RwSignal<u64>) -> impl IntoView {
    let (frame, canvas) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let looked_at = LookedAt {
        window: RwSignal::new(Window::default()),
        selected: RwSignal::new(None),
        size: size::follow(frame),
        lines: Memo::new(move |_| lab.view.with(lines::lines)),
    };
    motion::run(lab, canvas, looked_at);
    room::follow_event(lab, looked_at.selected);
    let hand = Hand { lab, looked_at, pressed: StoredValue::new(None) };
    let height = move || format!("{}px", looked_at.lines.with(|lines| whole(lines::height(lines.len()))));
    view! {
        <div class="panel-head">
            <h2 id="space-time-title">{words::SPACE_TIME}</h2>
            <p class="quiet">{words::SPACE_TIME_WHAT}</p>
        </div>
        <div
            class="space-time-frame"
            node_ref=frame
            style:height=move || height()
            tabindex="0"
            role="application"
            aria-label=words::SPACE_TIME_KEYS
            on:keydown=move |event| hand.key(&event)
        >
            <canvas
                node_ref=canvas
                aria-hidden="true"
                on:wheel=move |event| hand.wheel(&event)
                on:pointerdown=move |event| hand.press(&event)
                on:pointermove=move |event| hand.drag(&event)
                on:pointerup=move |event| hand.release(&event)
                on:pointercancel=move |_| hand.pressed.set_value(None)
            ></canvas>
        </div>
        <Buttons hand=hand />
        <Selected lab=lab selected=looked_at.selected />
        <EventList lab=lab looked_at=looked_at shown_time=shown_time />
    }
}

#[component]
fn Buttons(hand: Hand) -> impl IntoView {
    let window = hand.looked_at.window;
    let tools = NodeRef::<Div>::new();
    effect(move || {
        let follows = window.with(|window| window.follows);
        if let Some(last) = tools.get().and_then(|tools| tools.last_element_child()) {
            // An attribute of this name can be set.
            let _ = last.set_attribute("aria-pressed", if follows { "true" } else { "false" });
        }
    });
    let press = move |event: leptos::ev::MouseEvent| {
        let tool = dom::within(&event, "[data-tool]").and_then(|button| button.get_attribute("data-tool"));
        match tool.as_deref() {
            Some("out") => hand.zoom(ZOOM),
            Some("in") => hand.zoom(1.0 / ZOOM),
            Some("earlier") => hand.pan(-PAN),
            Some("later") => hand.pan(PAN),
            Some("whole") => window.set(Window::whole(hand.end())),
            Some(_follow) => {
                window.update(|window| *window = Window { span: Window::default().span, follows: true, ..*window })
            }
            None => {}
        }
    };
    view! {
        <div class="space-time-tools">
            <div role="group" aria-label=words::SPACE_TIME node_ref=tools on:click=press inner_html=tools_as_html()></div>
            <ul class="space-time-key" aria-hidden="true" inner_html=signs()></ul>
        </div>
    }
}

/// Buttons for what else is done by wheel and drag; the last one stays pressed while the present is followed.
fn tools_as_html() -> String {
    let mut html = String::new();
    for (tool, sign, says) in words::SPACE_TIME_TOOLS {
        html += &format!(
            "<button type=\"button\" data-tool=\"{tool}\" aria-label=\"{says}\" title=\"{says}\">{sign}</button>"
        );
    }
    html
}

/// What the signs of the diagram stand for.
fn signs() -> String {
    words::SIGNS.iter().map(|(sign, says)| format!("<li data-key=\"{sign}\">{says}</li>")).collect()
}

/// What one does to the diagram.
#[derive(Clone, Copy)]
struct Hand {
    lab: Lab,
    looked_at: LookedAt,
    /// Where the pointer was pressed, and what was shown then.
    pressed: StoredValue<Option<(Point, Window)>>,
}

impl Hand {
    fn now(self) -> f64 {
        self.lab.clock.with_value(|clock| clock.now(real_time()))
    }

    /// Where the run ends, as far as it is known.
    fn end(self) -> f64 {
        let known = self.lab.known.with_untracked(|known| current(known).map_or(0, |branch| branch.at));
        (known as f64).max(self.now())
    }

    fn shown(self) -> Window {
        self.looked_at.window.get_untracked().at(self.now())
    }

    fn zoom(self, factor: f64) {
        self.looked_at.window.set(self.shown().zoom_middle(factor, self.end()));
    }

    fn pan(self, part: f64) {
        self.looked_at.window.set(self.shown().pan(part));
    }

    fn chart<T>(self, ask: impl FnOnce(&Chart<'_>) -> T) -> T {
        let width = self.looked_at.size.get_untracked().x;
        self.looked_at.lines.with_untracked(|lines| ask(&Chart { window: self.shown(), width, lines }))
    }

    fn wheel(self, event: &WheelEvent) {
        // Whoever scrolls past it does not mean it. Two fingers on a pad that part come as a wheel with this key, too.
        let zooms = event.ctrl_key() || event.meta_key();
        let pans = event.delta_x().abs() > event.delta_y().abs();
        if !zooms && !pans {
            return;
        }
        event.prevent_default();
        if pans {
            self.pan(event.delta_x() / 1_000.0);
            return;
        }
        let turned = within(event.delta_y() / 400.0, -1.0, 1.0);
        let factor = if turned < 0.0 { 1.0 / (1.0 - turned) } else { 1.0 + turned };
        let place = self.chart(|chart| chart.place(f64::from(event.offset_x())));
        let window = self.shown();
        let zoomed = if window.follows {
            window.zoom_middle(factor, self.end())
        } else {
            window.zoom(factor, within(place, 0.0, 1.0), self.end())
        };
        self.looked_at.window.set(zoomed);
    }

    fn press(self, event: &PointerEvent) {
        self.pressed.set_value(Some((point(event), self.shown())));
    }

    fn drag(self, event: &PointerEvent) {
        let Some((from, window)) = self.pressed.get_value().filter(|_| event.buttons() > 0) else { return };
        let way = point(event).x - from.x;
        if way.abs() > STILL {
            let width = (self.looked_at.size.get_untracked().x - lines::GUTTER).max(1.0);
            self.looked_at.window.set(window.pan(-way / width));
        }
    }

    fn release(self, event: &PointerEvent) {
        let Some((from, _)) = self.pressed.try_update_value(Option::take).flatten() else { return };
        let to = point(event);
        if (to.x - from.x).hypot(to.y - from.y) <= STILL {
            let now = self.now();
            let found = self.chart(|chart| self.lab.heard.with_value(|heard| chart.at(heard, now, to)));
            self.looked_at.selected.set(found);
        }
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowLeft" => self.select_beside(-1),
            "ArrowRight" => self.select_beside(1),
            "+" | "=" => self.zoom(1.0 / ZOOM),
            "-" => self.zoom(ZOOM),
            "Escape" => self.looked_at.selected.set(None),
            "Enter" => {
                if let Some(event) = self.looked_at.selected.get_untracked() {
                    self.lab.say(&ToServer::Seek { event });
                }
            }
            _means_nothing_here => return,
        }
        event.prevent_default();
    }

    /// Selects the event before or after the selected one, or the one at the present, and shows it.
    fn select_beside(self, step: i64) {
        let present = self.lab.view.with_untracked(|view| view.event);
        let from = self.looked_at.selected.get_untracked();
        let wanted = from.map_or(present, |event| event.saturating_add_signed(step));
        let at = self.lab.heard.with_value(|heard| heard.event(wanted).map(|traced| traced.at));
        if let Some(at) = at {
            self.looked_at.selected.set(Some(wanted));
            self.looked_at.window.set(self.shown().show(at as f64));
        }
    }
}

fn point(event: &PointerEvent) -> Point {
    Point { x: f64::from(event.offset_x()), y: f64::from(event.offset_y()) }
}
