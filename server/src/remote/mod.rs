//! A lab that runs elsewhere, seen from a terminal: `smr-lab watch` tells what happens in a session, and `smr-lab play` steers
//! one with a script, while a class looks on in browsers.
//!
//! Both are strangers to the lab, who speak the documented JSON of its stream: what they can do, everybody can.

pub mod play;
pub mod watch;

use std::fmt;
use std::io::{self, BufWriter, Stdout, Write as _};
use std::process::ExitCode;

use axum::http::Uri;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use wire::VERSION;
use wire::message::{ToBrowser, ToServer};

/// No message of a lab is longer, in bytes.
const LONGEST: usize = 64 << 20;

/// Why a lab elsewhere cannot be watched or steered.
#[derive(Debug)]
pub enum Trouble {
    /// The address is none of a lab.
    Address(String),
    /// Nobody answers there, or not as a lab does.
    Connect(String, Box<tungstenite::Error>),
    /// The lab speaks another version.
    Version(u16),
    /// The lab said something that is no message.
    Nonsense(String),
    /// It ended in the midst of it; why, if the lab said so.
    Ended(String),
    /// The script cannot be read; what is wrong, for people to read.
    Script(String),
    /// A line of the script was refused.
    Refused(String),
    /// What is to be told cannot be written.
    Output(io::Error),
}

impl Trouble {
    /// 1 when the run is not as the script expects, 2 when something could not be read or done at all.
    const fn exit_status(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            _ => 2,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(given) => write!(
                f,
                "smr-lab: {given:?} is not the address of a lab; one looks like http://127.0.0.1:3000, with ?session=NAME \
                 for a session of one's own"
            ),
            Self::Connect(address, why) => {
                write!(
                    f,
                    "smr-lab: no lab answers at {address}: {why}; is it running, and can it be reached from here?"
                )
            }
            Self::Version(version) => write!(
                f,
                "smr-lab: that lab speaks version {version} of the protocol, and this one {VERSION}: use the same smr-lab"
            ),
            Self::Nonsense(why) => write!(f, "smr-lab: what answers there is no lab: {why}"),
            Self::Ended(why) => write!(f, "smr-lab: the connection ended: {why}"),
            Self::Script(wrong) | Self::Refused(wrong) => write!(f, "{wrong}"),
            Self::Output(error) => write!(f, "smr-lab: {error}"),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Does something with a lab elsewhere; the answer goes to standard output.
fn perform(work: impl AsyncFnOnce(&mut BufWriter<Stdout>) -> Result<(), Trouble>) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("smr-lab: the operating system refused: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut output = BufWriter::new(io::stdout());
    let done = runtime.block_on(work(&mut output)).and_then(|()| Ok(output.flush()?));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough.
        Err(Trouble::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(trouble) => {
            // What was told before stands before it.
            let _ = output.flush();
            eprintln!("{trouble}");
            ExitCode::from(trouble.exit_status())
        }
    }
}

/// A connection to the stream of a lab.
struct Stream(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Stream {
    /// Connects to the stream of the session at an address.
    async fn open(address: &str) -> Result<Self, Trouble> {
        let stream = stream_at(address).ok_or_else(|| Trouble::Address(address.to_owned()))?;
        let limits = WebSocketConfig::default().max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST));
        match connect_async_with_config(stream.as_str(), Some(limits), true).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(why) => Err(Trouble::Connect(address.to_owned(), Box::new(why))),
        }
    }

    /// The next message; an error at the end of the connection.
    async fn hear(&mut self) -> Result<ToBrowser, Trouble> {
        loop {
            let frame = match self.0.next().await {
                Some(Ok(frame)) => frame,
                Some(Err(why)) => return Err(Trouble::Ended(why.to_string())),
                None => return Err(Trouble::Ended("the lab hung up".to_owned())),
            };
            match frame {
                Message::Text(text) => return read(&text),
                Message::Close(Some(goodbye)) => return Err(Trouble::Ended(goodbye.reason.to_string())),
                Message::Close(None) => return Err(Trouble::Ended("the lab hung up".to_owned())),
                Message::Binary(_) => return Err(Trouble::Nonsense("it speaks no JSON".to_owned())),
                // The library answers pings by itself.
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    async fn say(&mut self, message: &ToServer) -> Result<(), Trouble> {
        // The vocabulary is enumerations, numbers and texts: there is nothing that cannot be written.
        let text = serde_json::to_string(message).expect("the vocabulary becomes JSON");
        self.0.send(Message::text(text)).await.map_err(|why| Trouble::Ended(why.to_string()))
    }
}

fn read(text: &str) -> Result<ToBrowser, Trouble> {
    let message = serde_json::from_str(text).map_err(|why| Trouble::Nonsense(why.to_string()))?;
    match message {
        ToBrowser::Keyframe { version, .. } if version != VERSION => Err(Trouble::Version(version)),
        message => Ok(message),
    }
}

/// The address of the stream that belongs to the address of a page, or of a stream.
fn stream_at(address: &str) -> Option<String> {
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let address: Uri = address.parse().ok()?;
    if !matches!(address.scheme_str(), Some("http" | "ws")) {
        return None;
    }
    let host = address.authority()?;
    let mut session = address.query().unwrap_or_default().split('&').filter(|part| part.starts_with("session="));
    let session = session.next().map(|session| format!("?{session}")).unwrap_or_default();
    Some(format!("ws://{host}/stream{session}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_page_leads_to_its_stream() {
        for (address, stream) in [
            ("http://127.0.0.1:3000", Some("ws://127.0.0.1:3000/stream")),
            ("http://127.0.0.1:3000/lessons/course/01", Some("ws://127.0.0.1:3000/stream")),
            ("lab.example:3000/?session=abc&x=1", Some("ws://lab.example:3000/stream?session=abc")),
            ("ws://[::1]:3000/stream?form=compact", Some("ws://[::1]:3000/stream")),
            ("ftp://lab.example", None),
            ("", None),
            ("http://", None),
        ] {
            assert_eq!(stream_at(address).as_deref(), stream, "{address}");
        }
    }
}
