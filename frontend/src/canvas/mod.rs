//! What every drawing on a canvas needs: points, colours, and the pixels of the screen.

mod palette;
pub mod size;
mod surface;

pub use palette::Palette;
pub use surface::{Surface, paint_each_frame};

use std::f64::consts::FRAC_PI_2;

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

/// The point of the circle around nothing, of radius one, after so many turns. The library's sines are exact for any angle, and
/// weigh more for it than all else that has to do with places.
pub fn on_circle(turns: f64) -> Point {
    let quarters = (turns * 4.0 + 0.5).floor();
    // From the nearest quarter it is an eighth of a turn at most: so near, few terms will do.
    let angle = (turns * 4.0 - quarters) * FRAC_PI_2;
    let square = angle * angle;
    let x = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    let y = angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
    match quarters as i32 & 3 {
        0 => Point { x, y },
        1 => Point { x: -y, y: x },
        2 => Point { x: -x, y: -y },
        _three => Point { x: y, y: -x },
    }
}

/// A number between two others, or the nearer of them. The library's way complains of ends in the wrong order, and that
/// complaint writes fractions down.
pub fn within(number: f64, least: f64, most: f64) -> f64 {
    number.max(least).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    #[test]
    fn a_point_of_the_circle_is_where_sine_and_cosine_say() {
        for step in -100..=100 {
            let turns = f64::from(step) / 37.0;
            let Point { x, y } = on_circle(turns);
            let (sine, cosine) = (turns * TAU).sin_cos();
            assert!((x - cosine).abs() < 1e-5 && (y - sine).abs() < 1e-5, "{turns} turns: {x}, {y}");
        }
    }
}
