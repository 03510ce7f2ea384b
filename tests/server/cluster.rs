//! The cluster behind the stream: what is asked of it, done to it, and answered.

use tests::server::Server;
use tests::viewer::{Form, Viewer};
use wire::message::{ToBrowser, ToServer};
use wire::{Event, Verdict};

/// The place of the replica that leads.
fn leader(viewer: &Viewer) -> u8 {
    viewer.view.leader().expect("somebody leads")
}

/// The States of the replicas, in the order of their places.
fn states(viewer: &Viewer) -> Vec<&str> {
    viewer.view.replicas.values().map(|replica| &*replica.state).collect()
}

#[tokio::test]
async fn an_input_is_answered_and_changes_the_state_of_every_replica() {
    let server = Server::start();
    for (form, expected) in [(Form::Json, "5"), (Form::Compact, "10")] {
        let mut viewer = Viewer::connect(&server, form).await;
        assert_eq!(viewer.view.about.machine, "counter");
        assert_eq!(viewer.view.replicas.len(), 3);
        viewer.play(2).await;
        viewer.command("c1: add 5").await.unwrap();
        viewer.until(|viewer| states(viewer) == [expected; 3]).await;
        assert_eq!(viewer.answers(1, 1).await, expected);
        let answered = viewer.events.iter().find(|traced| matches!(traced.event, Event::Answered { .. }));
        let answered = answered.expect("the answer was told");
        assert!(matches!(answered.event, Event::Answered { client: 1, verdict: Verdict::Output, .. }), "{answered:?}");
        assert_eq!(answered.words.as_deref(), Some(expected));
        assert_eq!(viewer.view.broken, []);
        viewer.leave().await;
    }
}

#[tokio::test]
async fn a_cluster_whose_leader_crashes_still_answers() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Compact).await;
    viewer.play(5).await;
    let first = leader(&viewer);
    viewer.command(&format!("crash r{first}")).await.unwrap();
    assert_eq!(viewer.view.replicas[&first].server, wire::Server::Down);
    viewer.command("c1: add 5").await.unwrap();
    assert_eq!(viewer.answers(1, 1).await, "5");
    assert_ne!(leader(&viewer), first);

    viewer.command(&format!("restart r{first}")).await.unwrap();
    viewer.until(|viewer| states(viewer) == ["5"; 3]).await;
    assert_eq!(viewer.view.broken, []);
}

#[tokio::test]
async fn a_replica_that_lies_is_outvoted() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Compact).await;
    viewer.play(2).await;
    viewer.command("lie r2").await.unwrap();
    viewer.command("c1: add 5").await.unwrap();
    assert_eq!(viewer.answers(1, 1).await, "5");
    let votes = |viewer: &Viewer| viewer.view.clients[&1].answered[0].request.votes.clone();
    viewer.until(|viewer| votes(viewer).iter().any(|vote| vote.replica.place == 2)).await;
    let lie = votes(&viewer).into_iter().find(|vote| vote.replica.place == 2).unwrap();
    assert_ne!(&*lie.words, "5");
}

#[tokio::test]
async fn a_command_that_cannot_be_carried_out_is_refused_with_a_reason_and_changes_nothing() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    viewer.pause().await;
    let before = viewer.view.clone();
    for (line, expected) in [
        ("c1: ad 5", "add N"),
        ("crsh r1", "did you mean `crash REPLICA`?"),
        ("restart r1", "`crash r1` first"),
        ("crash r7", "there is no r7"),
        ("c9999: add 1", "clients are c1 to"),
        ("", "such as `crash r2`"),
    ] {
        let why = viewer.command(line).await.unwrap_err();
        assert!(why.contains(expected), "{line:?}: {why}");
    }
    assert_eq!(viewer.view, before);
}

#[tokio::test]
async fn virtual_time_stands_still_and_goes_step_by_step() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Compact).await;
    viewer.pause().await;
    viewer.command("c1: add 5").await.unwrap();
    let mut before = viewer.view.clone();
    while viewer.view.clients[&1].outputs == 0 {
        viewer.say(&ToServer::Step).await;
        viewer.until(|viewer| viewer.view.event > before.event).await;
        assert!(viewer.view.at >= before.at);
        before = viewer.view.clone();
    }
    assert_eq!(viewer.playing, None);
}

#[tokio::test]
async fn whoever_walks_back_is_followed_by_all_and_acting_there_begins_a_branch() {
    let server = Server::start();
    let mut other = Viewer::connect(&server, Form::Json).await;
    let mut viewer = Viewer::connect(&server, Form::Compact).await;
    viewer.pause().await;
    viewer.command("c1: add 5").await.unwrap();
    viewer.command("run until output c1 = 5").await.unwrap();
    let end = viewer.view.event;
    viewer.say(&ToServer::Seek { event: end - 20 }).await;
    viewer.say(&ToServer::Back).await;
    for viewer in [&mut viewer, &mut other] {
        viewer.until(|viewer| viewer.view.event == end - 21 && viewer.known.branches.len() == 1).await;
        assert!(viewer.known.branches[0].event >= end);
    }
    viewer.command("crash r2").await.unwrap();
    other.until(|viewer| viewer.known.branch == 1).await;
    other.until(|viewer| viewer.view.replicas[&2].server == wire::Server::Down).await;
    other.say(&ToServer::Branch { branch: 0 }).await;
    other.say(&ToServer::Seek { event: end }).await;
    viewer.until(|viewer| viewer.view.event == end && viewer.known.branch == 0).await;
    assert_eq!(viewer.view.replicas[&2].server, wire::Server::Up);
    assert_eq!(viewer.answers(1, 1).await, "5");

    viewer.say(&ToServer::Branch { branch: 9 }).await;
    let why = loop {
        if let ToBrowser::Refused { id: None, why } = viewer.hear().await {
            break why;
        }
    };
    assert!(why.contains("no branch 9"), "{why}");
}

#[tokio::test]
async fn whoever_asks_why_gets_the_causes_down_to_a_command() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    viewer.pause().await;
    viewer.command("c1: add 5").await.unwrap();
    viewer.command("run until output c1 = 5").await.unwrap();
    viewer.say(&ToServer::Why { id: 99, event: viewer.view.event }).await;
    let chain = loop {
        if let ToBrowser::Because { id: 99, chain } = viewer.hear().await {
            break chain;
        }
    };
    assert!(chain[0].words.contains("c1: add 5"), "{chain:?}");
    assert_eq!(chain.last().map(|cause| cause.event), Some(viewer.view.event));
}
