//! Rooms: a class that follows a session.

use tests::server::Server;
use tests::viewer::{Form, Viewer};
use wire::View;
use wire::message::{ToBrowser, ToServer};
use wire::room::{Answer, Ask, Room};

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

/// Waits until the room is so.
async fn until(viewer: &mut Viewer, holds: impl Fn(&Room) -> bool) {
    viewer.until(|viewer| viewer.room.as_ref().is_some_and(&holds)).await;
}

/// Predicts, and waits until that is acknowledged.
async fn predict(viewer: &mut Viewer, choice: u8) {
    until(viewer, |room| room.poll.is_some()).await;
    let poll = viewer.room.as_ref().and_then(|room| room.poll.as_ref()).expect("something is asked").number;
    let answer = Answer { poll, choice };
    viewer.ask(Ask::Answer(answer)).await;
    viewer.until(|viewer| viewer.counted == Some(answer)).await;
}

fn answered(room: &Room) -> u32 {
    room.poll.as_ref().map_or(0, |poll| poll.answered)
}

fn tally(room: &Room) -> Option<Vec<u32>> {
    room.poll.as_ref()?.tally.clone()
}

/// What the owner sees of the answers.
async fn until_tallied(owner: &mut Viewer, tally: &[u32]) {
    owner.until(|viewer| viewer.backstage.as_ref().is_some_and(|seen| seen.tally == tally)).await;
}

#[tokio::test]
async fn those_who_follow_see_the_same_moment_and_selection_and_steer_nothing() {
    let (server, log) = Server::start_with_log(&[]);
    let (mut owner, code) = opened(&server).await;
    owner.pause().await;
    let mut json = Viewer::follow(server.address(), Form::Json, &code).await;
    let mut compact = Viewer::follow(server.address(), Form::Compact, &code).await;
    owner.command("c1: add 5").await.unwrap();
    owner.command("run until output c1 = 5").await.unwrap();
    let event = owner.view.event - 10;
    owner.say(&ToServer::Seek { event }).await;
    owner.ask(Ask::Select { what: Some("r2".to_owned()) }).await;
    owner.until(|viewer| viewer.view.event == event).await;
    for follower in [&mut json, &mut compact] {
        follower.until(|viewer| viewer.view.event == event).await;
        until(follower, |room| room.selected.as_deref() == Some("r2")).await;
        assert_eq!(follower.view, owner.view);
        assert!(follower.command("crash r1").await.unwrap_err().contains("Fork it"));
        log.line(&["WARN", &format!("follower={}", follower.number()), "crash r1", "refused"]);
        for steers in [
            ToServer::Step,
            ToServer::Seek { event: 0 },
            ToServer::Branch { branch: 0 },
            ToServer::Room(poll()),
            ToServer::Room(Ask::Select { what: None }),
            ToServer::Room(Ask::Close),
        ] {
            follower.say(&steers).await;
            assert!(follower.refusal().await.contains("Fork it"), "{steers:?}");
        }
        log.line(&["WARN", "Close", "refused"]);
    }
    until(&mut owner, |room| room.followers == 2).await;
    owner.say(&ToServer::Why { id: 1, event }).await;
    while !matches!(owner.hear().await, ToBrowser::Because { .. }) {}
    assert_eq!(owner.view.event, event, "nothing they asked for was done");
    assert_eq!(owner.room.as_ref().unwrap().selected.as_deref(), Some("r2"));
    json.leave().await;
    until(&mut owner, |room| room.followers == 1).await;
}

#[tokio::test]
async fn whoever_follows_looks_at_other_moments_without_anybody_seeing_it() {
    let server = Server::start();
    let (mut owner, code) = opened(&server).await;
    owner.pause().await;
    owner.command("c1: add 5").await.unwrap();
    owner.command("run until output c1 = 5").await.unwrap();
    let present = owner.view.event;
    owner.say(&ToServer::Seek { event: present - 30 }).await;
    owner.until(|viewer| viewer.view.event == present - 30).await;
    let then = owner.view.clone();
    owner.say(&ToServer::Seek { event: present }).await;
    owner.until(|viewer| viewer.view.event == present).await;

    let mut follower = Viewer::follow(server.address(), Form::Compact, &code).await;
    follower.say(&ToServer::Look { id: 1, event: present - 30 }).await;
    let mut seen: View = loop {
        if let ToBrowser::Look { id: 1, view } = follower.hear().await {
            break *view;
        }
    };
    seen.at = then.at;
    assert_eq!(seen, then);
    follower.say(&ToServer::Stretch { id: 2, from: present - 29, to: present }).await;
    let events = loop {
        if let ToBrowser::Stretch { id: 2, events } = follower.hear().await {
            break events;
        }
    };
    events.iter().for_each(|event| seen.fold(event));
    seen.at = owner.view.at;
    assert_eq!(seen, owner.view, "and so on to the present");
    assert_eq!(follower.view.event, present, "which did not move");
    follower.say(&ToServer::Look { id: 3, event: present + 1_000_000 }).await;
    while !matches!(follower.hear().await, ToBrowser::Refused { id: Some(3), .. }) {}
}

#[tokio::test]
async fn predictions_are_tallied_for_the_owner_and_shown_when_they_are_revealed() {
    let server = Server::start();
    let (mut owner, code) = opened(&server).await;
    let mut followers = Vec::new();
    for form in [Form::Json, Form::Compact, Form::Json] {
        followers.push(Viewer::follow(server.address(), form, &code).await);
    }
    owner.ask(poll()).await;
    for (follower, (choice, tally)) in followers.iter_mut().zip([(0, [1, 0]), (0, [2, 0]), (1, [2, 1])]) {
        predict(follower, choice).await;
        until_tallied(&mut owner, &tally).await;
    }
    predict(&mut followers[0], 1).await;
    until_tallied(&mut owner, &[1, 2]).await;
    for follower in &mut followers {
        until(follower, |room| answered(room) == 3).await;
        assert_eq!(tally(follower.room.as_ref().unwrap()), None);
    }
    owner.ask(Ask::Reveal).await;
    for follower in &mut followers {
        until(follower, |room| tally(room) == Some(vec![1, 2])).await;
        follower.ask(Ask::Answer(Answer { poll: 1, choice: 0 })).await;
        assert!(follower.refusal().await.contains("on the screen already"));
    }
    owner.ask(poll()).await;
    let [first, ..] = &mut followers[..] else { unreachable!("there are three") };
    until(first, |room| room.poll.as_ref().is_some_and(|poll| (poll.number, poll.answered) == (2, 0))).await;
    first.ask(Ask::Answer(Answer { poll: 1, choice: 0 })).await;
    assert!(first.refusal().await.contains("something else is asked"));
    owner.ask(Ask::EndPoll).await;
    until(first, |room| room.poll.is_none()).await;
}

#[tokio::test]
async fn whoever_comes_back_with_their_key_has_the_same_vote_also_after_a_kill() {
    let mut server = Server::start();
    let (mut owner, code) = opened(&server).await;
    owner.ask(Ask::Notes { text: "Most will say yes.".to_owned() }).await;
    owner.ask(poll()).await;
    let mut follower = Viewer::follow(server.address(), Form::Json, &code).await;
    let mut other = Viewer::follow(server.address(), Form::Compact, &code).await;
    predict(&mut follower, 0).await;
    predict(&mut other, 0).await;
    let (number, key) = (follower.number(), follower.key().to_owned());
    assert_ne!(key, other.key());
    follower.leave().await;
    let mut again = Viewer::follow_again(server.address(), Form::Compact, &code, &key).await;
    assert_eq!((again.number(), again.key()), (number, &*key));
    predict(&mut again, 1).await;
    until_tallied(&mut owner, &[1, 1]).await;

    server.restart();
    let mut owner = Viewer::connect_to(server.address(), Form::Json, SESSION).await;
    owner.until(|viewer| viewer.backstage.as_ref().is_some_and(|seen| seen.notes == "Most will say yes.")).await;
    until_tallied(&mut owner, &[1, 1]).await;
    let mut again = Viewer::follow_again(server.address(), Form::Json, &code, &key).await;
    assert_eq!(again.number(), number);
    again.until(|viewer| viewer.counted == Some(Answer { poll: 1, choice: 1 })).await;
    predict(&mut again, 0).await;
    until_tallied(&mut owner, &[2, 0]).await;

    let guess: String = key.chars().rev().collect();
    let mut somebody = Viewer::follow_again(server.address(), Form::Json, &code, &guess).await;
    assert!(somebody.number() > number && somebody.key() != guess, "no vote is had by guessing");
    predict(&mut somebody, 1).await;
    until_tallied(&mut owner, &[2, 1]).await;
}

#[tokio::test]
async fn hands_are_raised_and_lowered_by_their_owners_and_by_the_presenter() {
    let server = Server::start();
    let (mut owner, code) = opened(&server).await;
    let mut one = Viewer::follow(server.address(), Form::Json, &code).await;
    let mut other = Viewer::follow(server.address(), Form::Compact, &code).await;
    let (first, second) = (one.number(), other.number());
    other.ask(Ask::Hand { up: true }).await;
    until(&mut owner, |room| room.hands == [second]).await;
    one.ask(Ask::Hand { up: true }).await;
    until(&mut owner, |room| room.hands == [second, first]).await;
    other.ask(Ask::Hand { up: false }).await;
    until(&mut owner, |room| room.hands == [first]).await;
    other.ask(Ask::Lower { whose: Some(first) }).await;
    assert!(other.refusal().await.contains("Fork it"), "a hand is not taken down by others");
    owner.ask(Ask::Lower { whose: Some(first) }).await;
    until(&mut one, |room| room.hands.is_empty()).await;
    one.ask(Ask::Hand { up: true }).await;
    until(&mut owner, |room| room.hands == [first]).await;
    one.leave().await;
    until(&mut owner, |room| room.hands.is_empty() && room.followers == 1).await;
}

#[tokio::test]
async fn control_is_handed_over_and_comes_back() {
    let server = Server::start();
    let (mut owner, code) = opened(&server).await;
    let mut chosen = Viewer::follow(server.address(), Form::Json, &code).await;
    let mut other = Viewer::follow(server.address(), Form::Json, &code).await;
    let number = chosen.number();
    owner.ask(Ask::HandOver { to: Some(number) }).await;
    // Everybody hears of each change once, so everybody has to, or takes an old one for the next.
    until(&mut owner, |room| room.steering == Some(number)).await;
    until(&mut chosen, |room| room.steering == Some(number)).await;
    chosen.command("c1: add 5").await.unwrap();
    chosen.pause().await;
    chosen.ask(Ask::Select { what: Some("r3".to_owned()) }).await;
    until(&mut other, |room| room.selected.as_deref() == Some("r3")).await;
    assert!(other.command("c2: add 5").await.is_err());
    for owners in [Ask::Close, Ask::Reveal, poll(), Ask::HandOver { to: Some(other.number()) }] {
        chosen.ask(owners).await;
        assert!(chosen.refusal().await.contains("Fork it"), "the room stays the owner's");
    }
    owner.ask(Ask::HandOver { to: None }).await;
    until(&mut owner, |room| room.steering.is_none()).await;
    until(&mut chosen, |room| room.steering.is_none()).await;
    assert!(chosen.command("c1: add 5").await.is_err());
    owner.ask(Ask::HandOver { to: Some(number) }).await;
    until(&mut owner, |room| room.steering == Some(number)).await;
    chosen.leave().await;
    until(&mut owner, |room| room.steering.is_none()).await;
    owner.ask(Ask::HandOver { to: Some(99) }).await;
    let why = owner.refusal().await;
    assert!(why.contains("99"), "{why}");
}

#[tokio::test]
async fn no_byte_of_the_notes_reaches_those_who_follow() {
    const NOTES: &[u8] = b"zebra crossing";
    let has_notes = |viewer: &Viewer| viewer.bytes.windows(NOTES.len()).any(|bytes| bytes == NOTES);
    let mut server = Server::start();
    let (mut owner, code) = opened(&server).await;
    let mut followers = Vec::new();
    followers.push(Viewer::follow(server.address(), Form::Json, &code).await);
    owner.ask(Ask::Notes { text: "Mention the zebra crossing.".to_owned() }).await;
    owner.until(has_notes).await;
    followers.push(Viewer::follow(server.address(), Form::Compact, &code).await);
    // Whatever makes the server tell something, also to the one who steers.
    owner.ask(poll()).await;
    predict(&mut followers[0], 1).await;
    owner.ask(Ask::HandOver { to: Some(followers[1].number()) }).await;
    until(&mut followers[1], |room| room.steering.is_some()).await;
    followers[1].command("c1: add 5").await.unwrap();
    followers[1].command("run until output c1 = 5").await.unwrap();
    followers[1].ask(Ask::Notes { text: String::new() }).await;
    assert!(followers[1].refusal().await.contains("Fork it"));
    owner.ask(Ask::Reveal).await;
    for follower in &mut followers {
        until(follower, |room| tally(room).is_some()).await;
        follower.ask(Ask::Fork).await;
        let session = loop {
            if let ToBrowser::Forked { session } = follower.hear().await {
                break session;
            }
        };
        let mut fork = Viewer::connect_to(server.address(), Form::Json, &session).await;
        fork.command("c1: add 5").await.unwrap();
        assert!(!has_notes(&fork) && fork.backstage.is_none(), "a fork has no room");
    }
    let key = followers[0].key().to_owned();
    server.restart();
    followers.push(Viewer::follow_again(server.address(), Form::Json, &code, &key).await);
    let mut owner = Viewer::connect_to(server.address(), Form::Json, SESSION).await;
    owner.until(has_notes).await;
    owner.ask(Ask::Close).await;
    followers[2].goodbye().await.expect("they are told");
    for follower in &followers {
        assert!(!follower.bytes.is_empty() && !has_notes(follower) && follower.backstage.is_none());
    }
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
    owner.ask(Ask::Open).await;
    until(&mut owner, |room| room.code != code && room.followers == 0).await;
}

#[tokio::test]
async fn the_session_that_all_share_has_no_owner_and_no_room() {
    let server = Server::start();
    let mut somebody = Viewer::connect(&server, Form::Json).await;
    somebody.ask(Ask::Open).await;
    assert!(somebody.refusal().await.contains("fork it"));
    somebody.ask(Ask::Fork).await;
    let session = loop {
        if let ToBrowser::Forked { session } = somebody.hear().await {
            break session;
        }
    };
    let mut owner = Viewer::connect_to(server.address(), Form::Json, &session).await;
    owner.ask(Ask::Open).await;
    owner.until(|viewer| viewer.room.is_some()).await;
}

#[tokio::test]
async fn for_programs_the_log_has_an_object_a_line() {
    let (server, log) = Server::start_with_log(&["--log", "json"]);
    let (_owner, code) = opened(&server).await;
    let mut follower = Viewer::follow(server.address(), Form::Json, &code).await;
    follower.command("crash r1").await.unwrap_err();
    let line: serde_json::Value = serde_json::from_str(&log.line(&["refused"])).expect("it is JSON");
    assert_eq!((&line["level"], &line["fields"]["follower"]), (&"WARN".into(), &follower.number().into()));
    assert!(line["fields"]["what"].as_str().is_some_and(|what| what.contains("crash r1")), "{line}");
}

#[test]
fn the_way_into_a_room_can_be_drawn_and_leads_to_the_page() {
    let server = Server::start();
    let picture = server.get("/api/rooms/abc234/qr", &[]);
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.text().contains("<svg"));
    assert_eq!(server.get("/api/rooms/..%2f/qr", &[]).status, 422);
    assert_eq!(server.get("/join", &[]).status, 200);
    assert_eq!(server.get("/join/abc234", &[]).status, 200);
    assert_eq!(server.get("/join/", &[]).status, 404);
}
