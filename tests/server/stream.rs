//! The stream as strangers meet it.

use std::time::{Duration, Instant};

use tests::DEADLINE;
use tests::server::Server;
use tests::viewer::{Form, Viewer};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use wire::message::{ToBrowser, ToServer};

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(server: &Server, origin: Option<&str>) -> Result<Stream, Error> {
    let mut request = format!("ws://{}/stream", server.address()).into_client_request()?;
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().expect("a header"));
    }
    connect_async(request).await.map(|(stream, _)| stream)
}

/// The next message is a refusal of what could not be read; returns why.
async fn refused(viewer: &mut Viewer) -> String {
    loop {
        match viewer.hear().await {
            ToBrowser::Refused { id: None, why } => return why,
            ToBrowser::Done { .. } | ToBrowser::Refused { .. } => panic!("nothing was carried out"),
            _something_happened => {}
        }
    }
}

#[tokio::test]
async fn garbage_gets_a_clear_message_and_the_connection_goes_on() {
    let server = Server::start();
    for (form, garbage, expected) in [
        (Form::Json, Message::text("\u{0}garbage{{{"), "not a message of the lab's protocol"),
        (Form::Json, Message::text("{\"do\":{\"id\":-1,\"line\":\"heal\"}}"), "not a message of the lab's protocol"),
        (Form::Json, Message::text("[".repeat(4096)), "not a message of the lab's protocol"),
        (Form::Json, Message::binary(vec![2]), "JSON in text frames"),
        (Form::Json, Message::text("x".repeat(5000)), "5000 bytes"),
        (Form::Compact, Message::binary(vec![0xff; 1000]), "not a message of the lab's protocol"),
        (Form::Compact, Message::binary(Vec::new()), "not a message of the lab's protocol"),
        (Form::Compact, Message::text("\"pause\""), "postcard in binary frames"),
    ] {
        let mut viewer = Viewer::connect(&server, form).await;
        viewer.send(garbage).await;
        let why = refused(&mut viewer).await;
        assert!(why.contains(expected), "{why}");
        viewer.command("c1: add 5").await.unwrap();
        viewer.leave().await;
    }
}

#[tokio::test]
async fn a_frame_without_measure_ends_its_connection_and_nothing_else() {
    let server = Server::start();
    let mut other = Viewer::connect(&server, Form::Compact).await;
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    // The server may hang up before it has taken all of it.
    let _ = timeout(DEADLINE, viewer.try_send(Message::text("x".repeat(10_000_000)))).await.unwrap();
    viewer.goodbye().await;
    other.command("c1: add 5").await.unwrap();
}

#[tokio::test]
async fn who_gives_commands_faster_than_a_person_is_told_so() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    for id in 0..200 {
        viewer.say(&ToServer::Do { id, line: "heal".to_owned() }).await;
    }
    let (mut done, mut too_fast) = (0, 0);
    while done + too_fast < 200 {
        match viewer.hear().await {
            ToBrowser::Done { .. } => done += 1,
            ToBrowser::Refused { id: Some(_), why } if why.contains("more than 30 messages a second") => too_fast += 1,
            ToBrowser::Refused { id, why } => panic!("{id:?}: {why}"),
            _something_happened => {}
        }
    }
    assert!(done >= 60 && too_fast > 0, "{done} were carried out, {too_fast} refused");
}

#[tokio::test]
async fn who_asks_faster_than_a_person_is_told_which_question_has_no_answer() {
    let server = Server::start_in_public();
    let mut viewer = Viewer::connect(&server, Form::Compact).await;
    for id in 0..90 {
        let question = match id % 3 {
            0 => ToServer::Stretch { id, from: 1, to: 2 },
            1 => ToServer::Why { id, event: 1 },
            _look => ToServer::Look { id, event: 1 },
        };
        viewer.say(&question).await;
    }
    let mut refused = 0;
    for id in 0..90 {
        let answered = loop {
            match viewer.hear().await {
                ToBrowser::Stretch { id, .. } | ToBrowser::Because { id, .. } | ToBrowser::Look { id, .. } => break id,
                ToBrowser::Refused { id: answered, why } => {
                    assert!(why.contains("more than 10 messages a second"), "{why}");
                    refused += 1;
                    break answered.expect("it is known which one");
                }
                _something_happens => {}
            }
        };
        assert_eq!(answered, id);
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn who_drags_through_history_is_not_refused_and_gets_everywhere_in_turn() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    let begun = Instant::now();
    for at in 1..=90 {
        viewer.say(&ToServer::SeekTime { at: at * 100 }).await;
    }
    let mut moments = 0;
    while moments < 90 {
        match viewer.hear().await {
            ToBrowser::Keyframe { .. } => moments += 1,
            ToBrowser::Refused { why, .. } => panic!("{why}"),
            _something_else => {}
        }
    }
    assert!(begun.elapsed() >= Duration::from_millis(800), "thirty after the first sixty take their time");
}

#[tokio::test]
async fn in_public_each_may_ask_less() {
    let server = Server::start_in_public();
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    for _ in 0..60 {
        viewer.send(Message::text("this is no message")).await;
    }
    let (mut heard, mut too_fast) = (0, 0);
    while heard + too_fast < 60 {
        let why = refused(&mut viewer).await;
        if why.contains("more than 10 messages a second") { too_fast += 1 } else { heard += 1 }
    }
    assert!(heard >= 20 && too_fast > 0, "{heard} were heard, {too_fast} refused");
}

#[tokio::test]
async fn a_form_that_does_not_exist_is_refused() {
    let answer = Server::start().get("/stream?form=xml", &[]);
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("/stream?form=compact"));
}

#[tokio::test]
async fn only_our_own_page_may_connect_from_a_browser() {
    let server = Server::start();
    assert!(connect(&server, Some(&server.url(""))).await.is_ok());
    for foreign in ["http://evil.example", "null"] {
        match connect(&server, Some(foreign)).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 403),
            other => panic!("{foreign} should be refused, not {other:?}"),
        }
    }
}

#[test]
fn a_plain_request_is_told_what_this_address_is() {
    let answer = Server::start().get("/stream", &[]);
    assert_eq!(answer.status, 426);
    assert!(answer.text().contains("WebSocket"));
}
