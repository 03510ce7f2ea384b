//! The space-time diagram: the run as lines, one for each who takes part, and messages as slanted lines between them.
//!
//! Everything that can be computed without a screen is pure and has its tests: [`window`] is the stretch of time that is
//! shown, [`lines`] who is where, [`spans`] what lasts, [`marks`] which sign an event gets, [`chart`] where all of it is and
//! what is at a place, [`cone`] what led to an event and what it led to. [`painter`] paints, [`motion`] decides when, and
//! [`panel`] is what one touches. What the drawing shows is also a [`list`], for those who do not see it.

mod chart;
mod cone;
mod drawn;
mod lines;
mod list;
mod marks;
mod motion;
mod painter;
mod panel;
mod selected;
mod spans;
mod window;

pub use panel::SpaceTime;

use crate::canvas::Point;
use leptos::prelude::*;
use lines::Line;
use window::Window;

/// What somebody looks at.
#[derive(Clone, Copy)]
struct LookedAt {
    window: RwSignal<Window>,
    selected: RwSignal<Option<u64>>,
    size: RwSignal<Point>,
    lines: Memo<Vec<Line>>,
}
