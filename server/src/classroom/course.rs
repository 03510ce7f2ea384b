//! The course: all lessons and demos, as pages show them.

use std::collections::BTreeMap;
use std::sync::Arc;

use lessons::head::Reference;
use lessons::{Head, Kind, html, shelf};
use wire::lesson::{Block, Choice, Entry, Lesson, Step};
use wire::message::{ToBrowser, ToServer};
use world::script::{Diagnostic, Script};

use super::room::Who;

/// The course, at one moment: whoever writes lessons of their own changes it while the lab is served, see
/// [`preview`](super::preview).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Course {
    entries: Vec<Entry>,
    lessons: BTreeMap<String, Arc<Lesson>>,
    /// What is wrong with those that somebody is writing, by path; as text.
    wrong: BTreeMap<String, String>,
}

/// A lesson of somebody's own.
#[derive(Clone, PartialEq, Debug)]
pub struct Own {
    /// Where it is shown, such as `own/mine`.
    pub path: String,
    /// Its last version that could be read; none if none could.
    pub lesson: Option<Arc<Lesson>>,
    /// What is wrong with its file, as text.
    pub wrong: Option<String>,
}

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
        course.lessons.insert("glossary".to_owned(), Arc::new(explained));
        course
    }

    /// With lessons of somebody's own behind it.
    pub fn with<'a>(&self, own: impl Iterator<Item = &'a Own>) -> Self {
        let mut course = self.clone();
        for Own { path, lesson, wrong } in own {
            let lesson = lesson.clone().unwrap_or_else(|| {
                let entry = Entry { path: path.clone(), title: path.clone(), ..Entry::default() };
                Arc::new(Lesson { entry, ..Lesson::default() })
            });
            // What could never be read is in no list: there is nothing in it but what is wrong with it.
            course.entries.extend((!lesson.steps.is_empty()).then(|| lesson.entry.clone()));
            course.wrong.extend(wrong.clone().map(|wrong| (path.clone(), wrong)));
            course.lessons.insert(path.clone(), lesson);
        }
        course
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), String> {
        let lesson = read(file, text).map_err(|wrong| rendered(&wrong, file))?;
        self.entries.push(lesson.entry.clone());
        self.lessons.insert(lesson.entry.path.clone(), Arc::new(lesson));
        Ok(())
    }

    /// The lessons and the demos, in their order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The lesson of this path.
    pub fn lesson(&self, path: &str) -> Option<&Lesson> {
        self.lessons.get(path).map(|lesson| &**lesson)
    }

    /// Whether there is a lesson of this path.
    pub fn has(&self, path: &str) -> bool {
        self.lessons.contains_key(path)
    }

    /// The answer to a question for lessons; none if it is for something else. What is for the speaker alone is left out for
    /// those who follow.
    pub fn answer(&self, message: &ToServer, who: Who) -> Option<ToBrowser> {
        match message {
            ToServer::Lessons => Some(ToBrowser::Lessons(self.entries.clone())),
            ToServer::Lesson { path } => Some(self.lessons.get(path).map_or_else(
                || ToBrowser::Refused { id: None, why: "There is no such lesson; /lessons lists all.".to_owned() },
                |lesson| {
                    let wrong = self.wrong.get(path).filter(|_| who == Who::Owner);
                    ToBrowser::Lesson(Box::new(complaining(wrong, seen_by(who, Lesson::clone(lesson)))))
                },
            )),
            _for_the_session => None,
        }
    }
}

fn seen_by(who: Who, mut lesson: Lesson) -> Lesson {
    if who != Who::Owner {
        lesson.steps.iter_mut().for_each(|step| step.blocks.retain(|block| !matches!(block, Block::Notes(_))));
    }
    lesson
}

/// Says on a lesson what is wrong with its file: at the head of each step, for whoever writes it may be in any. Blocks keep
/// their numbers, by which a page knows them.
fn complaining(wrong: Option<&String>, mut lesson: Lesson) -> Lesson {
    let Some(wrong) = wrong else { return lesson };
    let told = format!("<div class=\"refused\" role=\"alert\"><pre>{}</pre></div>", html::escape(wrong));
    for step in &mut lesson.steps {
        match step.blocks.iter_mut().find_map(|block| if let Block::Prose(html) = block { Some(html) } else { None }) {
            Some(prose) => prose.insert_str(0, &told),
            None => step.blocks.push(Block::Prose(told.clone())),
        }
    }
    if lesson.steps.is_empty() {
        lesson.introduction = told;
    }
    lesson
}

/// Reads the text of a lesson's file, named such as `own/mine.md`.
///
/// # Errors
/// Everything that cannot be read, with its place.
pub fn read(file: &str, text: &str) -> Result<Lesson, Vec<Diagnostic>> {
    let lesson = lessons::read(text)?;
    let path = file.strip_suffix(".md").unwrap_or(file);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Ok(shown(path.to_owned(), folder, &lesson))
}

/// What is wrong with a file, for people to read.
pub fn rendered(wrong: &[Diagnostic], file: &str) -> String {
    let shown: Vec<String> = wrong.iter().map(|diagnostic| diagnostic.render(file, false)).collect();
    shown.join("\n\n")
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
    fn those_who_follow_do_not_see_what_is_for_the_speaker() {
        let course = Course::of_the_lab();
        let demo = course.entries().iter().find(|entry| entry.demo).unwrap();
        let asked = ToServer::Lesson { path: demo.path.clone() };
        let seen = |who| format!("{:?}", course.answer(&asked, who).unwrap());
        assert!(seen(Who::Owner).contains("Notes("));
        assert!(!seen(Who::Follower(1)).contains("Notes("));
    }

    #[test]
    fn what_is_wrong_with_a_lesson_is_said_in_each_step_to_those_who_may_write_it() {
        let (file, text) = shelf::all().next().unwrap();
        let lesson = Arc::new(read(&file, text).unwrap());
        let wrong = Some("own/a.md:3:1: <odd>".to_owned());
        let own = [("own/a", Some(lesson)), ("own/b", None)];
        let own = own.map(|(path, lesson)| Own { path: path.to_owned(), lesson, wrong: wrong.clone() });
        let course = Course::default().with(own.iter());
        assert_eq!(course.entries().len(), 1, "what cannot be read is in no list");
        let seen = |path: &str, who| {
            let Some(ToBrowser::Lesson(lesson)) = course.answer(&ToServer::Lesson { path: path.to_owned() }, who)
            else {
                panic!("it is there")
            };
            lesson
        };
        let (whole, told) = (course.lesson("own/a").unwrap(), seen("own/a", Who::Owner));
        for (step, before) in told.steps.iter().zip(&whole.steps) {
            assert!(format!("{step:?}").contains("own/a.md:3:1: &lt;odd&gt;"), "{step:?}");
            assert!(step.blocks.len() <= before.blocks.len() + 1);
        }
        assert!(seen("own/b", Who::Owner).introduction.contains("&lt;odd&gt;"));
        assert!(!format!("{:?}", seen("own/a", Who::Follower(1))).contains("odd"));
    }
}
