//! What is painted on, and the loop that paints a frame whenever the browser is about to show one.
//!
//! Browsers call it about 60 times a second, and not at all while nobody sees the page.

use super::{Palette, Point};
use crate::dom::effect;
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, MediaQueryList};

/// A canvas on the page, with the colours of the theme in use.
pub struct Surface {
    canvas: HtmlCanvasElement,
    /// What takes the strokes.
    pub context: CanvasRenderingContext2d,
    /// The colours, for the theme as it was last followed.
    pub palette: Palette,
    dark: Option<MediaQueryList>,
    /// Whether the theme is the dark one, and whether the page is shown to a room.
    theme: (bool, bool),
}

impl Surface {
    fn of(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        let palette = Palette::of(&canvas);
        let dark = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        Some(Self { canvas, context, palette, dark, theme: (false, false) })
    }

    /// Whether the theme in use is the dark one; reads the colours again if it was another when last asked.
    pub fn follow_theme(&mut self) -> bool {
        let is_dark = self.dark.as_ref().is_some_and(MediaQueryList::matches);
        let theme = (is_dark, self.canvas.closest(".projector").is_ok_and(|page| page.is_some()));
        if theme != self.theme {
            self.theme = theme;
            self.palette = Palette::of(&self.canvas);
        }
        is_dark
    }

    /// Whether some of it is in the window, and not only elsewhere on the page.
    pub fn is_in_sight(&self) -> bool {
        let place = self.canvas.get_bounding_client_rect();
        let height = window().inner_height().ok().and_then(|height| height.as_f64());
        place.bottom() > 0.0 && height.is_none_or(|height| place.top() < height)
    }

    /// Gives the canvas as many pixels as the screen has in its place; says whether it is empty for that.
    pub fn fit(&self, size: Point) -> bool {
        let density = window().device_pixel_ratio().max(1.0);
        let (width, height) = ((size.x * density) as u32, (size.y * density) as u32);
        let is_other = self.canvas.width() != width || self.canvas.height() != height;
        if is_other {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        // It fails only for numbers that are none.
        let _ = self.context.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
        is_other
    }
}

/// Has the canvas painted for each frame, once it is there and until its component goes.
pub fn paint_each_frame<P: FnMut() + 'static>(canvas: NodeRef<Canvas>, painter: impl Fn(Surface) -> P + 'static) {
    let frame = StoredValue::new(None::<AnimationFrameRequestHandle>);
    effect(move || {
        if let Some(surface) = canvas.get().and_then(Surface::of) {
            ask_for_frame(Box::new(painter(surface)), frame);
        }
    });
    on_cleanup(move || {
        if let Some(Some(handle)) = frame.try_get_value() {
            handle.cancel();
        }
    });
}

fn ask_for_frame(mut paint: Box<dyn FnMut()>, frame: StoredValue<Option<AnimationFrameRequestHandle>>) {
    let asked = request_animation_frame_with_handle(move || {
        paint();
        ask_for_frame(paint, frame);
    });
    frame.set_value(asked.ok());
}
