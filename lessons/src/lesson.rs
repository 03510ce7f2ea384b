//! What a lesson is, once it is read.

use super::head::Head;
use super::predict::Prediction;
use world::script::Script;

/// A lesson or a demo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lesson {
    /// What stands at its head.
    pub head: Head,
    /// What stands before the first step, as Markdown.
    pub introduction: String,
    /// The steps.
    pub steps: Vec<Step>,
}

/// A part of a lesson that is done at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its heading.
    pub title: String,
    /// The line in which the heading stands.
    pub line: usize,
    /// What it is made of, in order.
    pub blocks: Vec<Placed>,
}

/// A block, and the line in which it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    /// The line, counted from 1.
    pub line: usize,
    /// The block.
    pub block: Block,
}

/// A part of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// Something to read, as Markdown.
    Prose(String),
    /// What the lab does here; the goals of the step are among its statements.
    Script(Script),
    /// What reaches all goals of the step; shown only to those who ask.
    Solution(Script),
    /// A question to be answered before the next script runs.
    Prediction(Prediction),
    /// Help, shown to those who ask for it.
    Hint(String),
    /// A question to think about, and an answer to compare with.
    Question {
        /// The question.
        question: String,
        /// An answer.
        answer: String,
    },
    /// What only the speaker sees.
    Notes(String),
}

impl Lesson {
    /// All blocks of all steps.
    pub fn blocks(&self) -> impl Iterator<Item = &Placed> {
        self.steps.iter().flat_map(|step| &step.blocks)
    }
}
