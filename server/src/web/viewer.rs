//! One viewer: a connection that gets what happens and gives commands.
//!
//! Reading and writing are separate tasks, so that a viewer who does not read can still be heard, and one who sends rubbish is
//! still told what happens. Nobody waits for a viewer: what it does not read in time is replaced by a keyframe, and what it
//! sends is read only as fast as it takes the answers.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use wire::message::{ToBrowser, ToServer};

use crate::classroom::audience::Watching;
use crate::classroom::course::Course;
use crate::classroom::form::{Form, LONGEST_MESSAGE};
use crate::classroom::{Ended, Session};
use crate::limits::{Pace, Rate};
use crate::metrics::Metrics;

/// How often a viewer is asked whether it is still there.
const ASK_EVERY: Duration = Duration::from_secs(20);

/// A viewer of whom nothing was heard for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);

/// How long saying goodbye may take.
const FAREWELL: Duration = Duration::from_millis(300);

/// How many answers to its own messages may wait for a viewer, before no more of them are read.
const ANSWERS: usize = 16;

/// Serves one viewer until it leaves or the lab is stopped.
pub async fn serve(
    socket: WebSocket,
    form: Form,
    session: Session,
    (course, metrics): (Arc<Course>, Metrics),
    rate: Rate,
    mut stopping: watch::Receiver<bool>,
) {
    let (mut sink, stream) = socket.split();
    let (answers, answered) = mpsc::channel(ANSWERS);
    let mut reader = tokio::spawn(listen(
        stream,
        form,
        session.clone(),
        (course, metrics.clone()),
        (Pace::new(rate, Instant::now()), answers),
    ));
    let goodbye = tokio::select! {
        // The sender is gone only when the lab is.
        _ = stopping.wait_for(|stopping| *stopping) => Some((close_code::AWAY, "the lab is being stopped")),
        goodbye = tell(&mut sink, form, &session, answered, &metrics) => goodbye,
        // The writer ends by itself after the reader, unless the viewer takes nothing any more.
        () = async { let _ = (&mut reader).await; sleep(FAREWELL).await } => None,
    };
    reader.abort();
    if let Some((code, reason)) = goodbye {
        let close = Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason) }));
        // Whoever does not listen any more needs no goodbye.
        let _ = timeout(FAREWELL, sink.send(close)).await;
    }
}

/// What to say at the end, if anybody can hear it.
type Goodbye = Option<(u16, &'static str)>;

const ENDED: Goodbye = Some((close_code::AWAY, "the session is over; open the lab again"));

/// What a viewer is told about what it sent.
enum Answer {
    Message(ToBrowser),
    Goodbye(u16, &'static str),
}

/// Tells the viewer what happens and what became of its commands. Ends with the goodbye to say, if anybody can hear it.
async fn tell(
    sink: &mut SplitSink<WebSocket, Message>,
    form: Form,
    session: &Session,
    mut answered: mpsc::Receiver<Answer>,
    metrics: &Metrics,
) -> Goodbye {
    let mut ask = interval(ASK_EVERY);
    ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut happenings = match begin(sink, form, session).await {
        Ok(happenings) => happenings,
        Err(goodbye) => return goodbye,
    };
    loop {
        let frame = tokio::select! {
            // In this order: the answer to a command comes after the events that it led to at once.
            biased;
            next = happenings.recv() => match next {
                Ok(frame) => frame,
                Err(RecvError::Lagged(_)) => {
                    metrics.skips.inc();
                    happenings = match begin(sink, form, session).await {
                        Ok(happenings) => happenings,
                        Err(goodbye) => return goodbye,
                    };
                    continue;
                }
                Err(RecvError::Closed) => return ENDED,
            },
            answer = answered.recv() => match answer {
                Some(Answer::Message(message)) => form.write(&message),
                Some(Answer::Goodbye(code, reason)) => return Some((code, reason)),
                None => return None,
            },
            _ = ask.tick() => Message::Ping(Default::default()),
        };
        metrics.sent.inc_by(length(&frame));
        if sink.send(frame).await.is_err() {
            return None;
        }
    }
}

/// How many bytes of a frame are not the protocol's own.
fn length(frame: &Message) -> u64 {
    match frame {
        Message::Text(text) => text.len() as u64,
        Message::Binary(bytes) => bytes.len() as u64,
        Message::Ping(_) | Message::Pong(_) | Message::Close(_) => 0,
    }
}

/// Sends everything as it is now, and subscribes to what comes after.
async fn begin(
    sink: &mut SplitSink<WebSocket, Message>,
    form: Form,
    session: &Session,
) -> Result<Receiver<Message>, Goodbye> {
    let Watching { first, next } = session.watch(form).await.map_err(|Ended| ENDED)?;
    for frame in first {
        sink.send(frame).await.map_err(|_gone| None)?;
    }
    Ok(next)
}

/// Reads what the viewer sends, until it leaves, falls silent or sends what cannot be read.
async fn listen(
    mut stream: SplitStream<WebSocket>,
    form: Form,
    session: Session,
    (course, metrics): (Arc<Course>, Metrics),
    (mut pace, answers): (Pace, mpsc::Sender<Answer>),
) {
    loop {
        let frame = match timeout(SILENCE, stream.next()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(error))) => {
                let why = format!(
                    "This connection cannot be read any further ({error}), so it is closed. Connect again, and send \
                     messages of at most {LONGEST_MESSAGE} bytes."
                );
                let refused = Answer::Message(ToBrowser::Refused { id: None, why });
                // Whoever is gone needs no answer.
                let _ = answers.send(refused).await;
                let _ = answers.send(Answer::Goodbye(close_code::POLICY, "what was sent cannot be read")).await;
                return;
            }
            Ok(None) | Err(_) => return,
        };
        let Some(message) = form.read(&frame) else { continue };
        metrics.messages.inc();
        let answer = match message {
            message if !pace.admits(Instant::now()) => {
                metrics.too_fast.inc();
                Some(too_fast(message.ok(), pace.rate()))
            }
            Ok(message) => match course.answer(&message) {
                Some(answer) => Some(answer),
                None => match session.hear(message).await {
                    Ok(answer) => answer,
                    Err(Ended) => return,
                },
            },
            Err(why) => Some(ToBrowser::Refused { id: None, why }),
        };
        if matches!(answer, Some(ToBrowser::Refused { .. })) {
            metrics.refusals.inc();
        }
        if let Some(answer) = answer
            && answers.send(Answer::Message(answer)).await.is_err()
        {
            return;
        }
    }
}

fn too_fast(message: Option<ToServer>, Rate { a_second, .. }: Rate) -> ToBrowser {
    let id = match message {
        Some(ToServer::Do { id, .. }) => Some(id),
        _ => None,
    };
    let why = format!(
        "You send more than {a_second} messages a second, so this one was not carried out. Wait a moment and send it again."
    );
    ToBrowser::Refused { id, why }
}
