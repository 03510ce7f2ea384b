//! Lessons and demos, as a page shows them. Texts are HTML, made by the server.

use serde::{Deserialize, Serialize};

/// A lesson in a list of lessons.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Entry {
    /// Where it is, such as `course/03-determinism`.
    pub path: String,
    /// Whether it is for somebody who lectures.
    pub demo: bool,
    /// What it is called.
    pub title: String,
    /// Which part of the article it is about.
    pub section: String,
    /// How long it takes.
    pub minutes: u8,
    /// The one sentence to take home.
    pub remember: String,
}

/// A lesson.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Lesson {
    /// What a list says of it.
    pub entry: Entry,
    /// What stands before the first step.
    pub introduction: String,
    /// The steps.
    pub steps: Vec<Step>,
    /// What to ask an audience afterwards.
    pub ask: Vec<String>,
    /// Where one can read more.
    pub sources: Vec<String>,
}

/// A part of a lesson that is done at once.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Step {
    /// Its heading, as text.
    pub title: String,
    /// What it is made of, in order.
    pub blocks: Vec<Block>,
}

/// A part of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// Something to read.
    Prose(String),
    /// Lines of the script language that are done here.
    Script(Vec<String>),
    /// Lines that reach the goals of the step.
    Solution(Vec<String>),
    /// A question to be answered before the next script.
    Prediction {
        /// The question.
        question: String,
        /// What may be answered.
        choices: Vec<Choice>,
    },
    /// Help, for those who ask for it.
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

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// The answer.
    pub answer: String,
    /// Whether it is right.
    pub right: bool,
    /// What is said to those who chose it.
    pub reason: String,
}

/// The path of a lesson, as it stands in an address: what means something else there is spelt out. Browsers do the rest.
#[must_use]
pub fn in_address(path: &str) -> String {
    path.replace('%', "%25").replace('#', "%23").replace('?', "%3F")
}

/// The text of the goal that a line sets.
#[must_use]
pub fn goal(line: &str) -> Option<String> {
    let mut letters = line.strip_prefix("goal ")?.trim_start().strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.extend(letters.next()),
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_spelt_out_where_it_would_end_or_mean_another_letter() {
        assert_eq!(in_address("course/03-determinism"), "course/03-determinism");
        assert_eq!(in_address("own/50%20 #1?"), "own/50%2520 %231%3F");
    }

    #[test]
    fn a_goal_is_known_by_its_text() {
        assert_eq!(goal("goal \"Say \\\"no\\\".\" r1 up").as_deref(), Some("Say \"no\"."));
        assert_eq!(goal("crash r1"), None);
        assert_eq!(goal("goal \"no end"), None);
    }
}
