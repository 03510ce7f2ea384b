//! Walls made by hand: a stroke across the stage is a wall between those on its two sides, and a stroke from one actor to
//! another cuts that way.
//!
//! Further walls divide what is divided already, until all is healed. What the stroke would do is told in the script
//! language before the hand lets go, and nothing stands before the cluster says so.

use super::places::{Actor, Places};
use super::walls::{BEYOND_THE_STAGE, head, sides};
use crate::canvas::{Point, whole};
use crate::dom::{self, view};
use crate::lab::{Lab, Origin};
use crate::{keys, words};
use leptos::ev::PointerEvent;
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A shorter stroke is a click of a hand that trembles.
const SHORTEST: f64 = 14.0;

/// From where to where a hand has drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stroke {
    from: Point,
    to: Point,
}

impl Stroke {
    fn length(self) -> f64 {
        (self.to.x - self.from.x).hypot(self.to.y - self.from.y)
    }

    fn is_left_of(self, point: Point) -> bool {
        let Self { from, to } = self;
        (to.x - from.x) * (point.y - from.y) < (to.y - from.y) * (point.x - from.x)
    }

    /// The line of the script language that it stands for, if it would change anything.
    fn meaning(self, places: &Places, cuts: &[Box<str>]) -> Option<String> {
        if self.length() < SHORTEST {
            return None;
        }
        match (places.at(self.from), places.at(self.to)) {
            (None, _) => self.partition(places, &sides(cuts)),
            (Some(from), Some(to)) if from != to => Some(format!("cut {} -> {}", from.name(), to.name())),
            (Some(_), _) => None,
        }
    }

    fn partition(self, places: &Places, before: &[Vec<Actor>]) -> Option<String> {
        let undivided = 1;
        // Each side of before may become two.
        let mut names = vec![String::new(); before.len().max(undivided) * 2];
        for (actor, point) in &places.actors {
            // Who is on no side of the walls before reaches everybody, and goes on doing so.
            let side = before.iter().position(|side| side.contains(actor));
            let Some(side) = side.or_else(|| before.is_empty().then_some(0)) else { continue };
            if let Some(names) = names.get_mut(side * 2 + usize::from(self.is_left_of(*point))) {
                *names += " ";
                *names += &actor.name();
            }
        }
        names.retain(|names| !names.is_empty());
        (names.len() > before.len().max(undivided)).then(|| format!("partition{}", names.join(" |")))
    }

    /// As a path: all across the stage, or an arrow from one actor to the other.
    fn path(self, places: &Places) -> String {
        let Self { mut from, mut to } = self;
        let mut tip = String::new();
        if places.at(from).is_some() {
            tip = head(from, to);
        } else {
            let further = BEYOND_THE_STAGE / self.length().max(1.0);
            let (across, down) = ((to.x - from.x) * further, (to.y - from.y) * further);
            from = Point { x: from.x - across, y: from.y - down };
            to = Point { x: to.x + across, y: to.y + down };
        }
        format!("M{} {}L{} {}{tip}", whole(from.x), whole(from.y), whole(to.x), whole(to.y))
    }
}

/// The hand that draws. Copies are the same hand.
#[derive(Clone, Copy)]
pub struct Mason {
    lab: Lab,
    places: Signal<Places>,
    cuts: Memo<Vec<Box<str>>>,
    stroke: RwSignal<Option<Stroke>>,
    /// Whether what was pressed last became a stroke: then it is no click.
    has_drawn: StoredValue<bool>,
}

/// Where a pointer is on the element that it was pressed on.
pub fn place_of(event: &leptos::ev::MouseEvent) -> Point {
    Point { x: f64::from(event.offset_x()), y: f64::from(event.offset_y()) }
}

impl Mason {
    pub fn new(lab: Lab, places: Signal<Places>, cuts: Memo<Vec<Box<str>>>) -> Self {
        Self { lab, places, cuts, stroke: RwSignal::new(None), has_drawn: StoredValue::new(false) }
    }

    /// Whether the click that comes now is the end of a stroke.
    pub fn has_drawn(self) -> bool {
        self.has_drawn.get_value()
    }

    /// Follows the pointer on the canvas, and hears who thinks better of it.
    pub fn listen(self, canvas: NodeRef<Canvas>) {
        keys::listen_for_escape(move || self.take_back());
        Effect::new(move |_| {
            if let Some(canvas) = canvas.get() {
                for event in ["pointerdown", "pointermove", "pointerup", "pointercancel"] {
                    dom::on(&canvas, event, move |event| self.follow(event.unchecked_ref()));
                }
            }
        });
    }

    fn follow(self, event: &PointerEvent) {
        let here = place_of(event);
        let drawn = self.stroke.get_untracked().map(|stroke| Stroke { to: here, ..stroke });
        match (&*event.type_(), drawn) {
            ("pointerdown", _) => self.begin(event, here),
            ("pointermove", Some(stroke)) => {
                if stroke.length() >= SHORTEST {
                    self.has_drawn.set_value(true);
                }
                self.stroke.set(drawn);
            }
            ("pointerup", Some(stroke)) => {
                // Whoever lets go beside the stage has thought better of it.
                let size = self.places.with_untracked(|places| places.size);
                let is_inside = here.x >= 0.0 && here.y >= 0.0 && here.x <= size.x && here.y <= size.y;
                if let Some(line) = self.meaning(stroke).filter(|_| is_inside) {
                    self.lab.command(Origin::Button, line);
                }
                self.stroke.set(None);
            }
            (_, None) => {}
            // The browser took the pointer for something else, such as scrolling.
            (_, Some(_)) => self.stroke.set(None),
        }
    }

    fn begin(self, event: &PointerEvent, here: Point) {
        self.has_drawn.set_value(false);
        if event.button() == 0 && event.is_primary() && self.lab.is_ready() {
            let canvas = event_target::<web_sys::Element>(event);
            // It fails only for pointers that are gone.
            let _ = canvas.set_pointer_capture(event.pointer_id());
            self.stroke.set(Some(Stroke { from: here, to: here }));
        }
    }

    fn take_back(self) {
        if self.stroke.get_untracked().is_some() {
            self.stroke.set(None);
            // The hand still holds the button: to let it go is no click.
            self.has_drawn.set_value(true);
        }
    }

    fn meaning(self, stroke: Stroke) -> Option<String> {
        self.cuts.with(|cuts| self.places.with(|places| stroke.meaning(places, cuts)))
    }

    /// What has been drawn, once it is more than a click.
    fn drawn(self) -> Option<Stroke> {
        self.stroke.get().filter(|stroke| stroke.length() >= SHORTEST)
    }
}

/// Takes down every wall.
#[component]
pub fn Heal(lab: Lab) -> impl IntoView {
    let has_walls = move || lab.view.with(|view| !view.cuts.is_empty());
    let heal = move |event: leptos::ev::MouseEvent| {
        lab.command(Origin::Button, "heal".to_owned());
        // The button goes, or can do nothing any more.
        let place = if dom::within(&event, ".divide").is_some() { ".divide summary" } else { ".stage" };
        dom::lead_to(place.to_owned());
    };
    view! { <button type="button" class="heal" disabled=move || !lab.is_ready() || !has_walls() on:click=heal>{words::HEAL}</button> }
}

/// The wall that would stand if the hand let go now.
#[component]
pub fn PlannedWall(mason: Mason) -> impl IntoView {
    let path = move || mason.drawn().map(|stroke| mason.places.with(|places| stroke.path(places)));
    view! { <path class="wall planned" d=move || path().unwrap_or_default() /> }
}

/// What it would do, as a line of the script language.
#[component]
pub fn Plan(mason: Mason) -> impl IntoView {
    let says = move || {
        let stroke = mason.drawn()?;
        Some(mason.meaning(stroke).unwrap_or_else(|| words::WALL_IN_VAIN.to_owned()))
    };
    view! { <code class="plan">{move || says()}</code> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::places::arrange;

    const SIZE: Point = Point { x: 800.0, y: 400.0 };

    fn stroke(from: Point, to: Point) -> Stroke {
        Stroke { from, to }
    }

    fn down_the_middle() -> Stroke {
        stroke(Point { x: 450.0, y: 3.0 }, Point { x: 450.0, y: 390.0 })
    }

    #[test]
    fn a_stroke_across_the_stage_divides_those_on_its_sides() {
        let places = arrange(SIZE, &[1], &[1, 2, 3]);
        let line = down_the_middle().meaning(&places, &[]).expect("it divides");
        assert_eq!(line, "partition r1 r3 c1 | r2");
        let tiny = stroke(Point { x: 400.0, y: 3.0 }, Point { x: 402.0, y: 3.0 });
        assert_eq!(tiny.meaning(&places, &[]), None, "a click");
        let beside = stroke(Point { x: 3.0, y: 3.0 }, Point { x: 3.0, y: 390.0 });
        assert_eq!(beside.meaning(&places, &[]), None, "nobody is on the other side");
    }

    #[test]
    fn a_second_wall_divides_what_is_divided_already() {
        let places = arrange(SIZE, &[1], &[1, 2, 3, 4]);
        let before: Box<str> = down_the_middle().meaning(&places, &[]).expect("it divides").into();
        assert_eq!(down_the_middle().meaning(&places, std::slice::from_ref(&before)), None, "the same wall again");
        let level = stroke(Point { x: 3.0, y: 200.0 }, Point { x: 20.0, y: 200.0 });
        let both = level.meaning(&places, &[before]).expect("it divides");
        assert_eq!(both.matches('|').count(), 3, "{both}");
    }

    #[test]
    fn who_is_on_no_side_is_moved_to_none() {
        let places = arrange(SIZE, &[1], &[1, 2, 3]);
        let level = stroke(Point { x: 3.0, y: 200.0 }, Point { x: 20.0, y: 200.0 });
        let line = level.meaning(&places, &["partition r1 r3 | r2".into()]).expect("it divides");
        assert!(!line.contains("c1"), "{line}");
        assert_eq!(line.matches('|').count(), 2, "{line}");
    }

    #[test]
    fn a_stroke_from_one_to_another_cuts_that_way() {
        let places = arrange(SIZE, &[1], &[1, 2, 3]);
        let [from, to] = [Actor::Replica(2), Actor::Client(1)].map(|actor| places.actors[&actor]);
        assert_eq!(stroke(from, to).meaning(&places, &[]).as_deref(), Some("cut r2 -> c1"));
        assert_eq!(stroke(from, Point { x: 400.0, y: 200.0 }).meaning(&places, &[]), None);
    }
}
