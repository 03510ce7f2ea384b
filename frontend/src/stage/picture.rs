//! The stage as a picture: what the browser draws of the actors is drawn once more on a canvas, below the messages.
//!
//! An SVG that leaves the page leaves its style behind, so each of its shapes is drawn as it is computed to look.
//! Numbers are read by the browser: Rust's own reader of them weighs more than all of this.

use crate::canvas::Palette;
use leptos::prelude::*;
use std::f64::consts::TAU;
use wasm_bindgen::JsCast;
use web_sys::js_sys::{Array, parse_float};
use web_sys::{
    CanvasRenderingContext2d as Context, Element, HtmlCanvasElement, HtmlElement, SvgGraphicsElement,
    SvgTextContentElement,
};

/// So many dots are as wide as one of the page.
const DENSITY: f64 = 2.0;

/// Saves the stage that is on the page.
pub fn save() {
    let Some(address) = paint() else { return };
    if let Some(link) = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        // Attributes of these names can be set.
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", "smr-lab.png");
        link.click();
    }
}

/// The picture, as an address that holds it.
fn paint() -> Option<String> {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let stage = find(".stage")?;
    let (width, height) = (f64::from(stage.client_width()), f64::from(stage.client_height()));
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width((width * DENSITY) as u32);
    canvas.set_height((height * DENSITY) as u32);
    let context: Context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.scale(DENSITY, DENSITY).ok()?;
    context.set_fill_style_str(&Palette::of(&stage).ground);
    context.fill_rect(0.0, 0.0, width, height);
    let shapes = stage.query_selector_all("svg path, svg circle, svg rect, svg text").ok()?;
    for index in 0..shapes.length() {
        if let Some(shape) = shapes.get(index).and_then(|shape| shape.dyn_into::<SvgGraphicsElement>().ok()) {
            context.save();
            // What cannot be drawn has nothing to be seen: a text without letters, a shape of no size.
            let _drawn = draw(&context, &shape);
            context.restore();
        }
    }
    let messages: HtmlCanvasElement = find(".stage canvas")?.dyn_into().ok()?;
    context.draw_image_with_html_canvas_element_and_dw_and_dh(&messages, 0.0, 0.0, width, height).ok()?;
    canvas.to_data_url().ok()
}

/// Draws one shape of the SVG.
fn draw(context: &Context, shape: &SvgGraphicsElement) -> Option<()> {
    let style = window().get_computed_style(shape).ok()??;
    let value = |name: &str| style.get_property_value(name).unwrap_or_default();
    let number = |name: &str| shape.get_attribute(name).map_or(0.0, |value| parse_float(&value));
    let to_stage = shape.get_ctm()?;
    let [a, b, c, d, e, f] = [to_stage.a(), to_stage.b(), to_stage.c(), to_stage.d(), to_stage.e(), to_stage.f()];
    context.transform(a.into(), b.into(), c.into(), d.into(), e.into(), f.into()).ok()?;
    context.set_global_alpha(parse_float(&value("opacity")));
    context.set_line_width(parse_float(&value("stroke-width")));
    context.set_line_cap(&value("stroke-linecap"));
    let (fill, stroke) = (value("fill"), value("stroke"));
    context.set_fill_style_str(&fill);
    context.set_stroke_style_str(&stroke);
    if let Some(text) = shape.dyn_ref::<SvgTextContentElement>() {
        let start = text.get_start_position_of_char(0).ok()?;
        context.set_font(&format!("{} {} {}", value("font-weight"), value("font-size"), value("font-family")));
        return context.fill_text(&text.text_content()?, start.x().into(), start.y().into()).ok();
    }
    outline(context, shape, number)?;
    dash(context, &value("stroke-dasharray"), shape, number("r"));
    if fill != "none" {
        context.fill();
    }
    if stroke != "none" {
        context.stroke();
    }
    Some(())
}

/// The outline of what is no text. All paths on the stage are straight lines: `M1 2L3 4`.
fn outline(context: &Context, shape: &Element, number: impl Fn(&str) -> f64) -> Option<()> {
    context.begin_path();
    if let Some(path) = shape.get_attribute("d") {
        for line in path.split('M') {
            for (index, point) in line.split('L').enumerate() {
                let Some((x, y)) = point.split_once(' ') else { continue };
                let (x, y) = (parse_float(x), parse_float(y));
                if index == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
            }
        }
    } else if shape.has_attribute("r") {
        context.arc(0.0, 0.0, number("r"), 0.0, TAU).ok()?;
    } else {
        context.rect(number("x"), number("y"), number("width"), number("height"));
    }
    Some(())
}

/// A broken line, whose dashes may be counted in hundredths of a circle.
fn dash(context: &Context, dashes: &str, shape: &Element, radius: f64) {
    let of_length = if shape.has_attribute("pathLength") { TAU * radius / 100.0 } else { 1.0 };
    let lengths = Array::new();
    if dashes != "none" {
        for dash in dashes.split(',') {
            lengths.push(&(parse_float(dash) * of_length).into());
        }
    }
    // It fails only for what is no list.
    let _ = context.set_line_dash(&lengths);
}
