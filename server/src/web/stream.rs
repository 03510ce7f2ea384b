//! The stream: the WebSocket on which a world is watched and steered.
//!
//! There are two forms of the same messages. Our own page asks for the compact one, `/stream?form=compact`: postcard in binary
//! frames. Everybody else gets JSON in text frames from `/stream`, one message a frame, and writes a client in an evening. The
//! vocabulary is the package `wire`: `wire::message` for the messages, `wire::Event` for what can happen, `wire::View` for what a
//! cluster looks like, and `wire::lesson` for the course.
//!
//! `/stream` is the session that everybody shares. With `session=NAME`, 16 to 64 characters that nobody guesses, you get one of
//! your own, now and whenever you come back.
//!
//! # What you get
//!
//! First a keyframe, which is everything as it is now; then how fast virtual time runs, in thousandths of real time (`null`
//! while it stands still); then how far the run is known, branch by branch, which
//! goals were set in it, and what is under way at its replicas. Check the version: another one means that you
//! would misread the rest.
//!
//! Numbers are exact in JavaScript; a seed above 2^53 would not be, so that one is a text: `"seed": "18446744073709551615"`.
//!
//! ```json,to-browser
//! {"keyframe": {"version": 6, "view": {"at": 0, "event": 0, "replicas": {}, "clients": {}, "flying": {}, "members": ["r1", "r2", "r3"], "members_from": 0, "system_failure": null, "faults": [], "network": "network delay=500us..1500us loss=0% duplicate=0% reorder=0%", "cuts": [], "broken": [], "about": {"machine": "counter", "operations": [["read", "answers the number"]], "order": "multi-paxos", "failure_model": "random", "needed": [1, 1, 2], "leads": true, "seed": 1, "promises": [{"name": "agreement", "says": "no two replicas learn different batches for one slot", "when_asked": false}]}}}}
//! {"playing": 10}
//! {"playing": null}
//! {"goals": [{"text": "Have c1 told 5.", "reached": false, "seen": "c1 was told nothing"}]}
//! {"known": {"run": 1763712345678901, "branch": 1, "branches": [{"name": "main", "leaves": null, "event": 512, "at": 901250}, {"name": "what if 1", "leaves": [0, 98], "event": 98, "at": 159121}]}}
//! ```
//!
//! After that, events: each with its number, its virtual time in microseconds, the number of the event that caused it (0 where
//! a user did), and words for people. Numbers follow each other without a gap. Whoever reads too slowly gets a new keyframe
//! instead of what was missed, and so do all when somebody walks through time: forget everything before it.
//!
//! ```json,to-browser
//! {"events": [{"id": 57, "at": 153393, "cause": 56, "event": {"invoked": {"client": 1, "number": 1}}, "words": "add 5"}, {"id": 58, "at": 153393, "cause": 56, "event": {"sent": {"message": 13, "from": "c1", "to": "r1", "kind": "request", "slot": 0, "arrives": 154736}}, "words": null}]}
//! {"events": [{"id": 84, "at": 157445, "cause": 83, "event": {"heard": {"client": 1, "number": 1, "replica": "r1", "output": "d691c79cab5a374f", "counted": true}}, "words": "5"}]}
//! {"events": [{"id": 98, "at": 159121, "cause": 97, "event": {"answered": {"client": 1, "number": 1, "verdict": "output", "unordered": false}}, "words": "5"}]}
//! ```
//!
//! What is under way at the replicas is no event: the timers that will fire unless they are set again before, the next one
//! first, and who supports whose try to lead. It comes when it has changed: five times a second at most while time runs, and at
//! once where it stands still. It is always whole; a replica that is not in it has nothing under way.
//!
//! ```json,to-browser
//! {"under-way": [{"place": 1, "timers": [{"name": "heartbeat", "set": 140000, "fires": 180000}], "votes": []}, {"place": 2, "timers": [{"name": "lead", "set": 131500, "fires": 360210}], "votes": [2, 3]}]}
//! ```
//!
//! # What you send
//!
//! Commands, each a line of the script language with a number of your own, and what virtual time shall do: run, stand still,
//! go one event on or back, or go to an event or a moment that is known. Virtual time is one for all who watch. To act before
//! the end of what is known begins a branch; the others stay, and can be looked at again. You can ask why something
//! happened, and for the events of any stretch of the branch, 4096 at a time: whoever came late can draw what was before.
//! And you can look up the verbs of the script language and the lines of an ordering's pseudo-code.
//!
//! ```json,to-server
//! {"do": {"id": 1, "line": "c1: add 5"}}
//! {"do": {"id": 2, "line": "crash r1"}}
//! {"play": {"speed": 1000}}
//! "pause"
//! "step"
//! "back"
//! {"seek": {"event": 98}}
//! {"seek-time": {"at": 159121}}
//! {"branch": {"branch": 0}}
//! {"why": {"id": 3, "event": 98}}
//! {"stretch": {"id": 4, "from": 1, "to": 98}}
//! "verbs"
//! {"lines": {"order": "raft"}}
//! "lessons"
//! {"lesson": {"path": "course/03-determinism"}}
//! ```
//!
//! Each command is answered, after the events that it led to at once, and each question. A command that is `done` is on the
//! server's disk: it is there again after a power cut. One that cannot be kept is refused, and has not happened. What could not
//! be read has no number, nor has what everybody is told, such as that nothing can be kept at present.
//!
//! ```json,to-browser
//! {"done": {"id": 1, "seen": null}}
//! {"because": {"id": 3, "chain": [{"event": 56, "at": 153393, "words": "the user says `c1: add 5`"}, {"event": 57, "at": 153393, "words": "c1 asks #1: add 5"}]}}
//! {"stretch": {"id": 4, "events": [{"id": 98, "at": 159121, "cause": 97, "event": {"written": {"replica": "r2"}}, "words": null}]}}
//! {"verbs": [{"name": "crash", "usage": "crash REPLICA", "does": "The server's power fails.", "example": "crash leader"}]}
//! {"lines": {"order": "raft", "lines": [{"name": "term", "says": "a message of a later term: take the term over, vote for nobody in it yet, follow"}]}}
//! {"lessons": [{"path": "course/03-determinism", "demo": false, "title": "Determinism", "section": "The State Machine", "minutes": 10, "remember": "Equal Inputs in equal order."}]}
//! {"lesson": {"entry": {"path": "course/03-determinism", "demo": false, "title": "Determinism", "section": "The State Machine", "minutes": 10, "remember": "Equal Inputs in equal order."}, "introduction": "<p>…</p>", "steps": [{"title": "A clock", "blocks": [{"prose": "<p>…</p>"}, {"script": ["cluster machine=wall-clock"]}]}], "ask": [], "sources": []}}
//! {"refused": {"id": 2, "why": "r1 is down; `restart r1` first"}}
//! {"refused": {"id": null, "why": "This is not a message of the lab's protocol."}}
//! ```
//!
//! Lessons of somebody's own may change while they write them (`smr-lab serve --lessons`). Whoever asked for the list, or for a
//! lesson, then gets the same answer again as it is now: the lesson that was asked for last, with what is wrong with its file in
//! the text of its steps if something is.
//!
//! # Rooms
//!
//! Whoever owns a session, because they know its name, opens a room on it, and is told its code. With `/stream?room=CODE` others
//! follow: they get all that happens in the session, at the same moment, and the room itself: how many follow, what whoever
//! steers points at, whose hands are up, and what is asked. They predict, raise their hands, and look at other moments by
//! themselves. What would steer the session is refused, until the owner hands control over to them; to act by themselves they
//! fork it, and open the session that is theirs then. Who may what, and how a page does all this, is told in `wire::room`.
//!
//! ```json,to-server
//! {"room": "open"}
//! {"room": {"select": {"what": "r2"}}}
//! {"room": {"poll": {"question": "Is the 5 lost?", "choices": ["yes", "no"]}}}
//! {"room": {"answer": {"poll": 1, "choice": 1}}}
//! {"room": "reveal"}
//! {"room": "end-poll"}
//! {"room": {"hand": {"up": true}}}
//! {"room": {"lower": {"whose": 3}}}
//! {"room": {"hand-over": {"to": 7}}}
//! {"room": {"notes": {"text": "Ask for hands first."}}}
//! {"room": "fork"}
//! {"room": "close"}
//! {"look": {"id": 5, "event": 0}}
//! ```
//!
//! The answers of others are shown when they are revealed; the owner sees them before, and the notes. Whoever follows is told
//! their number and a key of their own: with `/stream?room=CODE&key=KEY` they are the same again, and have one vote.
//!
//! ```json,to-browser
//! {"room": {"code": "k7m2xq", "followers": 24, "steering": null, "selected": "r2", "hands": [3, 19], "poll": {"number": 1, "question": "Is the 5 lost?", "choices": ["yes", "no"], "answered": 12, "tally": null}}}
//! {"room": null}
//! {"backstage": {"tally": [5, 7], "notes": "Ask for hands first."}}
//! {"following": {"number": 7, "key": "abcdefghijkmnpqrstuvwxyz23"}}
//! {"counted": {"poll": 1, "choice": 1}}
//! {"forked": {"session": "abcdefghijkmnpqrstuvwxyz23"}}
//! {"look": {"id": 5, "view": {"at": 0, "event": 0, "replicas": {}, "clients": {}, "flying": {}, "members": ["r1"], "members_from": 0, "system_failure": null, "faults": [], "network": "network delay=500us..1500us loss=0% duplicate=0% reorder=0%", "cuts": [], "broken": [], "about": {"machine": "counter", "operations": [], "order": "raft", "failure_model": "fail-stop", "needed": [1, 1, 1], "leads": true, "seed": 1, "promises": []}}}}
//! ```
//!
//! # Limits
//!
//! A message has at most 4096 bytes, and 30 of them are carried out a second, after a first burst of 60; all who steer one
//! session may do so 200 times a second together, after a first burst of 400. Beyond that they are refused and nothing else
//! changes; only `seek-time` is not refused but waits for its turn, since whoever drags through history means where the hand is at
//! last. A lab that was started with `--public` allows less: 10 and 20 for each, 30 and 60 for all. A frame of more than 64 KiB
//! ends the connection, and so does a minute without a sign of life: the server pings every 20 seconds, and a WebSocket library
//! answers by itself.
//!
//! # Who may connect
//!
//! Only our own page may open it from a browser ([`origin`](super::origin)), and every program that is no browser.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, Response, StatusCode, Uri};

use super::origin::is_our_own_page;
use super::viewer::{Comes, Ticket};
use super::{Lab, errors, viewer};
use crate::classroom::form::Form;
use crate::classroom::sessions::NoSession;

/// The default of 128 KiB is filled with zeros at each poll: with it, 2,000 viewers cost 2.8 times the processor.
const READ_BUFFER: usize = 4096;

/// No frame that is longer is read. It is more than a message may have, so that one that is a little too long gets an answer.
const LONGEST_FRAME: usize = 64 * 1024;

/// Opens a stream, or says why not.
pub async fn open(
    State(lab): State<Lab>,
    address: Uri,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response<Body> {
    if !is_our_own_page(&headers) {
        return errors::text(
            StatusCode::FORBIDDEN,
            "Only the lab's own page may open its stream from a browser: open the lab itself.\n",
        );
    }
    let Some(Wanted { form, session, room, key }) = wanted(&address) else {
        return errors::text(
            StatusCode::BAD_REQUEST,
            "A stream has one of two forms: /stream?form=json (or nothing) and /stream?form=compact; &session=NAME opens \
             one of your own, &room=CODE follows somebody else's, with &key=KEY as whom you were before.\n",
        );
    };
    let found = match (room, session) {
        (Some(code), _) => lab.sessions.followed(&code).await.map(|session| (Comes::ToFollow(key), session)),
        (None, Some(name)) => lab.sessions.named(&name).await.map(|session| (Comes::AsOwner, session)),
        (None, None) => Ok((Comes::AsOwner, lab.sessions.shared())),
    };
    let (comes, session) = match found {
        Ok(found) => found,
        Err(NoSession::NoRoom) => {
            return errors::text(StatusCode::NOT_FOUND, "There is no room with this code; ask for it again.\n");
        }
        Err(NoSession::BadName) => {
            return errors::text(
                StatusCode::BAD_REQUEST,
                "The name of a session has 16 to 64 characters, a to z and 0 to 9: choose one that nobody guesses.\n",
            );
        }
        Err(NoSession::TooMany) => {
            return errors::text(
                StatusCode::SERVICE_UNAVAILABLE,
                "There are as many sessions as this lab can hold; try again in some minutes, or use /stream, the shared one.\n",
            );
        }
    };
    let Ok(connection) = Arc::clone(&lab.connections).try_acquire_owned() else {
        return errors::text(
            StatusCode::SERVICE_UNAVAILABLE,
            "As many are connected as this lab can serve; try again in some minutes.\n",
        );
    };
    let rate = lab.limits.a_connection;
    match upgrade {
        Ok(upgrade) => upgrade
            .read_buffer_size(READ_BUFFER)
            .max_message_size(LONGEST_FRAME)
            .max_frame_size(LONGEST_FRAME)
            .on_upgrade(async move |socket| {
                lab.metrics.viewers_came.inc();
                let ticket = Ticket { form, session, comes, course: lab.course, metrics: lab.metrics };
                viewer::serve(socket, ticket, rate, lab.stopping).await;
                drop(connection);
            }),
        Err(_) => errors::text(
            StatusCode::UPGRADE_REQUIRED,
            "This address is a WebSocket: connect to it with ws:// or wss://.\n",
        ),
    }
}

/// What an address asks for.
#[derive(PartialEq, Eq, Debug)]
struct Wanted {
    form: Form,
    session: Option<String>,
    room: Option<String>,
    key: Option<String>,
}

fn wanted(address: &Uri) -> Option<Wanted> {
    let mut wanted = Wanted { form: Form::Json, session: None, room: None, key: None };
    for part in address.query().unwrap_or_default().split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=')? {
            ("form", "json") => wanted.form = Form::Json,
            ("form", "compact") => wanted.form = Form::Compact,
            ("session", name) => wanted.session = Some(name.to_owned()),
            ("room", code) => wanted.room = Some(code.to_owned()),
            ("key", key) => wanted.key = Some(key.to_owned()),
            _other => return None,
        }
    }
    Some(wanted)
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use wire::message::{ToBrowser, ToServer};

    use super::*;
    use crate::classroom::form::LONGEST_MESSAGE;
    use crate::limits::{Limits, Rate};

    /// The lines in the blocks of the essay above that are tagged like this.
    fn examples(tag: &str) -> Vec<&'static str> {
        let essay = include_str!("stream.rs").lines().map_while(|line| line.strip_prefix("//!"));
        let (mut examples, mut inside) = (Vec::new(), false);
        for line in essay.map(str::trim) {
            match line.strip_prefix("```") {
                Some(begin) => inside = begin == format!("json,{tag}"),
                None if inside => examples.push(line),
                None => {}
            }
        }
        examples
    }

    /// Reads each example, writes it again, and compares: what is missing or superfluous in one shows.
    fn are_true<T: Serialize + DeserializeOwned>(examples: &[&str], count: usize) {
        assert_eq!(examples.len(), count);
        for example in examples {
            let message: T = serde_json::from_str(example).unwrap_or_else(|error| panic!("{example}: {error}"));
            let again = serde_json::to_value(message).unwrap();
            assert_eq!(again, serde_json::from_str::<Value>(example).unwrap());
        }
    }

    #[test]
    fn the_examples_of_the_protocol_are_true() {
        are_true::<ToServer>(&examples("to-server"), 28);
        are_true::<ToBrowser>(&examples("to-browser"), 25);
        let version = format!("\"version\": {},", wire::VERSION);
        assert!(examples("to-browser")[0].contains(&version), "a keyframe is of the present version");
    }

    #[test]
    fn the_limits_of_the_protocol_are_as_told() {
        assert_eq!((LONGEST_MESSAGE, LONGEST_FRAME), (4096, 64 * 1024));
        let told = |limits: Limits| {
            [limits.a_connection, limits.a_session].map(|Rate { at_once, a_second }| (a_second, at_once))
        };
        assert_eq!(told(Limits::USUAL), [(30, 60), (200, 400)]);
        assert_eq!(told(Limits::PUBLIC), [(10, 20), (30, 60)]);
    }

    #[test]
    fn a_stream_has_one_of_two_forms_and_is_of_one_session() {
        let form = |address: &str| wanted(&address.parse().unwrap()).map(|wanted| wanted.form);
        assert_eq!(form("/stream"), Some(Form::Json));
        assert_eq!(form("/stream?form=json"), Some(Form::Json));
        assert_eq!(form("/stream?form=compact"), Some(Form::Compact));
        assert_eq!(form("/stream?form=xml"), None);
        assert_eq!(form("/stream?other=1"), None);
        let nothing = || Wanted { form: Form::Compact, session: None, room: None, key: None };
        let own = wanted(&"/stream?form=compact&session=abc".parse().unwrap());
        assert_eq!(own, Some(Wanted { session: Some("abc".to_owned()), ..nothing() }));
        let again = wanted(&"/stream?form=compact&room=abc&key=def".parse().unwrap());
        assert_eq!(again, Some(Wanted { room: Some("abc".to_owned()), key: Some("def".to_owned()), ..nothing() }));
    }
}
