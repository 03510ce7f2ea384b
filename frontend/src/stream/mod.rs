//! The stream: the WebSocket between this page and its server.
//!
//! It is opened at once and opened again whenever it closes, later and later ([`back_off`]), until the page is gone. The
//! wait is over only when a keyframe came: a server that accepts and then hangs up is not there yet. Three things end the
//! attempts, since repeating cannot help: a server of another version, and bytes that make no sense ([`frame`]); and that
//! there is nothing at this address, such as a room that is closed.

mod back_off;
pub mod frame;

use crate::address;
use crate::lab::Lab;
use crate::room;
use frame::Frame;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};
use wire::message::ToServer;

/// How long the page says that it is connected again.
const RELIEF: Duration = Duration::from_secs(4);

/// With this reason the server closes the connections of those who follow, when the room is.
const CLOSED: &str = "the room is closed";

/// The state of the connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Link {
    /// Never connected so far.
    Connecting,
    /// Connected; `again` for a moment after it had been lost.
    Open {
        /// Whether to say so.
        again: bool,
    },
    /// Lost, and tried again.
    Lost {
        /// How many attempts have failed since.
        failed: u32,
    },
    /// The server has another version than this page.
    OtherVersion(u16),
    /// The server said something that this page does not understand.
    Unreadable(String),
    /// The room is closed, or was never open.
    NoRoom,
    /// No run can have this address.
    NoRun,
}

impl Link {
    /// Whether commands can be sent.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// Whether another attempt could help.
    pub const fn can_recover(&self) -> bool {
        matches!(self, Self::Connecting | Self::Open { .. } | Self::Lost { .. })
    }

    /// What a keyframe says about the connection.
    pub fn keyframe_came(&mut self) {
        let again = matches!(self, Self::Lost { .. } | Self::Open { again: true });
        *self = Self::Open { again };
    }
}

/// One connection, with what it calls when something happens.
struct Connection {
    socket: WebSocket,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // It fails only for a close code that is not allowed, and none is given.
        let _ = self.socket.close();
    }
}

/// The connection, if there is one, and how often connecting failed.
#[derive(Default)]
pub struct Stream {
    connection: Option<Connection>,
    failed: u32,
}

type Shared = StoredValue<Stream, LocalStorage>;

impl Stream {
    /// Connects, and connects again whenever the connection is lost.
    pub fn keep_open(shared: Shared, lab: Lab) {
        let connection = open(shared, lab);
        let refused = connection.is_none();
        shared.update_value(|stream| stream.connection = connection);
        if refused {
            lost(shared, lab);
        }
    }

    /// Sends a message; without a connection it is dropped.
    pub fn send(&self, message: &ToServer) {
        if let Some(connection) = &self.connection {
            // A socket that closes meanwhile says so by itself.
            let _ = connection.socket.send_with_u8_array(&frame::write(message));
        }
    }
}

fn open(shared: Shared, lab: Lab) -> Option<Connection> {
    let socket = WebSocket::new(&address::of_stream()?).ok()?;
    socket.set_binary_type(BinaryType::Arraybuffer);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // Closing from within the socket's own call is left to the next turn of the event loop.
        if !take_in(&event.data(), shared, lab) {
            set_timeout(move || shared.update_value(|stream| stream.connection = None), Duration::ZERO);
        }
    });
    let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
        if event.reason() == CLOSED {
            lab.link.set(Link::NoRoom);
        }
        lost(shared, lab);
    });
    socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    Some(Connection { socket, _on_message: on_message, _on_close: on_close })
}

/// Takes in one frame; false if there is no point in going on.
fn take_in(data: &JsValue, shared: Shared, lab: Lab) -> bool {
    if !lab.link.with_untracked(Link::can_recover) {
        return false;
    }
    let frame = match data.as_string() {
        Some(text) => Frame::Unreadable(text),
        None => frame::read(&web_sys::js_sys::Uint8Array::new(data).to_vec()),
    };
    match frame {
        Frame::Message(message) => {
            let was_open = lab.link.with_untracked(Link::is_open);
            lab.receive(message);
            if !was_open && lab.link.with_untracked(Link::is_open) {
                shared.update_value(|stream| stream.failed = 0);
                set_timeout(move || lab.link.update(end_of_relief), RELIEF);
            }
        }
        Frame::OtherVersion(version) => lab.link.set(Link::OtherVersion(version)),
        Frame::Unreadable(why) => lab.link.set(Link::Unreadable(why)),
    }
    lab.link.with_untracked(Link::can_recover)
}

fn end_of_relief(link: &mut Link) {
    if let Link::Open { again } = link {
        *again = false;
    }
}

fn lost(shared: Shared, lab: Lab) {
    if !lab.link.with_untracked(Link::can_recover) {
        return;
    }
    let failed = shared.try_update_value(|stream| {
        let before = stream.failed;
        stream.failed = before.saturating_add(1);
        before
    });
    let Some(failed) = failed else { return };
    lab.forget_commands();
    room::look_for(lab);
    lab.clock.update_value(|clock| clock.play(crate::lab::real_time(), None));
    lab.playing.set(None);
    lab.link.set(Link::Lost { failed });
    let again = move || {
        if lab.link.with_untracked(Link::can_recover) {
            Stream::keep_open(shared, lab);
        }
    };
    set_timeout(again, back_off::wait_after(failed));
}
