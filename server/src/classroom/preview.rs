//! The course while somebody writes it: the folder of `--lessons` is read again whenever a file in it changes, and whoever
//! looks at a lesson gets it anew.
//!
//! A file that changed is checked as `smr-lab lessons check` does. What is wrong is told in the log and on the lesson's page. The
//! newest version is shown that can be read at all, even if it does not keep what it claims.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::future::pending;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lessons::{check, glossary, shelf};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use wire::message::{ToBrowser, ToServer};

use super::course::{self, Course, Own};
use super::room::Who;

/// So often the folder is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// A file of more bytes than this is no lesson.
const LONGEST: u64 = 1 << 20;

/// Why somebody's own lessons are not served.
#[derive(Debug)]
pub enum Unreadable {
    /// The folder or a file cannot be read.
    File(PathBuf, io::Error),
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

/// By what it is seen that a file changed: when it was written, and its length.
type Stamp = (Option<SystemTime>, u64);

/// A folder of somebody's own lessons.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    files: BTreeMap<PathBuf, (Stamp, Own)>,
    /// Whether it could not be listed when it was last looked at.
    is_lost: bool,
}

impl Folder {
    /// Reads all lessons of a folder.
    ///
    /// # Errors
    /// The folder cannot be read, or a lesson in it.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        let found = stamps(path).map_err(|error| Unreadable::File(path.to_owned(), error))?;
        if found.is_empty() {
            return Err(Unreadable::Empty(path.to_owned()));
        }
        let mut files = BTreeMap::new();
        for (path, stamp) in found {
            let text = text_of(&path).map_err(|error| Unreadable::File(path.clone(), error))?;
            let (name, shown) = (file_of(&path), path.display().to_string());
            let lesson =
                course::read(&name, &text).map_err(|wrong| Unreadable::Lesson(course::rendered(&wrong, &shown)))?;
            let own = Own { path: lesson.entry.path.clone(), lesson: Some(Arc::new(lesson)), wrong: None };
            files.insert(path, (stamp, own));
        }
        Ok(Self { path: path.to_owned(), files, is_lost: false })
    }

    /// The lessons in it.
    pub fn lessons(&self) -> impl Iterator<Item = &Own> {
        self.files.values().map(|(_, own)| own)
    }

    /// Reads again what has changed; returns whether something has.
    pub fn look_again(&mut self) -> bool {
        let found = match stamps(&self.path) {
            Ok(found) => found,
            Err(why) => {
                if !self.is_lost {
                    tracing::error!(
                        "cannot read the lessons in {}: {why}; they stay as they were",
                        self.path.display()
                    );
                }
                self.is_lost = true;
                return false;
            }
        };
        self.is_lost = false;
        let before = self.files.len();
        self.files.retain(|path, _| found.contains_key(path));
        let mut has_changed = self.files.len() != before;
        for (path, stamp) in found {
            let known = self.files.remove(&path);
            let own = match known {
                Some((before, own)) if before == stamp => own,
                known => {
                    has_changed = true;
                    read_again(&path, known.and_then(|(_, own)| own.lesson))
                }
            };
            self.files.insert(path, (stamp, own));
        }
        has_changed
    }
}

/// Reads a file that changed, and tells in the log what became of it. The page tells it too, so it names no folder.
fn read_again(path: &Path, last: Option<Arc<wire::lesson::Lesson>>) -> Own {
    let name = file_of(path);
    let folder = path.parent().unwrap_or(Path::new(""));
    let (lesson, wrong) = match text_of(path) {
        Ok(text) => {
            let alone = Path::new(path.file_name().unwrap_or_default());
            let wrong = check::check(&text, alone, &|linked| linked_to(folder, linked)).err();
            let wrong = wrong.map(|wrong| course::rendered(&wrong, &name));
            (course::read(&name, &text).ok().map(Arc::new), wrong)
        }
        Err(why) => (None, Some(format!("cannot read {name}: {why}"))),
    };
    match (&wrong, &lesson) {
        (None, _) => tracing::info!("{name} was read again: all is as it claims"),
        (Some(wrong), Some(_)) => tracing::warn!("{name} was read again, and is not as it claims:\n{wrong}"),
        (Some(wrong), None) => tracing::error!("{name} cannot be read; what it said before stays:\n{wrong}"),
    }
    Own { path: name.strip_suffix(".md").unwrap_or(&name).to_owned(), lesson: lesson.or(last), wrong }
}

/// The text of a file, if it is one, and not too long to be a lesson.
fn text_of(path: &Path) -> io::Result<String> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    if about.len() > LONGEST {
        return Err(io::Error::other(format!("it has {} bytes, and a lesson at most {LONGEST}", about.len())));
    }
    fs::read_to_string(path)
}

/// The text of what a lesson links to. A lesson may be somebody else's, so it has nothing opened that is not in its folder,
/// but for the glossary beside that.
fn linked_to(folder: &Path, path: &Path) -> Option<String> {
    let (home, target) = (folder.canonicalize().ok()?, folder.join(path).canonicalize().ok()?);
    let is_glossary = home.parent().is_some_and(|beside| target == beside.join(glossary::FILE));
    if target.starts_with(&home) || is_glossary { text_of(&target).ok() } else { None }
}

/// The name by which a lesson of somebody's own is known, such as `own/mine.md`.
fn file_of(path: &Path) -> String {
    format!("own/{}", path.file_name().unwrap_or_default().to_string_lossy())
}

/// The lessons of a folder, and by what a change of each is seen.
fn stamps(folder: &Path) -> io::Result<BTreeMap<PathBuf, Stamp>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_lesson = path.extension().is_some_and(|extension| extension == "md")
            && !shelf::BESIDE.iter().any(|beside| path.ends_with(beside));
        // A file that went away between the two looks is not there.
        if let (true, Ok(about)) = (is_lesson, fs::metadata(&path))
            && about.is_file()
        {
            found.insert(path, (about.modified().ok(), about.len()));
        }
    }
    Ok(found)
}

/// The course as it is at present. A handle: copies are of the same one.
#[derive(Clone, Debug)]
pub struct Latest(Arc<watch::Sender<Arc<Course>>>);

impl Latest {
    /// It begins like this.
    pub fn new(course: Course) -> Self {
        Self(Arc::new(watch::Sender::new(Arc::new(course))))
    }

    /// The course now.
    pub fn now(&self) -> Arc<Course> {
        Arc::clone(&self.0.borrow())
    }

    /// Somebody begins to read in it.
    pub fn reader(&self, who: Who) -> Reader {
        let mut course = self.0.subscribe();
        let seen = Arc::clone(&course.borrow_and_update());
        Reader { course, seen, who, asked: [None, None] }
    }

    /// Keeps up with a folder, whose lessons come behind those of the lab, for as long as the lab is served.
    pub async fn follow(self, lab: Course, mut folder: Folder) {
        let mut look = interval(EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            look.tick().await;
            // Aside: a file is read, and what it claims is tried.
            let looked = spawn_blocking(move || (folder.look_again(), folder)).await;
            let Ok((has_changed, same)) = looked else {
                tracing::error!("the lessons are not read again any more, by a mistake of the lab");
                return;
            };
            folder = same;
            if has_changed {
                self.0.send_replace(Arc::new(lab.with(folder.lessons())));
            }
        }
    }
}

/// Somebody who reads in the course, and what they read.
#[derive(Debug)]
pub struct Reader {
    course: watch::Receiver<Arc<Course>>,
    /// The course that they were told of.
    seen: Arc<Course>,
    who: Who,
    /// What they asked for last: the list, and a lesson.
    asked: [Option<ToServer>; 2],
}

impl Reader {
    /// The answer to a question for lessons; none if it is for something else.
    pub fn answer(&mut self, message: &ToServer) -> Option<ToBrowser> {
        let answer = self.seen.answer(message, self.who)?;
        self.asked[usize::from(*message != ToServer::Lessons)] = Some(message.clone());
        Some(answer)
    }

    /// What was asked for last and is otherwise now. Waits for it; nothing is lost if that is broken off.
    pub async fn news(&mut self) -> Vec<ToBrowser> {
        if self.course.changed().await.is_err() {
            // The lab ends: there will be no news.
            pending::<()>().await;
        }
        let now = Arc::clone(&self.course.borrow_and_update());
        let before = std::mem::replace(&mut self.seen, now);
        let answer = |question: &ToServer| {
            let answer = self.seen.answer(question, self.who);
            answer.filter(|answer| before.answer(question, self.who).as_ref() != Some(answer))
        };
        self.asked.iter().flatten().filter_map(answer).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> &'static str {
        shelf::all().next().unwrap().1
    }

    #[test]
    fn somebody_elses_folder_is_read_or_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let refused = || Folder::read(folder.path()).unwrap_err().to_string();
        assert!(refused().contains("no lesson"));
        fs::write(folder.path().join("mine.md"), "no head").unwrap();
        assert!(refused().contains("mine.md:1:1"), "{}", refused());
        fs::write(folder.path().join("mine.md"), text()).unwrap();
        let read = Folder::read(folder.path()).unwrap();
        assert!(Course::default().with(read.lessons()).has("own/mine"));
        assert!(Folder::read(&folder.path().join("nowhere")).unwrap_err().to_string().contains("cannot read"));
    }

    #[test]
    fn a_file_is_read_again_when_it_changed_and_its_last_good_version_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mine = folder.path().join("mine.md");
        fs::write(&mine, text()).unwrap();
        let mut read = Folder::read(folder.path()).unwrap();
        assert!(!read.look_again(), "nothing changed");
        let only = |read: &Folder| read.lessons().next().cloned().unwrap();
        let good = only(&read);

        fs::write(&mine, "no head").unwrap();
        assert!(read.look_again());
        assert_eq!(only(&read).lesson, good.lesson);
        assert!(only(&read).wrong.unwrap().contains("mine.md:1:1"));
        assert!(!read.look_again(), "it is read once");

        let title = text().lines().find(|line| line.starts_with("title")).unwrap();
        fs::write(&mine, text().replacen(title, "title = \"Another\"", 1)).unwrap();
        fs::write(folder.path().join("new.md"), "no head").unwrap();
        assert!(read.look_again());
        assert_eq!(only(&read).lesson.unwrap().entry.title, "Another");
        let course = Course::default().with(read.lessons());
        assert!(course.has("own/new") && course.entries().len() == 1);

        fs::remove_file(&mine).unwrap();
        assert!(read.look_again());
        assert_eq!(only(&read).path, "own/new");
        drop(folder);
        assert!(!read.look_again(), "what is lost stays as it was");
    }

    #[test]
    fn nothing_is_opened_that_is_not_a_lesson_of_the_folder() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("mine");
        fs::create_dir_all(folder.join("a folder.md")).unwrap();
        fs::write(outer.path().join("secret.txt"), "# secret").unwrap();
        fs::write(outer.path().join("glossary.md"), "# glossary").unwrap();
        fs::write(folder.join("mine.md"), text()).unwrap();
        let linked = |path: &str| linked_to(&folder, Path::new(path));
        assert_eq!(linked("../glossary.md").as_deref(), Some("# glossary"));
        assert_eq!(linked("mine.md").as_deref(), Some(text()));
        for outside in ["../secret.txt", "/dev/zero", "../mine/../secret.txt", "a folder.md", "nowhere.md"] {
            assert_eq!(linked(outside), None, "{outside}");
        }
        let mut read = Folder::read(&folder).unwrap();
        assert_eq!(read.lessons().count(), 1, "a folder is no lesson");
        fs::write(folder.join("mine.md"), vec![b'x'; LONGEST as usize + 1]).unwrap();
        assert!(read.look_again());
        let own = read.lessons().next().cloned().unwrap();
        assert!(own.wrong.unwrap().contains("at most") && own.lesson.is_some());
    }

    #[tokio::test]
    async fn who_reads_is_told_what_they_read_when_it_is_otherwise() {
        let latest = Latest::new(Course::of_the_lab());
        let [mut list, mut lesson] = [(); 2].map(|()| latest.reader(Who::Owner));
        let path = latest.now().entries()[0].path.clone();
        list.answer(&ToServer::Lessons).unwrap();
        lesson.answer(&ToServer::Lesson { path: path.clone() }).unwrap();
        assert_eq!(list.answer(&ToServer::Pause), None);
        let changed = course::read(&format!("{path}.md"), &text().replacen("minutes = ", "minutes = 1", 1)).unwrap();
        let own = Own { path, lesson: Some(Arc::new(changed)), wrong: None };
        latest.0.send_replace(Arc::new(Course::of_the_lab().with([own].iter())));
        assert!(matches!(&list.news().await[..], [ToBrowser::Lessons(_)]));
        assert!(matches!(&lesson.news().await[..], [ToBrowser::Lesson(_)]));
        latest.0.send_replace(latest.now());
        assert!(lesson.news().await.is_empty(), "it is the same");
    }
}
