//! Where a command came from: what became of it is said there, and nowhere else.

use super::Lab;
use leptos::prelude::*;

/// Where a command came from: its refusal is shown there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The field for Inputs.
    Field,
    /// A button.
    Button,
    /// The field for lines of the script language.
    Line,
    /// The palette, where such lines are written too.
    Palette,
    /// A lesson.
    Lesson,
}

/// A command that was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Where it came from.
    pub origin: Origin,
    /// Why, and what to do about it, in the server's words.
    pub why: String,
}

impl Lab {
    /// What the last line saw, if it was written there.
    pub fn seen(self, origin: Origin) -> Option<String> {
        self.seen.get().filter(|(place, _)| *place == origin).map(|(_, seen)| seen)
    }

    /// What came of the last command is no longer said.
    pub fn forget_outcome(self) {
        self.refusal.set(None);
        self.seen.set(None);
    }

    /// Why the last command was refused, if it was, and came from there.
    pub fn why_refused(self, origin: Origin) -> Option<String> {
        self.refusal.get().filter(|refusal| refusal.origin == origin).map(|refusal| refusal.why)
    }
}
