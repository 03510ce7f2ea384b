//! What outlives the process: everything that was acknowledged, and nothing that was not.

use std::fs;

use tests::killing::Killing;
use tests::place::TemporaryFolder;
use tests::report;
use tests::server::{Server, run};
use tests::viewer::{Form, Viewer};
use wire::message::{ToBrowser, ToServer};

/// Rounds of killing the server in each run of the tests; `SMR_LAB_KILL_ROUNDS=100` asks for more.
const ROUNDS: u64 = 3;

#[tokio::test]
async fn a_server_that_is_killed_under_load_loses_nothing_that_it_acknowledged() {
    let rounds = std::env::var("SMR_LAB_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut killing = Killing::begin(rounds);
    for _ in 0..rounds {
        killing.round().await;
    }
    let acknowledged = killing.acknowledged();
    report(&format!("killed {rounds} times: all of {acknowledged} acknowledged commands were there"));
    assert!(acknowledged > 0);
}

/// The next notice that concerns everybody.
async fn notice(viewer: &mut Viewer) -> String {
    loop {
        if let ToBrowser::Refused { id: None, why } = viewer.hear().await {
            return why;
        }
    }
}

#[tokio::test]
async fn the_shared_session_goes_on_where_it_was_after_a_kill() {
    let mut server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Compact).await;
    viewer.pause().await;
    viewer.command("c1: add 5").await.unwrap();
    viewer.command("run until output c1 = 5").await.unwrap();
    viewer.say(&ToServer::Seek { event: viewer.view.event - 10 }).await;
    viewer.command("crash r2").await.unwrap();
    let seen = viewer.view.clone();
    server.restart();
    let mut again = Viewer::connect(&server, Form::Json).await;
    again.view.at = seen.at;
    assert_eq!(again.view, seen);
    again.until(|viewer| viewer.known.branches.len() == 2 && viewer.playing.is_none()).await;
}

#[tokio::test]
async fn with_a_damaged_store_one_can_look_and_is_told_that_nothing_is_kept() {
    let data = TemporaryFolder::new("data");
    let file = data.path().join("lab.sqlite");
    fs::write(&file, "this is no database, ".repeat(500)).unwrap();
    let server = Server::start_with(data);
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    let why = notice(&mut viewer).await;
    assert!(why.contains("damaged") && why.contains("lab.sqlite"), "{why}");
    let why = viewer.command("c1: add 5").await.unwrap_err();
    assert!(why.contains("was not carried out"), "{why}");
    let before = viewer.view.event;
    viewer.say(&ToServer::Step).await;
    viewer.until(|viewer| viewer.view.event > before).await;
    assert!(fs::read_to_string(server.data().join("lab.sqlite")).unwrap().starts_with("this is no database"));
}

#[cfg(unix)]
#[tokio::test]
async fn what_cannot_be_written_is_refused_and_what_was_written_before_is_there() {
    let server = Server::start_where_files_stay_small(400);
    let mut viewer = Viewer::connect_to(server.address(), Form::Compact, "0123456789abcdef").await;
    viewer.pause().await;
    let mut written = viewer.view.clone();
    let why = loop {
        match viewer.command("checkpoint").await {
            Ok(()) => written = viewer.view.clone(),
            Err(why) if why.contains("30 messages a second") => {}
            Err(why) => break why,
        }
    };
    assert!(why.contains("was not carried out") && why.contains("lab.sqlite"), "{why}");
    assert!(written.event > 0);
    viewer.until(|viewer| viewer.view.event == written.event).await;
    viewer.say(&ToServer::Back).await;
    viewer.until(|viewer| viewer.view.event == written.event - 1).await;

    let unlimited = Server::start_with(TemporaryFolder::copy_of(server.data(), "data"));
    let mut again = Viewer::connect_to(unlimited.address(), Form::Json, "0123456789abcdef").await;
    // Where one stood may have been kept once more: it is less to write than a command.
    again.say(&ToServer::Seek { event: u64::MAX }).await;
    again.until(|viewer| viewer.view.event == written.event).await;
    again.command("checkpoint").await.unwrap();
}

#[test]
fn two_labs_do_not_share_a_folder() {
    let server = Server::start();
    let ending = run(&["serve", "--listen", "127.0.0.1:0", "--data", &server.data().display().to_string()]);
    assert_eq!(ending.status.code(), Some(2), "{ending:?}");
    assert!(ending.complaint.contains("another lab") && ending.complaint.contains("--data"), "{ending:?}");
}
