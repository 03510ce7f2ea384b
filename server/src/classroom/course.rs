//! The course: all lessons and demos, as pages show them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use lessons::head::Reference;
use lessons::{Head, Kind, html, shelf};
use wire::lesson::{Block, Choice, Entry, Lesson, Step};
use wire::message::{ToBrowser, ToServer};
use world::script::Script;

/// The course. It does not change while the lab is served.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Course {
    entries: Vec<Entry>,
    lessons: BTreeMap<String, Lesson>,
}

/// Why somebody's own lessons are not served.
#[derive(Debug)]
pub enum Unreadable {
    /// The folder or a file cannot be read.
    File(PathBuf, std::io::Error),
    /// A lesson is wrong; what is wrong with it, for people to read.
    Lesson(String),
    /// There is no lesson in it.
    Empty(PathBuf),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, why) => write!(f, "cannot read the lessons in {}: {why}", path.display()),
            Self::Lesson(wrong) => {
                write!(f, "{wrong}\nmend it (`smr-lab lessons check` finds more), or leave --lessons out")
            }
            Self::Empty(path) => {
                write!(f, "there is no lesson in {}: lessons are files that end in .md", path.display())
            }
        }
    }
}

impl std::error::Error for Unreadable {}

impl Course {
    /// The lessons that come with the lab.
    pub fn of_the_lab() -> Self {
        let mut course = Self::default();
        for (file, text) in shelf::all() {
            // A test reads each of them.
            if let Err(wrong) = course.add(&file, text) {
                tracing::error!("{wrong}");
            }
        }
        let explained = Lesson {
            entry: Entry { path: "glossary".to_owned(), title: "Glossary".to_owned(), ..Entry::default() },
            introduction: html::render(shelf::GLOSSARY, ""),
            ..Lesson::default()
        };
        course.lessons.insert("glossary".to_owned(), explained);
        course
    }

    /// With the lessons of a folder, under `own/`.
    ///
    /// # Errors
    /// The folder cannot be read, or a lesson in it.
    pub fn with(mut self, folder: &Path) -> Result<Self, Unreadable> {
        let unreadable = |error| Unreadable::File(folder.to_owned(), error);
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let is_lesson = path.extension().is_some_and(|extension| extension == "md")
                && !shelf::BESIDE.iter().any(|beside| path.ends_with(beside));
            files.extend(is_lesson.then_some(path));
        }
        files.sort_unstable();
        if files.is_empty() {
            return Err(Unreadable::Empty(folder.to_owned()));
        }
        for path in files {
            let text = fs::read_to_string(&path).map_err(|error| Unreadable::File(path.clone(), error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            self.add(&format!("own/{name}"), &text).map_err(Unreadable::Lesson)?;
        }
        Ok(self)
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), String> {
        let lesson = lessons::read(text).map_err(|wrong| {
            let shown: Vec<String> = wrong.iter().map(|diagnostic| diagnostic.render(file, false)).collect();
            shown.join("\n\n")
        })?;
        let path = file.trim_end_matches(".md").to_owned();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let lesson = shown(path.clone(), &folder, &lesson);
        self.entries.push(lesson.entry.clone());
        self.lessons.insert(path, lesson);
        Ok(())
    }

    /// The lessons and the demos, in their order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The lesson of this path.
    pub fn lesson(&self, path: &str) -> Option<&Lesson> {
        self.lessons.get(path)
    }

    /// Whether there is a lesson of this path.
    pub fn has(&self, path: &str) -> bool {
        self.lessons.contains_key(path)
    }

    /// The answer to a question for lessons; none if it is for something else.
    pub fn answer(&self, message: &ToServer) -> Option<ToBrowser> {
        match message {
            ToServer::Lessons => Some(ToBrowser::Lessons(self.entries.clone())),
            ToServer::Lesson { path } => Some(self.lessons.get(path).map_or_else(
                || ToBrowser::Refused { id: None, why: "There is no such lesson; /lessons lists all.".to_owned() },
                |lesson| ToBrowser::Lesson(Box::new(lesson.clone())),
            )),
            _for_the_session => None,
        }
    }
}

fn shown(path: String, folder: &str, lesson: &lessons::Lesson) -> Lesson {
    let head = &lesson.head;
    let step = |step: &lessons::Step| Step {
        title: step.title.clone(),
        blocks: step.blocks.iter().map(|placed| block(folder, &placed.block)).collect(),
    };
    Lesson {
        entry: entry(path, head),
        introduction: html::render(&lesson.introduction, folder),
        steps: lesson.steps.iter().map(step).collect(),
        ask: head.ask.clone(),
        sources: head.sources.iter().map(source).collect(),
    }
}

fn entry(path: String, head: &Head) -> Entry {
    Entry {
        path,
        demo: head.kind == Kind::Demo,
        title: head.title.clone(),
        section: head.section.clone(),
        minutes: head.minutes,
        remember: head.remember.clone(),
    }
}

fn source(Reference { author, title, year, section }: &Reference) -> String {
    let section = section.as_ref().map(|section| format!(", {section}")).unwrap_or_default();
    format!("{author}: {title}, {year}{section}")
}

fn block(folder: &str, block: &lessons::Block) -> Block {
    let long = |text: &str| html::render(text, folder);
    let line = |text: &str| html::render_line(text, folder);
    match block {
        lessons::Block::Prose(text) => Block::Prose(long(text)),
        lessons::Block::Script(script) => Block::Script(lines(script)),
        lessons::Block::Solution(script) => Block::Solution(lines(script)),
        lessons::Block::Prediction(prediction) => Block::Prediction {
            question: line(&prediction.question),
            choices: prediction
                .choices
                .iter()
                .map(|choice| Choice {
                    answer: line(&choice.answer),
                    right: choice.right,
                    reason: line(&choice.reason),
                })
                .collect(),
        },
        lessons::Block::Hint(text) => Block::Hint(long(text)),
        lessons::Block::Question { question, answer } => {
            Block::Question { question: long(question), answer: long(answer) }
        }
        lessons::Block::Notes(text) => Block::Notes(long(text)),
    }
}

fn lines(script: &Script) -> Vec<String> {
    script.statements().map(|(_, statement)| statement.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_of_the_lab_can_be_read() {
        let course = Course::of_the_lab();
        assert_eq!(course.entries().len(), shelf::all().count());
        assert!(course.entries().iter().filter(|entry| !entry.demo).count() >= 24);
        assert!(course.entries().iter().filter(|entry| entry.demo).count() >= 10);
        assert!(course.has("glossary"));
    }

    #[test]
    fn every_link_between_lessons_leads_to_one() {
        let course = Course::of_the_lab();
        for lesson in course.lessons.values() {
            let text = format!("{lesson:?}");
            for link in text.split("href=\\\"/lessons/").skip(1) {
                let path = link.split(['\\', '#']).next().unwrap_or_default();
                assert!(course.has(path), "{} leads to {path}", lesson.entry.path);
            }
        }
    }

    #[test]
    fn somebody_elses_folder_is_read_or_refused_with_the_reason() {
        let folder = std::env::temp_dir().join(format!("smr-lab-course-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let refused = || Course::default().with(&folder).unwrap_err().to_string();
        assert!(refused().contains("no lesson"));
        fs::write(folder.join("mine.md"), "no head").unwrap();
        assert!(refused().contains("own/mine.md"), "{}", refused());
        let (_, text) = shelf::all().next().unwrap();
        fs::write(folder.join("mine.md"), text).unwrap();
        assert!(Course::default().with(&folder).unwrap().has("own/mine"));
        fs::remove_dir_all(&folder).unwrap();
        assert!(refused().contains("cannot read"));
    }
}
