//! The two forms of the stream: compact (postcard in binary frames) for our own page, JSON in text frames for everybody else.

use axum::extract::ws::{Message, Utf8Bytes};
use wire::message::{ToBrowser, ToServer};

/// No message is longer; a command is a line.
pub const LONGEST_MESSAGE: usize = 4096;

/// How messages become bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Text frames of JSON.
    Json,
    /// Binary frames of postcard.
    Compact,
}

impl Form {
    /// A message to the browser as a frame. Copies of a frame share their bytes.
    pub fn write(self, message: &ToBrowser) -> Message {
        // The vocabulary is enumerations, numbers, texts and lists of them: there is nothing that cannot be written.
        match self {
            Self::Json => {
                Message::Text(Utf8Bytes::from(serde_json::to_string(message).expect("the vocabulary becomes JSON")))
            }
            Self::Compact => Message::binary(postcard::to_allocvec(message).expect("the vocabulary becomes bytes")),
        }
    }

    /// The message in a frame; `None` for frames that carry no message, such as a ping.
    ///
    /// # Errors
    /// There is none in it; the text says why, and what would be one.
    pub fn read(self, frame: &Message) -> Option<Result<ToServer, String>> {
        let length = match frame {
            Message::Text(text) => text.len(),
            Message::Binary(bytes) => bytes.len(),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return None,
        };
        if length > LONGEST_MESSAGE {
            return Some(Err(format!(
                "The message has {length} bytes; the longest one that is read has {LONGEST_MESSAGE}. Send one command a message."
            )));
        }
        Some(match (self, frame) {
            (Self::Json, Message::Text(text)) => serde_json::from_str(text).map_err(|error| {
                format!(
                    "This is not a message of the lab's protocol ({error}). \
                     A message looks like {{\"do\":{{\"id\":1,\"line\":\"c1: add 5\"}}}}."
                )
            }),
            (Self::Compact, Message::Binary(bytes)) => read_compact(bytes),
            (Self::Json, _binary) => {
                Err("This is not a message of the lab's protocol: this stream speaks JSON in text \
                 frames. Send text, or open /stream?form=compact."
                    .to_owned())
            }
            (Self::Compact, _text) => {
                Err("This is not a message of the lab's protocol: this stream speaks postcard in \
                 binary frames. Send those, or open /stream for JSON."
                    .to_owned())
            }
        })
    }
}

fn read_compact(bytes: &[u8]) -> Result<ToServer, String> {
    let why = match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => return Ok(message),
        Ok((_, rest)) => format!("{} bytes are left over", rest.len()),
        Err(error) => error.to_string(),
    };
    Err(format!(
        "This is not a message of the lab's protocol ({why}). Send one message a frame, in version {} of the compact form.",
        wire::VERSION
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::message::Speed;

    fn refused(form: Form, frame: Message) -> String {
        form.read(&frame).expect("it should carry a message").expect_err("it should be refused")
    }

    #[test]
    fn both_forms_carry_the_same_messages() {
        for message in [
            ToServer::Do { id: 7, line: "c1: add 5".to_owned() },
            ToServer::Play { speed: Speed(10) },
            ToServer::Pause,
            ToServer::Step,
            ToServer::Back,
            ToServer::SeekTime { at: 159_121 },
            ToServer::Why { id: 8, event: 98 },
        ] {
            let json = Message::text(serde_json::to_string(&message).unwrap());
            assert_eq!(Form::Json.read(&json), Some(Ok(message.clone())));
            let compact = Message::binary(postcard::to_allocvec(&message).unwrap());
            assert_eq!(Form::Compact.read(&compact), Some(Ok(message)));
        }
    }

    #[test]
    fn what_is_no_message_is_refused_with_a_reason() {
        assert!(refused(Form::Json, Message::text("{")).contains("\"c1: add 5\""));
        assert!(refused(Form::Json, Message::binary(vec![2])).contains("JSON"));
        assert!(refused(Form::Compact, Message::text("\"pause\"")).contains("binary frames"));
        assert!(refused(Form::Compact, Message::binary(vec![99])).contains("compact form"));
        assert!(refused(Form::Compact, Message::binary(vec![2, 2])).contains("1 bytes are left over"));
        assert!(refused(Form::Json, Message::text("x".repeat(LONGEST_MESSAGE + 1))).contains("4097"));
    }

    #[test]
    fn a_ping_is_no_message() {
        assert_eq!(Form::Json.read(&Message::Ping(Vec::new().into())), None);
        assert_eq!(Form::Compact.read(&Message::Close(None)), None);
    }
}
