//! The stream as strangers meet it.

use futures_util::{SinkExt as _, StreamExt as _};
use tests::server::Server;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(server: &Server, origin: Option<&str>) -> Result<Stream, Error> {
    let mut request = format!("ws://{}/stream", server.address()).into_client_request()?;
    if let Some(origin) = origin {
        request.headers_mut().insert(
            "origin",
            origin.parse().expect("an origin is a header value"),
        );
    }
    connect_async(request).await.map(|(stream, _)| stream)
}

#[tokio::test]
async fn garbage_gets_a_clear_message_and_the_server_goes_on() {
    let server = Server::start();
    let mut stream = connect(&server, None).await.unwrap();
    for garbage in [
        Message::text("\u{0}garbage{{{"),
        Message::binary(vec![0xff; 1000]),
    ] {
        stream.send(garbage).await.unwrap();
        let answer = stream.next().await.unwrap().unwrap();
        assert!(
            answer
                .to_text()
                .unwrap()
                .contains("not a message of the lab's protocol"),
            "{answer}"
        );
    }
    assert_eq!(server.get("/", &[]).status, 200);
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
