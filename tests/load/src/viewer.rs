//! One who watches, in the compact form, as the page does.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use wire::message::{ToBrowser, ToServer};

use crate::Failure;

/// A connection that watches.
pub struct Viewer(WebSocketStream<TcpStream>);

impl Viewer {
    /// Connects to a session of one's own, or to the shared one.
    pub async fn connect(address: SocketAddr, session: Option<&str>) -> Result<Self, Failure> {
        Self::over(TcpStream::connect(address).await?, address, session).await
    }

    /// Connects to the shared session, and has the system keep as little as it can of what is not read.
    pub async fn connect_slowly(address: SocketAddr) -> Result<Self, Failure> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        Self::over(socket.connect(address).await?, address, None).await
    }

    async fn over(stream: TcpStream, address: SocketAddr, session: Option<&str>) -> Result<Self, Failure> {
        stream.set_nodelay(true)?;
        let session = session.map(|name| format!("&session={name}")).unwrap_or_default();
        let address = format!("ws://{address}/stream?form=compact{session}");
        // The usual buffer is filled with zeros at each poll: thousands of viewers would measure that.
        let small = WebSocketConfig::default().read_buffer_size(4096);
        let (socket, _) = client_async_with_config(address, stream, Some(small)).await?;
        Ok(Self(socket))
    }

    /// The next message.
    pub async fn hear(&mut self) -> Result<ToBrowser, Failure> {
        Ok(postcard::from_bytes(&self.frame().await?)?)
    }

    /// The next message, as it came.
    pub async fn frame(&mut self) -> Result<Bytes, Failure> {
        loop {
            match self.0.next().await.ok_or("the lab hung up")?? {
                Message::Binary(bytes) => return Ok(bytes),
                Message::Close(goodbye) => return Err(format!("the lab says goodbye: {goodbye:?}").into()),
                _ping => {}
            }
        }
    }

    pub async fn say(&mut self, message: &ToServer) -> Result<(), Failure> {
        Ok(self.0.send(Message::binary(postcard::to_allocvec(message)?)).await?)
    }

    /// Sends a frame, whatever is in it.
    pub async fn send(&mut self, frame: Message) -> Result<(), Failure> {
        Ok(self.0.feed(frame).await?)
    }

    /// Sends what waits to be sent.
    pub async fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.0.flush().await?)
    }

    /// Gives a command, and waits until it is done.
    pub async fn command(&mut self, id: u32, line: &str) -> Result<(), Failure> {
        self.say(&ToServer::Do { id, line: line.to_owned() }).await?;
        loop {
            match self.hear().await? {
                ToBrowser::Done { id: done, .. } if done == id => return Ok(()),
                ToBrowser::Refused { why, .. } => return Err(format!("{line}: {why}").into()),
                _what_happens => {}
            }
        }
    }
}
