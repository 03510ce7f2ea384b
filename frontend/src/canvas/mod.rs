//! What every drawing on a canvas needs: points, colours, and the pixels of the screen.

mod palette;
pub mod size;

pub use palette::Palette;

use leptos::prelude::window;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A point, or a size, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// From left to right.
    pub x: f64,
    /// From top to bottom.
    pub y: f64,
}

/// Gives the canvas as many pixels as the screen has in its place.
pub fn fit(canvas: &HtmlCanvasElement, context: &CanvasRenderingContext2d, size: Point) {
    let density = window().device_pixel_ratio().max(1.0);
    let (width, height) = ((size.x * density) as u32, (size.y * density) as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    // It fails only for numbers that are none.
    let _ = context.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
}
