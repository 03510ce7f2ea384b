//! The colours of the canvas: the tokens of the style sheet, since a canvas does not see CSS.

use leptos::prelude::*;
use web_sys::Element;

/// The colours in use, for one theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Palette {
    /// A client's Input.
    pub input: String,
    /// An Output.
    pub output: String,
    /// What replicas tell each other.
    pub order: String,
    /// What went wrong.
    pub bad: String,
    /// A fault.
    pub fault: String,
    /// What is behind a fault that lasts.
    pub fault_wash: String,
    /// What matters now: who leads, what is selected.
    pub accent: String,
    /// What is there to be seen, and no more.
    pub rim: String,
    /// A thin line behind everything.
    pub line: String,
    /// The strongest words.
    pub ink: String,
    /// Words beside a message.
    pub words: String,
    /// What is behind everything.
    pub ground: String,
    /// The fonts of the words.
    pub font: String,
}

impl Palette {
    /// Reads the tokens that hold at an element.
    pub fn of(element: &Element) -> Self {
        let style = window().get_computed_style(element).ok().flatten();
        let token = |name: &str| {
            let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
            value.unwrap_or_default().trim().to_owned()
        };
        Self {
            input: token("--input"),
            output: token("--output"),
            order: token("--order"),
            bad: token("--bad"),
            fault: token("--fault"),
            fault_wash: token("--fault-wash"),
            accent: token("--accent"),
            rim: token("--rim"),
            line: token("--line"),
            ink: token("--ink"),
            words: token("--quiet"),
            ground: token("--panel"),
            font: token("--text"),
        }
    }
}
