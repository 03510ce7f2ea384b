//! One viewer: a connection that gets what happens and gives commands.
//!
//! Reading and writing are separate tasks, so that a viewer who does not read can still be heard, and one who sends rubbish is
//! still told what happens. Nobody waits for a viewer: what it does not read in time is replaced by a keyframe, and what it
//! sends is read only as fast as it takes the answers.

use std::future::pending;
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
use crate::classroom::form::{Form, LONGEST_MESSAGE};
use crate::classroom::preview::{Latest, Reader};
use crate::classroom::room::{NoSeat, Who};
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

/// As whom somebody comes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Comes {
    /// As one who knows the session's name.
    AsOwner,
    /// As one who follows, with their key if they were here before.
    ToFollow(Option<String>),
}

/// What somebody wants to watch, and how.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// In which form they are told.
    pub form: Form,
    /// What they watch.
    pub session: Session,
    /// As whom they come.
    pub comes: Comes,
    /// The lessons.
    pub course: Latest,
    /// What is counted.
    pub metrics: Metrics,
}

/// Where somebody sits who watches.
#[derive(Clone, Debug)]
struct Seat {
    form: Form,
    session: Session,
    who: Who,
    course: Latest,
    metrics: Metrics,
}

impl Ticket {
    async fn seat(self) -> Result<Seat, NoSeat> {
        let Self { form, session, comes, course, metrics } = self;
        let who = match comes {
            Comes::AsOwner => Who::Owner,
            Comes::ToFollow(key) => session.enter(key).await?,
        };
        Ok(Seat { form, session, who, course, metrics })
    }
}

/// Serves one viewer until it leaves or the lab is stopped.
pub async fn serve(socket: WebSocket, ticket: Ticket, rate: Rate, stopping: watch::Receiver<bool>) {
    let (mut sink, stream) = socket.split();
    let seat = ticket.seat().await;
    let goodbye = match &seat {
        Ok(seat) => converse(&mut sink, stream, seat, rate, stopping).await,
        Err(NoSeat::Closed) => CLOSED,
        Err(NoSeat::Full) => FULL,
    };
    if let Some((code, reason)) = goodbye {
        let close = Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason) }));
        // Whoever does not listen any more needs no goodbye.
        let _ = timeout(FAREWELL, sink.send(close)).await;
    }
    if let Ok(Seat { session, who, .. }) = seat {
        session.left(who).await;
    }
}

async fn converse(
    sink: &mut SplitSink<WebSocket, Message>,
    stream: SplitStream<WebSocket>,
    seat: &Seat,
    rate: Rate,
    mut stopping: watch::Receiver<bool>,
) -> Goodbye {
    let (answers, answered) = mpsc::channel(ANSWERS);
    let mut reader = tokio::spawn(listen(stream, seat.clone(), Pace::new(rate, Instant::now()), answers));
    let goodbye = tokio::select! {
        // The sender is gone only when the lab is.
        _ = stopping.wait_for(|stopping| *stopping) => Some((close_code::AWAY, "the lab is being stopped")),
        goodbye = tell(sink, seat, answered) => goodbye,
        // The writer ends by itself after the reader, unless the viewer takes nothing any more.
        () = async { let _ = (&mut reader).await; sleep(FAREWELL).await } => None,
    };
    reader.abort();
    goodbye
}

/// What to say at the end, if anybody can hear it.
type Goodbye = Option<(u16, &'static str)>;

const ENDED: Goodbye = Some((close_code::AWAY, "the session is over; open the lab again"));

const CLOSED: Goodbye = Some((close_code::AWAY, "the room is closed"));

const FULL: Goodbye = Some((close_code::AGAIN, "the room is full"));

/// What a viewer is told about what it sent.
enum Answer {
    Message(ToBrowser),
    Goodbye(u16, &'static str),
}

/// Tells the viewer what happens and what became of its commands. Ends with the goodbye to say, if anybody can hear it.
async fn tell(sink: &mut SplitSink<WebSocket, Message>, seat: &Seat, mut answered: mpsc::Receiver<Answer>) -> Goodbye {
    let mut ask = interval(ASK_EVERY);
    ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut watching = match begin(sink, seat).await {
        Ok(watching) => watching,
        Err(goodbye) => return goodbye,
    };
    loop {
        let Watching { next, backstage, door, .. } = &mut watching;
        let frame = tokio::select! {
            // In this order: the answer to a command comes after the events that it led to at once.
            biased;
            next = next.recv() => match next {
                Ok(frame) => frame,
                Err(RecvError::Lagged(_)) => {
                    seat.metrics.skips.inc();
                    watching = match begin(sink, seat).await {
                        Ok(watching) => watching,
                        Err(goodbye) => return goodbye,
                    };
                    continue;
                }
                Err(RecvError::Closed) => return ENDED,
            },
            next = told_aside(backstage) => match next {
                Ok(frame) => frame,
                // What is told next is whole again.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return ENDED,
            },
            () = closed(door) => return CLOSED,
            answer = answered.recv() => match answer {
                Some(Answer::Message(message)) => seat.form.write(&message),
                Some(Answer::Goodbye(code, reason)) => return Some((code, reason)),
                None => return None,
            },
            _ = ask.tick() => Message::Ping(Default::default()),
        };
        seat.metrics.sent.inc_by(length(&frame));
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

/// The next frame for the owner alone; never comes for others.
async fn told_aside(backstage: &mut Option<Receiver<Message>>) -> Result<Message, RecvError> {
    match backstage {
        Some(backstage) => backstage.recv().await,
        None => pending().await,
    }
}

/// Ends when those who follow have to leave; never for others.
async fn closed(door: &mut Option<watch::Receiver<()>>) {
    match door {
        // Nothing is ever said through it: it breaks.
        Some(door) => {
            let _ = door.changed().await;
        }
        None => pending().await,
    }
}

/// Sends everything as it is now, and subscribes to what comes after.
async fn begin(sink: &mut SplitSink<WebSocket, Message>, seat: &Seat) -> Result<Watching, Goodbye> {
    let mut watching = seat.session.watch(seat.form, seat.who).await.map_err(|Ended| ENDED)?;
    for frame in std::mem::take(&mut watching.first) {
        sink.send(frame).await.map_err(|_gone| None)?;
    }
    Ok(watching)
}

/// Reads what the viewer sends, until it leaves, falls silent or sends what cannot be read.
async fn listen(mut stream: SplitStream<WebSocket>, seat: Seat, mut pace: Pace, answers: mpsc::Sender<Answer>) {
    let Seat { form, session, who, course, metrics } = seat;
    let mut reader = course.reader(who);
    loop {
        let frame = match next_frame(&mut stream, &mut reader, &answers).await {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => {
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
            None => return,
        };
        let Some(message) = form.read(&frame) else { continue };
        metrics.messages.inc();
        if matches!(message, Ok(ToServer::SeekTime { .. })) {
            // Whoever drags through history means where the hand is at last, so that is not refused: it waits for its turn.
            sleep(pace.wait(Instant::now())).await;
        }
        let answer = match message {
            message if !pace.admits(Instant::now()) => {
                metrics.too_fast.inc();
                Some(too_fast(message.ok(), pace.rate()))
            }
            Ok(message) => match reader.answer(&message) {
                Some(answer) => Some(answer),
                None => match session.hear(message, who).await {
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

/// What the viewer sends next; none if it left or fell silent. Meanwhile it is told what is otherwise in the lessons that it
/// reads.
async fn next_frame(
    stream: &mut SplitStream<WebSocket>,
    reader: &mut Reader,
    answers: &mpsc::Sender<Answer>,
) -> Option<Result<Message, axum::Error>> {
    let silence = sleep(SILENCE);
    tokio::pin!(silence);
    loop {
        tokio::select! {
            frame = stream.next() => return frame,
            () = &mut silence => return None,
            news = reader.news() => for message in news {
                answers.send(Answer::Message(message)).await.ok()?;
            },
        }
    }
}

fn too_fast(message: Option<ToServer>, Rate { a_second, .. }: Rate) -> ToBrowser {
    let id = match message {
        Some(
            ToServer::Do { id, .. }
            | ToServer::Why { id, .. }
            | ToServer::Stretch { id, .. }
            | ToServer::Look { id, .. },
        ) => Some(id),
        _ => None,
    };
    let why = format!(
        "You send more than {a_second} messages a second, so this one was not carried out. Wait a moment and send it again."
    );
    ToBrowser::Refused { id, why }
}
