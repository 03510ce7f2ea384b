use std::collections::BTreeSet;

use super::*;
use crate::classroom::run::Run;

fn kept(line: &str) -> Kept {
    let mut run = Run::usual();
    run.obey(line).unwrap();
    Kept { run: run.saved(), speed: None }
}

#[tokio::test]
async fn what_is_kept_is_read_again_and_many_are_kept_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path());
    let sessions: Vec<Kept> = (0..40).map(|number| kept(&format!("c1: add {number}"))).collect();
    let names: Vec<String> = (0..40).map(|number| format!("{number:016}")).collect();
    let keeping = names.iter().zip(&sessions).map(|(name, session)| store.keep(name, None, session.clone()));
    assert!(futures_util::future::join_all(keeping).await.iter().all(Result::is_ok));
    for (name, session) in names.iter().zip(sessions) {
        assert_eq!(store.kept(name).await.unwrap(), Some(Ok(session)));
    }
    assert_eq!(store.kept("nobody").await.unwrap(), None);
    let listed = store.list().await.unwrap();
    assert_eq!(listed.iter().map(|entry| &entry.name).collect::<BTreeSet<_>>(), names.iter().collect());
    assert_eq!(store.count().await.unwrap(), 40);
}

#[tokio::test]
async fn one_that_fails_spoils_nothing_for_those_who_are_served_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path());
    let session = kept("c1: add 5");
    // Its first command is there already, so it cannot be added.
    let mut forged = session.clone();
    forged.run.branches[0].log = Default::default();
    store.keep("one", None, session.clone()).await.unwrap();
    let outcomes = tokio::join!(
        store.keep("two", None, session.clone()),
        store.keep("one", Some(&forged), session.clone()),
        store.keep("three", None, session.clone()),
    );
    assert!(outcomes.0.is_ok() && outcomes.1.is_err() && outcomes.2.is_ok(), "{outcomes:?}");
    assert_eq!(store.kept("one").await.unwrap(), Some(Ok(session)));
}

#[tokio::test]
async fn what_is_no_store_of_the_lab_is_told_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    std::fs::write(&file, "this is no database, ".repeat(500)).unwrap();
    let why = Store::open(folder.path()).check().await.unwrap_err().to_string();
    assert!(why.contains("damaged") && why.contains(FILE), "{why}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is no database"));

    let newer = tempfile::tempdir().unwrap();
    let connection = Connection::open(newer.path().join(FILE)).unwrap();
    connection.pragma_update(None, "user_version", 1_000).unwrap();
    drop(connection);
    let why = Store::open(newer.path()).check().await.unwrap_err().to_string();
    assert!(why.contains("newer lab (version 1000)"), "{why}");
}

#[tokio::test]
async fn a_store_belongs_to_one_lab_and_can_be_used_again_once_what_was_wrong_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    std::fs::create_dir(&file).unwrap();
    let store = Store::open(folder.path());
    assert!(store.check().await.unwrap_err().to_string().contains("cannot be used"));
    std::fs::remove_dir(&file).unwrap();
    store.check().await.unwrap();
    assert!(Store::open(folder.path()).check().await.unwrap_err().is_in_use());
}

#[tokio::test]
async fn a_session_is_called_something_and_forgotten_with_all_that_belongs_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path());
    let session = kept("c1: add 5");
    store.keep("one", None, session.clone()).await.unwrap();
    assert!(store.rename("one", "What if?").await.unwrap());
    let mut later = session.clone();
    later.run.event -= 1;
    store.keep("one", Some(&session), later).await.unwrap();
    assert_eq!(store.entry("one").await.unwrap().unwrap().title, "What if?", "it is kept beside what is done");
    assert!(store.delete("one").await.unwrap());
    assert!(!store.delete("one").await.unwrap() && !store.rename("one", "").await.unwrap());
    assert_eq!(store.entry("one").await.unwrap(), None);
    store.keep("one", None, session.clone()).await.unwrap();
    assert_eq!(store.kept("one").await.unwrap(), Some(Ok(session)), "nothing was left of it");
}

#[tokio::test]
async fn a_secret_stays_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path());
    assert_eq!(store.secret("lab", "first".to_owned()).await.unwrap(), "first");
    assert_eq!(store.secret("lab", "second".to_owned()).await.unwrap(), "first");
}

#[tokio::test]
async fn a_file_of_an_older_lab_is_brought_to_the_newest_form() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    schema::make_as_it_first_was(&connection).unwrap();
    let add = "INSERT INTO session VALUES (1, 'one', 1, 'cluster', 1, 0, 0, 0, 0, 0, 0, NULL, NULL, '[]')";
    connection.execute(add, []).unwrap();
    drop(connection);
    let entry = Store::open(folder.path()).entry("one").await.unwrap().unwrap();
    assert_eq!((&*entry.opening, &*entry.title), ("cluster", ""));
}
