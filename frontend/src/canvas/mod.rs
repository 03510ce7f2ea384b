//! What every drawing on a canvas needs: points, colours, and the pixels of the screen.

mod palette;
pub mod size;
mod surface;

pub use palette::Palette;
pub use surface::{Surface, paint_each_frame};

/// A point, or a size, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// From left to right.
    pub x: f64,
    /// From top to bottom.
    pub y: f64,
}
