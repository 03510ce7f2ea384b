use axum::extract::ws::Message;
use tempfile::TempDir;

use super::*;
use crate::classroom::Session;
use crate::classroom::form::Form;
use crate::classroom::store::Kept;
use crate::limits::Limits;

const NAME: &str = "0123456789abcdef";

fn read(frame: &Message) -> ToBrowser {
    serde_json::from_str(frame.to_text().unwrap()).unwrap()
}

/// The task of a session in an empty store.
async fn begun() -> (TempDir, Task) {
    let folder = tempfile::tempdir().unwrap();
    let task = Task::begin(Store::open(folder.path()), NAME.to_owned()).await;
    (folder, task)
}

/// What somebody sees who opens the session after the process was killed: only what is on the disk is left of it.
async fn opened_again(folder: &TempDir) -> (TempDir, Task) {
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let task = Task::begin(Store::open(copy.path()), NAME.to_owned()).await;
    (copy, task)
}

#[test]
fn what_is_seen_first_has_a_leader() {
    let run = Run::usual();
    assert!(run.view().replicas.values().any(|replica| replica.role == "leader"));
}

#[tokio::test]
async fn a_step_lets_something_happen_that_can_be_seen() {
    let (_folder, mut task) = begun().await;
    let mut viewer = task.audience.admit(Form::Json, &mut task.run, task.playback.speed(), None);
    task.walk(Walk::Forth).unwrap();
    task.tell().await;
    assert_eq!(read(&viewer.next.try_recv().unwrap()), ToBrowser::Playing(None));
    assert!(matches!(read(&viewer.next.try_recv().unwrap()), ToBrowser::Events(events) if !events.is_empty()));
}

#[tokio::test]
async fn a_run_that_is_too_fast_to_tell_leaves_time_out_and_goes_on() {
    let (_folder, mut task) = begun().await;
    let before = task.run.now();
    task.playback.play(Speed(u32::MAX));
    task.let_time_pass(Duration::from_secs(1)).await;
    let passed = task.run.now() - before;
    assert!((1..250_000_000).contains(&passed), "{passed} microseconds passed");
}

#[tokio::test]
async fn a_mistake_of_the_world_is_survived_with_what_was_kept() {
    let (_folder, mut task) = begun().await;
    task.obey("c1: add 5").await.unwrap();
    let before = task.run.saved();
    task.run.obey("crash r2").unwrap();
    assert!(task.survive(|_| panic!("this panic belongs to a test")).is_none());
    task.go_back().await;
    assert_eq!(task.run.saved(), before);
}

#[tokio::test]
async fn whatever_was_done_is_there_again_after_a_kill() {
    let (folder, mut task) = begun().await;
    for line in [
        "cluster replicas=5 machine=key-value seed=7 loss=5%",
        "c1: put x 5",
        "goal \"Have c1 told.\" outputs c1 >= 2",
        "run until outputs c1 >= 1",
        "crash leader",
        "c2: get x",
        "run for 700ms",
        "restart former-leader",
        "partition r1 r2 | r3 r4 r5",
    ] {
        task.obey(line).await.unwrap_or_else(|why| panic!("{line}: {why}"));
        assert_eq!(opened_again(&folder).await.1.run.saved(), task.run.saved(), "after {line}");
    }
    let end = task.run.view().event;
    for (event, line) in [(end - 50, "c1: put x 6"), (end - 80, "heal"), (end / 2, "c3: put y 1")] {
        task.walk(Walk::Event(event)).unwrap();
        task.keep_place().await.unwrap();
        assert_eq!(opened_again(&folder).await.1.run.view(), task.run.view(), "at {event}");
        task.obey(line).await.unwrap_or_else(|why| panic!("{line}: {why}"));
        assert_eq!(opened_again(&folder).await.1.run.saved(), task.run.saved(), "after {line} at {event}");
    }
    task.walk(Walk::Branch(1)).unwrap();
    task.keep_place().await.unwrap();
    let (_copy, mut again) = opened_again(&folder).await;
    assert_eq!((again.run.known(), again.run.goals()), (task.run.known(), task.run.goals()));
    assert_eq!(again.playback.speed(), None);
    for task in [&mut task, &mut again] {
        task.obey("run for 1s").await.unwrap();
    }
    assert_eq!(again.run.saved(), task.run.saved(), "they go on as one");
    task.obey("cluster replicas=3 seed=9").await.unwrap();
    assert_eq!(opened_again(&folder).await.1.run.saved(), task.run.saved(), "a new run replaces the old one");
}

#[tokio::test]
async fn where_the_disk_is_full_nothing_is_done_everything_is_told_and_one_can_look() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_with_room_for(folder.path(), 7);
    let mut task = Task::begin(store, NAME.to_owned()).await;
    let mut viewer = task.audience.admit(Form::Json, &mut task.run, None, None);
    let mut before = task.run.saved();
    let why = loop {
        match task.obey("c1: add 5").await {
            Ok(_) => before = task.run.saved(),
            Err(why) => break why,
        }
        task.obey("run until quiet").await.ok();
    };
    assert!(why.contains("was not carried out") && why.contains("is full"), "{why}");
    let mut notices = std::iter::from_fn(|| {
        loop {
            match viewer.next.try_recv() {
                Ok(frame) => return Some(frame),
                Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) => {}
                Err(_) => return None,
            }
        }
    });
    let is_notice = |frame: Message| matches!(read(&frame), ToBrowser::Refused { id: None, .. });
    assert!(notices.any(is_notice), "everybody is told");
    let again = task.keeper.last().await.expect("it was kept").0.saved();
    assert_eq!(task.run.saved(), again, "what is seen is what is kept");
    assert!(again.place >= before.place);

    let newcomer = task.audience.admit(Form::Json, &mut task.run, None, task.keeper.trouble());
    assert!(matches!(read(newcomer.first.last().unwrap()), ToBrowser::Refused { id: None, .. }));

    task.answer_walk(Walk::Back).await.unwrap();
    assert_eq!(task.run.view().event, again.event - 1, "one can look");
    // Where one stands may be kept again by now: it is less to write than a command.
    assert!(task.obey("crash r1").await.unwrap_err().contains("is full"));
}

#[tokio::test]
async fn a_damaged_store_is_told_and_left_as_it_is() {
    let (folder, mut task) = begun().await;
    task.obey("c1: add 5").await.unwrap();
    drop(task);
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("lab.sqlite");
    std::fs::write(&file, "this is no database, ".repeat(500)).unwrap();
    drop(folder);
    let mut task = Task::begin(Store::open(copy.path()), NAME.to_owned()).await;
    let why = task.obey("c1: add 5").await.unwrap_err();
    assert!(why.contains("was not carried out") && why.contains("damaged"), "{why}");
    task.answer_walk(Walk::Forth).await.unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is no database"));
}

#[tokio::test]
async fn what_another_version_plays_otherwise_is_set_aside_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path());
    let mut run = Run::usual();
    run.obey("c1: add 5").unwrap();
    let mut otherwise = Kept { run: run.saved(), speed: None };
    otherwise.run.hash ^= 1;
    store.keep(NAME, None, otherwise.clone()).await.unwrap();
    let mut task = Task::begin(store.clone(), NAME.to_owned()).await;
    assert!(task.run.view().clients.is_empty(), "another one begins");
    task.obey("crash r1").await.unwrap();
    let names = store.list().await.unwrap();
    let aside = names
        .iter()
        .map(|entry| &entry.name)
        .find(|name| name.starts_with(&format!("{NAME}-")))
        .expect("it is set aside");
    assert_eq!(store.kept(aside).await.unwrap(), Some(Ok(otherwise)));
}

#[tokio::test(start_paused = true)]
async fn virtual_time_stands_still_while_nobody_watches() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::begin(Store::open(folder.path()), NAME.to_owned(), Limits::USUAL.a_session);
    let moment = async || match read(&session.watch(Form::Json).await.unwrap().first[0]) {
        ToBrowser::Keyframe { view, .. } => view.at,
        other => panic!("a keyframe was expected, not {other:?}"),
    };
    let before = moment().await;
    tokio::time::sleep(PATIENCE / 2).await;
    let after = moment().await;
    assert!(after - before <= 2_500, "{} microseconds passed", after - before);
    let viewer = session.watch(Form::Json).await.unwrap();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(moment().await - after > 50_000, "time passes again");
    drop(viewer);
}
