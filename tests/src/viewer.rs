//! A viewer without a screen: it watches the stream as the page does, folds what it hears into a View, and gives commands.
//!
//! It holds the server to its word while it listens: the first message is a keyframe of this version, and events follow each
//! other without a gap.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use wire::message::{Known, Speed, ToBrowser, ToServer};
use wire::room::{Answer, Ask, Backstage, Following, Room};
use wire::{Traced, VERSION, View};

use crate::DEADLINE;
use crate::server::Server;

/// The form in which a viewer speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Text frames of JSON, as strangers do.
    Json,
    /// Binary frames of postcard, as our own page does.
    Compact,
}

/// A connection that watches.
#[derive(Debug)]
pub struct Viewer {
    form: Form,
    socket: WebSocketStream<TcpStream>,
    commands: u32,
    /// What the cluster looks like.
    pub view: View,
    /// Everything that was told one by one.
    pub events: Vec<Traced>,
    /// How many keyframes came.
    pub keyframes: usize,
    /// How fast virtual time runs.
    pub playing: Option<Speed>,
    /// How far the run is known, and its branches.
    pub known: Known,
    /// Every byte that came.
    pub bytes: Vec<u8>,
    /// The room, if one is open.
    pub room: Option<Room>,
    /// What the owner of the session sees of it.
    pub backstage: Option<Backstage>,
    /// Who one who follows is.
    pub following: Option<Following>,
    /// The prediction that was acknowledged last.
    pub counted: Option<Answer>,
}

impl Viewer {
    /// Connects and takes in the first keyframe.
    pub async fn connect(server: &Server, form: Form) -> Self {
        let mut viewer = Self::over(TcpSocket::new_v4().expect("a socket"), server, form).await;
        assert!(matches!(viewer.hear().await, ToBrowser::Keyframe { .. }), "the first message is a keyframe");
        viewer
    }

    /// Connects to a session of one's own and takes in the first keyframe.
    pub async fn connect_to(address: SocketAddr, form: Form, session: &str) -> Self {
        let path = match form {
            Form::Json => format!("/stream?session={session}"),
            Form::Compact => format!("/stream?form=compact&session={session}"),
        };
        let mut viewer = Self::at(TcpSocket::new_v4().expect("a socket"), address, form, &path).await;
        assert!(matches!(viewer.hear().await, ToBrowser::Keyframe { .. }), "the first message is a keyframe");
        viewer
    }

    /// Follows in the room of this code, and takes in the first keyframe and who it is.
    pub async fn follow(address: SocketAddr, form: Form, code: &str) -> Self {
        Self::follow_again(address, form, code, "").await
    }

    /// The same as whoever has this key.
    pub async fn follow_again(address: SocketAddr, form: Form, code: &str, key: &str) -> Self {
        let key = if key.is_empty() { String::new() } else { format!("&key={key}") };
        let path = match form {
            Form::Json => format!("/stream?room={code}{key}"),
            Form::Compact => format!("/stream?form=compact&room={code}{key}"),
        };
        let mut viewer = Self::at(TcpSocket::new_v4().expect("a socket"), address, form, &path).await;
        assert!(matches!(viewer.hear().await, ToBrowser::Keyframe { .. }), "the first message is a keyframe");
        viewer.until(|viewer| viewer.following.is_some()).await;
        viewer
    }

    /// By this number others know one who follows.
    pub fn number(&self) -> u32 {
        self.following.as_ref().expect("it follows").number
    }

    /// By this key the server knows one who follows again.
    pub fn key(&self) -> &str {
        &self.following.as_ref().expect("it follows").key
    }

    /// Connects and reads nothing yet; the system, too, keeps as little as it can of what is not read.
    pub async fn connect_slowly(server: &Server, form: Form) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a socket takes a size");
        Self::over(socket, server, form).await
    }

    async fn over(socket: TcpSocket, server: &Server, form: Form) -> Self {
        let path = match form {
            Form::Json => "/stream",
            Form::Compact => "/stream?form=compact",
        };
        Self::at(socket, server.address(), form, path).await
    }

    async fn at(socket: TcpSocket, address: SocketAddr, form: Form, path: &str) -> Self {
        let request = format!("ws://{address}{path}").into_client_request().expect("an address");
        let stream = socket.connect(address).await.expect("the server accepts connections");
        let (socket, _) = client_async(request, stream).await.expect("the server opens the stream");
        let (view, events) = (View::default(), Vec::new());
        Self {
            form,
            socket,
            commands: 0,
            view,
            events,
            keyframes: 0,
            playing: None,
            known: Known::default(),
            bytes: Vec::new(),
            room: None,
            backstage: None,
            following: None,
            counted: None,
        }
    }

    /// The next frame; `None` at the end of the connection.
    pub async fn frame(&mut self) -> Option<Message> {
        loop {
            let next = timeout(DEADLINE, self.socket.next()).await.expect("the server says something in time");
            match next {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(frame)) => {
                    self.bytes.extend_from_slice(&frame.clone().into_data());
                    return Some(frame);
                }
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next message, which is folded in.
    pub async fn hear(&mut self) -> ToBrowser {
        self.listen().await.expect("the server goes on")
    }

    /// The next message, which is folded in; `None` at the end of the connection.
    pub async fn listen(&mut self) -> Option<ToBrowser> {
        let frame = self.frame().await?;
        let message = match (self.form, &frame) {
            (Form::Json, Message::Text(text)) => serde_json::from_str(text).expect("a message"),
            (Form::Compact, Message::Binary(bytes)) => postcard::from_bytes(bytes).expect("a message"),
            _ => panic!("a viewer of the form {:?} should not get {frame:?}", self.form),
        };
        self.take_in(&message);
        Some(message)
    }

    fn take_in(&mut self, message: &ToBrowser) {
        assert!(
            self.keyframes > 0 || matches!(message, ToBrowser::Keyframe { .. }),
            "a keyframe comes before {message:?}"
        );
        match message {
            ToBrowser::Keyframe { version, view } => {
                assert_eq!(*version, VERSION);
                self.keyframes += 1;
                self.view = (**view).clone();
            }
            ToBrowser::Events(events) => {
                for event in events {
                    assert_eq!(event.id, self.view.event + 1, "events follow each other without a gap");
                    self.view.fold(event);
                }
                self.events.extend(events.iter().cloned());
            }
            ToBrowser::Playing(speed) => self.playing = *speed,
            ToBrowser::Known(known) => self.known = known.clone(),
            ToBrowser::Goals(_)
            | ToBrowser::Lessons(_)
            | ToBrowser::Lesson(_)
            | ToBrowser::Done { .. }
            | ToBrowser::Because { .. }
            | ToBrowser::Forked { .. }
            | ToBrowser::Look { .. }
            | ToBrowser::Stretch { .. }
            | ToBrowser::Verbs(_)
            | ToBrowser::Lines { .. }
            | ToBrowser::Refused { .. }
            | ToBrowser::UnderWay(_) => {}
            ToBrowser::Room(room) => self.room = room.as_deref().cloned(),
            ToBrowser::Backstage(backstage) => self.backstage = Some((**backstage).clone()),
            ToBrowser::Following(following) => self.following = Some(following.clone()),
            ToBrowser::Counted(answer) => self.counted = Some(*answer),
        }
    }

    /// Sends a message.
    pub async fn say(&mut self, message: &ToServer) {
        self.try_say(message).await.expect("the server takes it");
    }

    /// Sends a message to a server that may be gone.
    ///
    /// # Errors
    /// It is.
    pub async fn try_say(&mut self, message: &ToServer) -> Result<(), Error> {
        self.try_send(match self.form {
            Form::Json => Message::text(serde_json::to_string(message).expect("JSON")),
            Form::Compact => Message::binary(postcard::to_allocvec(message).expect("bytes")),
        })
        .await
    }

    /// Sends a frame, whatever is in it.
    pub async fn send(&mut self, frame: Message) {
        self.try_send(frame).await.expect("the server takes it");
    }

    /// Sends a frame that the server may refuse to take.
    ///
    /// # Errors
    /// It did.
    pub async fn try_send(&mut self, frame: Message) -> Result<(), Error> {
        self.socket.send(frame).await
    }

    /// Gives a command and waits for what became of it.
    pub async fn command(&mut self, line: &str) -> Result<(), String> {
        self.commands += 1;
        let expected = self.commands;
        self.say(&ToServer::Do { id: expected, line: line.to_owned() }).await;
        loop {
            match self.hear().await {
                ToBrowser::Done { id, .. } if id == expected => return Ok(()),
                ToBrowser::Refused { id, why } if id == Some(expected) => return Err(why),
                _ => {}
            }
        }
    }

    /// Asks something of the room.
    pub async fn ask(&mut self, ask: Ask) {
        self.say(&ToServer::Room(ask)).await;
    }

    /// The next refusal that is an answer to no command.
    pub async fn refusal(&mut self) -> String {
        loop {
            if let ToBrowser::Refused { id: None, why } = self.hear().await {
                return why;
            }
        }
    }

    /// Lets virtual time run at so many times real time, so that no test has to wait for it.
    pub async fn play(&mut self, times: u32) {
        let speed = Speed(times * 1000);
        self.say(&ToServer::Play { speed }).await;
        self.until(|viewer| viewer.playing == Some(speed)).await;
    }

    /// Stops virtual time. Whoever has heard of it has heard of everything that happened.
    pub async fn pause(&mut self) {
        self.say(&ToServer::Pause).await;
        self.until(|viewer| viewer.playing.is_none()).await;
    }

    /// Listens until something is so.
    pub async fn until(&mut self, holds: impl Fn(&Self) -> bool) {
        let listening = async {
            while !holds(self) {
                self.hear().await;
            }
        };
        let came = timeout(DEADLINE, listening).await.is_ok();
        assert!(came, "what was waited for did not happen; this did: {:#?}", self.view);
    }

    /// Listens until the client has so many answers, FAIL or not; returns the last one in words.
    pub async fn answers(&mut self, client: u16, count: u64) -> String {
        let answers =
            |viewer: &Self| viewer.view.clients.get(&client).map_or(0, |client| client.outputs + client.fails);
        self.until(|viewer| answers(viewer) >= count).await;
        let last = self.view.clients[&client].answered.last();
        last.map(|answered| answered.words.to_string()).unwrap_or_default()
    }

    /// Waits for the goodbye of the server.
    pub async fn goodbye(&mut self) -> Option<CloseFrame> {
        loop {
            match self.frame().await {
                Some(Message::Close(goodbye)) => return goodbye,
                Some(_) => {}
                None => return None,
            }
        }
    }

    /// Leaves.
    pub async fn leave(mut self) {
        // A server that is gone need not be told.
        let _ = self.socket.close(None).await;
    }
}
