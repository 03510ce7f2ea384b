//! Rooms: a class that follows a session.

use tests::server::Server;
use tests::viewer::{Form, Viewer};
use wire::message::{ToBrowser, ToServer};
use wire::room::Ask;

const SESSION: &str = "0123456789abcdef";

/// The owner of a session on which a room is open, and its code.
async fn opened(server: &Server) -> (Viewer, String) {
    let mut owner = Viewer::connect_to(server.address(), Form::Compact, SESSION).await;
    owner.ask(Ask::Open).await;
    owner.until(|viewer| viewer.room.is_some() && viewer.backstage.is_some()).await;
    let code = owner.room.as_ref().expect("it is open").code.clone();
    (owner, code)
}

fn poll() -> Ask {
    Ask::Poll { question: "Is the 5 lost?".to_owned(), choices: vec!["yes".to_owned(), "no".to_owned()] }
}

#[tokio::test]
async fn those_who_follow_see_the_same_moment_and_steer_nothing() {
    let server = Server::start();
    let (mut owner, code) = opened(&server).await;
    owner.pause().await;
    let mut json = Viewer::follow(server.address(), Form::Json, &code).await;
    let mut compact = Viewer::follow(server.address(), Form::Compact, &code).await;
    owner.command("c1: add 5").await.unwrap();
    owner.command("run until output c1 = 5").await.unwrap();
    owner.say(&ToServer::Seek { event: owner.view.event - 10 }).await;
    owner.ask(Ask::Select { what: Some("r2".to_owned()) }).await;
    let event = owner.view.event - 10;
    owner.until(|viewer| viewer.view.event == event).await;
    for follower in [&mut json, &mut compact] {
        follower.until(|viewer| viewer.view.event == event).await;
        follower.until(|viewer| viewer.room.as_ref().is_some_and(|room| room.selected.as_deref() == Some("r2"))).await;
        assert_eq!(follower.view, owner.view);
        assert!(follower.command("crash r1").await.unwrap_err().contains("Fork it"));
        for steers in
            [ToServer::Step, ToServer::Seek { event: 0 }, ToServer::Branch { branch: 0 }, ToServer::Room(poll())]
        {
            follower.say(&steers).await;
            assert!(follower.refusal().await.contains("Fork it"), "{steers:?}");
        }
        follower.say(&ToServer::Why { id: 1, event }).await;
        while !matches!(follower.hear().await, ToBrowser::Because { .. }) {}
    }
    owner.until(|viewer| viewer.room.as_ref().is_some_and(|room| room.followers == 2)).await;
    assert_eq!(owner.view.event, event, "nothing they asked for was done");
    json.leave().await;
    owner.until(|viewer| viewer.room.as_ref().is_some_and(|room| room.followers == 1)).await;
}

#[tokio::test]
async fn predictions_are_tallied_for_the_owner_and_shown_when_they_are_revealed() {
    let mut server = Server::start();
    let (mut owner, code) = opened(&server).await;
    let mut followers = Vec::new();
    for choice in [0, 1, 1] {
        let mut follower = Viewer::follow(server.address(), Form::Json, &code).await;
        follower.ask(Ask::Hand { up: true }).await;
        followers.push((follower, choice));
    }
    owner.ask(Ask::Notes { text: "Most will say yes.".to_owned() }).await;
    owner.ask(poll()).await;
    for (follower, choice) in &mut followers {
        follower.until(|viewer| viewer.room.as_ref().is_some_and(|room| room.poll.is_some())).await;
        follower.ask(Ask::Answer { choice: *choice }).await;
    }
    owner
        .until(|viewer| viewer.backstage.as_ref().is_some_and(|seen| seen.tally == [1, 2] && seen.hands.len() == 3))
        .await;
    for (follower, _) in &mut followers {
        follower.until(|viewer| answered(viewer) == 3).await;
        assert_eq!(tally(follower), None);
    }
    owner.ask(Ask::Reveal).await;
    for (follower, _) in &mut followers {
        follower.until(|viewer| tally(viewer) == Some(vec![1, 2])).await;
        assert_eq!(follower.backstage, None, "what is the owner's never comes");
    }

    server.restart();
    let mut owner = Viewer::connect_to(server.address(), Form::Json, SESSION).await;
    owner.until(|viewer| viewer.backstage.as_ref().is_some_and(|seen| seen.notes == "Most will say yes.")).await;
    assert_eq!(tally(&owner), Some(vec![1, 2]), "it outlives the process");
    let follower = Viewer::follow(server.address(), Form::Compact, &code).await;
    assert_eq!(tally(&follower), Some(vec![1, 2]));
}

fn answered(viewer: &Viewer) -> u32 {
    viewer.room.as_ref().and_then(|room| room.poll.as_ref()).map_or(0, |poll| poll.answered)
}

fn tally(viewer: &Viewer) -> Option<Vec<u32>> {
    viewer.room.as_ref()?.poll.as_ref()?.tally.clone()
}

#[tokio::test]
async fn control_is_handed_over_and_comes_back_when_its_holder_leaves() {
    let server = Server::start();
    let (mut owner, code) = opened(&server).await;
    let mut chosen = Viewer::follow(server.address(), Form::Json, &code).await;
    let mut other = Viewer::follow(server.address(), Form::Json, &code).await;
    owner.ask(Ask::HandOver { to: chosen.number }).await;
    let number = chosen.number;
    chosen.until(|viewer| viewer.room.as_ref().is_some_and(|room| room.steering == number)).await;
    chosen.command("c1: add 5").await.unwrap();
    assert!(other.command("c2: add 5").await.is_err());
    chosen.ask(Ask::Close).await;
    assert!(chosen.refusal().await.contains("Fork it"), "the room stays the owner's");
    chosen.leave().await;
    owner.until(|viewer| viewer.room.as_ref().is_some_and(|room| room.steering.is_none())).await;
    owner.ask(Ask::HandOver { to: Some(99) }).await;
    assert!(owner.refusal().await.contains("99"));
}

#[tokio::test]
async fn a_fork_is_private_and_nobody_stays_in_a_room_that_is_closed() {
    let server = Server::start();
    let (mut owner, code) = opened(&server).await;
    owner.pause().await;
    owner.command("c1: add 5").await.unwrap();
    let mut follower = Viewer::follow(server.address(), Form::Json, &code).await;
    follower.ask(Ask::Fork).await;
    let session = loop {
        if let ToBrowser::Forked { session } = follower.hear().await {
            break session;
        }
    };
    let mut fork = Viewer::connect_to(server.address(), Form::Compact, &session).await;
    assert_eq!(fork.view.event, owner.view.event);
    fork.command("crash r1").await.unwrap();
    let before = owner.view.clone();
    owner.command("expect all promises").await.unwrap();
    assert_eq!(owner.view.replicas, before.replicas, "nobody sees it");

    owner.ask(Ask::Close).await;
    let goodbye = follower.goodbye().await.expect("they are told");
    assert!(goodbye.reason.contains("closed"), "{goodbye:?}");
    owner.until(|viewer| viewer.room.is_none()).await;
    let answer = server.get(&format!("/stream?room={code}"), &[]);
    assert_eq!((answer.status, answer.text().contains("no room")), (404, true));
}

#[test]
fn the_way_into_a_room_can_be_drawn_and_leads_to_the_page() {
    let server = Server::start();
    let picture = server.get("/api/rooms/abc234/qr", &[]);
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.text().contains("<svg"));
    assert_eq!(server.get("/api/rooms/..%2f/qr", &[]).status, 422);
    assert_eq!(server.get("/join/abc234", &[]).status, 200);
    assert_eq!(server.get("/join/", &[]).status, 404);
}
