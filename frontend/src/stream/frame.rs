//! Frames: the bytes of one message, in the compact form.
//!
//! What a server of another version sends may not be readable at all. But the version is the first number of the first
//! message, so it is looked at before the rest, and an old page knows that it is old rather than confused.

use wire::VERSION;
use wire::message::{ToBrowser, ToServer};

/// What a frame turned out to be.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// A message.
    Message(ToBrowser),
    /// A keyframe of another version of the vocabulary.
    OtherVersion(u16),
    /// Nothing that this page understands; the reason is for a programmer.
    Unreadable(String),
}

/// Reads one frame.
pub fn read(bytes: &[u8]) -> Frame {
    if let Some(version) = version_of_keyframe(bytes).filter(|version| *version != VERSION) {
        return Frame::OtherVersion(version);
    }
    match postcard::from_bytes(bytes) {
        Ok(message) => Frame::Message(message),
        Err(error) => Frame::Unreadable(error.to_string()),
    }
}

/// Writes one frame.
pub fn write(message: &ToServer) -> Vec<u8> {
    // Enumerations, numbers and texts: there is nothing in them that cannot be written.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The version in a keyframe; `None` for every other message.
fn version_of_keyframe(bytes: &[u8]) -> Option<u16> {
    const KEYFRAME: u32 = 0;
    let (message, rest) = postcard::take_from_bytes::<u32>(bytes).ok()?;
    let (version, _) = postcard::take_from_bytes::<u16>(rest).ok()?;
    (message == KEYFRAME).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::View;

    fn keyframe(version: u16) -> Vec<u8> {
        let message = ToBrowser::Keyframe { version, view: Box::new(View::default()) };
        postcard::to_allocvec(&message).expect("a keyframe can be written")
    }

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let expected = ToBrowser::Keyframe { version: VERSION, view: Box::new(View::default()) };
        assert_eq!(read(&keyframe(VERSION)), Frame::Message(expected));
        let done = postcard::to_allocvec(&ToBrowser::Done { id: 7, seen: None }).expect("an answer can be written");
        assert_eq!(read(&done), Frame::Message(ToBrowser::Done { id: 7, seen: None }));
    }

    #[test]
    fn another_version_is_recognised_even_if_the_rest_cannot_be_read() {
        assert_eq!(read(&keyframe(VERSION + 1)), Frame::OtherVersion(VERSION + 1));
        assert_eq!(read(&keyframe(VERSION + 1)[..2]), Frame::OtherVersion(VERSION + 1));
    }

    #[test]
    fn garbage_is_a_value_and_no_panic() {
        let whole = keyframe(VERSION);
        for bytes in [&[][..], &[255], &whole[..3], b"This is not a message"] {
            assert!(matches!(read(bytes), Frame::Unreadable(_)), "{bytes:?}");
        }
    }
}
