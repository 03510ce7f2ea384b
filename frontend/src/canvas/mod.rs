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

/// A length in whole pixels, in which elements are placed: the code that writes fractions down weighs more than a part of a
/// pixel is worth.
pub fn whole(length: f64) -> i32 {
    length.round() as i32
}

/// A number between two others, or the nearer of them. The library's way complains of ends in the wrong order, and that
/// complaint writes fractions down.
pub fn within(number: f64, least: f64, most: f64) -> f64 {
    number.max(least).min(most)
}
