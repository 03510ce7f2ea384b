//! Lessons of somebody's own, while they write them.

use std::fs;
use std::path::Path;

use tests::place::{self, TemporaryFolder};
use tests::server::Server;
use tests::viewer::{Form, Viewer};
use wire::lesson::Lesson;
use wire::message::{ToBrowser, ToServer};

/// The next lesson that is told.
async fn told(viewer: &mut Viewer) -> Lesson {
    loop {
        if let ToBrowser::Lesson(lesson) = viewer.hear().await {
            return *lesson;
        }
    }
}

async fn asked(viewer: &mut Viewer, path: &str) -> Lesson {
    viewer.say(&ToServer::Lesson { path: path.to_owned() }).await;
    told(viewer).await
}

/// Saves a file as a whole: nobody reads half of it.
fn save(file: &Path, text: &str) {
    let aside = file.with_extension("aside");
    fs::write(&aside, text).expect("a temporary file can be written");
    fs::rename(&aside, file).expect("a temporary file can be renamed");
}

fn text_of(path: &str) -> String {
    fs::read_to_string(place::root().join("lessons").join(path)).expect("the lab has it")
}

#[tokio::test]
async fn who_looks_at_a_lesson_gets_it_anew_whenever_its_file_changes() {
    let text = text_of("demos/01-a-lying-replica.md");
    let title = text.lines().find(|line| line.starts_with("title")).expect("it has a title");
    let titled = |title_now: &str| text.replacen(title, &format!("title = \"{title_now}\""), 1);
    let folder =
        TemporaryFolder::with("preview", &[("own/01-mine.md", &text), ("glossary.md", &text_of("glossary.md"))]);
    let own = folder.path().join("own");
    let mine = own.join("01-mine.md");
    let (server, log) = Server::start_with_log(&["--lessons", own.to_str().unwrap()]);
    let [mut one, mut other] =
        [Viewer::connect(&server, Form::Json).await, Viewer::connect(&server, Form::Compact).await];
    let first = asked(&mut one, "own/01-mine").await;
    asked(&mut other, "own/01-mine").await;

    save(&mine, &titled("As it is now"));
    for viewer in [&mut one, &mut other] {
        let lesson = told(viewer).await;
        assert_eq!((lesson.entry.title.as_str(), lesson.steps), ("As it is now", first.steps.clone()));
    }
    log.line(&["01-mine.md was read again: all is as it claims"]);

    // What cannot be read is told with its place, in the terminal and on the page, and the last good version stays.
    save(&mine, &titled("Worse").replacen("```smr\n", "```smr\nclustr\n", 1));
    let place = log.line(&["01-mine.md:"]);
    assert!(place.rsplit("01-mine.md:").next().unwrap().starts_with(|c: char| c.is_ascii_digit()), "{place}");
    let lesson = told(&mut one).await;
    assert_eq!(lesson.entry.title, "As it is now");
    assert_eq!(lesson.steps.len(), first.steps.len());
    assert!(lesson.steps.iter().all(|step| format!("{step:?}").contains("01-mine.md:")), "{lesson:?}");
    assert_eq!(asked(&mut other, "own/01-mine").await, lesson, "who comes later is told the same");

    // What can be read and does not keep what it claims is shown, with what is wrong.
    save(&mine, &titled("Nearly").replacen("order = 1", "order = 2", 1));
    let lesson = told(&mut one).await;
    assert_eq!(lesson.entry.title, "Nearly");
    assert!(format!("{lesson:?}").contains("the name of the file says 1"), "{lesson:?}");

    save(&mine, &titled("Well again"));
    let lesson = told(&mut one).await;
    assert_eq!((lesson.entry.title.as_str(), lesson.steps), ("Well again", first.steps));
}

#[tokio::test]
async fn a_new_file_is_in_the_list_at_once_and_has_a_page() {
    let text = text_of("demos/01-a-lying-replica.md");
    let folder = TemporaryFolder::with("preview", &[("mine.md", &text)]);
    let (server, _log) = Server::start_with_log(&["--lessons", folder.path().to_str().unwrap()]);
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    viewer.say(&ToServer::Lessons).await;
    save(&folder.path().join("new.md"), &text);
    loop {
        if let ToBrowser::Lessons(entries) = viewer.hear().await
            && entries.iter().any(|entry| entry.path == "own/new")
        {
            break;
        }
    }
    assert_eq!(server.get("/lessons/own/new", &[]).status, 200);
    assert_eq!(server.get("/lessons/own/none", &[]).status, 404);
}
