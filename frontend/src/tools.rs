//! What the page itself offers beside the commands of a run: each opens from its button and from the command palette.

use crate::words;

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tool {
    /// To take the run along, or to open another one.
    Share,
    /// To write a script.
    Script,
    /// To be shown around.
    Tour,
    /// To see the page large, for a room; or no longer.
    Projector,
}

impl Tool {
    /// The tool of this name.
    pub fn named(name: &str) -> Option<Self> {
        words::TOOLS.iter().find(|(_, known, _)| *known == name).map(|(tool, ..)| *tool)
    }
}
